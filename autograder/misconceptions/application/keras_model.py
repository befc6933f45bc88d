"""Wrong Keras models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.cases.application.numpy_network import RIGHT, Network, identity, relu, softmax, with_first, with_second
from autograder.misconceptions.record import Misconception

_SHAPES = ((4, 4, 3, 8), (8,), (2, 2, 8, 16), (16,), (64, 6), (6,))
_RIGHT = replace(RIGHT, end=softmax)


def _keras(network: Network, shapes: tuple[tuple[int, ...], ...] = _SHAPES) -> Callable[..., Any]:
    """Answer as the driver does: weights of another shape are the given ones, repeated or cut."""

    def variant(input_shape: tuple[int, ...], weights: list[np.ndarray], X: np.ndarray) -> dict[str, Any]:
        sizes = [int(np.prod(shape)) for shape in shapes]
        counts = tuple(sizes[i] + sizes[i + 1] for i in (0, 2, 4))
        if not weights:
            return {"parameters": counts, "output": None}
        W1, b1, W2, b2, kernel, bias = (np.resize(w, shape) for w, shape in zip(weights, shapes, strict=True))
        return {"parameters": counts, "output": network(X, W1, W2, kernel, bias, b1, b2)}

    return variant


def _flat_to(length: int) -> tuple[tuple[int, ...], ...]:
    return (*_SHAPES[:4], (length, 6), (6,))


def _record(name: str, variant: Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "convolutional_model", variant, what, where, why, "2021 forum")


def _changed(stage: str, **changes: object) -> Network:
    changed = with_first(**changes) if stage == "first" else with_second(**changes)
    return replace(changed, end=softmax)


def _both(first: dict[str, object], second: dict[str, object]) -> Network:
    return replace(_RIGHT, first=with_first(**first).first, second=with_second(**second).second)


RECORDS = (
    _record(
        "softmax-left-out",
        _keras(replace(RIGHT, end=identity)),
        "The model ends in plain scores, without a softmax.",
        "The activation of the Dense layer.",
        "It is compiled with a cost that expects probabilities.",
    ),
    _record(
        "relu-at-the-end",
        _keras(replace(RIGHT, end=relu)),
        "The model ends in a RELU instead of a softmax.",
        "The activation of the Dense layer.",
        "It is compiled with a cost that expects probabilities.",
    ),
    _record(
        "sigmoid-at-the-end",
        _keras(replace(RIGHT, end=lambda Z: 1 / (1 + np.exp(-Z)))),
        "The model ends in a sigmoid instead of a softmax.",
        "The activation of the Dense layer.",
        "A sign shows one number: the six probabilities add up to 1.",
    ),
    _record(
        "first-convolution-valid",
        _keras(_changed("first", padding="VALID")),
        "The first convolution has no padding: VALID is the default.",
        "The padding of the first Conv2D.",
        "SAME keeps height and width by padding with zeros; VALID loses the border.",
    ),
    _record(
        "second-convolution-valid",
        _keras(_changed("second", padding="VALID")),
        "The second convolution has no padding: VALID is the default.",
        "The padding of the second Conv2D.",
        "SAME keeps height and width by padding with zeros; VALID loses the border.",
    ),
    _record(
        "both-convolutions-valid",
        _keras(_both({"padding": "VALID"}, {"padding": "VALID"})),
        "The convolutions have no padding: VALID is the default.",
        "The padding of both Conv2D.",
        "SAME keeps height and width by padding with zeros; VALID loses the border.",
    ),
    _record(
        "first-relu-left-out",
        _keras(_changed("first", activation=identity)),
        "The first RELU is left out.",
        "What the first pooling reads.",
        "Without it negative values pass on.",
    ),
    _record(
        "second-relu-left-out",
        _keras(_changed("second", activation=identity)),
        "The second RELU is left out.",
        "What the second pooling reads.",
        "Without it negative values pass on.",
    ),
    _record(
        "both-relus-left-out",
        _keras(_both({"activation": identity}, {"activation": identity})),
        "Both RELUs are left out.",
        "What the two poolings read, or the activation of both Conv2D.",
        "Without them the layers make a single linear one, but for the maxima.",
    ),
    _record(
        "first-pooling-4",
        _keras(_changed("first", pool=4, pool_stride=4), _flat_to(256)),
        "The first pooling takes windows of 4 x 4.",
        "The sizes of the first pooling.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4.",
    ),
    _record(
        "second-pooling-8",
        _keras(_changed("second", pool=8, pool_stride=8), _flat_to(16)),
        "The second pooling takes windows of 8 x 8.",
        "The sizes of the second pooling.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4.",
    ),
    _record(
        "first-pooling-stride-1",
        _keras(_changed("first", pool_stride=1), _flat_to(4096)),
        "The first pooling steps by 1.",
        "The strides of the first pooling.",
        "The stride decides how many windows there are; a pooling of this network steps by a whole window.",
    ),
    _record(
        "first-pooling-left-out",
        _keras(_changed("first", pooling="none"), _flat_to(4096)),
        "The first pooling is left out.",
        "What the second convolution reads.",
        "Each layer reads what the one before it made.",
    ),
    _record(
        "one-output",
        _keras(_RIGHT, (*_SHAPES[:4], (64, 1), (1,))),
        "The last layer has one output.",
        "The units of the Dense layer.",
        "There are six signs, and each wants a probability; a softmax of one score is always 1.",
    ),
    _record(
        "first-filters-8",
        _keras(_RIGHT, ((8, 8, 3, 8), *_SHAPES[1:])),
        "The filters of the first convolution are 8 x 8.",
        "The filters and the kernel_size of the first Conv2D.",
        "There are 8 filters, and each of them is 4 x 4.",
    ),
    _record(
        "second-filters-4",
        _keras(_RIGHT, (*_SHAPES[:2], (4, 4, 8, 16), *_SHAPES[3:])),
        "The filters of the second convolution are 4 x 4.",
        "The kernel_size of the second Conv2D.",
        "The first convolution has filters of 4 x 4, the second of 2 x 2.",
    ),
    _record(
        "second-filters-8",
        _keras(_RIGHT, (*_SHAPES[:2], (2, 2, 8, 8), (8,), (32, 6), (6,))),
        "The second convolution has 8 filters.",
        "The first argument of the second Conv2D.",
        "The first convolution has 8 filters, the second 16.",
    ),
    _record(
        "poolings-exchanged",
        _keras(_both({"pool": 4, "pool_stride": 4}, {"pool": 8, "pool_stride": 8})),
        "The windows of the two poolings are exchanged.",
        "The sizes and strides of both poolings.",
        "The first pooling takes windows of 8 x 8, the second of 4 x 4. The output has the same shape either way.",
    ),
    _record(
        "second-pooling-stride-1",
        _keras(_changed("second", pool_stride=1), _flat_to(1024)),
        "The second pooling steps by 1.",
        "The strides of the second pooling.",
        "The stride decides how many windows there are; a pooling of this network steps by a whole window.",
    ),
    _record(
        "filters-exchanged",
        _keras(_RIGHT, ((4, 4, 3, 16), (16,), (2, 2, 16, 8), (8,), (32, 6), (6,))),
        "The numbers of filters are exchanged: 16 in the first convolution, 8 in the second.",
        "The first argument of both Conv2D.",
        "The first convolution has 8 filters, the second 16.",
    ),
    _record(
        "sizes-exchanged",
        _keras(_RIGHT, ((2, 2, 3, 8), (8,), (4, 4, 8, 16), (16,), (64, 6), (6,))),
        "The filter sizes are exchanged: 2 x 2 in the first convolution, 4 x 4 in the second.",
        "The second argument of both Conv2D.",
        "The first convolution has filters of 4 x 4, the second of 2 x 2.",
    ),
    _record(
        "second-pooling-left-out",
        _keras(_changed("second", pooling="none"), _flat_to(1024)),
        "The second pooling is left out.",
        "What Flatten reads.",
        "Each layer reads what the one before it made.",
    ),
    _record(
        "average-pooling",
        _keras(_both({"pooling": "mean"}, {"pooling": "mean"})),
        "The poolings take the average instead of the maximum.",
        "The names of the pooling layers.",
        "MAXPOOL passes on the strongest answer in a window; an average dilutes it.",
    ),
)
