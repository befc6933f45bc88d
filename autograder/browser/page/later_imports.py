"""Packages that are unpacked when they are first imported, in the reader's browser.

Pictures need matplotlib, which is most of what has to be loaded; the first card comes without it.
"""

from __future__ import annotations

import io
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class LaterImports:
    """Finds the modules of packages that are not there yet, by fetching all of them.

    Parameters
    ----------
    packages : iterable of mapping
        "address" of each wheel, and the "imports" that it gives.
    fetch : callable
        Gives the bytes at an address, at once.
    folder : str
        Where packages are unpacked.
    """

    def __init__(self, packages: Iterable[Mapping[str, Any]], fetch: Callable[[str], bytes], folder: str) -> None:
        self._packages = list(packages)
        self._fetch, self._folder = fetch, folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Fetch the packages if one of them gives this module."""
        if not any(name.partition(".")[0] in one["imports"] for one in self._packages):
            return None
        packages, self._packages = self._packages, []
        for one in packages:
            with zipfile.ZipFile(io.BytesIO(self._fetch(one["address"]))) as wheel:
                wheel.extractall(self._folder)
        PathFinder.invalidate_caches()
        return PathFinder.find_spec(name, path, target)


def install(packages: Iterable[Mapping[str, Any]], fetch: Callable[[str], bytes]) -> None:
    """Have later imports fetch what they need, before a folder of compiled modules alone is taken for a package."""
    sys.meta_path.insert(0, LaterImports(packages, fetch, sysconfig.get_path("purelib")))


def uninstall() -> None:
    """Have no import fetch anything any more."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, LaterImports)]
