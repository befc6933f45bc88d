"""What a case expects: a small tree that names the parts of an output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn_utils.compare.calls import Plain

Terms = float | Callable[[], float]


@dataclass(frozen=True)
class Array:
    """A floating-point or boolean ndarray.

    Attributes
    ----------
    name : str
        What the notebook calls it: "Z", "dA_prev".
    value : ndarray
        float64 (any floating dtype of the student's is right) or bool (only bool is right).
    rtol : float
        Allowed error relative to the largest magnitude of `value` or `terms`. 1e-5 lets float32 results pass.
    terms : float or callable
        The largest sum of the magnitudes that an entry adds up, or what gives it, asked only where `value` alone allows
        too little: where these nearly cancel, rounding follows them.
    """

    name: str
    value: np.ndarray
    rtol: float = 1e-5
    terms: Terms = 0.0


@dataclass(frozen=True)
class Number:
    """A single number: a Python float, a NumPy scalar or an array with one entry all count. See `Array`."""

    name: str
    value: float
    rtol: float = 1e-5
    terms: Terms = 0.0


@dataclass(frozen=True)
class Drawn:
    """Numbers that a seeded generator draws.

    Today's Keras has a generator of its own, which cannot give TensorFlow 1's numbers. A driver hands its numbers over
    as {"drawn": array, "repeats": whether the same seed gave them twice}: these have to come again, and what they are
    is for a relation to judge.
    """

    name: str
    value: np.ndarray


@dataclass(frozen=True)
class Parts:
    """A tuple (or list) with these parts in this order."""

    name: str
    items: tuple[Expected, ...]


@dataclass(frozen=True)
class Fields:
    """A dict that holds at least these keys.

    Attributes
    ----------
    name : str
    items : dict of str to Expected
    stands_for : str
        What the function is to return where the dict only describes it: "a placeholder".
    """

    name: str
    items: dict[str, Expected]
    stands_for: str = ""


@dataclass(frozen=True)
class Exactly:
    """A plain value that must be equal, such as the hyperparameters in a cache."""

    name: str
    value: Plain


@dataclass(frozen=True)
class Anything:
    """A part that is not compared."""

    name: str


Expected = Array | Number | Drawn | Parts | Fields | Exactly | Anything
