"""Questions about a cost: what it comes to, and what changes it."""

from __future__ import annotations

import math
import random

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import chosen
from cnn_utils.questions.graph_families.graphs import CLASSES, facts_of, open_shape
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_CHANGES = {
    "examples in another order": later(
        "The examples of `Z3` and `Y` are put in another order, in the same way. What happens to the cost?"
    ),
    "labels in another order": later(
        "The rows of `Y` are put in another order, those of `Z3` are not. What happens to the cost?"
    ),
    "10 more for every score": later("Every entry of `Z3` grows by 10. What happens to the cost?"),
    "every example twice": later("Every row of `Z3` and `Y` is there twice. What happens to the cost?"),
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
        (later("nothing"), later("It was run, and it does change.")),
        (later("it doubles"), later("It was run, and it does not double.")),
        (later("it grows by 10"), later("It was run, and it does not grow by 10.")),
        (later("it changes in another way"), later("It was run, and that is not what happens.")),
    ]
    right = next(
        at
        for at, value in enumerate((before, 2 * before, before + 10, after))
        if math.isclose(after, value, rel_tol=1e-4, abs_tol=1e-5)
    )
    why = say(
        "On three examples your cost was {before} before and {after} after.",
        before=f"{before:.2f}",
        after=f"{after:.2f}",
    )
    return chosen("changed_batch", _CHANGES[name], options, right, why, draw)


def equal_scores(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the cost of a network that knows nothing."""
    value = facts_of(subject).get("equal scores")
    if subject.exercise != "compute_cost" or value is None or not math.isfinite(value):
        return None
    costs = [
        (math.log(CLASSES), "ln 6", later("That is the mean loss of six equal probabilities.")),
        (0.0, "", later("Zero is the cost of a network that is sure and right.")),
        (1 / CLASSES, "1/6", later("That is the probability of the right class, not its loss.")),
        (3 * math.log(CLASSES), "3 · ln 6", later("That is the sum over the three examples.")),
        (6.0, "", later("Six classes give six probabilities of 1/6; the loss is the logarithm.")),
    ]
    right = [at for at, (cost, _, _) in enumerate(costs) if math.isclose(value, round(cost, 2), abs_tol=0.006)]
    if len(right) != 1:
        return None
    options = [(_number(cost, formula), meaning) for cost, formula, meaning in costs]
    text = later("Three examples, and all six scores of each are 0. What does your cost come to?")
    why = say("It was run, and your cost came to {value}.", value=f"{value:.2f}")
    return chosen("equal_scores", text, options, right[0], why, draw)


def _number(value: float, formula: str) -> str:
    number = f"{value:.2f}"
    return say("{number}, which is {formula}", number=number, formula=formula) if formula else number


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
        (later("one"), later("It is no single number: look at what your last operation leaves.")),
        (f"{many}", later("The losses of the examples are averaged into one number.")),
        (f"{many * CLASSES}", later("The loss of an example is one number, and they are averaged.")),
        (f"{CLASSES}", later("The sum goes over the classes.")),
    ]
    text = say("A minibatch of {many} examples is fed. How many numbers does running `cost` give?", many=many)
    why = say("In your graph, the cost has the shape {shape}.", shape=open_shape(shape))
    return chosen("cost_shape", text, options, forms.index(shape), why, draw)


FAMILIES = {"changed_batch": changed_batch, "equal_scores": equal_scores, "cost_shape": cost_shape}
