"""One-place breakages of a function: every way in which one token, index, operator or line of it can be wrong."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

_BINARY = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div, ast.Sub, ast.FloorDiv, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Add),
    ast.FloorDiv: (ast.Div, ast.Mult, ast.Mod, ast.Add),
    ast.Pow: (ast.Mult, ast.Add),
}
_COMPARED = {
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE, ast.Gt, ast.Lt),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Eq),
    ast.LtE: (ast.Lt,),
}
_CALLED = {
    "max": ("min", "mean", "sum", "argmax", "median", "ptp", "prod"),
    "min": ("max",),
    "sum": ("mean", "max", "prod", "min", "std", "cumsum"),
    "mean": ("sum", "max", "min", "median", "std", "var"),
    "zeros": ("ones", "zeros_like"),
    "zeros_like": ("ones_like",),
    "ones": ("zeros", "zeros_like"),
    "full": ("zeros", "ones"),
    "multiply": ("add", "divide", "subtract", "dot", "matmul", "maximum"),
}


# What changes an argument, whichever of these names is one.
_SPOILERS = (
    *("A_prev *= 2", "A_prev += 1", "W *= 0.5", "b += 1", "dZ *= 2", "dA *= 2", "X += 1", "x[0] = 0", "x *= 2"),
    *("hparameters['stride'] += 1", "hparameters.pop('stride')", "a_slice_prev *= W"),
)


@dataclass(frozen=True)
class Mutant:
    """One breakage: what was changed, on which line, and the whole changed source."""

    change: str
    line: int
    source: str


def mutants_of(source: str, every: int = 1, draw: int = 0) -> Iterator[Mutant]:
    """Yield one-place breakages of the functions in `source`, all or one in `every`, duplicates left out.

    Another `draw` gives others: `every` draws in a row give all.
    """
    tree = ast.parse(source)
    _drop_docstrings(tree)
    seen = {ast.unparse(tree)}
    names = sorted(
        {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    )
    count = itertools.count(draw)
    for number, node in enumerate(ast.walk(tree)):
        for change, edit in _edits(node, names):
            if next(count) % every:
                continue
            changed = copy.deepcopy(tree)
            target = next(other for index, other in enumerate(ast.walk(changed)) if index == number)
            edit(target)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield Mutant(change, getattr(node, "lineno", 0), text)


def _drop_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]


def _edits(node, names):
    """Yield (what changes, function that changes a copy of the node in place)."""
    for kind in (_operators, _constants, _identifiers, _subscripts, _calls, _statements, _sequences, _loops):
        yield from kind(node, names)


def _operators(node, _):
    if isinstance(node, ast.BinOp):
        for new in _BINARY.get(type(node.op), ()):
            yield f"{type(node.op).__name__} to {new.__name__}", lambda n, new=new: setattr(n, "op", new())
        yield "left operand alone", lambda n: _become(n, n.left)
        yield "right operand alone", lambda n: _become(n, n.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv)):
            yield (
                "operands exchanged",
                lambda n: (lambda a, b: (setattr(n, "left", b), setattr(n, "right", a)))(n.left, n.right),
            )
    if isinstance(node, ast.Compare):
        for new in _COMPARED.get(type(node.ops[0]), ()):
            yield f"{type(node.ops[0]).__name__} to {new.__name__}", lambda n, new=new: setattr(n, "ops", [new()])
    if isinstance(node, ast.AugAssign):
        yield "-= for +=", lambda n: setattr(n, "op", ast.Sub() if isinstance(n.op, ast.Add) else ast.Add())
        yield "*= for +=", lambda n: setattr(n, "op", ast.Mult())
        yield "/= for +=", lambda n: setattr(n, "op", ast.Div())


def _constants(node, _):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        for new in (node.value + 1, node.value - 1, 0, 1, 2):
            if new != node.value:
                yield f"{node.value} to {new}", lambda n, new=new: setattr(n, "value", new)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for new in ({"max", "average", "stride", "pad", "f", "constant", "edge"} - {node.value}) | {"other"}:
            yield f"{node.value!r} to {new!r}", lambda n, new=new: setattr(n, "value", new)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth turned round", lambda n: setattr(n, "value", not n.value)


def _identifiers(node, names):
    if isinstance(node, ast.Name) and (node.id in names or isinstance(node.ctx, ast.Store)):
        for new in names:
            if new != node.id:
                yield f"{node.id} to {new}", lambda n, new=new: setattr(n, "id", new)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for text in (f"{node.id} + 1", f"{node.id} - 1", f"-{node.id}", f"2 * {node.id}"):
            yield f"{node.id} to {text}", lambda n, text=text: _become(n, ast.parse(text, mode="eval").body)


def _subscripts(node, _):
    if isinstance(node, ast.Slice):
        if node.lower is not None:
            yield "start of slice dropped", lambda n: setattr(n, "lower", None)
        if node.upper is not None:
            yield "end of slice dropped", lambda n: setattr(n, "upper", None)
            yield "end of slice one later", lambda n: setattr(n, "upper", _plus(n.upper, 1))
            yield "end of slice one earlier", lambda n: setattr(n, "upper", _plus(n.upper, -1))
        if node.lower is not None:
            yield "start of slice one later", lambda n: setattr(n, "lower", _plus(n.lower, 1))
            yield "start of slice one earlier", lambda n: setattr(n, "lower", _plus(n.lower, -1))
        yield "every second entry of slice", lambda n: setattr(n, "step", ast.Constant(2))
        yield "slice backwards", lambda n: setattr(n, "step", ast.Constant(-1))
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        for i, index in enumerate(node.slice.elts):
            if not isinstance(index, ast.Slice):
                yield f"index {i} to 0", lambda n, i=i: n.slice.elts.__setitem__(i, ast.Constant(0))
                yield f"index {i} to -1", lambda n, i=i: n.slice.elts.__setitem__(i, ast.Constant(-1))
                yield f"index {i} to :", lambda n, i=i: n.slice.elts.__setitem__(i, ast.Slice())
                for amount in (1, -1):
                    yield (
                        f"index {i} {amount:+}",
                        lambda n, i=i, amount=amount: n.slice.elts.__setitem__(i, _plus(n.slice.elts[i], amount)),
                    )
            else:
                yield f"slice {i} to :", lambda n, i=i: n.slice.elts.__setitem__(i, ast.Slice())
            if i:
                yield f"indexes {i - 1} and {i} exchanged", lambda n, i=i: _exchange(n.slice.elts, i - 1, i)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "index dropped", lambda n: _become(n, n.value)
        if not isinstance(node.slice, (ast.Tuple, ast.Slice)):
            yield "index to 0", lambda n: setattr(n, "slice", ast.Constant(0))
            yield "index to -1", lambda n: setattr(n, "slice", ast.Constant(-1))


def _calls(node, _):
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for new in _CALLED.get(name, ()):
        if isinstance(node.func, ast.Attribute):
            yield f"{name} to {new}", lambda n, new=new: setattr(n.func, "attr", new)
    if node.args:
        yield f"call of {name} dropped", lambda n: _become(n, n.args[0])
        yield (
            f"abs of the argument of {name}",
            lambda n: n.args.__setitem__(0, ast.Call(ast.Name("abs", ast.Load()), [n.args[0]], [])),
        )
        for text in ("int({})", "round({})", "abs({})", "-{}", "{}.T", "np.ceil({})", "np.squeeze({})"):
            yield f"{text} around {name}", lambda n, text=text: _become(n, _expression(text.format(ast.unparse(n))))
    if name in ("zeros", "ones", "zeros_like", "full"):
        for dtype in ("int", "bool", "complex", "object"):
            yield (
                f"dtype {dtype} of {name}",
                lambda n, dtype=dtype: n.keywords.append(ast.keyword("dtype", ast.Name(dtype, ast.Load()))),
            )
    for i in range(1, len(node.args)):
        yield f"arguments of {name} exchanged", lambda n, i=i: _exchange(n.args, i - 1, i)
        yield f"argument {i} of {name} dropped", lambda n, i=i: n.args.pop(i)
    for i, keyword in enumerate(node.keywords):
        yield f"{keyword.arg}= dropped", lambda n, i=i: n.keywords.pop(i)


def _statements(node, _):
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if not isinstance(block, list) or isinstance(node, ast.Module):
            continue
        for i, statement in enumerate(block):
            if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr, ast.Return)):
                yield "line removed", lambda n, f=field, i=i: getattr(n, f).__setitem__(i, ast.Pass())
            if isinstance(statement, ast.AugAssign):
                yield "= for +=", lambda n, f=field, i=i: getattr(n, f).__setitem__(i, _assigned(getattr(n, f)[i]))
            if isinstance(statement, (ast.Assign, ast.AugAssign)) and not isinstance(statement.value, ast.Tuple):
                yield "value negated", lambda n, f=field, i=i: _wrap(getattr(n, f)[i], "-({})")
                yield "value doubled", lambda n, f=field, i=i: _wrap(getattr(n, f)[i], "2 * ({})")
                yield "value halved", lambda n, f=field, i=i: _wrap(getattr(n, f)[i], "({}) / 2")
                yield "value plus one", lambda n, f=field, i=i: _wrap(getattr(n, f)[i], "({}) + 1")
                yield "value left at None", lambda n, f=field, i=i: _wrap(getattr(n, f)[i], "None")
            if isinstance(statement, ast.AugAssign):
                yield "line repeated", lambda n, f=field, i=i: getattr(n, f).insert(i, copy.deepcopy(getattr(n, f)[i]))
            if isinstance(statement, ast.Return):
                yield "nothing returned", lambda n, f=field, i=i: setattr(getattr(n, f)[i], "value", None)
                for text in _SPOILERS:
                    yield (
                        f"{text} before the return",
                        lambda n, f=field, i=i, text=text: getattr(n, f).insert(i, ast.parse(text).body[0]),
                    )
            if i and isinstance(statement, ast.stmt):
                yield "lines exchanged", lambda n, f=field, i=i: _exchange(getattr(n, f), i - 1, i)
            if isinstance(statement, ast.For) and i + 1 < len(block):
                yield (
                    "next line moved into the loop",
                    lambda n, f=field, i=i: getattr(n, f)[i].body.append(getattr(n, f).pop(i + 1)),
                )
            if isinstance(statement, ast.For) and len(statement.body) > 1:
                yield (
                    "last line moved out of the loop",
                    lambda n, f=field, i=i: getattr(n, f).insert(i + 1, getattr(n, f)[i].body.pop()),
                )
    if isinstance(node, ast.If):
        yield "condition always true", lambda n: setattr(n, "test", ast.Constant(True))
        yield "condition always false", lambda n: setattr(n, "test", ast.Constant(False))


def _sequences(node, names):
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for i, entry in enumerate(node.elts):
            if isinstance(entry, ast.Name):
                yield f"entry {i} to None", lambda n, i=i: n.elts.__setitem__(i, ast.Constant(None))
                yield (
                    f"entry {i} copied and negated",
                    lambda n, i=i: n.elts.__setitem__(i, _expression(f"0 - {ast.unparse(n.elts[i])}")),
                )
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for i in range(1, len(node.elts)):
            yield f"entries {i - 1} and {i} exchanged", lambda n, i=i: _exchange(n.elts, i - 1, i)
            if isinstance(node.ctx, ast.Load):
                yield f"entry {i} dropped", lambda n, i=i: n.elts.pop(i)
    if isinstance(node, ast.arguments):
        for i, default in enumerate(node.defaults):
            if isinstance(default, ast.Constant) and isinstance(default.value, str):
                yield "another default", lambda n, i=i: n.defaults.__setitem__(i, ast.Constant("average"))


def _loops(node, _):
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Call) and len(node.iter.args) == 1:
        for text in ("range({} - 1)", "range(1, {})", "range({} + 1)", "range(0, {}, 2)", "range(1)"):
            yield (
                f"{text} for the loop",
                lambda n, text=text: setattr(
                    n, "iter", ast.parse(text.format(ast.unparse(n.iter.args[0])), mode="eval").body
                ),
            )
        yield "loop left after one round", lambda n: n.body.append(ast.Break())
        yield (
            "loop backwards, one short",
            lambda n: setattr(
                n, "iter", ast.parse(f"range({ast.unparse(n.iter.args[0])} - 1, 0, -1)", mode="eval").body
            ),
        )


def _expression(text):
    return ast.parse(text, mode="eval").body


def _plus(node, amount):
    return ast.BinOp(node, ast.Add(), ast.Constant(amount))


def _assigned(statement):
    return ast.Assign([statement.target], statement.value)


def _wrap(statement, template):
    statement.value = ast.parse(template.format(ast.unparse(statement.value)), mode="eval").body


def _exchange(items, i, j):
    items[i], items[j] = items[j], items[i]


def _become(node, other):
    """Turn a node into another one in place, whatever its class."""
    other = copy.deepcopy(other)
    ctx = getattr(node, "ctx", None)
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update(other.__dict__)
    if ctx is not None and hasattr(node, "ctx"):
        node.ctx = ctx
