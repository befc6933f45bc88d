"""A line plot on a canvas: few ticks, light rules, named axes, the last value written at its point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cnn_utils.figures.sheet import SMALL, Canvas
from cnn_utils.palette import MUTED, PADDING, WHITE

Pair = tuple[float, float]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Choose round numbers that cover low to high in at most about `most` steps of 1, 2 or 5 times a power of ten."""
    span = (high - low) or 1.0
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def curve(
    canvas: Canvas,
    corner: Pair,
    size: Pair,
    values: Sequence[float],
    colour: str,
    *,
    x_name: str,
    y_name: str,
    epochs: int | None = None,
    top: float | None = None,
) -> None:
    """Draw a curve of one value for each epoch, beginning with epoch 0.

    Parameters
    ----------
    corner, size : pair of float
        Top left corner and size of the plot's frame.
    epochs : int, optional
        Length of the x axis, where more values are to come.
    top : float, optional
        Least upper end of the y axis.
    """
    finite = [value for value in values if math.isfinite(value)]
    low, most = min([0.0, *finite]), max([0.0 if top is None else top, *finite])
    rows = ticks(low, most if most > low else low + 1.0)
    last = max((epochs or len(values)) - 1, 1)
    columns = [tick for tick in ticks(0, last, 6) if tick <= last and tick == int(tick)]
    (left, high), (width, height) = corner, size

    def place(epoch: float, value: float) -> Pair:
        return left + width * epoch / last, high + height * (1 - (value - rows[0]) / (rows[-1] - rows[0]))

    for tick in rows:
        y = place(0, tick)[1]
        canvas.line([(left, y), (left + width, y)], colour=PADDING if tick == rows[0] else PADDING + "55", width=0.8)
        canvas.text(left - 8, y, f"{tick:g}", size=SMALL, colour=MUTED, anchor="right")
    for tick in columns:
        canvas.text(place(tick, 0)[0], high + height + 14, f"{tick:g}", size=SMALL, colour=MUTED)
    canvas.text(left + width / 2, high + height + 32, x_name)
    canvas.text(left - 8, high - 16, y_name, anchor="right")
    points = [place(epoch, value) for epoch, value in enumerate(values) if math.isfinite(value)]
    if points:
        canvas.line(points, colour=colour, width=2.2)
        canvas.dot(*points[-1], colour, edge=WHITE)
        canvas.text(
            points[-1][0],
            points[-1][1] - 13,
            f"{finite[-1]:.3g}",
            size=SMALL,
            weight="bold",
            anchor="right" if len(values) > last / 2 else "left",
        )
