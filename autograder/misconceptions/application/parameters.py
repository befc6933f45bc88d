"""Wrong initial weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cases.application.draws import NO_GRAPH_SEED, glorot_normal, glorot_uniform, normal, truncated_normal
from autograder.cases.application.graph_records import (
    GRAPH_SEED,
    OP_SEED,
    W1_SHAPE,
    W2_SHAPE,
    initialize_parameters,
    parameters,
)
from autograder.misconceptions.record import Misconception
from cnn_utils.calling.tf_isolation import UNSEEDED_OPERATIONS
from cnn_utils.network.initial_weights import uniform

Draw = Callable[[tuple[int, ...], int, int], np.ndarray]
# What initializers without a seed get in the driver's graph.
_UNSEEDED = (UNSEEDED_OPERATIONS, UNSEEDED_OPERATIONS + 1)
_SAME = "With the same seeds everybody gets the same numbers, and yours can be compared with the published ones."


def _drawn(
    draw: Draw,
    shapes: tuple[tuple[int, ...], ...] = (W1_SHAPE, W2_SHAPE),
    graph_seed: int = GRAPH_SEED,
    op_seeds: tuple[int, int] = (OP_SEED, OP_SEED),
) -> Callable[[], Any]:
    def variant() -> Any:  # noqa: ANN401
        W1, W2 = (draw(shape, graph_seed, seed) for shape, seed in zip(shapes, op_seeds, strict=True))
        return parameters(W1, W2)

    return variant


def _record(name: str, variant: Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, "initialize_parameters", variant, what, where, why, "published solutions")


RECORDS = (
    _record(
        "seed-left-out",
        _drawn(glorot_uniform, op_seeds=_UNSEEDED),
        "The initializers have no seed of their own.",
        "The arguments of the initializers, and whether they are passed on.",
        _SAME,
    ),
    _record(
        "seed-1",
        _drawn(glorot_uniform, op_seeds=(1, 1)),
        "The initializers have seed 1 instead of 0.",
        "The seed of the initializer; the 1 above it is the graph's.",
        _SAME,
    ),
    _record(
        "second-seed-1",
        _drawn(glorot_uniform, op_seeds=(0, 1)),
        "W2 is drawn with seed 1 instead of 0.",
        "The seed of W2's initializer.",
        _SAME,
    ),
    _record(
        "first-seed-left-out",
        _drawn(glorot_uniform, op_seeds=(UNSEEDED_OPERATIONS, 0)),
        "The initializer of W1 has no seed of its own.",
        "The arguments of W1's initializer, and whether it is passed on.",
        _SAME,
    ),
    _record(
        "second-seed-left-out",
        _drawn(glorot_uniform, op_seeds=(0, UNSEEDED_OPERATIONS)),
        "The initializer of W2 has no seed of its own.",
        "The arguments of W2's initializer, and whether it is passed on.",
        _SAME,
    ),
    _record(
        "graph-seed-left-out",
        _drawn(glorot_uniform, graph_seed=NO_GRAPH_SEED),
        "The seed of the graph is not set to 1.",
        "The first line of initialize_parameters.",
        "The numbers follow from two seeds, the graph's and the initializer's; one alone gives others.",
    ),
    _record(
        "glorot-normal",
        _drawn(glorot_normal),
        "The weights are drawn from a normal distribution.",
        "The name of the initializer.",
        "The exercise asks for Glorot's (Xavier's) uniform form: even over a range, with no numbers beyond it.",
    ),
    _record(
        "normal",
        _drawn(normal),
        "The weights are standard normal numbers.",
        "The initializer.",
        "Weights of this size make every score large from the start; Glorot's range shrinks as filters grow.",
    ),
    _record(
        "truncated-normal",
        _drawn(truncated_normal),
        "The weights are truncated normal numbers with standard deviation 1.",
        "The initializer.",
        "Weights of this size make every score large from the start; Glorot's range shrinks as filters grow.",
    ),
    _record(
        "uniform-0-to-1",
        _drawn(uniform),
        "The weights lie evenly between 0 and 1.",
        "The initializer.",
        "Weights of one sign and this size make every filter answer alike; Glorot's range lies around 0.",
    ),
    _record(
        "zeros",
        _drawn(lambda shape, *_: np.zeros(shape)),
        "All weights start at zero.",
        "The initializer.",
        "Filters that start alike get the same gradient and stay alike; with zeros nothing is learned at all.",
    ),
    _record(
        "filters-first",
        _drawn(glorot_uniform, ((8, 4, 4, 3), (16, 2, 2, 8))),
        "The number of filters stands first in the shapes.",
        "The order of the entries in both shapes.",
        "A filter bank is laid out as height, width, channels in, channels out.",
    ),
    _record(
        "channels-exchanged",
        _drawn(glorot_uniform, ((4, 4, 8, 3), (2, 2, 16, 8))),
        "Channels in and channels out are exchanged in the shapes.",
        "The last two entries of both shapes.",
        "A filter bank is laid out as height, width, channels in, channels out.",
    ),
    _record(
        "sizes-exchanged",
        _drawn(glorot_uniform, ((2, 2, 3, 8), (4, 4, 8, 16))),
        "The filter sizes of the two convolutions are exchanged.",
        "The first two entries of both shapes.",
        "The first convolution has filters of 4 x 4, the second of 2 x 2.",
    ),
    *(
        _record(
            name,
            _drawn(glorot_uniform, shapes),
            what,
            "The first two entries of both shapes.",
            "The first convolution has filters of 4 x 4, the second of 2 x 2.",
        )
        for name, shapes, what in (
            ("second-filters-4", (W1_SHAPE, (4, 4, 8, 16)), "The filters of the second convolution are 4 x 4."),
            ("first-filters-2", ((2, 2, 3, 8), W2_SHAPE), "The filters of the first convolution are 2 x 2."),
        )
    ),
    _record(
        "not-trainable",
        lambda: {**initialize_parameters(), "trainable": ()},
        "The weights are no trainable variables.",
        "How W1 and W2 are made.",
        "An optimizer changes trainable variables only; constants keep their first values for ever.",
    ),
)
