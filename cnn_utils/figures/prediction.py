"""Show a picture beside what the network says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import OUTPUT, PADDING, tint

if TYPE_CHECKING:
    pass


@gentle
def prediction(picture: np.ndarray, probabilities: np.ndarray, classes: Sequence[int] | np.ndarray) -> Drawing:
    """Show a picture as the network sees it, with the probability of every class.

    Parameters
    ----------
    picture : ndarray of shape (n_H, n_W, 3)
    probabilities : ndarray of shape (n_y,)
    classes : sequence
        Names of the classes.
    """
    shares = np.asarray(probabilities, dtype=float).ravel()
    names = [str(name) for name in np.asarray(classes).ravel()]
    best = int(np.argmax(shares))
    side, row, top = 168.0, 28.0, HEAD + 8
    left, length = MARGIN + side + 70, 260.0
    canvas = Canvas(
        left + length + 80,
        top + side + 20,
        say("Your picture"),
        say("the network says {name}, with {share}", name=names[best], share=f"{shares[best]:.0%}"),
    )
    canvas.picture(MARGIN, top, side, side, picture)
    for index, (name, share) in enumerate(zip(names, shares, strict=True)):
        y = top + index * row + row / 2 + (side - len(names) * row) / 2
        canvas.text(left - 12, y, name, anchor="right", weight="bold" if index == best else "normal")
        canvas.rectangle(left, y - 8, length, 16, fill=PADDING + "40")
        canvas.rectangle(
            left, y - 8, max(length * float(share), 1.0), 16, fill=OUTPUT if index == best else tint(OUTPUT, 0.55)
        )
        canvas.remark(left + length + 10, y, f"{share:.0%}", anchor="left")
    listed = ", ".join(f"{name}: {share:.0%}" for name, share in zip(names, shares, strict=True))
    return canvas.drawing(
        say("A picture as the network sees it. The probability of each class is {listed}.", listed=listed)
    )
