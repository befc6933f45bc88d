"""The student's side of the course: data, checks, hints, figures.

Importing this package costs NumPy and nothing else; each name below loads its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: F401  (the one dependency that every part needs: paid here, once)

if TYPE_CHECKING:
    from cnn_utils import figures
    from cnn_utils.batches import convert_to_one_hot, random_mini_batches
    from cnn_utils.checking import check
    from cnn_utils.datasets import load_dataset
    from cnn_utils.graph import flatten, fully_connected
    from cnn_utils.hints import hint
    from cnn_utils.own_picture import load_picture
    from cnn_utils.progress_card import progress
    from cnn_utils.signs_files import SignsFileError

__all__ = [
    "SignsFileError",
    "check",
    "convert_to_one_hot",
    "figures",
    "flatten",
    "fully_connected",
    "hint",
    "load_dataset",
    "load_picture",
    "progress",
    "random_mini_batches",
]

# No module has the name of a public function: importing one would put it in the function's place.
_MODULES = {
    "SignsFileError": "signs_files",
    "check": "checking",
    "convert_to_one_hot": "batches",
    "flatten": "graph",
    "fully_connected": "graph",
    "hint": "hints",
    "load_dataset": "datasets",
    "load_picture": "own_picture",
    "progress": "progress_card",
    "random_mini_batches": "batches",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function, a class or a module
    if name == "figures":
        return import_module(f"{__name__}.figures")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value  # found once; the next use does not come here
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
