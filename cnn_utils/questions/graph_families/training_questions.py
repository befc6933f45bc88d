"""Questions about `model`, which trains: asked of a training so short, on a network so simple, that it takes a moment.

The same stand-in network is trained as where `model` is judged, so that a mistake in another function changes nothing.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import made
from cnn_utils.questions.families.structure_questions import last_read
from cnn_utils.questions.families.trace_questions import line_runs, shape_of_variable, variable_at
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

EXERCISE = "model"
_CLASSES = 3


def train_shortly(subject: Subject, draw: random.Random) -> None:
    """Draw a training of a few steps, and run it once for all questions: it is what takes time."""
    subject.words, subject.args = _short_training(draw)
    counted: list[int] = []
    with _counting(counted):
        _ = subject.example
    subject.steps = len(counted)


def _short_training(draw: random.Random) -> tuple[str, Any]:
    pictures, size = draw.choice(((7, 3), (10, 4), (11, 4), (14, 4)))
    epochs = draw.choice((2, 3))
    X = np.linspace(0.0, 1.0, pictures * 4).reshape(pictures, 2, 2, 1)
    Y = np.eye(_CLASSES)[[n % _CLASSES for n in range(pictures)]]
    start = {"W1": np.ones((1, _CLASSES)), "W2": np.zeros(_CLASSES)}
    words = say(
        "{pictures} training pictures, minibatch_size {size}, num_epochs {epochs}",
        pictures=pictures,
        size=size,
        epochs=epochs,
    )
    return words, (X, Y, X[:2], Y[:2], 0.01, epochs, size, False, start)


def steps_taken(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many steps the optimizer takes."""
    if subject.example.outputs is None:
        return None
    X_train, _, _, _, _, epochs, size, *_ = cast("tuple[Any, ...]", subject.args)
    pictures = len(X_train)
    whole = pictures // size
    by_rule = epochs * (whole + 1)
    text = say("With {call}: how many steps does the optimizer take in one call?", call=subject.words)
    reason = say(
        "{epochs} epochs of {n} minibatches, of which the last holds the {rest} pictures that are left: {steps} steps.",
        epochs=epochs,
        n=whole + 1,
        rest=pictures - whole * size,
        steps=by_rule,
    )
    slips = [
        (epochs * whole, later("The pictures that are left make a smaller minibatch of their own.")),
        (whole + 1, later("That is one epoch.")),
        (epochs, later("Each epoch takes a step for every minibatch.")),
        (epochs * pictures, later("A step is taken for a minibatch, not for each picture.")),
        (pictures, later("A step is taken for a minibatch, not for each picture.")),
    ]
    return made("steps_taken", text, "number", subject.steps, reason, slips, by_rule)


@contextlib.contextmanager
def _counting(counted: list[int]) -> Iterator[None]:
    """Count the runs of a session that fetch an operation which applies gradients."""
    from tensorflow.python.client.session import BaseSession

    running = BaseSession.run

    def counting(session: Any, fetches: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - TensorFlow is untyped
        result = running(session, fetches, *args, **kwargs)
        each = fetches if isinstance(fetches, (list, tuple)) else [fetches]
        if any(_applies_gradients(fetch) for fetch in each):
            counted.append(1)
        return result

    BaseSession.run = counting
    try:
        yield
    finally:
        BaseSession.run = running


def _applies_gradients(fetch: object) -> bool:
    """Whether a step of an optimizer hangs on it: `minimize` gives an operation without outputs, run for its effect."""
    controls = getattr(fetch, "control_inputs", ())
    return any("Apply" in control.type or _applies_gradients(control) for control in controls)


FAMILIES = {
    "steps_taken": steps_taken,
    "line_runs": line_runs,
    "variable_at": variable_at,
    "shape_of_variable": shape_of_variable,
    "last_read": last_read,
}
