"""The network that `model` trains while it is judged.

`model` builds its graph with four other graded functions. Were they the student's own, a mistake in one of them would
be paid for twice; the right ones cannot be given either, for they are the solution. So for this call, and only for it,
the four names stand for a network of another kind: a picture's mean colour, one linear layer, and the cost that the
notebook asks for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np


class StandInNetwork:
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
