"""Rewrite a function of the assignment so that Numba can compile it; its lines keep their numbers."""

from __future__ import annotations

import ast
import copy
from types import FunctionType, ModuleType
from typing import Any, cast
from zlib import crc32

# What the rewritten code calls; `numba_helpers` has them.
ITEM, NUMBER, FITTING, FILL = "_item_of", "_number_of", "_fitting", "_fill"

# So many whole numbers as an index name one number of an array of the assignment.
AXES = 4


class ForNumba(ast.NodeTransformer):
    """Say in Numba's words what it knows under others.

    hparameters["stride"] is a field of a named tuple, since the loops' dictionaries hold a few known names; a list of
    fixed length is a tuple; an array that holds a single number is that number where one is asked for; and a name such
    as "max" is a number too, since nothing is done with it but comparing: strings take seconds to compile.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave annotations and decorators out."""
        node.decorator_list, node.returns = [], None
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """`n_H: int = ...` is `n_H = ...`."""
        if node.value is None:
            return None
        return self.visit_Assign(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        """Keep the test and leave its message out."""
        node.msg = None
        return self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Keep the error and leave its message out."""
        if isinstance(node.exc, ast.Call):
            node.exc, node.cause = node.exc.func, None
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """mode == "max", mode in ("max", "average")."""
        self.generic_visit(node)
        node.left, node.comparators = _named(node.left), [_named(one) for one in node.comparators]
        return node

    def visit_List(self, node: ast.List) -> ast.AST:
        """A list that is written out has a fixed length; an empty one is there to be filled."""
        self.generic_visit(node)
        return ast.copy_location(ast.Tuple(node.elts, node.ctx), node) if node.elts else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """hparameters["stride"]."""
        self.generic_visit(node)
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            return ast.copy_location(ast.Attribute(node.value, node.slice.value, node.ctx), node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Z[i, h, w, c] = what conv_single_step returns, be it an array of one number."""
        self.generic_visit(node)
        if len(node.targets) == 1:
            if _is_part(node.targets[0]):
                return _fill(node.targets[0], node.value, node, add=False)
            node.value = _fitting(node.value, node.targets[0])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Z[i, h, w, c] += the same."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Add) and _is_part(node.target):
            return _fill(node.target, node.value, node, add=True)
        node.value = _fitting(node.value, node.target)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """float(b), b.item(), np.squeeze(b), hparameters.get("pad", 0), b.reshape(-1)."""
        self.generic_visit(node)
        function, arguments = node.func, node.args
        node.keywords = [keyword for keyword in node.keywords if not _says_nothing(keyword)]
        if isinstance(function, ast.Name) and isinstance(self.names.get(function.id), FunctionType):
            node.args = [_named(argument) for argument in arguments]
            for keyword in node.keywords:
                keyword.value = _named(keyword.value)
            return node
        if isinstance(function, ast.Name) and function.id == "float" and len(arguments) == 1:
            return _call(NUMBER, arguments[0])
        if not isinstance(function, ast.Attribute):
            return node
        if self._is_numpy(function.value):
            if function.attr in ("float64", "double", "float32") and len(arguments) == 1:
                return _call(NUMBER, arguments[0])
            if function.attr == "pad":
                node.args = [argument for argument in arguments if not _is_constant(argument, "constant")]
            if function.attr == "squeeze" and len(arguments) == 1:
                return _call(ITEM, arguments[0])
            return node
        if function.attr == "item" and not arguments:
            return _call(ITEM, function.value)
        if function.attr == "get" and arguments and isinstance(arguments[0], ast.Constant):
            return ast.copy_location(ast.Call(ast.Name("getattr", ast.Load()), [function.value, *arguments], []), node)
        if function.attr == "reshape":  # of a copy in memory order: Numba reshapes no other
            whole = ast.Attribute(ast.Name("_numpy", ast.Load()), "ascontiguousarray", ast.Load())
            function.value = ast.Call(whole, [function.value], [])
        return node

    def _is_numpy(self, node: ast.expr) -> bool:
        known = self.names.get(node.id) if isinstance(node, ast.Name) else None
        return isinstance(known, ModuleType) and known.__name__ == "numpy"


def rewritten(tree: ast.FunctionDef, names: dict[str, Any]) -> ast.Module:
    """Return the function as a module of its own; `names` are those that it finds around it."""
    return ast.fix_missing_locations(ast.Module([cast(ast.stmt, ForNumba(names).visit(tree))], []))


def _call(name: str, argument: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [argument], []), argument)


def _fitting(value: ast.expr, target: ast.expr) -> ast.expr:
    """Where `target` may be one number of an array, have the value made one; which indices are slices, types tell."""
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Tuple):
        return value
    indices = target.slice.elts
    if len(indices) != AXES or any(_takes_several(index) for index in indices):
        return value
    index = ast.Tuple(copy.deepcopy(indices), ast.Load())
    return ast.copy_location(ast.Call(ast.Name(FITTING, ast.Load()), [value, index], []), value)


def _takes_several(index: ast.expr) -> bool:
    return isinstance(index, ast.Slice) or (isinstance(index, ast.Constant) and index.value in (None, ...))


def _says_nothing(keyword: ast.keyword) -> bool:
    """axis=None and mode="constant" are what is done anyway."""
    return (keyword.arg == "axis" and _is_constant(keyword.value, None)) or (
        keyword.arg == "mode" and _is_constant(keyword.value, "constant")
    )


def _is_constant(node: ast.expr, value: str | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def number_for(name: str) -> int:
    """Return the number that stands for a name in compiled loops."""
    return crc32(name.encode())


def _named(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.copy_location(ast.Constant(number_for(node.value)), node)
    if isinstance(node, ast.Tuple | ast.Set):
        node.elts = [_named(one) for one in node.elts]
    return node


def _is_part(target: ast.expr) -> bool:
    """Whether this is surely more than one number: Z[i, :, :, c], not Z[i, h, w, c]."""
    if not isinstance(target, ast.Subscript):
        return False
    indices = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    return any(isinstance(index, ast.Slice) for index in indices)


def _fill(target: ast.expr, value: ast.expr, statement: ast.stmt, *, add: bool) -> ast.Expr:
    """Write a part of an array number by number: Numba's own way takes seconds more to compile."""
    part = copy.deepcopy(target)
    part.ctx = ast.Load()  # type: ignore[attr-defined]
    call = ast.Call(ast.Name(FILL, ast.Load()), [part, value, ast.Constant(add)], [])
    return ast.copy_location(ast.Expr(call), statement)
