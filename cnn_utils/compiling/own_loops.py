"""`compiled(conv_forward)`: your own loops as machine code, called in the same way."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib.util import find_spec
from types import FunctionType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from cnn_utils.compiling.for_numba import FILL, FITTING, ITEM, NUMBER, number_for, rewritten
from cnn_utils.compiling.small_cases import small_calls
from cnn_utils.language.speaking import say

Function = TypeVar("Function", bound=Callable[..., Any])
TOLERANCE = 1e-9

# Functions that call no other of the notebook's are handed over once, though several others call them.
_handed_over: WeakKeyDictionary[FunctionType, Any] = WeakKeyDictionary()


class CannotCompileError(Exception):
    """Why a function stays as it is, in one sentence."""


def compiled(function: Function) -> Function:
    """Compile one of your functions, with the helpers that it calls.

    What comes back is called in the same way and gives the same: small calls are tried out first. Where something
    cannot be compiled, one printed sentence says which line and why, and you get your function back as it is.

    Parameters
    ----------
    function : function
        One of `step_by_step`, as you wrote it.

    Returns
    -------
    function
        The compiled one, or `function` itself.
    """
    if find_spec("numba") is None:
        say_that_numba_is_missing()
        return function
    try:
        return _compiled(function)
    except CannotCompileError as reason:
        name = getattr(function, "__name__", None)
        print(
            say("{function} stays as it is: {reason}", function=name, reason=str(reason))
            if name
            else say("This stays as it is: {reason}", reason=str(reason))
        )
        return function


@cache
def say_that_numba_is_missing() -> None:
    """Say it once a process."""
    print(say("Your loops stay as they are: Numba, which compiles them, is not installed (pip install numba)."))


def _compiled(function: Function) -> Function:
    if not isinstance(function, FunctionType):
        raise CannotCompileError(say("it is no function that was written with def."))
    calls = small_calls(function.__name__)
    if not calls:
        raise CannotCompileError(say("only the functions of step_by_step can be compiled and tried out."))
    loops = _called_as_before(function, _machine_code(function, {}))
    for call in calls:
        try:
            want = function(*copy.deepcopy(call))
        except Exception as error:
            raised = {"error": type(error).__name__, "message": error}
            raise CannotCompileError(say("it does not run yet; it raised {error}: {message}.", **raised)) from error
        try:
            got = loops(*copy.deepcopy(call))
        except Exception as error:
            raise CannotCompileError(_reason(error, function)) from error
        if not _same(got, want):
            raise CannotCompileError(say("compiled, it does not give the same on a small case."))
    return _or_as_it_is(loops, function)


def _or_as_it_is(loops: Function, function: Function) -> Function:
    """Return the compiled function; a call with types that the compiler does not follow takes the other."""
    from numba.core.errors import NumbaError

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        try:
            return loops(*args, **kwargs)
        except NumbaError as error:
            reason = _reason(error, function)
            print(say("{function} ran as it is: {reason}", function=function.__name__, reason=reason))
            return function(*args, **kwargs)

    return call  # type: ignore[return-value]


def _machine_code(function: FunctionType, known: dict[FunctionType, Any]) -> Any:  # noqa: ANN401 - Numba has no types
    """Hand a function over to Numba, after those that it calls; nothing is compiled before the first call."""
    from numba import njit

    from cnn_utils.compiling.numba_helpers import fill, fitting, item_of, number_of

    if function in _handed_over:
        return _handed_over[function]
    if function in known:
        if known[function] is None:
            raise CannotCompileError(
                say("{function} calls itself, which the compiler does not follow.", function=function.__name__)
            )
        return known[function]
    known[function] = None
    names = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    tree = _tree(function)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    around = {name: names[name] for name in used & set(names)}
    module, alone = rewritten(tree, around), not any(isinstance(value, FunctionType) for value in around.values())
    around = {
        name: _machine_code(value, known) if isinstance(value, FunctionType) else value
        for name, value in around.items()
    }
    helpers = {FILL: fill, FITTING: fitting, ITEM: item_of, NUMBER: number_of, "_numpy": np}
    namespace: dict[str, Any] = {**around, **helpers}
    exec(compile(module, function.__code__.co_filename, "exec"), namespace)
    made = namespace[function.__name__]
    made.__defaults__ = tuple(_for_loops(value, []) for value in function.__defaults__ or ())
    # An index beyond an array raises, as it does in Python, instead of reading whatever lies there.
    known[function] = njit(boundscheck=True)(made)
    if alone:
        _handed_over[function] = known[function]
    return known[function]


def _tree(function: FunctionType) -> ast.FunctionDef:
    """Return the syntax tree of a function; its lines have the numbers of the file or cell."""
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError) as error:
        message = say("the source of {function} is not to be found.", function=function.__name__)
        raise CannotCompileError(message) from error
    (node,) = ast.increment_lineno(ast.parse(textwrap.dedent("".join(lines))), max(first, 1) - 1).body
    if not isinstance(node, ast.FunctionDef):
        raise CannotCompileError(
            say("{function} is no function that was written with def.", function=function.__name__)
        )
    return node


def _called_as_before(function: Function, loops: Callable[..., Any]) -> Function:
    """Return a function with the old one's arguments: dictionaries go in as named tuples and come back as they were."""
    from cnn_utils.compiling.optimization import lightly_optimized

    signature = inspect.signature(function)

    @wraps(function)
    @lightly_optimized()
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given: list[Any] = []
        return _given_back(loops(*(_for_loops(value, given) for value in bound.arguments.values())), given)

    return call  # type: ignore[return-value]


def _for_loops(value: Any, given: list[Any]) -> Any:  # noqa: ANN401
    """Prepare an argument, and note what it stands for."""
    if isinstance(value, tuple | list):
        return tuple(_for_loops(part, given) for part in value)
    if isinstance(value, Mapping):
        given.append(value)
        return _fields(tuple(sorted(value)))(**value)  # one type, whatever was written first
    if isinstance(value, np.ndarray):
        given.append(value)
        return np.require(value, requirements=["C", "W"])
    return number_for(value) if isinstance(value, str) else value


@cache
def _fields(names: tuple[str, ...]) -> Any:  # noqa: ANN401
    return namedtuple("_fields", names)


def _given_back(value: Any, given: list[Any]) -> Any:  # noqa: ANN401
    """Put the caller's own arrays and dictionaries in the place of what stood for them."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        fields = value._asdict()
        return next((one for one in given if isinstance(one, Mapping) and dict(one) == fields), fields)
    if isinstance(value, tuple):
        return tuple(_given_back(part, given) for part in value)
    if isinstance(value, np.ndarray):
        return next((one for one in given if isinstance(one, np.ndarray) and _is_same_array(one, value)), value)
    return value


def _is_same_array(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    places = [(array.__array_interface__["data"][0], array.shape, array.strides) for array in (one, other)]
    return places[0] == places[1] and one.dtype == other.dtype


def _same(got: Any, want: Any) -> bool:  # noqa: ANN401
    if isinstance(want, tuple | list):
        return isinstance(got, tuple) and len(got) == len(want) and all(map(_same, got, want))
    if isinstance(want, Mapping):
        return bool(got == want)
    got, want = np.asarray(got), np.asarray(want)
    return got.shape == want.shape and got.dtype == want.dtype and np.allclose(got, want, TOLERANCE, TOLERANCE)


def _reason(error: Exception, function: Callable[..., Any]) -> str:
    from cnn_utils.compiling.refusals import sentence

    return sentence(error, function)
