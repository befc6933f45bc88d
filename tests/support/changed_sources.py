"""A student's function as a text that can be changed, counted in and run, without the code that makes questions."""

import ast
import inspect
import io
import textwrap
import tokenize
import warnings
from dataclasses import dataclass

import numpy as np
from time_limits import OutOfTime, time_limit

SECONDS = 5.0


@dataclass(frozen=True)
class Source:
    """The text of a function, where it begins in its cell, and the names it finds around it."""

    name: str
    text: str
    first: int
    around: dict

    @classmethod
    def of(cls, function):
        lines, first = inspect.getsourcelines(inspect.unwrap(function))
        text = textwrap.dedent("".join(lines))
        return cls(ast.parse(text).body[0].name, text, max(first, 1), function.__globals__)

    def defined(self, code, **more):
        """The function that a text or a tree defines in the student's surroundings."""
        names = {**self.around, **more}
        if isinstance(code, str):
            code = ast.parse("\n" * (self.first - 1) + code)
        else:
            ast.increment_lineno(ast.fix_missing_locations(code), self.first - 1)
        exec(compile(code, "<changed>", "exec"), names)
        return names[self.name]

    def with_line(self, number, line):
        """The text with another line in a line's place."""
        lines = self.text.splitlines()
        lines[number - self.first] = line
        return "\n".join(lines)

    def line(self, number):
        """What stands in a line of the cell."""
        return self.text.splitlines()[number - self.first]

    def noting(self, note, where):
        """The function with a call of `note(locals())` after each statement that `where` wants, by its line."""
        tree = ast.parse(self.text)
        (definition,) = tree.body
        for holder in list(ast.walk(definition)):
            for part in ("body", "orelse", "finalbody"):
                body = getattr(holder, part, None)
                if not isinstance(body, list):
                    continue
                for statement in list(body):
                    if where(statement, self.first - 1) and not isinstance(statement, ast.Return):
                        body.insert(body.index(statement) + 1, ast.parse("_note(locals())").body[0])
        return self.defined(tree, _note=note)


def simple_at(line):
    """Whether a statement is the simple one of a line."""
    return lambda statement, above: statement.lineno + above == line and not hasattr(statement, "body")


def everywhere(statement, above):
    """Every statement."""
    return True


def outcome(function, args):
    """What a call does: its outputs as arrays, or the error that it stops with; None if it has to be ended."""
    try:
        with time_limit(SECONDS), np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            value = function(*args)
    except OutOfTime:
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, that is what the change does
        return error
    values = value if isinstance(value, tuple) else (value,)
    arrays = [each for each in values if isinstance(each, np.ndarray)]
    return [np.array(each) for each in arrays or values[:1]]


def outputs(function, args):
    found = outcome(function, args)
    assert isinstance(found, list), found
    return found


def said_otherwise(line, old, new):
    """Every line that "`new` for `old`" may mean, wherever the words of `old` stand in it."""
    tokens, wanted = _words(line), [word for word, _, _ in _words(old)]
    for at in range(len(tokens) - len(wanted) + 1):
        if [word for word, _, _ in tokens[at : at + len(wanted)]] == wanted:
            yield line[: tokens[at][1]] + new + line[tokens[at + len(wanted) - 1][2] :]


def _words(line):
    """Words of a line with the columns where they begin and end, without its indentation and remark."""
    found, indent = [], len(line) - len(line.lstrip())
    try:
        for token in tokenize.generate_tokens(io.StringIO(line.lstrip()).readline):
            if token.string.strip() and token.type != tokenize.COMMENT:
                found.append((token.string, token.start[1] + indent, token.end[1] + indent))
    except tokenize.TokenError:
        pass  # the statement goes on in the next line
    return found
