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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.sandbox.inside.older import numpy_names
from autograder.sandbox.inside.stand_ins import hand_in, importer
from autograder.sandbox.wire.notices import notice
from cnn_utils.compare.calls import Plain

_IMPORTS_TENSORFLOW = re.compile(r"^\s*(?:import|from)\s+tensorflow\b", re.M)
# What tensorflow.compat.v1 lacks as well, whoever imported it.
_NOWHERE_ELSE = re.compile(r"\btf\.(?:contrib|summary|layers)\b|\btf_slim\b")
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


Pieces = Sequence[tuple[str, str]]
"""Label and source of each piece of code; the label, such as "<cell 3>", is what a traceback shows."""


@dataclass
class Prepared:
    """What was done to a namespace.

    Attributes
    ----------
    repairs : list of notices
        One for each thing that was missing and given, and for each statement that failed.
    failed : dict of str to notice
        One for each name that a statement which failed would have bound.
    """

    repairs: list[Plain] = field(default_factory=list)
    failed: dict[str, Plain] = field(default_factory=dict)


def prepare(namespace: dict[str, Any], body: Any) -> Plain:  # noqa: ANN401 - plain data from the session
    """Answer a session's request.

    Parameters
    ----------
    namespace : dict
    body : (str, sequence of (str, str), sequence of str, sequence of (str, str))
        What is wanted, "judge", "start" or "resume"; the pieces of code; the names that they read and nowhere bind; the
        name and text of each module that was handed in beside the notebook.

    Returns
    -------
    repairs : list of notices
    failed : dict of str to notice
    """
    wanted, pieces, free, modules = body
    pieces = [(str(label), str(source)) for label, source in pieces]
    done = _REQUESTS[wanted](namespace, pieces, list(free), dict(modules))
    return done.repairs[:200], dict(list(done.failed.items())[:200])


def define(namespace: dict[str, Any], pieces: Pieces, free: Sequence[str], modules: Mapping[str, str]) -> Prepared:
    """Run definitions, statement by statement, in a namespace from which they are going to be called.

    What is missing is stood in for, and what fails is written down and does not sink the rest.
    """
    done = Prepared(_give_back(pieces, free, modules))
    namespace["__name__"] = "__main__"
    find, missing = importer()
    hand_in(modules, find)
    # The usual names lie below the globals, as builtins do: a notebook's own, from a star import say, come first.
    given = _usual_names(free, find)
    namespace["__builtins__"] = {**vars(builtins), **given, "__import__": find}
    with _silence():
        for label, source in pieces:
            _run(label, source, namespace, done)
    done.repairs += missing.notices()
    missing.loud = True  # from here on a call into a stand-in is an error, so that no function returns one
    kept = sorted(name for name in given if name not in namespace)
    if kept:
        done.repairs.append(notice("given", n=len(kept), names=", ".join(kept)))
    return done


def _start(namespace: dict[str, Any], pieces: Pieces, free: Sequence[str], modules: Mapping[str, str]) -> Prepared:
    """Make ready for a notebook's cells, which a shell is going to run one by one."""
    done = Prepared(_give_back(pieces, free, modules))
    find, _ = importer()
    hand_in(modules, find)
    namespace.update(_usual_names(free, find))
    return done


def _resume(namespace: dict[str, Any], pieces: Pieces, free: Sequence[str], modules: Mapping[str, str]) -> Prepared:
    """Define what a cell that stopped would have defined; the cells after it import as before."""
    before = namespace.get("__builtins__")
    try:
        return define(namespace, pieces, free, modules)
    finally:
        namespace["__builtins__"] = before


_REQUESTS: dict[str, Callable[[dict[str, Any], Pieces, Sequence[str], Mapping[str, str]], Prepared]] = {
    "judge": define,
    "start": _start,
    "resume": _resume,
}


def _give_back(pieces: Pieces, free: Sequence[str], modules: Mapping[str, str]) -> list[Plain]:
    """Give the names of older NumPy and TensorFlow back; a notice for each of the two that was needed."""
    sources = [*(source for _, source in pieces), *modules.values()]
    repairs: list[Plain] = []
    if given := numpy_names.give_back(sources):
        repairs.append(notice("older NumPy", names=", ".join(given)))
    if "tf" in free or any(_IMPORTS_TENSORFLOW.search(text) or _NOWHERE_ELSE.search(text) for text in sources):
        repairs += _map_old_tensorflow_names(sources)
    return repairs


def _map_old_tensorflow_names(sources: Iterable[str]) -> list[Plain]:
    """Give tf.placeholder and its kin back, where TensorFlow is here at all; one notice if that was needed."""
    try:
        from autograder.sandbox.inside.older import tf1_names as tf_names

        tf_names.install()
    except ImportError:
        return []
    text = "\n".join(sources)
    used = sorted(set(_TENSORFLOW_1.findall(text)))
    if re.search(r"tensorflow\.compat\.v1|cnn_utils[\w.]* import tf\b", text):
        used = [name for name in used if _NOWHERE_ELSE.match(f"tf.{name}")]
    return [notice("older TensorFlow", names=", ".join(f"tf.{name}" for name in used))] if used else []


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


def _run(label: str, source: str, namespace: dict[str, Any], done: Prepared) -> None:
    """Run one piece, and write down each statement that fails."""
    cell = int(label.strip("<>").split()[1])
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            body = ast.parse(source, label).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            done.repairs.append(notice("does not parse", cell=cell, error=str(error)))
            return
        for node in body:
            try:
                exec(compile(ast.Module([node], []), label, "exec"), namespace)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a student's code raises is written down
                where: dict[str, str | int] = {"cell": cell, "line": node.lineno, "error": _one_line(error)}
                done.repairs.append(notice("failed", **where))
                done.failed |= {name: notice("no value", name=name, **where) for name in _bound(node)}
            except KeyboardInterrupt:  # the session's time was up: the statements after this one may still do
                done.repairs.append(notice("too long", cell=cell, line=node.lineno))


def _bound(node: ast.stmt) -> set[str]:
    """Names that a statement gives a value."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


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
