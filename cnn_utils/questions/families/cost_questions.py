"""Questions about a cost: what it comes to, and what changes it."""

from __future__ import annotations

import math
import random

from cnn_utils.questions.families.graphs import CLASSES, facts_of, open_shape
from cnn_utils.questions.families.making_one import chosen
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_CHANGES = {
    "examples in another order": "The examples of `Z3` and `Y` are put in another order, in the same way",
    "labels in another order": "The rows of `Y` are put in another order, those of `Z3` are not",
    "10 more for every score": "Every entry of `Z3` grows by 10",
    "every example twice": "Every row of `Z3` and `Y` is there twice",
}


def changed_batch(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what becomes of the cost when the minibatch is changed in a simple way."""
    facts = facts_of(subject)
    if subject.exercise != "compute_cost" or not facts:
        return None
    name = draw.choice(sorted(_CHANGES))
    before, after = facts["as it is"], facts[name]
    if not (math.isfinite(before) and math.isfinite(after)) or before == 0:
        return None
    options = [
        ("nothing", "It was run, and it does change."),
        ("it doubles", "It was run, and it does not double."),
        ("it grows by 10", "It was run, and it does not grow by 10."),
        ("it changes in another way", "It was run, and that is not what happens."),
    ]
    right = next(
        at
        for at, value in enumerate((before, 2 * before, before + 10, after))
        if math.isclose(after, value, rel_tol=1e-4, abs_tol=1e-5)
    )
    why = f"On three examples your cost was {before:.2f} before and {after:.2f} after."
    return chosen("changed_batch", f"{_CHANGES[name]}. What happens to the cost?", options, right, why, draw)


def equal_scores(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the cost of a network that knows nothing."""
    value = facts_of(subject).get("equal scores")
    if subject.exercise != "compute_cost" or value is None or not math.isfinite(value):
        return None
    options = [
        (f"{math.log(CLASSES):.2f}, which is ln 6", "That is the mean loss of six equal probabilities."),
        ("0.00", "Zero is the cost of a network that is sure and right."),
        (f"{1 / CLASSES:.2f}, which is 1/6", "That is the probability of the right class, not its loss."),
        (f"{3 * math.log(CLASSES):.2f}, which is 3 · ln 6", "That is the sum over the three examples."),
        ("6.00", "Six classes give six probabilities of 1/6; the loss is the logarithm."),
    ]
    right = [
        at for at, (text, _) in enumerate(options) if math.isclose(value, float(text.split(",")[0]), abs_tol=0.006)
    ]
    if len(right) != 1:
        return None
    text = "Three examples, and all six scores of each are 0. What does your cost come to?"
    return chosen("equal_scores", text, options, right[0], f"It was run, and your cost came to {value:.2f}.", draw)


def cost_shape(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many numbers the cost is."""
    shape = facts_of(subject).get("cost", {}).get("shape")
    if subject.exercise != "compute_cost" or shape is None:
        return None
    many = draw.choice((16, 64))
    forms = [[], [-1], [-1, CLASSES], [CLASSES]]
    if shape not in forms:
        return None
    options = [
        ("one", "It is no single number: look at what your last operation leaves."),
        (f"{many}", "The losses of the examples are averaged into one number."),
        (f"{many * CLASSES}", "The loss of an example is one number, and they are averaged."),
        (f"{CLASSES}", "The sum goes over the classes."),
    ]
    text = f"A minibatch of {many} examples is fed. How many numbers does running `cost` give?"
    why = f"In your graph, the cost has the shape {open_shape(shape)}."
    return chosen("cost_shape", text, options, forms.index(shape), why, draw)


FAMILIES = {"changed_batch": changed_batch, "equal_scores": equal_scores, "cost_shape": cost_shape}
