"""Questions about the network of `application`: the shapes of its layers, and what its last one costs."""

from __future__ import annotations

import math
import random

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import made
from cnn_utils.questions.graph_families.graphs import CLASSES, facts_of, open_shape
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_NETWORKS = frozenset({"forward_propagation", "convolutional_model"})
_LAYERS = {
    "pooling": (later("first pooling"), later("second pooling"), later("third pooling")),
    "convolution": (later("first convolution"), later("second convolution"), later("third convolution")),
}
_ANOTHER = {
    "pooling": later("That leaves another pooling."),
    "convolution": later("That leaves another convolution."),
}


def layer_shape(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which shape a layer gives for one picture of another size."""
    facts = facts_of(subject)
    layers = [("pooling", shape) for shape in facts.get("pooled", ())]
    layers += [("convolution", shape) for shape in facts.get("convolved", ())]
    if subject.exercise not in _NETWORKS or not layers:
        return None
    at = draw.randrange(len(layers))
    kind, shape = layers[at]
    number = [shape for name, shape in layers if name == kind].index(shape)
    if [each for name, each in layers if name == kind].count(shape) > 1 or -1 in shape[1:]:
        return None
    n_H, n_W, n_C = facts["picture"]
    text = say(
        "One picture {shape} comes in. Which shape, without the axis of the examples, leaves your {layer}?",
        shape=facts["picture"],
        layer=say(_LAYERS[kind][min(number, 2)]),
    )
    slips = [(tuple(other[1:]), _ANOTHER[name]) for name, other in layers if other != shape and -1 not in other[1:]]
    slips += [
        ((n_H, n_W, shape[3]), later("The layers before have made it smaller.")),
        ((shape[1], shape[2], n_C), later("Each filter makes a channel of its own.")),
    ]
    reason = say("In the graph that your function builds it has the shape {shape}.", shape=open_shape(shape))
    return made("layer_shape", text, "shape", tuple(shape[1:]), reason, slips)


def one_more_pooling(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which shape one more max pooling would give."""
    facts = facts_of(subject)
    shape = facts.get("pooled_once_more")
    if subject.exercise not in _NETWORKS or not shape:
        return None
    before = facts["pooled"][-1]
    text = say(
        "One picture {shape} comes in. Which shape, without examples, would one more max pooling "
        "(2 × 2, stride 2, SAME) give after your last?",
        shape=facts["picture"],
    )
    slips = [
        (tuple(before[1:]), later("That goes in; a stride of 2 halves height and width.")),
        ((*shape[1:3], max(1, shape[3] // 2)), later("Pooling leaves the channels as they are.")),
        ((before[1] // 2, before[2] // 2, before[3]), later("SAME rounds up.")),
        ((before[1] - 1, before[2] - 1, before[3]), later("The window moves by 2, not by 1.")),
    ]
    reason = say(
        "Your last pooling gives {before}; half of that, rounded up, is {shape}.",
        before=tuple(before[1:]),
        shape=tuple(shape[1:3]),
    )
    return made("one_more_pooling", text, "shape", tuple(shape[1:]), reason, slips)


def last_layer(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many weights the fully connected layer has, without its bias."""
    facts = facts_of(subject)
    kernels = facts.get("kernels", ())
    if subject.exercise not in _NETWORKS or len(kernels) != 1:
        return None
    answer = math.prod(kernels[0])
    inside = answer // CLASSES
    text = say(
        "For pictures of {shape}: how many weights, without the bias, has your last layer?",
        shape=facts["picture"],
    )
    slips = [
        (inside, later("Each of the six outputs has weights of its own.")),
        (CLASSES, later("Each output has a weight for every number that comes in.")),
        (inside + CLASSES, later("Each number that comes in is joined with each output: multiply.")),
        (
            math.prod(facts["picture"]) * CLASSES,
            later("It does not see the picture, but what the layers before leave of it."),
        ),
    ]
    reason = say(
        "{incoming} numbers come in and {outgoing} go out: its weights have the shape {shape}.",
        incoming=inside,
        outgoing=CLASSES,
        shape=tuple(kernels[0]),
    )
    return made("last_layer", text, "number", answer, reason, slips)


def scores(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the shape of the network's result."""
    shape = facts_of(subject).get("Z3", {}).get("shape")
    if subject.exercise != "forward_propagation" or not shape or -1 in shape[1:]:
        return None
    many = draw.choice((5, 12, 64))
    slips = [
        ((many,), later("Each picture gets a score for every class.")),
        ((CLASSES, many), later("Examples come first.")),
        ((many, 1), later("Each picture gets a score for every class, not one answer.")),
        ((CLASSES,), later("Each picture gets scores of its own.")),
    ]
    text = say("A minibatch of {many} pictures is fed. Which shape has the value of `Z3`?", many=many)
    reason = say("In your graph it has the shape {shape}.", shape=open_shape(shape))
    return made("scores", text, "shape", (many, *shape[1:]), reason, slips)


FAMILIES = {
    "layer_shape": layer_shape,
    "one_more_pooling": one_more_pooling,
    "last_layer": last_layer,
    "scores": scores,
}
