"""Named mistakes in zero_pad."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception

Frame = tuple[tuple[int, int], ...]

_record = partial(Misconception, exercise="zero_pad", origin="one-place breakage")


def _padded(frame: Callable[[int], Frame], **options: int | str) -> Callable[[np.ndarray, int], np.ndarray]:
    """Build a zero_pad from the widths that it gives to np.pad."""
    return lambda X, pad: np.asarray(np.pad(X, frame(pad), **options))  # type: ignore[call-overload]


def _sides(pad: int) -> Frame:
    return ((0, 0), (pad, pad), (pad, pad), (0, 0))


def _in_the_corner(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    X_pad[:, :n_H, :n_W, :] = X
    return X_pad


RECORDS = (
    _record(
        "every-axis-padded",
        variant=lambda X, pad: np.pad(X, pad),
        what="The padding is added along all four axes, examples and channels included.",
        where="Look at the pairs that you give to np.pad: one pair for each axis of (m, n_H, n_W, n_C).",
        why="A frame belongs around each picture; padded axes of examples and channels make pictures that nobody took.",
        origin="published solutions",
    ),
    _record(
        "channels-padded",
        variant=_padded(lambda pad: ((0, 0), (pad, pad), (pad, pad), (pad, pad))),
        what="The channels are padded as well as height and width.",
        where="Look at the last pair that you give to np.pad.",
        why="The last axis holds the channels: padding it adds channels of zeros, which no filter expects.",
    ),
    _record(
        "examples-padded",
        variant=_padded(lambda pad: ((pad, pad), (pad, pad), (pad, pad), (0, 0))),
        what="The batch is padded as well as height and width.",
        where="Look at the first pair that you give to np.pad.",
        why="The first axis counts the examples: padding it adds black pictures to the batch.",
    ),
    _record(
        "width-and-channels-padded",
        variant=_padded(lambda pad: ((0, 0), (0, 0), (pad, pad), (pad, pad))),
        what="Width and channels are padded in place of height and width.",
        where="Count the pairs that you give to np.pad against the axes (m, n_H, n_W, n_C).",
        why="Height is axis 1 and width axis 2: the first pair belongs to the examples.",
    ),
    _record(
        "height-and-channels-padded",
        variant=_padded(lambda pad: ((0, 0), (pad, pad), (0, 0), (pad, pad))),
        what="Height and channels are padded in place of height and width.",
        where="Count the pairs that you give to np.pad against the axes (m, n_H, n_W, n_C).",
        why="Height is axis 1 and width axis 2: the last axis holds the channels.",
    ),
    _record(
        "examples-and-width-padded",
        variant=_padded(lambda pad: ((pad, pad), (0, 0), (pad, pad), (0, 0))),
        what="Examples and width are padded in place of height and width.",
        where="Count the pairs that you give to np.pad against the axes (m, n_H, n_W, n_C).",
        why="Height is axis 1 and width axis 2: the first axis counts the examples.",
    ),
    _record(
        "two-pairs-only",
        variant=_padded(lambda pad: ((pad, pad), (pad, pad))),
        what="np.pad gets two pairs, but X has four axes.",
        where="Count the pairs that you give to np.pad against the axes (m, n_H, n_W, n_C).",
        why="np.pad wants to know for every axis how much to add before and after. (0, 0) leaves one as it is.",
        origin="published solutions",
    ),
    _record(
        "examples-and-height-padded",
        variant=_padded(lambda pad: ((pad, pad), (pad, pad), (0, 0), (0, 0))),
        what="Examples and height are padded in place of height and width.",
        where="Count the pairs that you give to np.pad against the axes (m, n_H, n_W, n_C).",
        why="Height is axis 1 and width axis 2: the first axis counts the examples.",
    ),
    _record(
        "height-only",
        variant=_padded(lambda pad: ((0, 0), (pad, pad), (0, 0), (0, 0))),
        what="Only the height is padded; the width stays as it was.",
        where="Look at the pair that np.pad gets for axis 2.",
        why="The frame goes all around: left and right need their zeros too.",
    ),
    _record(
        "width-only",
        variant=_padded(lambda pad: ((0, 0), (0, 0), (pad, pad), (0, 0))),
        what="Only the width is padded; the height stays as it was.",
        where="Look at the pair that np.pad gets for axis 1.",
        why="The frame goes all around: top and bottom need their zeros too.",
    ),
    _record(
        "after-only",
        variant=_padded(lambda pad: ((0, 0), (0, pad), (0, pad), (0, 0))),
        what="Zeros are added only below and to the right.",
        where="Look at the first number of each pair that np.pad gets: it is the width before the data.",
        why="Each side gets `pad` zeros, so that the picture stays in the middle.",
    ),
    _record(
        "before-only",
        variant=_padded(lambda pad: ((0, 0), (pad, 0), (pad, 0), (0, 0))),
        what="Zeros are added only above and to the left.",
        where="Look at the second number of each pair that np.pad gets: it is the width after the data.",
        why="Each side gets `pad` zeros, so that the picture stays in the middle.",
    ),
    _record(
        "padded-with-ones",
        variant=_padded(_sides, constant_values=1),
        what="The frame is made of ones.",
        where="Look at the value that np.pad fills in.",
        why="Zeros add nothing to a sum of products; ones would add the weights at the border.",
    ),
    _record(
        "padded-with-pad",
        variant=lambda X, pad: np.pad(X, _sides(pad), constant_values=pad),
        what="The frame is filled with the number pad.",
        where="Look at the value that np.pad fills in: it is not the width.",
        why="`pad` says how wide the frame is; what stands in it is zero.",
    ),
    _record(
        "edge-repeated",
        variant=_padded(_sides, mode="edge"),
        what="The frame repeats the outermost pixels.",
        where="Look at the mode that np.pad is given.",
        why="This is zero padding: the frame holds zeros, so that it adds nothing to a sum of products.",
    ),
    _record(
        "mirrored",
        variant=_padded(_sides, mode="reflect"),
        what="The frame mirrors the picture.",
        where="Look at the mode that np.pad is given.",
        why="This is zero padding: the frame holds zeros, so that it adds nothing to a sum of products.",
    ),
    *(
        _record(
            name,
            variant=lambda X, pad, width=width: np.pad(X, _sides(width)),
            what=f"The frame is {word} wide, whatever pad says.",
            where=f"Look for a {width} where `pad` should stand.",
            why="The width of the frame is the caller's choice: every layer may want another one.",
        )
        for width, name, word in (
            (1, "always-one", "one pixel"),
            (2, "always-two", "two pixels"),
            (3, "always-three", "three pixels"),
        )
    ),
    _record(
        "twice-as-wide",
        variant=lambda X, pad: np.pad(X, _sides(2 * pad)),
        what="The frame is twice as wide as asked.",
        where="Look for a factor 2 in the widths that np.pad gets.",
        why="np.pad adds each number on its own side. The 2 pad of the size formula is the sum of both sides.",
    ),
    _record(
        "not-padded",
        variant=lambda X, pad: X,
        what="The input comes back as it was, without a frame.",
        where="Look at what you assign the padded array to, and at what you return.",
        why="np.pad leaves its argument alone and returns a new array: that one is the result.",
    ),
    _record(
        "picture-lost",
        variant=lambda X, pad: np.zeros((X.shape[0], X.shape[1] + 2 * pad, X.shape[2] + 2 * pad, X.shape[3])),
        what="The result has the right size, but the picture is missing: it is all zeros.",
        where="Look at where the input's own pixels are copied into the middle of the frame.",
        why="Padding keeps every pixel; it only puts zeros around them.",
    ),
    _record(
        "picture-in-the-corner",
        variant=_in_the_corner,
        what="The picture is copied into the top left corner of the frame, not into its middle.",
        where="Look at the first row and column that the picture is copied to.",
        why="There are `pad` rows of zeros above the picture and `pad` columns to its left.",
    ),
)
