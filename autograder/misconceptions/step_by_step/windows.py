"""How a wrong layer slides its window: sizes, corners, the order of the axes; each can go wrong by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Size = Callable[[int, int, int, int], int]
"""(n_prev, f, pad, stride) -> number of windows along one axis."""
Start = Callable[[int, int, int, int], int]
"""(k, n, f, stride) -> first row or column of window k of n."""
End = Callable[[int, int, int], int]
"""(start, f, stride) -> row or column behind the window."""


def floored(n_prev: int, f: int, pad: int, stride: int) -> int:
    """Count the windows as the formula says."""
    return (n_prev - f + 2 * pad) // stride + 1


class Position(NamedTuple):
    """One position of the window: of which examples, h and w, and the rows and columns that it cuts out."""

    examples: slice
    h: int
    w: int
    rows: slice
    columns: slice


@dataclass(frozen=True)
class Slide:
    """One way to slide a window of f by f over an input; right as it stands, a mistake where a field differs.

    Attributes
    ----------
    size, start, end : callable
    start_along : callable or None
        First column, where it follows another rule than the first row.
    size_along : callable or None
        Number of windows along, where it follows another rule than the number down.
    height_from, width_from : int
        Which axis of the input n_H and n_W are computed from: 0 is its height, 1 its width.
    rows_by, columns_by : int
        Which loop variable moves the window down and which along: 0 is h, 1 is w.
    short : callable
        f -> how many positions at the end of each axis the loops leave out.
    counted : callable or None
        (i, h, w, n_H, n_W) -> how many steps down and along the window has been moved by then, where it is moved step
        by step and not set back in time.
    """

    size: Size = floored
    start: Start = lambda k, n, f, stride: k * stride
    end: End = lambda start, f, stride: start + f
    start_along: Start | None = None
    size_along: Size | None = None
    height_from: int = 0
    width_from: int = 1
    rows_by: int = 0
    columns_by: int = 1
    short: Callable[[int], int] = lambda f: 0
    counted: Callable[[int, int, int, int, int], tuple[int, int]] | None = None

    def sizes(self, n_H_prev: int, n_W_prev: int, f: int, pad: int, stride: int) -> tuple[int, int]:
        """Count the windows down and along."""
        n_prev = (n_H_prev, n_W_prev)
        n_H = self.size(n_prev[self.height_from], f, pad, stride)
        return n_H, (self.size_along or self.size)(n_prev[self.width_from], f, pad, stride)

    def windows(self, m: int, n_H: int, n_W: int, f: int, stride: int) -> Iterator[Position]:
        """Yield the windows, those of all examples together unless they differ."""
        if self.counted is not None:
            for i, h, w in np.ndindex(m, n_H, n_W):
                top, left = (steps * stride for steps in self.counted(i, h, w, n_H, n_W))
                yield Position(slice(i, i + 1), h, w, slice(top, top + f), slice(left, left + f))
            return
        for at in np.ndindex(max(0, n_H - self.short(f)), max(0, n_W - self.short(f))):
            top = self.start(at[self.rows_by], (n_H, n_W)[self.rows_by], f, stride)
            left = (self.start_along or self.start)(at[self.columns_by], (n_H, n_W)[self.columns_by], f, stride)
            rows, columns = slice(top, self.end(top, f, stride)), slice(left, self.end(left, f, stride))
            yield Position(slice(None), at[0], at[1], rows, columns)


RIGHT = Slide()

STRIDE_IGNORED = Slide(start=lambda k, n, f, stride: k)
STRIDE_IGNORED_DOWN = Slide(start=lambda k, n, f, stride: k, start_along=RIGHT.start)
STRIDE_IGNORED_ALONG = Slide(start_along=lambda k, n, f, stride: k)
STRIDE_IGNORED_THROUGHOUT = Slide(
    size=lambda n_prev, f, pad, stride: n_prev - f + 2 * pad + 1, start=lambda k, n, f, stride: k
)
STRIDE_IGNORED_IN_SIZE = Slide(size=lambda n_prev, f, pad, stride: n_prev - f + 2 * pad + 1)
FROM_OUTPUT_SIZE = Slide(start=lambda k, n, f, stride: n * stride)
STEP_OF_F = Slide(start=lambda k, n, f, stride: k * f)
STRIDE_WIDE = Slide(end=lambda start, f, stride: start + stride)
ONE_SHORT = Slide(end=lambda start, f, stride: start + f - 1)
ONE_LONG = Slide(end=lambda start, f, stride: start + f + 1)
END_WITHOUT_STRIDE = Slide(end=lambda start, f, stride: start // stride + f)
WHOLE_IMAGE = Slide(start=lambda k, n, f, stride: None, end=lambda start, f, stride: None)  # type: ignore[arg-type, return-value]
START_OFF_BY_ONE = Slide(start=lambda k, n, f, stride: k * stride + 1)
ROUNDED_UP = Slide(size=lambda n_prev, f, pad, stride: -(-(n_prev - f + 2 * pad) // stride) + 1)
ROUNDED = Slide(size=lambda n_prev, f, pad, stride: round((n_prev - f + 2 * pad) / stride) + 1)
WITHOUT_ONE = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f + 2 * pad) // stride)
ONE_TOO_MANY = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f + 2 * pad) // stride + 2)
ONE_INSIDE = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f + 2 * pad + 1) // stride)
NOT_WHOLE = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f + 2 * pad) / stride + 1)  # type: ignore[arg-type, return-value]
WITHOUT_F = Slide(size=lambda n_prev, f, pad, stride: (n_prev + 2 * pad) // stride)
PAD_FORGOTTEN = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f) // stride + 1)
PAD_FORGOTTEN_AND_CUT = Slide(size=lambda n_prev, f, pad, stride: int((n_prev - f) / stride) + 1)
PADDING_DIVIDED = Slide(size=lambda n_prev, f, pad, stride: int(n_prev - f + 2 * pad / stride) + 1)
F_DIVIDED = Slide(size=lambda n_prev, f, pad, stride: int(n_prev - f / stride + 2 * pad) + 1)
PAD_ONCE = Slide(size=lambda n_prev, f, pad, stride: (n_prev - f + pad) // stride + 1)
ROUNDED_UP_DOWN = Slide(size=ROUNDED_UP.size, size_along=floored)
ROUNDED_UP_ALONG = Slide(size_along=ROUNDED_UP.size)
SIZES_SWAPPED = Slide(height_from=1, width_from=0)
WIDTH_FROM_HEIGHT = Slide(width_from=0)
HEIGHT_FROM_WIDTH = Slide(height_from=1)
CORNERS_SWAPPED = Slide(rows_by=1, columns_by=0)
COLUMNS_BY_H = Slide(columns_by=0)
ROWS_BY_W = Slide(rows_by=1)
EXCHANGED = Slide(
    size=lambda n_prev, f, pad, stride: (n_prev - stride + 2 * pad) // f + 1,
    start=lambda k, n, f, stride: k * f,
    end=lambda start, f, stride: start + stride,
)
NEVER_SET_BACK = Slide(counted=lambda i, h, w, n_H, n_W: (h, h * n_W + w))
NEVER_SET_BACK_NOR_DOWN = Slide(counted=lambda i, h, w, n_H, n_W: (0, (i * n_H + h) * n_W + w))
ROW_NEVER_SET_BACK = Slide(counted=lambda i, h, w, n_H, n_W: (i * n_H + h, w))
F_SHORT = Slide(short=lambda f: f)
F_SHORT_BUT_ONE = Slide(short=lambda f: f - 1)
ONE_POSITION_SHORT = Slide(short=lambda f: 1)
