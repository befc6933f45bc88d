"""How `model` is called: around a network so simple that only the training itself can go wrong (`stand_in_network`).

What is left to judge is what `model` itself does: how it cuts and shuffles mini-batches, which optimiser it runs at
which learning rate, for how many epochs, what it reports as cost and measures as accuracy. A `model` may write its
placeholders and its cost out instead of calling for them: with this network it comes to the same.

Arguments of the call: X_train, Y_train, X_test, Y_test, learning_rate, num_epochs, minibatch_size, print_cost, and
{"W1", "W2"}, the weights to start from, of shapes (n_C, n_y) and (n_y,).

The record:

| key | what |
|---|---|
| returned | how many values came back |
| train_accuracy, test_accuracy | the first two of them |
| trained | {"W1", "W2"} when the session closed |
| costs | {epoch: cost} of every fifth epoch, from the curve that was plotted or else the lines that were printed |
| sizes | what create_placeholders was given, or the sizes of the placeholders that `model` made itself |
| order | which of the picture's sides stands first in them; see `order_of` |
| parameters | the third value: "trained", "untrained", "other numbers", "incomplete" or "no dict"; "" without one |
| changed_defaults | names of the arguments that have another default than in the header that the notebook gives |
| bypassed | which of initialize_parameters and forward_propagation were not called |
"""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from cnn_utils.calling.borrowed_globals import swapped_globals
from cnn_utils.calling.stand_in_network import StandInNetwork
from cnn_utils.calling.tf_isolation import fresh_graph

_DEFAULTS = {"learning_rate": 0.009, "num_epochs": 100, "minibatch_size": 64, "print_cost": True}
_REPORTED_EVERY = 5  # epochs: what the notebook prints
_COST_LINE = re.compile(
    r"\bepoch\s*[:#]?\s*(\d+)\s*[:=,-]?\s*(?:cost|loss)?\s*[:=]?\s*([-+]?\d+\.\d+(?:e[-+]?\d+)?)", re.IGNORECASE
)


def train(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Call `model` with the stand-in network and write down what it did."""
    *official, start = args
    network = StandInNetwork(start)
    printed = io.StringIO()
    with (
        fresh_graph(),
        swapped_globals(function, network.helpers()),
        _watched_sessions(network),
        _caught_figures() as curves,
        contextlib.redirect_stdout(printed),
    ):
        returned = function(*official)
    sys.stdout.write(printed.getvalue())
    values = returned if isinstance(returned, (tuple, list)) else (returned,)
    accuracies = values[:2] if len(values) == 3 else (None, None)
    sizes = network.sizes or network.sizes_of_placeholders()
    return {
        "returned": len(values),
        "train_accuracy": accuracies[0],
        "test_accuracy": accuracies[1],
        "trained": network.trained,
        "costs": costs_told(printed.getvalue(), curves),
        "sizes": sizes,
        "order": order_of(sizes, official[0].shape),
        "parameters": network.kind_of(values[2]) if len(values) == 3 else "",
        "changed_defaults": _changed_defaults(function),
        "bypassed": tuple(sorted({"initialize_parameters", "forward_propagation"} - network.called)),
    }


def order_of(sizes: Sequence[int | None] | None, shape: tuple[int, ...]) -> str:
    """Tell whether the sides of pictures of a shape (m, n_H, n_W, n_C) are exchanged; square ones cannot show it."""
    _, n_H, n_W, _ = shape
    exchanged = sizes is not None and tuple(sizes[:2]) == (n_W, n_H) != (n_H, n_W)
    return "width, height" if exchanged else "height, width"


def _changed_defaults(function: Callable[..., Any]) -> tuple[str, ...]:
    """Name the arguments whose defaults are not the header's, by position: their names are the student's own."""
    given = list(inspect.signature(function).parameters.values())[4:8]
    defaults = [one.default for one in given]
    return tuple(
        name
        for (name, one), default in zip(_DEFAULTS.items(), defaults, strict=False)
        if default is not inspect.Parameter.empty and default != one
    )


@contextlib.contextmanager
def _watched_sessions(network: StandInNetwork) -> Iterator[None]:
    """See every session open and close: the trained weights live in it alone."""
    from tensorflow.python.client.session import BaseSession

    opening, closing = BaseSession.__init__, BaseSession.close

    def opened(session: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
        opening(session, *args, **kwargs)
        network.session_opened(session)

    def closed(session: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
        network.read(session)
        closing(session)

    BaseSession.__init__, BaseSession.close = opened, closed
    try:
        yield
        network.read_open_sessions()
    finally:
        BaseSession.__init__, BaseSession.close = opening, closing


@contextlib.contextmanager
def _caught_figures() -> Iterator[list[np.ndarray]]:
    """Collect the curves that are plotted instead of showing them, and close their figures."""
    import matplotlib.pyplot as plt

    curves: list[np.ndarray] = []
    before, show = set(plt.get_fignums()), plt.show
    plt.show = lambda *_, **__: None
    try:
        yield curves
    finally:
        plt.show = show
        for number in set(plt.get_fignums()) - before:
            lines = [line for axes in plt.figure(number).axes for line in axes.get_lines()]
            curves += [np.asarray(line.get_ydata(), dtype=float).reshape(-1) for line in lines]
            plt.close(number)


def costs_told(printed: str, curves: list[np.ndarray]) -> dict[str, np.float32]:
    """Costs by epoch: the printed ones, and the plotted ones in their place, which have more digits."""
    costs = {str(int(epoch)): float(cost) for epoch, cost in _COST_LINE.findall(printed)}
    longest = max(curves, key=len, default=np.array([]))
    if len(longest) >= len(costs):
        costs |= {str(epoch): float(cost) for epoch, cost in enumerate(longest)}
    # TensorFlow computes them in single precision: said so here, they are compared so.
    return {epoch: np.float32(cost) for epoch, cost in costs.items() if int(epoch) % _REPORTED_EVERY == 0}
