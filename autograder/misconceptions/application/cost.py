"""Wrong costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cases.application.numpy_network import log_softmax, relu, softmax, softmax_cost
from autograder.misconceptions.record import Misconception


def _record(name: str, variant: Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "compute_cost", variant, what, where, why, "published solutions")


def _entropies(Z3: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return np.asarray(-(Y * log_softmax(Z3)).sum(axis=1))


def _sigmoid_entropies(Z3: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return np.asarray(np.logaddexp(0, Z3) - Y * Z3)


def _log_of_scores(Z3: np.ndarray, Y: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        return float(-(Y * np.log(Z3)).sum(axis=1).mean())


RECORDS = (
    _record(
        "summed",
        lambda Z3, Y: _entropies(Z3, Y).sum(),
        "The cost is the sum over the examples, not their mean.",
        "The function that makes one number of the examples' losses.",
        "A sum grows with the size of the minibatch, and so does the step that the optimizer takes.",
    ),
    _record(
        "not-reduced",
        _entropies,
        "The cost is one number for each example.",
        "What is done with the examples' losses.",
        "An optimizer minimizes a single number: the mean of the losses.",
    ),
    _record(
        "mean-over-classes-too",
        lambda Z3, Y: _entropies(Z3, Y).mean() / Z3.shape[1],
        "The cost is averaged over the classes as well.",
        "Where the mean is taken.",
        "The loss of an example is the sum over its classes; only the examples are averaged.",
    ),
    _record(
        "scores-and-labels-exchanged",
        lambda Z3, Y: softmax_cost(Y, Z3),
        "Scores and labels are exchanged.",
        "Which argument is called logits and which labels.",
        "Cross-entropy is not symmetric: the softmax belongs to the scores.",
    ),
    _record(
        "softmax-twice",
        lambda Z3, Y: softmax_cost(softmax(Z3), Y),
        "The softmax is applied twice: once by you and once by the cross-entropy.",
        "What is passed as logits.",
        "The function expects scores; probabilities lie so close together that a second softmax makes them alike.",
    ),
    _record(
        "relu-before-the-cost",
        lambda Z3, Y: softmax_cost(relu(Z3), Y),
        "A RELU is applied to the scores before the cost.",
        "What is passed as logits.",
        "Scores may be negative; cut off at zero, several classes look alike.",
    ),
    _record(
        "sigmoid-cross-entropy",
        lambda Z3, Y: _sigmoid_entropies(Z3, Y).mean(),
        "The cost is the sigmoid cross-entropy, as for classes that do not exclude each other.",
        "The name of the cross-entropy.",
        "A sign shows one number: the six probabilities add up to 1, which is what a softmax makes.",
    ),
    _record(
        "sigmoid-cross-entropy-summed",
        lambda Z3, Y: _sigmoid_entropies(Z3, Y).sum(axis=1).mean(),
        "The cost adds up a sigmoid cross-entropy for each class, as for classes that do not exclude each other.",
        "The name of the cross-entropy.",
        "A sign shows one number: the six probabilities add up to 1, which is what a softmax makes.",
    ),
    _record(
        "transposed",
        lambda Z3, Y: softmax_cost(Z3.T, Y.T),
        "Scores and labels are transposed before the cost.",
        "What is passed as logits and labels.",
        "Here each row is an example already; transposed, the softmax compares the examples with each other.",
    ),
    _record(
        "softmax-over-examples",
        lambda Z3, Y: -(Y * log_softmax(Z3.T).T).sum(axis=1).mean(),
        "The softmax runs over the examples instead of the classes.",
        "The axis of the softmax.",
        "The probabilities of one example add up to 1, not those of one class.",
    ),
    _record(
        "sign-flipped",
        lambda Z3, Y: -softmax_cost(Z3, Y),
        "The cost has the wrong sign.",
        "The minus in front of the logarithm.",
        "Logarithms of probabilities are negative; without the minus, minimizing makes the network worse.",
    ),
    _record(
        "softmax-left-out",
        _log_of_scores,
        "The logarithm is taken of the scores themselves, without a softmax.",
        "What the logarithm is taken of.",
        "Scores may be negative, and their logarithm is not a number.",
    ),
    _record(
        "squared-error",
        lambda Z3, Y: ((Z3 - Y) ** 2).mean(),
        "The cost is the squared distance between scores and labels.",
        "The kind of cost.",
        "Scores are no probabilities: a sure and right answer would be punished for being too large.",
    ),
    _record(
        "labels-as-class-numbers",
        lambda Z3, Y: softmax_cost(Z3, np.eye(Y.shape[1])[Y.argmax(axis=1)]),
        "The labels are turned into class numbers before the cost.",
        "The name of the cross-entropy, and what is passed as labels.",
        "The labels come as rows of six numbers, and the cross-entropy takes them as they are.",
    ),
)
