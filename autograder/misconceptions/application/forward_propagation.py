"""Wrong networks: `autograder.cases.application.numpy_network.RIGHT` with one choice changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from autograder.cases.application.numpy_network import (
    RIGHT,
    Network,
    Stage,
    identity,
    relu,
    softmax,
    with_first,
    with_second,
)
from autograder.misconceptions.record import Misconception

_SLIDE = "The stride decides how many windows there are; a pooling of this network steps by a whole window."
_SAME = "SAME keeps height and width by padding with zeros; VALID loses the border."
_NEGATIVE = "Without it negative values pass on, and the layers before and after it are closer to a single linear one."
_STRONGEST = "MAXPOOL passes on the strongest answer in a window; an average dilutes it."
_LOGITS = "The cost applies the softmax itself, to plain scores, because that is exact even for large ones."


def variant_of(network: Network) -> Callable[..., Any]:
    """Take the driver's arguments."""

    def variant(X: np.ndarray, weights: dict[str, np.ndarray], kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
        return network(X, weights["W1"], weights["W2"], kernel, bias)

    return variant


def _first_block_only(X: np.ndarray, weights: dict[str, np.ndarray], kernel: np.ndarray, bias: np.ndarray) -> Any:  # noqa: ANN401
    F = RIGHT.first(X, weights["W1"]).reshape(len(X), -1)
    return F @ np.resize(kernel, (F.shape[1], kernel.shape[1])) + bias


def _first_filters_twice(*_: object) -> NoReturn:
    """Stop as TensorFlow does where the channels of a filter are not those of its input."""
    raise ValueError("Depth of input (8) is not a multiple of input depth of filter (3) for '{{node Conv2D_1}}'")


def _sigmoid(Z: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-Z)))


def _both(**changes: object) -> Network:
    return replace(with_first(**changes), second=with_second(**changes).second)


def _record(name: str, network: Network | Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    variant = variant_of(network) if isinstance(network, Network) else network
    return Misconception(name, "forward_propagation", variant, what, where, why, "published solutions")


RECORDS = (
    _record(
        "relu-at-the-end",
        replace(RIGHT, end=relu),
        "A RELU is applied to the last layer's scores.",
        "The arguments of the fully connected layer: some have an activation unless told not to.",
        "Scores may be negative; cut off at zero, several classes look alike and get no gradient.",
    ),
    _record(
        "softmax-at-the-end",
        replace(RIGHT, end=softmax),
        "A softmax is applied to the last layer's scores.",
        "The last line of the network.",
        _LOGITS,
    ),
    _record(
        "sigmoid-at-the-end",
        replace(RIGHT, end=_sigmoid),
        "A sigmoid is applied to the last layer's scores.",
        "The last line of the network.",
        _LOGITS,
    ),
    _record(
        "first-relu-left-out",
        with_first(activation=identity),
        "The first RELU is left out.",
        "What the first pooling reads: Z1 or A1?",
        _NEGATIVE,
    ),
    _record(
        "second-relu-left-out",
        with_second(activation=identity),
        "The second RELU is left out.",
        "What the second pooling reads: Z2 or A2?",
        _NEGATIVE,
    ),
    _record(
        "both-relus-left-out",
        _both(activation=identity),
        "Both RELUs are left out.",
        "What the two poolings read.",
        _NEGATIVE,
    ),
    _record(
        "first-convolution-valid",
        with_first(padding="VALID"),
        "The first convolution has VALID padding.",
        "The padding argument of the first convolution.",
        _SAME,
    ),
    _record(
        "second-convolution-valid",
        with_second(padding="VALID"),
        "The second convolution has VALID padding.",
        "The padding argument of the second convolution.",
        _SAME,
    ),
    _record(
        "both-convolutions-valid",
        _both(padding="VALID"),
        "Both convolutions have VALID padding.",
        "The padding arguments of the convolutions.",
        _SAME,
    ),
    _record(
        "first-convolution-stride-2",
        with_first(conv_stride=2),
        "The first convolution steps by 2.",
        "The strides of the first convolution.",
        "With stride 1 and SAME padding, Z1 is as large as the picture.",
    ),
    _record(
        "first-convolution-stride-4",
        with_first(conv_stride=4),
        "The first convolution steps by 4, the size of its filter.",
        "The strides of the first convolution.",
        "With stride 1 and SAME padding, Z1 is as large as the picture.",
    ),
    _record(
        "second-convolution-stride-2",
        with_second(conv_stride=2),
        "The second convolution steps by 2.",
        "The strides of the second convolution.",
        "With stride 1 and SAME padding, Z2 is as large as P1.",
    ),
    _record(
        "first-pooling-stride-1",
        with_first(pool_stride=1),
        "The first pooling steps by 1.",
        "The strides of the first pooling.",
        _SLIDE,
    ),
    _record(
        "second-pooling-stride-1",
        with_second(pool_stride=1),
        "The second pooling steps by 1.",
        "The strides of the second pooling.",
        _SLIDE,
    ),
    _record(
        "first-pooling-stride-4",
        with_first(pool_stride=4),
        "The first pooling steps by 4, half its window.",
        "The strides of the first pooling.",
        _SLIDE,
    ),
    _record(
        "second-pooling-stride-2",
        with_second(pool_stride=2),
        "The second pooling steps by 2, half its window.",
        "The strides of the second pooling.",
        _SLIDE,
    ),
    _record(
        "first-pooling-4",
        with_first(pool=4, pool_stride=4),
        "The first pooling has windows of 4 x 4.",
        "The window and the strides of the first pooling.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4.",
    ),
    _record(
        "second-pooling-8",
        with_second(pool=8, pool_stride=8),
        "The second pooling has windows of 8 x 8.",
        "The window and the strides of the second pooling.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4.",
    ),
    _record(
        "poolings-exchanged",
        Network(first=Stage(pool=4, pool_stride=4), second=Stage(pool=8, pool_stride=8)),
        "The windows of the two poolings are exchanged.",
        "The windows and strides of both poolings.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4. The output has the same shape either way.",
    ),
    *(
        _record(name, network, what, "The name of the pooling functions.", _STRONGEST)
        for name, network, what in (
            ("average-pooling", _both(pooling="mean"), "The poolings take the average instead of the maximum."),
            ("first-average", with_first(pooling="mean"), "The first pooling takes the average, not the maximum."),
            ("second-average", with_second(pooling="mean"), "The second pooling takes the average, not the maximum."),
        )
    ),
    _record(
        "first-pooling-left-out",
        with_first(pooling="none"),
        "The first pooling is left out.",
        "What the second convolution reads: A1 or P1?",
        "Each layer reads what the one before it made; P1 was computed and never used.",
    ),
    _record(
        "second-pooling-left-out",
        with_second(pooling="none"),
        "The second pooling is left out.",
        "What FLATTEN reads: A2 or P2?",
        "Each layer reads what the one before it made; P2 was computed and never used.",
    ),
    _record(
        "first-filters-twice",
        _first_filters_twice,
        "Both convolutions use W1.",
        "The second argument of the second convolution.",
        "W1 reads the 3 colours of a picture; the second convolution gets the 8 channels that W1 made.",
    ),
    _record(
        "first-block-only",
        _first_block_only,
        "The fully connected layer reads the first block, past the second one.",
        "What FLATTEN reads: P1 or P2?",
        "Each layer reads what the one before it made; the second convolution was computed and never used.",
    ),
    _record(
        "bias-left-out",
        replace(RIGHT, bias=False),
        "The fully connected layer has no bias.",
        "How the fully connected layer is made.",
        "Without a bias every class scores 0 for an empty picture, however frequent it is.",
    ),
    _record(
        "flatten-left-out",
        replace(RIGHT, flat=False),
        "FLATTEN is left out: the fully connected layer reads P2 as it is.",
        "What the fully connected layer reads: P2 or F?",
        "On four axes the layer works at every position by itself. There are four rows of scores for each picture.",
    ),
)
