"""Figures of data: sample signs and the cost of training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.plot import curve
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import COST


@gentle
def sample_signs(X: np.ndarray, Y: np.ndarray, classes: Sequence[int] | np.ndarray, *, each: int = 2) -> Drawing:
    """Show a few pictures of every class.

    Parameters
    ----------
    X : ndarray of shape (m, n_H, n_W, 3)
        Of uint8, or floats 0 to 1.
    Y : ndarray of shape (m,) or (1, m)
        Labels.
    classes : sequence
        Names of the classes.
    each : int
        Pictures of each class.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    labels, names = np.asarray(Y).ravel(), [str(name) for name in np.asarray(classes).ravel()]
    side, gap, top = 96.0, 10.0, HEAD + 20
    canvas = Canvas(
        MARGIN * 2 + len(names) * (side + gap) - gap,
        top + each * (side + gap) + 4,
        say("Sample pictures"),
        say(
            "{pictures} pictures in {classes} classes, {n_H} × {n_W} pixels each",
            pictures=f"{len(labels):,}",
            classes=len(names),
            n_H=X.shape[1],
            n_W=X.shape[2],
        ),
    )
    for column, name in enumerate(names):
        x = MARGIN + column * (side + gap)
        canvas.caption(x + side / 2, top, say("label {name}", name=name))
        for row, index in enumerate(np.flatnonzero(labels == column)[:each]):
            canvas.picture(x, top + row * (side + gap), side, side, X[index])
    counts = ", ".join(
        say("{count} of class {name}", count=int((labels == column).sum()), name=name)
        for column, name in enumerate(names)
    )
    return canvas.drawing(
        say("Up to {each} sample pictures of every class. The set holds {counts}.", each=each, counts=counts)
    )


@gentle
def cost_curve(costs: Sequence[float]) -> Drawing:
    """Draw the cost after each epoch.

    Parameters
    ----------
    costs : sequence of float
        The mean cost of each epoch.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    numbers = [float(cost) for cost in costs]
    canvas = Canvas(
        620,
        320,
        say("Cost while training"),
        say("the mean cost of an epoch's minibatches: it should fall, quickly at first"),
    )
    corner, size = (MARGIN + 44, HEAD + 16), (530, 196)
    curve(canvas, corner, size, numbers, COST, x_name=say("epoch"), y_name=say("cost"))
    if not numbers:
        return canvas.drawing(say("An empty plot: no epoch has been trained yet."))
    return canvas.drawing(
        say(
            "The cost over {epochs} epochs: {first} after the first, {last} after the last, {lowest} at its lowest.",
            epochs=len(numbers),
            first=f"{numbers[0]:.3f}",
            last=f"{numbers[-1]:.3f}",
            lowest=f"{min(numbers):.3f}",
        )
    )
