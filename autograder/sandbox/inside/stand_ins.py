"""Empty stand-ins for modules that a notebook imports and that are not here, such as ``public_tests``."""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.machinery
import linecache
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograder.sandbox.wire.notices import notice
from cnn_utils.compare.calls import Plain

# Modules that come with a course and never from an index: one of that name in the folder at hand is not the one meant.
_COURSE_MODULES = {"public_tests", "test_utils", "outputs", "kt_utils", "testCases", "autograder", "solutions"}

# What compiles a student's loops takes longer than the loops, and leaves less to be seen of where they stop.
_LEFT_OUT = {"numba"}

# What only speeds a loop up or shows its progress can be done without.
_HARMLESS: dict[str, Callable[..., Any]] = {
    "prange": range,
    "trange": range,
    "tqdm": lambda iterable, *_: iterable,
    "tqdm_notebook": lambda iterable, *_: iterable,
}


class Missing:
    """Which imports found nothing, and whether using them is an error yet.

    Attributes
    ----------
    loud : bool
        While a notebook is prepared a stand-in can be called, so that a decorator does no harm; later it raises.
    """

    def __init__(self) -> None:
        self.loud = False
        self._names: dict[str, str] = {}

    def note(self, name: str, why: str) -> None:
        """Write down that `name` was asked for in vain, and the kind of notice that says why."""
        self._names.setdefault(name, why)

    def notices(self) -> list[Plain]:
        """One notice for each name."""
        return [notice(why, name=name) for name, why in self._names.items()]


class StandIn(types.ModuleType):
    """A module, class, function or decorator that does nothing."""

    def __init__(self, name: str, missing: Missing) -> None:
        super().__init__(name)
        self.__dict__.update(__path__=[], __all__=[], _missing=missing)

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self.__dict__["_missing"])

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:  # noqa: ANN401, D102 - as other dunder methods
        harmless = _HARMLESS.get(self.__name__.rpartition(".")[2])
        if harmless is not None:
            return harmless(*args)
        if self.__dict__["_missing"].loud:
            raise ImportError(f"{self.__name__} is not available here")
        # Used as a decorator it hands the function back; with arguments it is a decorator's maker.
        return args[0] if len(args) == 1 and isinstance(args[0], types.FunctionType | type) else self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, _key: object) -> StandIn:
        return self

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (object,)

    def __enter__(self) -> StandIn:
        return self

    def __exit__(self, *_error: object) -> None:
        return None


class _Partly(types.ModuleType):
    """A real module that lacks a name that was asked for."""

    def __init__(self, real: types.ModuleType, stand_ins: Mapping[str, StandIn]) -> None:
        super().__init__(real.__name__)
        self.__dict__.update(stand_ins)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self.__dict__["_real"], name)


def importer() -> tuple[Any, Missing]:
    """An ``__import__`` for one notebook that never fails for want of a module, and the record of what was missing."""
    missing = Missing()

    def find(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        if name.endswith(".cnn_utils") or (level and name == "cnn_utils"):
            name, level = "cnn_utils", 0  # a folder of someone's own around the course's helpers
        root = name.partition(".")[0]
        if root in _COURSE_MODULES or level:
            missing.note(name or ".", "of another course")
            return StandIn(name or "package", missing)
        if root in _LEFT_OUT:
            missing.note(root, "left out")
            return StandIn(name if fromlist else root, missing)
        try:
            module = builtins.__import__(name, globals, locals, fromlist or (), 0)
        except ImportError:
            return _instead(name, fromlist, missing)
        except Exception:  # noqa: BLE001 - an old library may break in any way on a new Python
            missing.note(name, "too old")
            return StandIn(name if fromlist else root, missing)
        return _with_names(module, name, fromlist or (), missing)

    return find, missing


class _HandedIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules that were handed in beside a notebook; what is installed here goes before them."""

    def __init__(self, modules: Mapping[str, str], find: Any) -> None:  # noqa: ANN401 - an ``__import__``
        self._modules, self._find = dict(modules), find

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        known = fullname in self._modules and fullname not in _COURSE_MODULES
        return importlib.machinery.ModuleSpec(fullname, self) if known else None

    def exec_module(self, module: types.ModuleType) -> None:
        source, label = self._modules[module.__name__], f"<cell {module.__name__}.py>"
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._find}
        exec(compile(source, label, "exec"), module.__dict__)


def hand_in(modules: Mapping[str, str], find: Any) -> None:  # noqa: ANN401 - an ``__import__``
    """Have modules imported from their text, under `find` as the notebook itself."""
    if modules:
        sys.meta_path.append(_HandedIn(modules, find))


def _instead(name: str, fromlist: Sequence[str] | None, missing: Missing) -> types.ModuleType:
    missing.note(name, "not installed")
    root = name.partition(".")[0]
    if fromlist:
        return StandIn(name, missing)
    real = sys.modules.get(root)
    if real is None or root == name:
        return StandIn(root, missing)
    return _Partly(real, {name.split(".")[1]: StandIn(".".join(name.split(".")[:2]), missing)})


def _with_names(module: types.ModuleType, name: str, wanted: Sequence[str], missing: Missing) -> types.ModuleType:
    lacking = {each for each in wanted if each != "*" and not _has(module, name, each)}
    if not lacking:
        return module
    for each in sorted(lacking):
        missing.note(f"{name}.{each}", "not installed")
    return _Partly(module, {each: StandIn(f"{name}.{each}", missing) for each in lacking})


def _has(module: types.ModuleType, name: str, attribute: str) -> bool:
    try:
        return hasattr(module, attribute) or f"{name}.{attribute}" in sys.modules
    except Exception:  # noqa: BLE001 - lazy modules import on access, and may break
        return False
