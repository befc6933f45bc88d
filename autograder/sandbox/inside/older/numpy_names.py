"""Names of older NumPy, given back to the code that uses them: attributes, submodules, imports, methods of arrays.

What NumPy 1 and 2 took away, and what its release notes and its own `_expired_attrs_2_0` name in its place, stands in
one table, which a test holds against NumPy's list. Below ``numpy.lib`` a rule serves in place of a list: its modules
have got an underscore, and its functions are found in ``numpy`` itself. Only names that are used are set, because
libraries tell versions of NumPy apart by asking for them.
"""

from __future__ import annotations

import ast
import ctypes
import gc
import importlib
import math
import re
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np


def _asfarray(a: Any, dtype: Any = np.float64) -> np.ndarray:  # noqa: ANN401 - as NumPy takes it
    return np.asarray(a, dtype if np.issubdtype(dtype, np.inexact) else np.float64)


def _find_common_type(array_types: Iterable[Any], scalar_types: Iterable[Any]) -> np.dtype:
    kinds = [np.dtype(each) for each in (*array_types, *scalar_types)]
    return np.result_type(*kinds) if kinds else np.dtype(float)


def _unchanged(*args: Any, **_: object) -> Any:  # noqa: ANN401 - a decorator, with arguments or without
    """Decorate with nothing, as `numpy.deprecate` did but for its warning."""
    return args[0] if len(args) == 1 and callable(args[0]) else lambda function: function


# What stands in NumPy's place of a name that it took away, as an expression.
TODAY: dict[str, str] = {
    # 1.20 deprecated, 1.24 took away: Python's own types
    **{name: name for name in ("bool", "int", "float", "complex", "object", "str")},
    "long": "int",
    "unicode": "str",
    # the many names of one type
    **dict.fromkeys(("float_",), "np.float64"),
    **dict.fromkeys(("complex_", "cfloat"), "np.complex128"),
    "singlecomplex": "np.complex64",
    "longfloat": "np.longdouble",
    **dict.fromkeys(("longcomplex", "clongfloat"), "np.clongdouble"),
    **dict.fromkeys(("string_", "bytes0"), "np.bytes_"),
    **dict.fromkeys(("unicode_", "str0"), "np.str_"),
    "int0": "np.intp",
    "uint0": "np.uintp",
    "void0": "np.void",
    "object0": "np.object_",
    "bool8": "np.bool_",
    **dict.fromkeys(("typeDict", "sctypeNA", "typeNA"), "np.sctypeDict"),
    "sctypes": "{kind: [np.dtype(c).type for c in codes] for kind, codes in"
    " {'int': 'bhlq', 'uint': 'BHLQ', 'float': 'efdg', 'complex': 'FDG', 'others': '?OSUV'}.items()}",
    # the many names of one number
    **dict.fromkeys(("Inf", "Infinity", "infty", "PINF"), "np.inf"),
    **dict.fromkeys(("NaN", "NAN"), "np.nan"),
    "NINF": "-np.inf",
    "PZERO": "0.0",
    "NZERO": "-0.0",
    # functions
    "asscalar": "lambda a: np.asarray(a).item()",
    "alen": "lambda a: len(np.atleast_1d(a))",
    "rank": "np.ndim",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "sometrue": "np.any",
    "alltrue": "np.all",
    "round_": "np.round",
    "asfarray": "asfarray",
    "msort": "lambda a: np.sort(a, axis=0)",
    "row_stack": "np.vstack",
    "trapz": "np.trapezoid",
    "in1d": "lambda ar1, ar2, **options: np.isin(np.ravel(ar1), ar2, **options)",
    "mat": "np.asmatrix",
    "fastCopyAndTranspose": "lambda a: np.asarray(a).T.copy()",
    "cast": "type('Cast', (), {'__getitem__': lambda self, kind: lambda a: np.asarray(a, kind)})()",
    "safe_eval": "ast.literal_eval",
    "disp": "lambda message, *_, **__: print(message)",
    "issubclass_": "issubclass",
    "issctype": "lambda kind: isinstance(kind, type) and issubclass(kind, np.generic)",
    "issubsctype": "np.issubdtype",
    "obj2sctype": "lambda kind, default=None: np.dtype(kind).type",
    "sctype2char": "lambda kind: np.dtype(kind).char",
    "maximum_sctype": "lambda kind: np.dtype(kind).type",
    "nbytes": "type('Sizes', (), {'__getitem__': lambda self, kind: np.dtype(kind).itemsize})()",
    "find_common_type": "find_common_type",
    "byte_bounds": "np.lib.array_utils.byte_bounds",
    "DataSource": "np.lib.npyio.DataSource",
    "recfromtxt": "np.genfromtxt",
    "recfromcsv": "lambda fname, **options: np.genfromtxt(fname, **{'delimiter': ',', **options})",
    "format_parser": "np.rec.format_parser",
    "compare_chararrays": "np.char.compare_chararrays",
    "add_newdoc": "np.lib.add_newdoc",
    "add_docstring": "np.lib.add_docstring",
    "tracemalloc_domain": "np.lib.tracemalloc_domain",
    **dict.fromkeys(("deprecate", "deprecate_with_doc"), "unchanged"),
    "set_string_function": "lambda *_, **__: None",
    # modules
    "math": "math",
    "emath": "np.emath",
}
WITHOUT_SUCCESSOR = frozenset(
    {"geterrobj", "seterrobj", "source", "lookfor", "who", "set_numeric_ops", "add_newdoc_ufunc", "get_array_wrap"}
)
"""What NumPy took away and no computation can miss: looking things up, NumPy's own insides."""

_WORDS = {"np": np, "math": math, "ast": ast, "asfarray": _asfarray, "find_common_type": _find_common_type} | {
    "unchanged": _unchanged
}


def _ptp(array: np.ndarray, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as NumPy takes it
    return np.max(array, *args, **options) - np.min(array, *args, **options)


def _itemset(array: np.ndarray, *args: Any) -> None:  # noqa: ANN401 - as NumPy took it
    *place, value = args
    if not place:
        array[...] = value
    elif len(place) == 1 and not isinstance(place[0], tuple):
        array.flat[place[0]] = value
    else:
        array[place[0] if len(place) == 1 else tuple(place)] = value


def _newbyteorder(array: np.ndarray, new_order: str = "S") -> np.ndarray:
    return array.view(array.dtype.newbyteorder(new_order))  # type: ignore[arg-type] # any of NumPy's letters


METHODS: dict[str, Callable[..., Any]] = {
    "ptp": _ptp,
    "itemset": _itemset,
    "newbyteorder": _newbyteorder,
    "tostring": lambda array, order="C": array.tobytes(order),
}
"""Methods that arrays have lost."""


def give_back(sources: Iterable[str]) -> list[str]:
    """Give the code the names that NumPy has removed since it was written, and say which.

    Returns
    -------
    list of str
        "np.float", "np.lib.pad", "x.ptp()".
    """
    trees = list(filter(None, map(_tree, sources)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = [path for path in sorted({p for tree in trees for p in _numpy_paths(tree)}) if _give(path)]
        attributes = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        methods = [name for name in METHODS if name in attributes and _give_method(name)]
    return [f"np.{path.partition('.')[2]}" for path in given] + [f"x.{name}()" for name in methods]


# Sparing all other code the look at its syntax tree.
_LIKELY = re.compile(rf"\bfrom\s+numpy|\.(?:lib(?!\.stride_tricks\b)|core|{'|'.join((*TODAY, *METHODS))})\b")


def _tree(source: str) -> ast.Module | None:
    if not _LIKELY.search(source):
        return None
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _numpy_paths(tree: ast.Module) -> Iterator[str]:
    """Every dotted name below numpy that the code uses or imports, those before it included."""
    modules = {"np": "numpy", "numpy": "numpy"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _prefixes(alias.name)
                if alias.asname:
                    modules[alias.asname] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                path = f"{node.module}.{alias.name}"
                yield from _prefixes(path)
                modules[alias.asname or alias.name] = path
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (path := _path(node, modules)):
            yield from _prefixes(path)


def _path(node: ast.expr, modules: Mapping[str, str]) -> str:
    """The dotted name of an attribute of a module, or ""."""
    if isinstance(node, ast.Name):
        return modules.get(node.id, "")
    above = _path(node.value, modules) if isinstance(node, ast.Attribute) else ""
    return f"{above}.{node.attr}" if above and isinstance(node, ast.Attribute) else ""


def _prefixes(path: str) -> Iterator[str]:
    parts = path.split(".")
    if parts[0] == "numpy" and parts[-1] != "*":
        yield from (".".join(parts[:end]) for end in range(2, len(parts) + 1))


def _give(path: str) -> bool:
    """Set a name that is not there, if there is something to set it to; whether that was so."""
    parent, _, name = path.rpartition(".")
    holder = _found(parent)
    if not isinstance(holder, types.ModuleType) or _has(holder, name) or _is_importable(path):
        return False
    try:
        value = _successor(parent, name)
    except (AttributeError, ImportError):
        return False
    setattr(holder, name, value)
    if isinstance(value, types.ModuleType):
        sys.modules[path] = value
    return True


def _successor(parent: str, name: str) -> Any:  # noqa: ANN401 - any of NumPy's objects
    if name in TODAY:
        return eval(TODAY[name], dict(_WORDS))  # expressions of this file
    if parent == "numpy.lib" and name not in np.__all__:
        return importlib.import_module(f"numpy.lib._{name}_impl")
    if parent != "numpy" and not name.startswith("_"):
        return getattr(np, name)
    raise AttributeError(name)


def _found(path: str) -> Any:  # noqa: ANN401 - any of NumPy's objects
    found: Any = np
    for name in path.split(".")[1:]:
        found = getattr(found, name, None) if _has(found, name) else None
    return found


def _has(holder: object, name: str) -> bool:
    try:
        return hasattr(holder, name)
    except Exception:  # noqa: BLE001 - lazy modules import on access, and may break
        return False


def _is_importable(path: str) -> bool:
    """Whether a module of this name is there that nobody has imported yet."""
    try:
        importlib.import_module(path)
    except Exception:  # noqa: BLE001 - as above
        return False
    return True


def _give_method(name: str) -> bool:
    """Give arrays a method back, if they have lost it.

    The types of NumPy are closed to ``setattr``; what they hold is a dict like that of any class, which the garbage
    collector shows, and Python is told to look at it anew.
    """
    if _has(np.zeros(1), name):
        return False
    for kind in (np.ndarray, np.generic):
        gc.get_referents(kind.__dict__)[0][name] = METHODS[name]
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
    return True
