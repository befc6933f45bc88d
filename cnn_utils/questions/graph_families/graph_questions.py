"""Questions about the functions of `application`, which build a graph: what is in it, and what has a value when."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import chosen, made
from cnn_utils.questions.graph_families.graphs import PLACEHOLDERS, facts_of, open_shape
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_RETURNED = {
    "create_placeholders": "X",
    "initialize_parameters": "W1",
    "forward_propagation": "Z3",
    "compute_cost": "cost",
}
EXERCISES = frozenset({*_RETURNED, "convolutional_model"})


def value_before_run(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what a tensor holds before a session runs."""
    name = _RETURNED.get(subject.exercise, "")
    fact = facts_of(subject).get(name)
    if not fact:
        return None
    text = say(
        "`{function}` has returned, and no session has run yet. What does `{name}` hold?",
        function=subject.name,
        name=name,
    )
    options = [
        (later("no number yet: it is a place in the graph"), ""),
        (later("zeros"), later("Zeros would be numbers too: nothing has been computed.")),
        (later("the numbers of the first minibatch"), later("No picture has been fed: that happens in sess.run.")),
        (
            later("random numbers"),
            later("Random numbers are drawn when the session runs the initializer, not before."),
        ),
    ]
    why = say(
        "`{name}` is an operation of the graph ({kind}); it gets a value when a session runs it.",
        name=name,
        kind=fact["kind"],
    )
    return chosen("value_before_run", text, options, 0, why, draw)


def can_be_fed(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which array a placeholder takes."""
    shape = facts_of(subject).get("X", {}).get("shape")
    if subject.exercise != "create_placeholders" or not shape:
        return None
    n_H, n_W, n_C, _ = PLACEHOLDERS
    many = draw.choice((7, 64, 120))
    arrays = [
        ((many, n_H, n_W, n_C), later("Any number of pictures may come, as the first entry of the shape is open.")),
        ((n_H, n_W, n_C), later("One picture still needs an axis for the examples.")),
        ((many, n_W, n_H, n_C), later("Height comes before width.")),
        ((many, n_H, n_W, 1), later("Each picture has its three colours.")),
        ((many, n_C, n_H, n_W), later("The channels come last.")),
    ]
    fits = [at for at, (array, _) in enumerate(arrays) if _takes(shape, array)]
    if len(fits) != 1:
        return None
    text = say(
        "After `{code}`: an array of which shape can be fed to `X`?",
        code=f"X, Y = {subject.name}{PLACEHOLDERS}",
    )
    options = [(str(array), meaning) for array, meaning in arrays]
    why = say("Your `X` has the shape {shape}.", shape=open_shape(shape))
    return chosen("can_be_fed", text, options, fits[0], why, draw)


def _takes(shape: Sequence[int], array: Sequence[int]) -> bool:
    return len(shape) == len(array) and all(want in (-1, have) for want, have in zip(shape, array, strict=True))


def numbers_in_one(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many numbers one example has."""
    facts = facts_of(subject)
    if subject.exercise != "create_placeholders" or not facts:
        return None
    which = draw.choice(("X", "Y"))
    shape = facts[which]["shape"][1:]
    if -1 in shape:
        return None
    n_H, n_W, n_C, n_y = PLACEHOLDERS
    text = say(
        "After `{code}`: how many numbers of `{name}` belong to one example?",
        code=f"X, Y = {subject.name}{PLACEHOLDERS}",
        name=which,
    )
    one = later("A label is one-hot: a number for each class.") if which == "Y" else later("A picture has many pixels.")
    slips = [
        (n_H * n_W, later("Each pixel has a number for each colour.")),
        (n_H * n_W * n_C, later("That is a picture; `Y` holds its label.")),
        (n_y, later("That is a label; `X` holds the picture.")),
        (1, one),
        (n_H + n_W + n_C, later("Height, width and channels are multiplied.")),
    ]
    reason = say("Without the axis of the examples, `{name}` has the shape {shape}.", name=which, shape=tuple(shape))
    return made("numbers_in_one", text, "number", math.prod(shape), reason, slips)


def weights(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many numbers a parameter holds, or which holds most."""
    facts = facts_of(subject)
    if subject.exercise != "initialize_parameters" or not facts:
        return None
    sizes = {name: math.prod(fact["shape"]) for name, fact in facts.items()}
    if draw.random() < 0.3 and len(set(sizes.values())) == len(sizes):
        most = max(sizes, key=sizes.__getitem__)
        less = later("`{name}` holds {size}; `{most}` holds more.")
        others = [name for name in sizes if name != most]
        smaller = [(name, say(less, name=name, size=sizes[name], most=most)) for name in others]
        reason = say(
            "`{name}` has the shape {shape}: {size} numbers.",
            name=most,
            shape=tuple(facts[most]["shape"]),
            size=sizes[most],
        )
        return made("weights", later("Which of your parameters holds most numbers?"), "name", most, reason, smaller)
    name = draw.choice(sorted(sizes))
    shape = facts[name]["shape"]
    slips = [
        (math.prod(shape[:-1]), later("That is one filter; there are more.")),
        (math.prod(shape[:2]), later("Each filter goes over all channels, and there are several.")),
        (math.prod(shape[:2]) * shape[-1], later("Each filter has a weight for every channel of its input.")),
        (sum(shape), later("The lengths of the axes are multiplied.")),
    ]
    reason = say(
        "`{name}` has the shape {shape}: {product} = {size}.",
        name=name,
        shape=tuple(shape),
        product=" · ".join(map(str, shape)),
        size=sizes[name],
    )
    text = say("How many numbers does your parameter `{name}` hold?", name=name)
    return made("weights", text, "number", sizes[name], reason, slips)


def filters(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many filters there are, or over how many channels each goes."""
    facts = facts_of(subject)
    if subject.exercise != "initialize_parameters" or any(len(fact["shape"]) != 4 for fact in facts.values()):
        return None
    name, axis = draw.choice(sorted(facts)), draw.choice((2, 3))
    shape = facts[name]["shape"]
    asked = (
        later("Of your parameter `{name}`: how many channels of its input does one filter read?")
        if axis == 2
        else later("Of your parameter `{name}`: how many filters does it hold?")
    )
    slips = [
        (shape[0], later("That is the side of a filter.")),
        (shape[2], later("That is the number of channels that each filter reads.")),
        (shape[3], later("That is the number of filters.")),
        (shape[0] * shape[1], later("That is the number of places of a filter.")),
    ]
    reason = say("Its shape is {shape}: height, width, channels of the input, filters.", shape=tuple(shape))
    return made("filters", say(asked, name=name), "number", shape[axis], reason, slips)


FAMILIES = {
    "value_before_run": value_before_run,
    "can_be_fed": can_be_fed,
    "numbers_in_one": numbers_in_one,
    "weights": weights,
    "filters": filters,
}
