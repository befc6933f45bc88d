"""What model says of a training: wrong costs, accuracies, returned values, and defaults in its header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cases.application.numpy_training import Training
from autograder.misconceptions.record import Misconception

_HONEST = "Only pictures that the network has never trained on tell how well it reads new ones."


def _right_columns(Z: np.ndarray, Y: np.ndarray) -> float:
    return float(np.mean(Z.argmax(axis=0) == Y.argmax(axis=0)))


def _record(name: str, training: Callable[..., dict[str, Any]], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "model", training, what, where, why, "published solutions")


def _returning(**returned: object) -> Callable[..., dict[str, Any]]:
    """Train as one should, and hand something else back."""
    return lambda *args: Training()(*args) | returned


RECORDS = (
    _record(
        "cost-not-averaged",
        Training(cost=lambda costs, m, size: sum(costs)),
        "The cost of an epoch is the sum of its minibatches' costs.",
        "The line that adds a minibatch's cost to the epoch's.",
        "A sum depends on how many minibatches there are; divided by their number it stays comparable.",
    ),
    _record(
        "cost-by-every-minibatch",
        Training(cost=lambda costs, m, size: sum(costs) / len(costs)),
        "The cost of an epoch is divided by all minibatches, the smaller last one included.",
        "The number that a minibatch's cost is divided by.",
        "The published curve divides by int(m / minibatch_size), the number of whole ones; so do the numbers match.",
    ),
    _record(
        "cost-by-pictures",
        Training(cost=lambda costs, m, size: sum(costs) / m),
        "The cost of an epoch is divided by the number of pictures.",
        "The number that a minibatch's cost is divided by.",
        "Each minibatch's cost is a mean over its pictures already; what remains is the mean over the minibatches.",
    ),
    _record(
        "cost-of-last-minibatch",
        Training(cost=lambda costs, m, size: costs[-1]),
        "The cost of an epoch is that of its last minibatch.",
        "The line that adds a minibatch's cost to the epoch's: = or +=?",
        "A single minibatch says little: the cost of an epoch is the mean over all of them.",
    ),
    _record(
        "last-cost-shared-out",
        Training(cost=lambda costs, m, size: costs[-1] / max(1, m // size)),
        "The cost of an epoch keeps only the last minibatch's share.",
        "The line that adds a minibatch's cost to the epoch's: = or +=?",
        "The shares of all the minibatches add up to the mean.",
    ),
    _record(
        "cost-after-the-step",
        Training(cost_after=True),
        "The cost of a minibatch is measured after the step on it, in a run of its own.",
        "What the session runs for each minibatch.",
        "After its own step a minibatch looks better than it is. One run with both gives the cost before the step.",
    ),
    _record(
        "measured-on-training-pictures",
        Training(measured=lambda train, test: (train, train)),
        "The test accuracy is measured on the training pictures.",
        "What is fed for the test accuracy.",
        _HONEST,
    ),
    _record(
        "measured-on-test-pictures",
        Training(measured=lambda train, test: (test, test)),
        "The train accuracy is measured on the test pictures.",
        "What is fed for the train accuracy.",
        "The distance between the two accuracies shows how far the network has learned its pictures by heart.",
    ),
    _record(
        "accuracies-exchanged",
        Training(measured=lambda train, test: (test, train)),
        "Train and test accuracy are exchanged.",
        "The order of the returned values, or what is fed for each.",
        _HONEST,
    ),
    _record(
        "largest-over-examples",
        Training(accuracy=_right_columns),
        "The answers are read along the examples instead of the classes.",
        "The axis of the argmax.",
        "The answer for an example is its highest score: the largest entry of its row.",
    ),
    _record(
        "errors-counted",
        Training(accuracy=lambda Z, Y: float(np.mean(Z.argmax(axis=1) != Y.argmax(axis=1)))),
        "The accuracies are shares of wrong answers.",
        "The comparison of answers and labels.",
        "Accuracy is the share of right answers: 1 is perfect.",
    ),
    _record(
        "parameters-alone-returned",
        _returning(returned=1, train_accuracy=None, test_accuracy=None, parameters=""),
        "Only one value is returned.",
        "The return line.",
        "Whoever calls wants to know how good the network has become: both accuracies, and then the parameters.",
    ),
    _record(
        "accuracies-alone-returned",
        _returning(returned=2, train_accuracy=None, test_accuracy=None, parameters=""),
        "Only two values are returned.",
        "The return line.",
        "Three values go back: both accuracies, and then the parameters that make predictions.",
    ),
    *(
        _record(
            name,
            _returning(parameters=kind),
            what,
            "The third value in the return line, and where it comes from.",
            "It makes the predictions: W1 and W2 as the training has left them.",
        )
        for name, kind, what in (
            (
                "parameters-untrained",
                "untrained",
                "The third value holds the weights as they were before the training.",
            ),
            ("parameters-altered", "other numbers", "The third value holds other numbers than the trained weights."),
            ("parameters-incomplete", "incomplete", "W1 or W2 is missing from the third value."),
            ("parameters-no-dict", "no dict", "The third value is no dict of parameters."),
        )
    ),
    *(
        _record(
            f"default-{name.replace('_', '-')}",
            _returning(changed_defaults=(name,)),
            f"The default of {name} is another one than the header had.",
            "The header of model.",
            "Whoever calls model without a word counts on the defaults; other numbers belong in the call.",
        )
        for name in ("learning_rate", "num_epochs", "minibatch_size", "print_cost")
    ),
)
