"""Small calls of each exercise: sizes that differ from each other, so that each slip gives another answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import say
from cnn_utils.questions.subject import Subject

Fill = Callable[[tuple[int, ...]], np.ndarray]


@dataclass(frozen=True)
class SmallCall:
    """Sizes of one call; its arrays are filled as a question needs them.

    Attributes
    ----------
    subject : Subject
        Whose function is called.
    sizes : dict of str to int
        m, n_H_prev, n_W_prev, n_C_prev, n_C, f, pad, stride and the output's n_H and n_W, where there are such.
    mode : str
        Of a pooling.
    """

    subject: Subject
    sizes: dict[str, int]
    mode: str = "max"

    @property
    def exercise(self) -> str:
        """Which layer it is."""
        return self.subject.exercise

    def __getattr__(self, name: str) -> int:
        try:
            return self.sizes[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def words(self) -> str:
        """The sizes as a question says them."""
        sizes: dict[str, Any] = {"A_prev": self.subject.own("A_prev"), "pictures": self.input_shape, **self.sizes}
        if self.exercise.startswith("conv"):
            return say(
                "`{A_prev}` {pictures}, `{W}` {weights}, pad {pad}, stride {stride}",
                W=self.subject.own("W"),
                weights=self.weights_shape,
                **sizes,
            )
        return say("`{A_prev}` {pictures}, f {f}, stride {stride}, mode {mode}", mode=repr(self.mode), **sizes)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the pictures that come in."""
        return tuple(self.sizes[name] for name in ("m", "n_H_prev", "n_W_prev", "n_C_prev"))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of what a right layer gives."""
        return tuple(self.sizes[name] for name in ("m", "n_H", "n_W", "n_C"))

    @property
    def weights_shape(self) -> tuple[int, ...]:
        """Shape of the filters."""
        return tuple(self.sizes[name] for name in ("f", "f", "n_C_prev", "n_C"))

    def args(self, pictures: np.ndarray, *, weights: Fill = np.ones, bias: float = 0.0, sent: Any = None) -> Any:  # noqa: ANN401 - arguments of any exercise
        """Arguments with these pictures, weights and bias; `sent` is the gradient that comes from behind."""
        settings: dict[str, Plain] = {"stride": self.sizes.get("stride", 1)}
        if self.exercise.startswith("conv"):
            settings["pad"] = self.pad
            layer = (pictures, weights(self.weights_shape), np.full((1, 1, 1, self.n_C), bias), settings)
            return layer if self.exercise == "conv_forward" else (sent, layer)
        settings["f"] = self.f
        if self.exercise == "pool_forward":
            return pictures, settings, self.mode
        return sent, (pictures, settings), self.mode


def drawn_call(subject: Subject, draw: random.Random, *, examples: int = 1) -> SmallCall:
    """Draw the sizes of a call of a layer.

    Parameters
    ----------
    subject : Subject
        A function for "conv_forward", "conv_backward", "pool_forward" or "pool_backward".
    draw : random.Random
    examples : int
    """
    pooling = subject.exercise.startswith("pool")
    f = draw.choice((2, 3))
    stride = draw.choice((1, 2))
    pad = 0 if pooling else draw.choice((1, 2) if f == 3 else (1,))
    n_H_prev, n_W_prev = draw.choice(((6, 5), (7, 5), (5, 6), (5, 7), (7, 6)))
    n_C_prev = draw.choice((2, 3))
    n_C = n_C_prev if pooling else draw.choice([n for n in (2, 4, 5) if n != n_C_prev])
    sizes = {"m": examples, "n_H_prev": n_H_prev, "n_W_prev": n_W_prev, "n_C_prev": n_C_prev, "n_C": n_C}
    sizes |= {"f": f, "pad": pad, "stride": stride}
    sizes |= {"n_H": (n_H_prev - f + 2 * pad) // stride + 1, "n_W": (n_W_prev - f + 2 * pad) // stride + 1}
    return SmallCall(subject, sizes, draw.choice(("max", "average"))) if pooling else SmallCall(subject, sizes)


def small_numbers(draw: random.Random) -> Fill:
    """Fill an array with whole numbers from 1 to 4: positive, so that no sum of products cancels out."""

    def fill(shape: tuple[int, ...]) -> np.ndarray:
        return np.array([draw.randint(1, 4) for _ in range(int(np.prod(shape)))], dtype=float).reshape(shape)

    return fill


def distinct_numbers(draw: random.Random) -> Fill:
    """Fill an array with 1, 2, 3 ... in a drawn order: no two alike, so that every window has one maximum."""

    def fill(shape: tuple[int, ...]) -> np.ndarray:
        numbers = list(range(1, int(np.prod(shape)) + 1))
        draw.shuffle(numbers)
        return np.array(numbers, dtype=float).reshape(shape)

    return fill


def one_at(shape: tuple[int, ...], place: tuple[int, ...]) -> np.ndarray:
    """An array of zeros with a single 1."""
    array = np.zeros(shape)
    array[place] = 1.0
    return array


def drawn_place(shape: tuple[int, ...], draw: random.Random) -> tuple[int, ...]:
    """Draw an index."""
    return tuple(draw.randrange(length) for length in shape)


def index(place: tuple[int, ...]) -> str:
    """Write an index."""
    return f"[{', '.join(map(str, place))}]"


def any_call(subject: Subject, draw: random.Random) -> tuple[str, Any]:
    """Draw a call of any layer of `step_by_step`: the words for its sizes, and arguments full of drawn numbers."""
    exercise, own = subject.exercise, subject.own
    if exercise in LAYERS:
        call = drawn_call(subject, draw, examples=draw.choice((1, 2)))
        sent = small_numbers(draw)(call.output_shape) if exercise.endswith("backward") else None
        fill = small_numbers(draw) if exercise.startswith("conv") else distinct_numbers(draw)
        pictures = fill(call.input_shape)
        return call.words, call.args(pictures, weights=small_numbers(draw), bias=1.0, sent=sent)
    f, n_C = draw.choice((3, 4)), draw.choice((2, 5))
    if exercise == "zero_pad":
        size, pad = (2, f, draw.choice((5, 6)), n_C - 1), draw.choice((1, 2))
        return say("`{X}` {shape}, pad {pad}", X=own("X"), shape=size, pad=pad), (distinct_numbers(draw)(size), pad)
    if exercise == "conv_single_step":
        shape = (f, f, n_C)
        numbers = small_numbers(draw)
        return say("a window {shape}", shape=shape), (numbers(shape), numbers(shape), np.full((1, 1, 1), 2.0))
    if exercise == "create_mask_from_window":
        return f"`{own('x')}` ({f}, {n_C})", (distinct_numbers(draw)((f, n_C)),)
    return f"`{own('shape')}` ({f}, {n_C})", (float(f * n_C * 2), (f, n_C))


LAYERS = frozenset({"conv_forward", "conv_backward", "pool_forward", "pool_backward"})
STEPS = LAYERS | {"zero_pad", "conv_single_step", "create_mask_from_window", "distribute_value"}
"""The exercises of `step_by_step`, which NumPy alone runs."""
OUTPUTS = {
    "zero_pad": ("X_pad",),
    "conv_single_step": ("Z",),
    "conv_forward": ("Z", "cache"),
    "pool_forward": ("A", "cache"),
    "conv_backward": ("dA_prev", "dW", "db"),
    "create_mask_from_window": ("mask",),
    "distribute_value": ("a",),
    "pool_backward": ("dA_prev",),
}
"""What the notebook calls the returned values."""
