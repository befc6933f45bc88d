"""The student's side of the course: data, checks, hints, figures.

Importing this package costs nothing; each name below loads its module, and NumPy, when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"  # of both distributions, the students' and the grader's: written here alone

if TYPE_CHECKING:
    from cnn_utils import figures
    from cnn_utils.checks.hint_cards import hint
    from cnn_utils.checks.notebook_check import check
    from cnn_utils.checks.progress_card import progress
    from cnn_utils.compiling.own_loops import compiled
    from cnn_utils.language.speaking import speak
    from cnn_utils.network.batches import convert_to_one_hot, random_mini_batches
    from cnn_utils.network.tf_graph import flatten, fully_connected
    from cnn_utils.questions.notebook_ask import ask
    from cnn_utils.signs.h5_files import SignsFileError
    from cnn_utils.signs.loading import load_dataset
    from cnn_utils.signs.own_photograph import load_picture

__all__ = [
    "SignsFileError",
    "ask",
    "check",
    "compiled",
    "convert_to_one_hot",
    "figures",
    "flatten",
    "fully_connected",
    "hint",
    "load_dataset",
    "load_picture",
    "progress",
    "random_mini_batches",
    "speak",
]

# No module has the name of a public function: importing one would put it in the function's place.
_MODULES = {
    "SignsFileError": "signs.h5_files",
    "ask": "questions.notebook_ask",
    "check": "checks.notebook_check",
    "compiled": "compiling.own_loops",
    "convert_to_one_hot": "network.batches",
    "flatten": "network.tf_graph",
    "fully_connected": "network.tf_graph",
    "hint": "checks.hint_cards",
    "load_dataset": "signs.loading",
    "load_picture": "signs.own_photograph",
    "progress": "checks.progress_card",
    "random_mini_batches": "network.batches",
    "speak": "language.speaking",
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
