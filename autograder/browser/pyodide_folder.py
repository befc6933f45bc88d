"""A folder with Pyodide in it: is all there that the notebook needs, and what of it goes into the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder.browser.pins import FIRST, LATER, NUMPY_BELOW, PYODIDE
from autograder.errors import UserError

RUNTIME = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"


def pyodide_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the runtime and the packages that the notebook needs, with a lock file that names no others.

    Parameters
    ----------
    folder : Path
        Pyodide, unpacked: its runtime, its lock file and the wheels that this one names.

    Raises
    ------
    UserError
        If something is missing, or if the NumPy in it is too new for the notebooks.
    """
    lock = _lock(folder)
    try:
        packages = _closure(lock["packages"], (*FIRST, *LATER))
    except KeyError as error:
        msg = f"{folder / LOCK} names no {error.args[0]}, which the notebook needs. {_WHAT_IT_IS}"
        raise UserError(msg) from None
    wheels = [one["file_name"] for one in packages.values()]
    missing = [name for name in (*RUNTIME, *wheels) if not (folder / name).is_file()]
    if missing:
        msg = f"{folder} has no {missing[0]}, which the notebook needs. {_WHAT_IT_IS}"
        raise UserError(msg)
    numpy = packages["numpy"]["version"]
    if Version(numpy) >= Version(NUMPY_BELOW):
        msg = f"{folder} carries NumPy {numpy}; the notebooks need one below {NUMPY_BELOW}. {_WHAT_IT_IS}"
        raise UserError(msg)
    yield LOCK, json.dumps({**lock, "packages": packages}, sort_keys=True).encode()
    for name in (*RUNTIME, *wheels):
        yield name, (folder / name).read_bytes()


_WHAT_IT_IS = f"Give a folder with Pyodide {PYODIDE}, its {LOCK} and the wheels that this names."


def _lock(folder: Path) -> dict[str, Any]:
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        return {**lock, "packages": dict(lock["packages"])}
    except FileNotFoundError:
        msg = f"{folder} has no {LOCK}. {_WHAT_IT_IS}"
        raise UserError(msg) from None
    except (ValueError, TypeError, KeyError):
        msg = f"{folder / LOCK} is no lock file of Pyodide. {_WHAT_IT_IS}"
        raise UserError(msg) from None


def _closure(packages: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Some packages and all that they depend on."""
    found: dict[str, Any] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return dict(sorted(found.items()))
