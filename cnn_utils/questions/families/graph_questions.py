"""Questions about the functions of `application`, which build a graph: what is in it, and what has a value when."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from cnn_utils.questions.families.graphs import CLASSES, PLACEHOLDERS, facts_of, open_shape
from cnn_utils.questions.families.making_one import chosen, made
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

EXERCISES = frozenset({"create_placeholders", "initialize_parameters", "forward_propagation", "compute_cost"})
_RETURNED = {
    "create_placeholders": "X",
    "initialize_parameters": "W1",
    "forward_propagation": "Z3",
    "compute_cost": "cost",
}


def value_before_run(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what a tensor holds before a session runs."""
    name = _RETURNED[subject.exercise]
    fact = facts_of(subject).get(name)
    if not fact:
        return None
    text = f"`{subject.name}` has returned, and no session has run yet. What does `{name}` hold?"
    options = [
        ("no number yet: it is a place in the graph", ""),
        ("zeros", "Zeros would be numbers too: nothing has been computed."),
        ("the numbers of the first minibatch", "No picture has been fed: that happens in sess.run."),
        ("random numbers", "Random numbers are drawn when the session runs the initializer, not before."),
    ]
    why = f"`{name}` is an operation of the graph ({fact['kind']}); it gets a value when a session runs it."
    return chosen("value_before_run", text, options, 0, why, draw)


def can_be_fed(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which array a placeholder takes."""
    shape = facts_of(subject).get("X", {}).get("shape")
    if subject.exercise != "create_placeholders" or not shape:
        return None
    n_H, n_W, n_C, _ = PLACEHOLDERS
    many = draw.choice((7, 64, 120))
    arrays = [
        ((many, n_H, n_W, n_C), "Any number of pictures may come, as the first entry of the shape is open."),
        ((n_H, n_W, n_C), "One picture still needs an axis for the examples."),
        ((many, n_W, n_H, n_C), "Height comes before width."),
        ((many, n_H, n_W, 1), "Each picture has its three colours."),
        ((many, n_C, n_H, n_W), "The channels come last."),
    ]
    fits = [at for at, (array, _) in enumerate(arrays) if _takes(shape, array)]
    if len(fits) != 1:
        return None
    text = f"After `X, Y = {subject.name}({n_H}, {n_W}, {n_C}, 5)`: an array of which shape can be fed to `X`?"
    options = [(str(array), meaning) for array, meaning in arrays]
    return chosen("can_be_fed", text, options, fits[0], f"Your `X` has the shape {open_shape(shape)}.", draw)


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
    made_by = f"`X, Y = {subject.name}({n_H}, {n_W}, {n_C}, {n_y})`"
    text = f"After {made_by}: how many numbers of `{which}` belong to one example?"
    slips = [
        (n_H * n_W, "Each pixel has a number for each colour."),
        (n_H * n_W * n_C, "That is a picture; `Y` holds its label."),
        (n_y, "That is a label; `X` holds the picture."),
        (1, "A label is one-hot: a number for each class." if which == "Y" else "A picture has many pixels."),
        (n_H + n_W + n_C, "Height, width and channels are multiplied."),
    ]
    reason = f"Without the axis of the examples, `{which}` has the shape {tuple(shape)}."
    return made("numbers_in_one", text, "number", math.prod(shape), reason, slips)


def weights(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many numbers a parameter holds, or which holds most."""
    facts = facts_of(subject)
    if subject.exercise != "initialize_parameters" or not facts:
        return None
    sizes = {name: math.prod(fact["shape"]) for name, fact in facts.items()}
    if draw.random() < 0.3 and len(set(sizes.values())) == len(sizes):
        most = max(sizes, key=sizes.__getitem__)
        slips = [(name, f"`{name}` holds {size}; `{most}` holds more.") for name, size in sizes.items() if name != most]
        reason = f"`{most}` has the shape {tuple(facts[most]['shape'])}: {sizes[most]} numbers."
        return made("weights", "Which of your parameters holds most numbers?", "name", most, reason, slips)
    name = draw.choice(sorted(sizes))
    shape = facts[name]["shape"]
    slips = [
        (math.prod(shape[:-1]), "That is one filter; there are more."),
        (math.prod(shape[:2]), "Each filter goes over all channels, and there are several."),
        (math.prod(shape[:2]) * shape[-1], "Each filter has a weight for every channel of its input."),
        (sum(shape), "The lengths of the axes are multiplied."),
    ]
    reason = f"`{name}` has the shape {tuple(shape)}: {' · '.join(map(str, shape))} = {sizes[name]}."
    return made("weights", f"How many numbers does your parameter `{name}` hold?", "number", sizes[name], reason, slips)


def filters(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many filters there are, or over how many channels each goes."""
    facts = facts_of(subject)
    if subject.exercise != "initialize_parameters" or any(len(fact["shape"]) != 4 for fact in facts.values()):
        return None
    name, axis = draw.choice(sorted(facts)), draw.choice((2, 3))
    shape = facts[name]["shape"]
    asked = ("how many channels of its input does one filter read", "how many filters does it hold")[axis - 2]
    slips = [
        (shape[0], "That is the side of a filter."),
        (shape[2], "That is the number of channels that each filter reads."),
        (shape[3], "That is the number of filters."),
        (shape[0] * shape[1], "That is the number of places of a filter."),
    ]
    reason = f"Its shape is {tuple(shape)}: height, width, channels of the input, filters."
    return made("filters", f"Of your parameter `{name}`: {asked}?", "number", shape[axis], reason, slips)


def layer_shape(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which shape a layer gives for one picture of another size."""
    facts = facts_of(subject)
    layers = [("pooling", shape) for shape in facts.get("pooled", ())]
    layers += [("convolution", shape) for shape in facts.get("convolved", ())]
    if subject.exercise != "forward_propagation" or not layers:
        return None
    at = draw.randrange(len(layers))
    kind, shape = layers[at]
    number = [shape for name, shape in layers if name == kind].index(shape)
    if [each for name, each in layers if name == kind].count(shape) > 1 or -1 in shape[1:]:
        return None
    n_H, n_W, n_C = facts["picture"]
    text = (
        f"One picture ({n_H}, {n_W}, {n_C}) comes in. Which shape, without the axis of the examples, "
        f"leaves your {('first', 'second', 'third')[min(number, 2)]} {kind}?"
    )
    slips = [
        (tuple(other[1:]), f"That leaves another {name}.")
        for name, other in layers
        if other != shape and -1 not in other[1:]
    ]
    slips += [
        ((n_H, n_W, shape[3]), "The layers before have made it smaller."),
        ((shape[1], shape[2], n_C), "Each filter makes a channel of its own."),
    ]
    reason = f"In the graph that your function builds it has the shape {open_shape(shape)}."
    return made("layer_shape", text, "shape", tuple(shape[1:]), reason, slips)


def one_more_pooling(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which shape one more max pooling would give."""
    facts = facts_of(subject)
    shape = facts.get("pooled_once_more")
    if subject.exercise != "forward_propagation" or not shape:
        return None
    before = facts["pooled"][-1]
    n_H, n_W, n_C = facts["picture"]
    text = (
        f"One picture ({n_H}, {n_W}, {n_C}) comes in. Which shape, without examples, would one more max pooling "
        "(2 × 2, stride 2, SAME) give after your last?"
    )
    slips = [
        (tuple(before[1:]), "That goes in; a stride of 2 halves height and width."),
        ((*shape[1:3], max(1, shape[3] // 2)), "Pooling leaves the channels as they are."),
        ((before[1] // 2, before[2] // 2, before[3]), "SAME rounds up."),
        ((before[1] - 1, before[2] - 1, before[3]), "The window moves by 2, not by 1."),
    ]
    reason = f"Your last pooling gives {tuple(before[1:])}; half of that, rounded up, is {tuple(shape[1:3])}."
    return made("one_more_pooling", text, "shape", tuple(shape[1:]), reason, slips)


def last_layer(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many weights the fully connected layer has, without its bias."""
    facts = facts_of(subject)
    kernels = facts.get("kernels", ())
    if subject.exercise != "forward_propagation" or len(kernels) != 1:
        return None
    (rows, columns), answer = kernels[0], math.prod(kernels[0])
    n_H, n_W, n_C = facts["picture"]
    inside = answer // CLASSES
    text = f"For pictures of ({n_H}, {n_W}, {n_C}): how many weights, without the bias, has your last layer?"
    slips = [
        (inside, "Each of the six outputs has weights of its own."),
        (CLASSES, "Each output has a weight for every number that comes in."),
        (inside + CLASSES, "Each number that comes in is joined with each output: multiply."),
        (n_H * n_W * n_C * CLASSES, "It does not see the picture, but what the layers before leave of it."),
    ]
    reason = f"{inside} numbers come in and {CLASSES} go out: its weights have the shape ({rows}, {columns})."
    return made("last_layer", text, "number", answer, reason, slips)


def scores(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the shape of the network's result."""
    shape = facts_of(subject).get("Z3", {}).get("shape")
    if subject.exercise != "forward_propagation" or not shape or -1 in shape[1:]:
        return None
    many = draw.choice((5, 12, 64))
    slips = [
        ((many,), "Each picture gets a score for every class."),
        ((CLASSES, many), "Examples come first."),
        ((many, 1), "Each picture gets a score for every class, not one answer."),
        ((CLASSES,), "Each picture gets scores of its own."),
    ]
    text = f"A minibatch of {many} pictures is fed. Which shape has the value of `Z3`?"
    return made(
        "scores", text, "shape", (many, *shape[1:]), f"In your graph it has the shape {open_shape(shape)}.", slips
    )


FAMILIES = {
    "value_before_run": value_before_run,
    "can_be_fed": can_be_fed,
    "numbers_in_one": numbers_in_one,
    "weights": weights,
    "filters": filters,
    "layer_shape": layer_shape,
    "one_more_pooling": one_more_pooling,
    "last_layer": last_layer,
    "scores": scores,
}
