"""The student's side of the course: data, checks, hints, figures.

Importing this package costs NumPy and nothing else; each name below loads its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: F401  (the one dependency that every part needs: paid here, once)

if TYPE_CHECKING:
    from cnn_utils.batches import convert_to_one_hot, random_mini_batches
    from cnn_utils.datasets import load_dataset

__all__ = ["convert_to_one_hot", "load_dataset", "random_mini_batches"]

_MODULES = {
    "convert_to_one_hot": "batches",
    "random_mini_batches": "batches",
    "load_dataset": "datasets",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value  # found once; the next use does not come here
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
