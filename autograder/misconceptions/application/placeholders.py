"""Wrong placeholders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.cases.application.graph_records import create_placeholders, placeholder
from autograder.misconceptions.record import Misconception

_OPEN = "The first axis counts the examples: a minibatch of 64 and a last one of 56 must both fit."


def _record(name: str, variant: Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "create_placeholders", variant, what, where, why, "published solutions")


def _typed(X: str, Y: str) -> Callable[..., Any]:
    def variant(*sizes: int) -> tuple[Any, Any]:
        pictures, labels = create_placeholders(*sizes)
        return {**pictures, "dtype": X}, {**labels, "dtype": Y}

    return variant


RECORDS = (
    _record(
        "no-axis-for-examples",
        lambda h, w, c, y: (placeholder(h, w, c), placeholder(y)),
        "The placeholders hold a single example: there is no axis for the examples.",
        "The shapes of X and Y in create_placeholders.",
        _OPEN,
    ),
    _record(
        "one-example",
        lambda h, w, c, y: (placeholder(1, h, w, c), placeholder(1, y)),
        "The placeholders take exactly one example.",
        "The first entry of both shapes.",
        _OPEN,
    ),
    _record(
        "one-picture",
        lambda h, w, c, y: (placeholder(1, h, w, c), placeholder(None, y)),
        "X takes exactly one picture.",
        "The first entry of X's shape.",
        _OPEN,
    ),
    _record(
        "height-and-width-swapped",
        lambda h, w, c, y: (placeholder(None, w, h, c), placeholder(None, y)),
        "X has width before height.",
        "The order of the entries in X's shape.",
        "Every array of this course is laid out as examples, height, width, channels; square pictures hide a swap.",
    ),
    _record(
        "channels-first",
        lambda h, w, c, y: (placeholder(None, c, h, w), placeholder(None, y)),
        "X has the channels before height and width.",
        "The order of the entries in X's shape.",
        "TensorFlow's convolutions expect examples, height, width, channels, and so are the pictures stored.",
    ),
    _record(
        "pictures-flattened",
        lambda h, w, c, y: (placeholder(None, h * w * c), placeholder(None, y)),
        "X holds each picture as one long row.",
        "The shape of X.",
        "A convolution needs to know which pixels are neighbours: height and width stay apart until FLATTEN.",
    ),
    _record(
        "labels-transposed",
        lambda h, w, c, y: (placeholder(None, h, w, c), placeholder(y, None)),
        "Y has one column for each example instead of one row.",
        "The shape of Y.",
        "In this notebook the examples come first everywhere; columns of examples belong to the earlier course.",
    ),
    _record(
        "labels-without-classes",
        lambda h, w, c, y: (placeholder(None, h, w, c), placeholder(None)),
        "Y has no axis for the classes.",
        "The shape of Y.",
        "The labels are one-hot: each example brings a row of n_y numbers.",
    ),
    _record(
        "labels-in-one-column",
        lambda h, w, c, y: (placeholder(None, h, w, c), placeholder(None, 1)),
        "Y has one column instead of one for each class.",
        "The shape of Y.",
        "The labels are one-hot: each example brings a row of n_y numbers.",
    ),
    _record(
        "float64",
        _typed("float64", "float64"),
        "The placeholders are float64.",
        "The dtype in create_placeholders.",
        "The weights are float32, and TensorFlow multiplies only numbers of one dtype.",
    ),
    _record(
        "whole-numbers",
        _typed("int32", "int32"),
        "The placeholders hold whole numbers.",
        "The dtype in create_placeholders.",
        "Pictures are scaled to 0-1, and the weights they are multiplied with are float32.",
    ),
    _record(
        "whole-number-labels",
        _typed("float32", "int32"),
        "Y holds whole numbers.",
        "The dtype of Y.",
        "The cost multiplies the labels with logarithms of float32, and TensorFlow does not mix dtypes.",
    ),
    _record(
        "no-shape",
        lambda h, w, c, y: ({**placeholder(), "shape": None}, {**placeholder(), "shape": None}),
        "The placeholders have no shape at all.",
        "The second argument of both placeholders.",
        "Without a shape the layers that follow cannot size their weights.",
    ),
    _record(
        "every-axis-open",
        lambda h, w, c, y: (placeholder(None, None, None, None), placeholder(None, None)),
        "Every axis of the placeholders is left open.",
        "The shapes of X and Y.",
        "Only the number of examples is unknown; the layers need the other lengths to size their weights.",
    ),
    _record(
        "sizes-written-in",
        lambda h, w, c, y: (placeholder(None, 64, 64, 3), placeholder(None, 6)),
        "The sizes of this data set are written into the function.",
        "The shapes of X and Y: which of the arguments do they use?",
        "The arguments say how large the pictures are; another data set would not fit.",
    ),
    _record(
        "x-and-y-exchanged",
        lambda h, w, c, y: (placeholder(None, y), placeholder(None, h, w, c)),
        "X and Y come back in the wrong order.",
        "The return line, or which shape went to which placeholder.",
        "In model they are unpacked as X, Y.",
    ),
)
