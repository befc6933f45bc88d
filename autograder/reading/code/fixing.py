"""Repairs that make a code cell parse, mildest first; a cell that parses as it stands is never touched."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable
from functools import lru_cache

from autograder.reading.code.patience import LONG, is_worth_parsing, timed
from cnn_utils.language.speaking import later, say

# Characters in one cell: what is longer is data, not code, and its syntax tree a hundred times as large.
MAX_CODE = 2**20
# Cell magics that only measure or hide, so that the body still counts as code of the notebook.
_TRANSPARENT = {"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "px", "python", "python3", "pypy"}
# Possessive (*+) where two neighbours could share the same blanks: a line of a megabyte of them takes hours otherwise.
_LINE_MAGIC = re.compile(r"^(\s*+)(?:[%!]|\?\??\w|get_ipython\(\))")
_ASSIGNED_MAGIC = re.compile(r"^(\s*+)[\w, .]++=\s*[%!]")
_HELP = re.compile(r"^\s*[\w.]+\s*\?\??\s*$")
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2032": "'", "\u2033": '"'})
_PROMPT = re.compile(r"^\s*(?:>>> ?|In\s*\[\s*\d*\s*\]:\s?)")
_CONTINUATION = re.compile(r"^\s*\.\.\.(?: |$)")
_PRINT = re.compile(r"^(\s*+(?:(?:if|else|elif|for|while|try|with)\b.*:\s*|[^\"'#]*;\s*)?)print(?:\s+|(?=[\"'`]))(.*)$")
_PRINT_TO = re.compile(r"^>>\s*([\w.]+)\s*(?:,\s*)?(.*)$")
_OLD_EXCEPT = re.compile(r"^(\s*except\s+[\w.()]+(?:\s*,\s*[\w.]+\))?)\s*,\s*(\w+)\s*:")


def parses(source: str) -> bool:
    """Whether Python takes the text."""
    return parse(source) is not None


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a text, or None; it is shared, so nobody may change it.

    Most cells of a class are the same ones, and each is looked at several times: short texts are remembered.
    """
    if len(source) > MAX_CODE or not is_worth_parsing(source):
        return None
    if len(source) > LONG:
        return _parse(source)
    with timed():
        return _parse_once(source)


@lru_cache(maxsize=256)  # the trees of so many short texts take 200 MB at the worst
def _parse_once(source: str) -> ast.Module | None:
    return _parse(source)


def _parse(source: str) -> ast.Module | None:
    # Warnings about odd escapes are nobody's business here.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def fix(source: str, number: int) -> tuple[str, list[str]]:
    """Repair a cell until it parses.

    Parameters
    ----------
    source : str
    number : int
        The cell's number as a reader counts, from 1.

    Returns
    -------
    source : str
        With as many lines as before. It may still not parse.
    repairs : list of str
    """
    repairs: list[str] = []
    if parses(source):
        return source, repairs
    for repair, sentence in _REPAIRS:
        changed = repair(source)
        if changed == source:
            continue
        repairs.append(say(sentence, cell=number))
        source = changed
        if parses(source):
            break
    return source, repairs


def with_plain_spaces(source: str) -> str:
    """A cell as it is run in a shell: with odd spaces made plain, if these are what keeps it from parsing."""
    if not (_ODD_SPACES.search(source) or _INVISIBLE.search(source)) or parses(_magics(source)):
        return source
    changed = _odd_spaces(source)
    return changed if parses(_magics(changed)) else source


def _magics(source: str) -> str:
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    head = lines[first].lstrip()
    if head.startswith("%%"):
        name = head[2:].split()[0] if head[2:].split() else ""
        if name not in _TRANSPARENT:
            return "\n".join("# " + line if line.strip() else line for line in lines)
        lines[first] = "# " + lines[first]
    return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    # "pass" keeps a magic that is the only line of a block from leaving the block empty.
    for pattern in (_LINE_MAGIC, _ASSIGNED_MAGIC):
        found = pattern.match(line)
        if found:
            return f"{found[1]}pass  # {line.strip()}"
    return f"pass  # {line.strip()}" if _HELP.match(line) and "?" in line else line


def _odd_spaces(source: str) -> str:
    return _INVISIBLE.sub("", _ODD_SPACES.sub(" ", source))


def _prompts(source: str) -> str:
    lines = source.split("\n")
    if not any(_PROMPT.match(line) for line in lines):
        return source
    return "\n".join(_CONTINUATION.sub("", _PROMPT.sub("", line)) for line in lines)


def _prints(source: str) -> str:
    return "\n".join(_old_except(_new_print(line)) for line in source.split("\n"))


def _new_print(line: str) -> str:
    found = _PRINT.match(line)
    if not found:
        return line
    indent, rest = found[1], found[2].strip()
    comment = ""
    if "#" in rest and not parses(f"f({rest})"):
        rest, _, comment = rest.rpartition("#")
        comment = "  #" + comment
    to = _PRINT_TO.match(rest)
    if to:
        return f"{indent}print({to[2]}{', ' if to[2] else ''}file={to[1]}){comment}"
    end = ', end=" "' if rest.endswith(",") else ""
    return f"{indent}print({rest.rstrip(', ')}{end}){comment}"


def _old_except(line: str) -> str:
    return _OLD_EXCEPT.sub(r"\1 as \2:", line)


def _tabs(source: str) -> str:
    if "\t" not in source:
        return source
    eight, four = source.expandtabs(8), source.expandtabs(4)
    return four if parses(four) and not parses(eight) else eight


def _dedented(source: str) -> str:
    first = next((line for line in source.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    return textwrap.dedent(source) if first[:1] in (" ", "\t") else source


def _straight_quotes(source: str) -> str:
    changed = source.translate(_QUOTES)
    return changed if parses(changed) else source


_REPAIRS: tuple[tuple[Callable[[str], str], str], ...] = (
    (_magics, later("Cell {cell}: lines for IPython or the shell (%..., !...) were left out.")),
    (_odd_spaces, later("Cell {cell}: no-break or invisible spaces (such as U+00A0) were made plain.")),
    (_prompts, later("Cell {cell}: prompts (>>> or In [1]:) were taken off.")),
    (
        _prints,
        later("Cell {cell}: Python 2 statements (print without brackets, except X, e) were brought to Python 3."),
    ),
    (_tabs, later("Cell {cell}: tabs were made spaces.")),
    (_dedented, later("Cell {cell}: the indentation of the whole cell was taken off.")),
    (_straight_quotes, later("Cell {cell}: typographic quotation marks were made straight.")),
)
