"""Two trainings beside each other, on the same axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.plot import curve
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import COST

WIDTH, GAP = 280.0, 76.0


@gentle
def costs_beside(trainings: Mapping[str, Sequence[float]]) -> Drawing:
    """Draw the cost after each epoch of several trainings, one plot beside the other with the same scale.

    Parameters
    ----------
    trainings : mapping of str to sequence of float
        Costs by the name of what was trained.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    most = max((cost for costs in trainings.values() for cost in costs), default=1.0)
    epochs = max(map(len, trainings.values()), default=1)
    canvas = Canvas(
        MARGIN * 2 + 44 + len(trainings) * (WIDTH + GAP) - GAP + 20,
        300,
        say("Cost while training"),
        say("the same pictures, first weights, minibatches and optimizer: the same curve"),
    )
    told = []
    for place, (name, costs) in enumerate(trainings.items()):
        left = MARGIN + 44 + place * (WIDTH + GAP)
        canvas.text(left + WIDTH / 2, HEAD + 12, name, weight="bold")
        size, axes = (WIDTH, 150.0), {"x_name": say("epoch"), "y_name": say("cost")}
        curve(canvas, (left, HEAD + 44), size, costs, COST, epochs=epochs, top=most, **axes)
        told.append(f"{name}: {', '.join(f'{cost:.3f}' for cost in costs)}")
    return canvas.drawing(say("The cost after each epoch. {costs}.", costs="; ".join(told)))
