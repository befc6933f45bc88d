"""Run in the student's process: turn the code of a notebook into a namespace whose functions can be called.

Nothing here knows a case or a solution. What fails is written down and does not sink the rest.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import re
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sandbox.inside.stand_ins import importer

# Names that NumPy has removed, as notebooks since 2017 use them.
_REMOVED: dict[str, Any] = {
    "float": float,
    "int": int,
    "bool": bool,
    "object": object,
    "str": str,
    "complex": complex,
    "long": int,
    "unicode": str,
    "float_": np.float64,
    "complex_": np.complex128,
    "string_": np.bytes_,
    "unicode_": np.str_,
    "Inf": np.inf,
    "Infinity": np.inf,
    "infty": np.inf,
    "NaN": np.nan,
    "NAN": np.nan,
    "PINF": np.inf,
    "NINF": -np.inf,
    "asscalar": lambda a: np.asarray(a).item(),
    "product": np.prod,
    "cumproduct": np.cumprod,
    "sometrue": np.any,
    "alltrue": np.all,
    "round_": np.round,
    "rank": np.ndim,
    "asfarray": lambda a, dtype=np.float64: np.asarray(a, dtype),
    "msort": lambda a: np.sort(a, axis=0),
    "row_stack": np.vstack,
}
_ALIAS = re.compile(rf"\b(?:np|numpy)\.({'|'.join(_REMOVED)})\b")
_IMPORTS_TENSORFLOW = re.compile(r"^\s*(?:import|from)\s+tensorflow\b", re.M)
_TENSORFLOW_1 = re.compile(
    r"\btf\.(placeholder|contrib|Session|InteractiveSession|get_variable|set_random_seed|global_variables_initializer"
    r"|reset_default_graph|variable_scope|train\.AdamOptimizer|train\.GradientDescentOptimizer|layers\.\w+)\b"
)
# What a notebook may read without importing it, because its import was deleted or came through an old cnn_utils.
_USUAL: dict[str, str] = {
    "np": "numpy",
    "numpy": "numpy",
    "math": "math",
    "os": "os",
    "time": "time",
    "random": "random",
    "h5py": "h5py",
    "plt": "matplotlib.pyplot",
    "matplotlib": "matplotlib",
    "tf": "tensorflow",
    "tfl": "tensorflow.keras.layers",
    "scipy": "scipy",
    "ops": "tensorflow.python.framework.ops",
}
_PYTHON_2: dict[str, Any] = {"xrange": range, "unicode": str, "long": int, "raw_input": input, "basestring": str}
_FROM_UTILS = ("random_mini_batches", "convert_to_one_hot", "load_dataset")


@dataclass(frozen=True)
class Prepared:
    """A namespace and how it came about.

    Attributes
    ----------
    namespace : dict
        The student's globals after the code ran.
    repairs : tuple of str
        One sentence for each thing that was missing and given, and for each statement that failed.
    """

    namespace: dict[str, Any]
    repairs: tuple[str, ...]


def prepare(namespace: dict[str, Any], body: Any) -> list[str]:  # noqa: ANN401 - plain data from the session
    """Answer a session's request: run definitions in its namespace and hand the repairs back.

    Parameters
    ----------
    namespace : dict
    body : (sequence of (str, str), sequence of str)
        The arguments of `prepare_namespace`.
    """
    pieces, free = body
    repairs = prepare_namespace([(str(label), str(source)) for label, source in pieces], free, namespace).repairs
    return [repair[:500] for repair in repairs[:200]]


def prepare_namespace(
    pieces: Iterable[tuple[str, str]], free: Iterable[str] = (), namespace: dict[str, Any] | None = None
) -> Prepared:
    """Run the code of a notebook, statement by statement.

    Parameters
    ----------
    pieces : iterable of (str, str)
        Label and source of each piece; the label, such as "<cell 3>", is what a traceback shows.
    free : iterable of str
        Names that the code reads and nowhere binds.
    namespace : dict, optional
        Where to run it; a new one by default.
    """
    namespace = {} if namespace is None else namespace
    pieces, free = list(pieces), list(free)
    repairs: list[str] = []
    if "tf" in free or any(_IMPORTS_TENSORFLOW.search(source) for _, source in pieces):
        repairs.extend(_map_old_tensorflow_names(source for _, source in pieces))
    given_back = give_back_numpy_names(source for _, source in pieces)
    if given_back:
        repairs.append(
            "Names that NumPy has removed were given back: " + ", ".join(f"np.{n}" for n in given_back) + "."
        )
    namespace["__name__"] = "__main__"
    find, missing = importer()
    # The usual names lie below the globals, as builtins do: a notebook's own, from a star import say, come first.
    given = _usual_names(free, find)
    namespace["__builtins__"] = {**vars(builtins), **given, "__import__": find}
    with _silence():
        for label, source in pieces:
            repairs.extend(_run(label, source, namespace))
    repairs.extend(missing.sentences())
    missing.loud = True  # from here on a call into a stand-in is an error, so that no function returns one
    kept = sorted(name for name in given if name not in namespace)
    if kept:
        repairs.append(f"{', '.join(kept)} {'was' if len(kept) == 1 else 'were'} used without an import and given.")
    return Prepared(namespace, tuple(repairs))


def give_back_numpy_names(sources: Iterable[str]) -> list[str]:
    """Set the removed NumPy names that the code uses, and say which.

    Only names that are used are set: libraries tell versions of NumPy apart by asking for them.
    """
    used = sorted({name for source in sources for name in _ALIAS.findall(source)})
    given = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in used:
            if not hasattr(np, name):
                setattr(np, name, _REMOVED[name])
                given.append(name)
    return given


def _map_old_tensorflow_names(sources: Iterable[str]) -> list[str]:
    """Give tf.placeholder and its kin back, where TensorFlow is here at all; one sentence if that was needed."""
    try:
        from autograder.sandbox.inside import tf1_names as tf_names

        tf_names.install()
    except ImportError:
        return []
    text = "\n".join(sources)
    used = [] if "tensorflow.compat.v1" in text else sorted(set(_TENSORFLOW_1.findall(text)))
    return (
        [f"Names of TensorFlow 1 were mapped onto today's: {', '.join(f'tf.{name}' for name in used)}."] if used else []
    )


def _usual_names(free: Iterable[str], find: Callable[..., Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in free:
        if name in _PYTHON_2:
            given[name] = _PYTHON_2[name]
        elif name in _FROM_UTILS:
            given[name] = getattr(find("cnn_utils", fromlist=(name,)), name)
        elif name in _USUAL:
            parent, _, leaf = _USUAL[name].rpartition(".")
            given[name] = getattr(find(parent, fromlist=(leaf,)), leaf) if parent else find(_USUAL[name])
    return given


def _run(label: str, source: str, namespace: dict[str, Any]) -> Iterable[str]:
    """Run one piece and yield a sentence for each statement that fails."""
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            body = ast.parse(source, label).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            yield f"{_words(label)} does not parse: {error}."
            return
        for node in body:
            try:
                exec(compile(ast.Module([node], []), label, "exec"), namespace)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a student's code raises is written down
                yield f"{_words(label)}, line {node.lineno} failed and was skipped: {_one_line(error)}"
            except KeyboardInterrupt:  # the session's time was up: the statements after this one may still do
                yield f"{_words(label)}, line {node.lineno} took too long and was stopped."


def _words(label: str) -> str:
    return label.strip("<>").capitalize()


def _one_line(error: BaseException) -> str:
    try:
        return " ".join(traceback.format_exception_only(error)[-1].split())[:300]
    except Exception:  # noqa: BLE001 - a student's exception class may fail at being printed
        return type(error).__name__


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        yield
