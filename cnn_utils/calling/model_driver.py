"""How `model` is called: around a network so simple that only the training itself can go wrong.

`model` builds its graph with four other graded functions. Were they the student's own, a mistake in one of them would
be paid for twice; the right ones cannot be given either, for they are the solution. So for this call, and only for it,
the four names stand for a network of another kind: a picture's mean colour, one linear layer, and the cost that the
notebook asks for. What is left to judge is what `model` itself does: how it cuts and shuffles mini-batches, which
optimiser it runs at which learning rate, for how many epochs, what it reports as cost and measures as accuracy. A
`model` may write its placeholders and its cost out instead of calling for them: with this network it comes to the same.

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
from cnn_utils.calling.tf_isolation import fresh_graph

_DEFAULTS = {"learning_rate": 0.009, "num_epochs": 100, "minibatch_size": 64, "print_cost": True}
_REPORTED_EVERY = 5  # epochs: what the notebook prints
_COST_LINE = re.compile(
    r"\bepoch\s*[:#]?\s*(\d+)\s*[:=,-]?\s*(?:cost|loss)?\s*[:=]?\s*([-+]?\d+\.\d+(?:e[-+]?\d+)?)", re.IGNORECASE
)


def train(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Call `model` with the stand-in network and write down what it did."""
    *official, start = args
    network = StandIn(start)
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
        "costs": _costs(printed.getvalue(), curves),
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


class StandIn:
    """The simple network: its four functions, and what becomes of its weights.

    Attributes
    ----------
    trained : dict of str to ndarray, or None
        The weights as they were when the last session closed.
    called : set of str
        Names of the functions that were used.
    sizes : tuple of int, or None
        What create_placeholders was given. It makes no use of it, so that a wrong size is paid for once.
    """

    def __init__(self, start: dict[str, np.ndarray]) -> None:
        self._start = start
        self._parameters: dict[str, Any] = {}
        self._sessions: list[Any] = []
        self.trained: dict[str, np.ndarray] | None = None
        self.called: set[str] = set()
        self.sizes: tuple[int, ...] | None = None

    def helpers(self) -> dict[str, Callable[..., Any]]:
        """Return the functions by the names they stand for."""
        return {
            "create_placeholders": self._noted("create_placeholders", self._create_placeholders),
            "initialize_parameters": self._noted("initialize_parameters", self._initialize_parameters),
            "forward_propagation": self._noted("forward_propagation", self._forward_propagation),
            "compute_cost": self._noted("compute_cost", self._compute_cost),
        }

    def session_opened(self, session: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
        """Remember a session, in case it is never closed."""
        self._sessions.append(session)

    def read(self, session: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
        """Read the weights from a session that is about to close."""
        import tensorflow as tf

        tensors = self._parameters
        if session in self._sessions and tensors and session.graph is tensors["W1"].graph:
            self._sessions.remove(session)
            with contextlib.suppress(tf.errors.OpError, RuntimeError):
                self.trained = session.run(tensors)

    def read_open_sessions(self) -> None:
        """Read the weights from sessions that the function left open, and close those."""
        for session in tuple(self._sessions):
            session.close()

    def sizes_of_placeholders(self) -> tuple[int | None, ...] | None:
        """Read n_H0, n_W0, n_C0 and n_y off placeholders that the function made itself, where there are two such."""
        if not self._parameters:
            return None
        operations = self._parameters["W1"].graph.get_operations()
        shapes = [operation.outputs[0].shape for operation in operations if operation.type == "Placeholder"]
        found = {shape.rank: shape.as_list() for shape in shapes if shape.rank in (2, 4)}
        return (*found[4][1:], found[2][1]) if len(found) == 2 else None

    def kind_of(self, returned: object) -> str:
        """Tell what a value is beside the weights: the variables themselves count as trained, as they then are."""
        if not isinstance(returned, dict):
            return "no dict"
        if not self._start.keys() <= returned.keys():
            return "incomplete"
        values = [returned[name] for name in self._start]
        if self.trained is None or all(a is b for a, b in zip(values, self._parameters.values(), strict=False)):
            return "trained"
        for kind, weights in (("trained", self.trained), ("untrained", self._start)):
            if all(_is_near(value, weights[name]) for value, name in zip(values, self._start, strict=True)):
                return kind
        return "other numbers"

    def _noted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def helper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - a student calls it as they like
            self.called.add(name)
            return function(*args, **kwargs)

        return helper

    def _create_placeholders(self, *sizes: Any, **named: Any) -> tuple[Any, Any]:  # noqa: ANN401
        from tensorflow.compat import v1

        self.sizes = tuple(int(size) for size in (*sizes, *named.values()))
        n_y = self._start["W2"].shape[0]
        return v1.placeholder("float32", (None, None, None, None)), v1.placeholder("float32", (None, n_y))

    def _initialize_parameters(self, *_: object, **__: object) -> dict[str, Any]:
        from tensorflow.compat import v1

        self._parameters = {
            name: v1.Variable(np.asarray(value, np.float32), name=name) for name, value in self._start.items()
        }
        return dict(self._parameters)

    def _forward_propagation(self, X: Any, parameters: dict[str, Any], *_: object, **__: object) -> Any:  # noqa: ANN401
        from tensorflow.compat import v1

        return v1.matmul(v1.reduce_mean(X, [1, 2]), parameters["W1"]) + parameters["W2"]

    def _compute_cost(self, Z3: Any, Y: Any, *_: object, **__: object) -> Any:  # noqa: ANN401
        from tensorflow.compat import v1

        return v1.reduce_mean(v1.nn.softmax_cross_entropy_with_logits_v2(logits=Z3, labels=Y))


def _is_near(value: object, weights: np.ndarray) -> bool:
    if not isinstance(value, np.ndarray) or value.shape != weights.shape or value.dtype.kind not in "fiu":
        return False
    return bool(np.allclose(value, weights, rtol=1e-3, atol=1e-5))


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
def _watched_sessions(network: StandIn) -> Iterator[None]:
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


def _costs(printed: str, curves: list[np.ndarray]) -> dict[str, np.float32]:
    """Costs by epoch: the printed ones, and the plotted ones in their place, which have more digits."""
    costs = {str(int(epoch)): float(cost) for epoch, cost in _COST_LINE.findall(printed)}
    longest = max(curves, key=len, default=np.array([]))
    if len(longest) >= len(costs):
        costs |= {str(epoch): float(cost) for epoch, cost in enumerate(longest)}
    # TensorFlow computes them in single precision: said so here, they are compared so.
    return {epoch: np.float32(cost) for epoch, cost in costs.items() if int(epoch) % _REPORTED_EVERY == 0}
