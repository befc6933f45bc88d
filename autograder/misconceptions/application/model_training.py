"""Wrong trainings: `autograder.cases.application.numpy_training.Training` with one choice changed, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cases.application.numpy_training import (
    Batch,
    Training,
    gradient_descent,
    no_step,
    published_batches,
    published_cost,
)
from autograder.misconceptions.record import Misconception
from cnn_utils.network.batches import random_mini_batches

_ALL_PICTURES = "Small steps on small batches learn faster: each epoch visits every picture once, a few at a time."
_ORDER = "A new order in every epoch keeps the network from learning the batches. With the same seeds for everybody, \
costs can be compared."


def _in_order(X: np.ndarray, Y: np.ndarray, size: int, epoch: int) -> list[Batch]:
    return [(X[k : k + size], Y[k : k + size]) for k in range(0, len(X), size)]


def _record(name: str, training: Callable[..., dict[str, Any]], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "model", training, what, where, why, "published solutions")


RECORDS = (
    _record(
        "classes-counted-along-examples",
        Training(sizes=lambda X, Y: (*X.shape[1:], len(Y))),
        "The number of examples is taken for the number of classes.",
        "The line that reads n_y from the shape of Y_train.",
        "In this notebook the examples come first: Y_train has one row for each example, one column for each class.",
    ),
    _record(
        "height-and-width-exchanged",
        Training(sizes=lambda X, Y: (X.shape[2], X.shape[1], X.shape[3], Y.shape[1])),
        "Width goes before height into create_placeholders.",
        "The order of its arguments, or of the names that the shape of X_train is read into.",
        "Every array of this course is laid out as examples, height, width, channels; square pictures hide a swap.",
    ),
    _record(
        "gradient-descent",
        Training(optimizer=lambda: gradient_descent),
        "The optimizer is plain gradient descent.",
        "The name of the optimizer.",
        "Adam adapts the step of every weight; with the given learning rate, plain descent hardly moves.",
    ),
    _record(
        "learning-rate-ignored",
        Training(rate=lambda _: 0.001),
        "The optimizer does not get the learning rate: it uses its default, 0.001.",
        "The arguments of the optimizer.",
        "The caller's learning_rate must have an effect.",
    ),
    _record(
        "learning-rate-written-in",
        Training(rate=lambda _: 0.009),
        "The learning rate 0.009 is written into the optimizer.",
        "The arguments of the optimizer.",
        "The 0.009 in the header is only a default; the caller's learning_rate must have an effect.",
    ),
    _record(
        "never-trained",
        Training(optimizer=lambda: no_step),
        "The weights never change: the optimizer is not run.",
        "What the session runs for each minibatch.",
        "Making an optimizer only adds it to the graph; it takes a step each time the session runs it.",
    ),
    _record(
        "trained-twice",
        Training(
            batches=lambda *args: [batch for batch in published_batches(*args) for _ in range(2)],
            cost=lambda costs, m, size: published_cost(costs[1::2], m, size),
        ),
        "Every minibatch is trained on twice.",
        "How often the session runs the optimizer in the innermost loop.",
        "One run with both the optimizer and the cost gives the step and its cost together.",
    ),
    _record(
        "restarted-every-epoch",
        Training(restarts=True),
        "The weights start again at every epoch.",
        "Where the session initializes the variables.",
        "Initializing forgets what was learned: it belongs before the loop over the epochs.",
    ),
    _record(
        "one-epoch",
        Training(epochs=lambda _: 1),
        "Only one epoch is trained.",
        "The loop over the epochs, and where the function returns.",
        "num_epochs says how often to go through the pictures.",
    ),
    _record(
        "one-epoch-more",
        Training(epochs=lambda n: n + 1),
        "One epoch too many is trained.",
        "The range of the loop over the epochs.",
        "num_epochs says how often to go through the pictures; range(n) has n numbers.",
    ),
    _record(
        "one-epoch-less",
        Training(first_epoch=1),
        "One epoch too few is trained.",
        "The range of the loop over the epochs.",
        "num_epochs says how often to go through the pictures; range(1, n) has n - 1 numbers.",
    ),
    _record(
        "first-minibatch-only",
        Training(batches=lambda *args: published_batches(*args)[:1]),
        "Only the first minibatch of an epoch is used.",
        "The loop over the minibatches.",
        "An epoch goes through all the pictures.",
    ),
    _record(
        "last-minibatch-dropped",
        Training(batches=lambda X, Y, size, epoch: published_batches(X, Y, size, epoch)[: len(X) // size]),
        "The smaller last minibatch is dropped.",
        "The loop over the minibatches.",
        "An epoch goes through all the pictures, also where their number is no multiple of the minibatch size.",
    ),
    _record(
        "all-pictures-in-every-step",
        Training(batches=lambda X, Y, size, epoch: [(X, Y)] * -(-len(X) // size)),
        "Every step is fed all the training pictures instead of a minibatch.",
        "What is fed for X and Y in the innermost loop.",
        _ALL_PICTURES,
    ),
    _record(
        "no-minibatches",
        Training(batches=lambda X, Y, size, epoch: [(X, Y)], cost=lambda costs, m, size: costs[0]),
        "Each epoch is a single step on all the training pictures.",
        "The loop over the minibatches.",
        _ALL_PICTURES,
    ),
    _record(
        "same-order-every-epoch",
        Training(batches=lambda X, Y, size, epoch: random_mini_batches(X, Y, size, 3)),
        "The pictures come in the same order in every epoch.",
        "The seed that random_mini_batches gets, and where it grows.",
        _ORDER,
    ),
    _record(
        "seed-grows-late",
        Training(batches=lambda X, Y, size, epoch: random_mini_batches(X, Y, size, 3 + epoch)),
        "The seed of the minibatches grows after they are made, not before.",
        "The order of the two lines at the start of an epoch.",
        _ORDER,
    ),
    _record(
        "order-left-as-it-is",
        Training(batches=_in_order),
        "The pictures are never shuffled.",
        "How the minibatches are made.",
        _ORDER,
    ),
)
