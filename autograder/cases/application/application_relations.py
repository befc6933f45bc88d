"""Relations that outputs of the TensorFlow exercises obey, whatever the numbers: credit where a part is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.cases.application.application_calls import CALLS, PARAMETERS, call
from autograder.cases.case import Relation
from autograder.cases.keys import stream
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.language.speaking import later, say
from cnn_utils.network.initial_weights import glorot_limit

_CLASSES = 6


def glorot_uniform(key: bytes) -> list[Relation]:
    """Look at how the initial weights are spread."""
    title = later("no arguments, looking at how the initial weights are spread")
    return [
        Relation("initialize_parameters/glorot", title, (PARAMETERS,), _spread_broken, ("Glorot-uniform",)),
    ]


def one_row_a_picture(key: bytes) -> list[Relation]:
    """Look at the shape of Z3 for another number of pictures."""
    hidden = _hidden_call("forward_propagation", "other-weights", key)
    m = len(_array(hidden.args[0]))

    def broken(observations: Sequence[Observation]) -> str | None:
        Z3 = observations[0].value
        if not isinstance(Z3, np.ndarray):
            return say("Z3 is no tensor that a session can run.")
        if Z3.shape == (m, _CLASSES):
            return None
        message = later("Z3 has shape {got} for {m} pictures; expected {expected}.")
        return say(message, got=Z3.shape, m=m, expected=(m, _CLASSES))

    title = later("{m} pictures, one row of {classes} scores for each", m=m, classes=_CLASSES)
    return [Relation("forward_propagation/shape", title, (hidden,), broken, ("output shape",))]


def cost_laws(key: bytes) -> list[Relation]:
    """Look at the form of the cost, at the same examples twice, and at all scores of an example raised alike."""
    hidden = _hidden_call("compute_cost", "one-hot", key)
    Z3, Y = (_array(argument) for argument in hidden.args)
    twice = call("compute_cost", np.concatenate([Z3, Z3]), np.concatenate([Y, Y]))
    raised = call("compute_cost", Z3 + stream(key, "raised").uniform(0.5, 1.5, size=(len(Z3), 1)), Y)
    return [
        Relation(
            "compute_cost/number",
            later("random scores, looking at the form of the cost"),
            (hidden,),
            _number_broken,
            ("a single number",),
        ),
        Relation(
            "compute_cost/twice",
            later("the same examples once and twice"),
            (hidden, twice),
            _unequal(later("The same examples given twice change the cost: it grows with their number.")),
            ("mean over the examples",),
        ),
        Relation(
            "compute_cost/raised",
            later("all scores of an example raised by the same amount"),
            (hidden, raised),
            _unequal(later("Raising all scores of an example alike changes the cost; a softmax would not see it.")),
            ("softmax",),
        ),
    ]


def probabilities(key: bytes) -> list[Relation]:
    """Look at whether the Keras model ends in probabilities."""
    hidden = _hidden_call("convolutional_model", "other-weights", key)
    title = later("five pictures, looking at the rows of the output")
    return [Relation("convolutional_model/sum", title, (hidden,), _sum_broken, ("probabilities",))]


RELATIONS: dict[str, tuple[Callable[[bytes], list[Relation]], ...]] = {
    "initialize_parameters": (glorot_uniform,),
    "forward_propagation": (one_row_a_picture,),
    "compute_cost": (cost_laws,),
    "convolutional_model": (probabilities,),
}


def _hidden_call(exercise: str, name: str, key: bytes) -> Call:
    return next(named.call for named in CALLS[exercise](key) if named.name == name)


def _array(value: Plain) -> np.ndarray:
    return value if isinstance(value, np.ndarray) else np.array([])


def _number(value: Plain) -> float | None:
    if isinstance(value, float):
        return value
    single = isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind == "f"
    return float(_array(value).item()) if single else None


def _spread_broken(observations: Sequence[Observation]) -> str | None:
    record = observations[0].value
    values = record.get("values") if isinstance(record, dict) else None
    if not isinstance(values, dict):
        return say("There are no initial values to look at.")
    for name in ("W1", "W2"):
        W = values.get(name)
        W = W.get("drawn") if isinstance(W, dict) else W  # of Keras's own generator
        if not isinstance(W, np.ndarray) or W.ndim != 4 or W.dtype.kind != "f" or not W.size:
            return say("{name} is no array of weights with four axes.", name=name)
        limit, reach = glorot_limit(W.shape), float(np.abs(W).max(initial=0))
        # Of hundreds of uniform numbers, one comes within 5 % of the limit; their deviation is near limit / √3.
        if not 0.95 * limit <= reach <= 1.0001 * limit or abs(W.std() * np.sqrt(3) / limit - 1) > 0.1:
            return say(
                "The numbers in {name} reach {reach:.3g}, with a standard deviation of {deviation:.3g}. "
                "Glorot-uniform numbers of its shape fill the range up to {limit:.3g} evenly.",
                name=name,
                reach=reach,
                deviation=float(W.std()),
                limit=float(limit),
            )
    return None


def _number_broken(observations: Sequence[Observation]) -> str | None:
    cost = observations[0].value
    if _number(cost) is not None:
        return None
    if isinstance(cost, np.ndarray):
        return say("The cost is an array of shape {shape}; expected a single number.", shape=cost.shape)
    return say("The cost is no tensor that a session can run; expected a single number.")


def _unequal(sentence: str) -> Callable[[Sequence[Observation]], str | None]:
    def broken(observations: Sequence[Observation]) -> str | None:
        first, second = (_number(observation.value) for observation in observations)
        if first is None or second is None:
            return say("The cost is not a single number.")
        if first <= 0:
            return say("The cost is not above 0, as every cross-entropy is.")
        return None if np.isclose(first, second, rtol=1e-4, atol=1e-6) else say(sentence)

    return broken


def _sum_broken(observations: Sequence[Observation]) -> str | None:
    record = observations[0].value
    output = _array(record.get("output")) if isinstance(record, dict) else np.array([])
    if output.ndim != 2 or output.shape[1] != _CLASSES:
        message = later("The output has shape {shape}; expected one row of {classes} probabilities for each picture.")
        return say(message, shape=output.shape, classes=_CLASSES)
    sums = output.sum(axis=1)
    if np.all(output >= 0) and np.allclose(sums, 1, atol=1e-4):
        return None
    return say("A row of the output adds up to {sum:.4g}: probabilities add up to 1.", sum=float(sums[0]))
