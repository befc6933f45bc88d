"""Questions about a Keras model: what its layers hold, and what is in it before any training."""

from __future__ import annotations

import math
import random

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import chosen, made
from cnn_utils.questions.graph_families.graphs import CLASSES, facts_of
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject


def layer_parameters(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many numbers a convolution holds, its biases included."""
    convolutions = [shapes for shapes in facts_of(subject).get("weights", ()) if len(shapes[0]) == 4]
    if len(convolutions) != 2:
        return None
    at = draw.randrange(2)
    filters, *biases = convolutions[at]
    text = (
        later("Pictures have 3 channels: how many numbers, biases included, does your first convolution hold?")
        if at == 0
        else later("Pictures have 3 channels: how many numbers, biases included, does your second convolution hold?")
    )
    size, bias = math.prod(filters), sum(math.prod(shape) for shape in biases)
    reason = say(
        later("Its filters have the shape {shape}, {product} numbers, and there are {n} biases: {sum}.")
        if biases
        else later("Its filters have the shape {shape}: {sum} numbers, and it has no biases."),
        shape=tuple(filters),
        product=size,
        n=bias,
        sum=size + bias,
    )
    slips = [
        (size, later("Each filter has a bias as well.")),
        (size + 1, later("Each filter has a bias of its own.")),
        (math.prod(filters[:3]) + 1, later("That is one filter with its bias; there are more.")),
        (filters[0] * filters[1] * filters[3] + filters[3], later("Each filter reads every channel that comes in.")),
        (sum(math.prod(shape) for shape in convolutions[1 - at]), later("That is the other convolution.")),
    ]
    return made("layer_parameters", text, "number", size + bias, reason, slips)


def layers_that_learn(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many layers hold anything that training changes."""
    facts = facts_of(subject)
    if "weights" not in facts:
        return None
    learn, layers = len(facts["weights"]), facts["layers"]
    text = later("How many layers of your model hold numbers that training changes?")
    reason = say(
        "{n} of your layers have weights of their own; the other {others} only compute.",
        n=learn,
        others=len(layers) - learn,
    )
    slips = [
        (len(layers), later("Padding, ReLU, pooling and flattening have nothing to learn.")),
        (learn - 1, later("The last layer learns too.")),
        (1, later("Each convolution learns, and so does the last layer.")),
        (2 * learn, later("Weights and biases of one layer count once.")),
    ]
    return made("layers_that_learn", text, "number", learn, reason, slips)


def before_training(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what the filters hold in a model that nobody has trained."""
    filled = facts_of(subject).get("filled")
    if filled is None:
        return None
    options = [
        (later("random numbers, drawn when the layer was made"), later("It was read: they are not random.")),
        (later("zeros"), later("Zeros would make all filters learn the same; other numbers were drawn.")),
        (later("no numbers yet: they come with a session"), later("That was the graph: here, no session is needed.")),
        (later("what a training on hand signs has found"), later("Nothing has been trained: there was no `fit`.")),
    ]
    text = say("`{function}` has returned a model. What do its filters hold?", function=subject.name)
    why = say("Read from your model, the filters hold {n} different numbers.", n=filled)
    return chosen("before_training", text, options, 0 if filled > 1 else 1, why, draw)


def answer_of_model(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the shape of what the model gives for several pictures."""
    shape = facts_of(subject).get("answer")
    if not shape or -1 in shape[1:]:
        return None
    many = draw.choice((5, 12, 64))
    slips = [
        ((many,), later("Each picture gets a probability for every class.")),
        ((CLASSES, many), later("Examples come first.")),
        ((many, 1), later("Each picture gets a probability for every class, not one answer.")),
        ((CLASSES,), later("Each picture gets probabilities of its own.")),
    ]
    text = say("Your model is called on {many} pictures. Which shape has its answer?", many=many)
    reason = say("One row for each picture, and in it {n} numbers.", n=shape[1])
    return made("answer_of_model", text, "shape", (many, *shape[1:]), reason, slips)


FAMILIES = {
    "layer_parameters": layer_parameters,
    "layers_that_learn": layers_that_learn,
    "before_training": before_training,
    "answer_of_model": answer_of_model,
}
