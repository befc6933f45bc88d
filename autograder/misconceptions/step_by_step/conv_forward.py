"""Named mistakes in conv_forward: in input, output and cache; those in one step stand beside it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import conv_forward_steps
from autograder.misconceptions.step_by_step.forward_layers import HParameters, convolution, framed
from autograder.misconceptions.step_by_step.output_sizes import size_records
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records

_record = partial(Misconception, exercise="conv_forward", origin="one-place breakage")


def _transposed(A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, hparameters: HParameters) -> Any:  # noqa: ANN401
    """Write Z[i, w, h, c]: stops where the output is not square."""
    Z, cache = convolution()(A_prev, W, b, hparameters)
    swapped = np.zeros_like(Z)
    for h, w in np.ndindex(*Z.shape[1:3]):
        swapped[:, w, h, :] = Z[:, h, w, :]
    return swapped, cache


def _only(kept: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Keep some entries of Z and leave the rest at zero."""

    def finish(Z: np.ndarray) -> np.ndarray:
        partial_Z = np.zeros_like(Z)
        partial_Z[kept] = Z[kept]
        return partial_Z

    return finish


RECORDS = (
    *conv_forward_steps.RECORDS,
    _record(
        "output-never-put-in",
        variant=convolution(finish=lambda Z: np.full_like(Z, np.nan)),
        what="What is written into Z is None, so it holds NaN throughout.",
        where="Look at the line that fills Z[i, h, w, c], and at what conv_single_step returns.",
        why="An array of floats keeps None as NaN, not a number.",
        origin="published solutions",
    ),
    _record(
        "output-starts-at-one",
        variant=convolution(finish=lambda Z: Z + 1),
        what="Every entry of Z is 1 too large.",
        where="Look at how Z is made, and at whether the result is added to what is there.",
        why="Each entry is the sum of the products plus the bias, and nothing else.",
    ),
    _record(
        "output-transposed",
        variant=_transposed,
        what="The result is written to Z[i, w, h, c], with height and width exchanged.",
        where="Look at the order of the indexes on the left of the innermost assignment.",
        why="Z has the layout (m, n_H, n_W, n_C), like the input.",
    ),
    _record(
        "input-not-padded",
        variant=convolution(pad_input=lambda A_prev, pad: A_prev),
        what="The windows are cut out of the input as it came, without its frame.",
        where="Look at which array the window is cut out of: A_prev or A_prev_pad.",
        why="The corners count from the edge of the padded picture.",
    ),
    _record(
        "padding-doubled",
        variant=convolution(pad_input=lambda A_prev, pad: framed(A_prev, 2 * pad)),
        what="The frame around the input is twice as wide as it should be.",
        where="Look at what zero_pad is given, and whether it is called twice.",
        why="zero_pad puts `pad` zeros on each side by itself.",
    ),
    _record(
        "first-example-for-all",
        variant=convolution(finish=lambda Z: np.repeat(Z[:1], len(Z), axis=0)),
        what="Every example gets the output of the first one.",
        where="Look at the line that picks a_prev_pad out of A_prev_pad.",
        why="The loop over i goes through the examples: each has its own picture.",
    ),
    _record(
        "last-example-for-all",
        variant=convolution(finish=lambda Z: np.repeat(Z[-1:], len(Z), axis=0)),
        what="Every example gets the output of the last one.",
        where="Look at the first index of Z on the left of the innermost assignment.",
        why="Without its index i the assignment fills all examples, and the last one overwrites the others.",
    ),
    _record(
        "only-the-first-example",
        variant=convolution(finish=_only((slice(0, 1),))),
        what="Only the first example is computed; the others stay at zero.",
        where="Look at the indentation of the return, and at the range of the loop over i.",
        why="A return inside the loop ends the function after the first round.",
    ),
    _record(
        "only-the-first-row",
        variant=convolution(finish=_only((slice(0, 1), slice(0, 1)))),
        what="Only the first row of the first example is computed; the rest stays at zero.",
        where="Look at the indentation of the return.",
        why="A return inside a loop ends the function after the first round.",
    ),
    _record(
        "only-the-first-filter",
        variant=convolution(finish=_only((..., slice(0, 1)))),
        what="Only the first output channel is computed; the others stay at zero.",
        where="Look at the range of the innermost loop.",
        why="The innermost loop goes over the n_C filters, one for each output channel.",
    ),
    _record(
        "negatives-cut-off",
        variant=convolution(finish=lambda Z: np.maximum(Z, 0)),
        what="Negative results are replaced by zero.",
        where="Look for a ReLU or a maximum with 0.",
        why="The activation is a step of its own, after the convolution.",
    ),
    _record(
        "whole-numbers",
        variant=convolution(dtype=int),
        what="Z holds whole numbers: what stands behind the point is lost.",
        where="Look at the dtype with which Z is made.",
        why="An array of integers cuts off every float that is written into it.",
        origin="published solutions",
    ),
    _record(
        "all-zeros",
        variant=convolution(finish=np.zeros_like),
        what="Z has the right shape, but nothing is ever written into it.",
        where="Look at the left of the innermost assignment, and at whether the loops are entered.",
        why="Z starts at zero; each round of the innermost loop fills one entry.",
    ),
    _record(
        "cache-of-the-padded-input",
        variant=convolution(returned=lambda Z, padded, A_prev, *rest: (Z, (padded, *rest))),
        what="The cache holds the padded input.",
        where="Look at the first entry of the cache.",
        why="The backward pass pads the input itself, and returns a gradient of the input's own shape.",
        origin="published solutions",
    ),
    _record(
        "cache-of-the-output",
        variant=convolution(returned=lambda Z, padded, A_prev, *rest: (Z, (Z, *rest))),
        what="The cache holds the output Z where the input should be.",
        where="Look at the first entry of the cache.",
        why="The backward pass needs what came in, not what went out.",
    ),
    _record(
        "cache-without-hyperparameters",
        variant=convolution(returned=lambda Z, padded, A_prev, W, b, hparameters: (Z, (A_prev, W, b))),
        what="The hyperparameters are missing from the cache.",
        where="Count the entries of the cache: there are four.",
        why="The backward pass has to slide the same windows, so it needs stride and pad.",
    ),
    _record(
        "cache-not-returned",
        variant=convolution(returned=lambda Z, *inputs: Z),
        what="Only Z is returned, without the cache.",
        where="Look at the return line.",
        why="The backward pass needs the cache; the function returns both.",
    ),
    *size_records("conv_forward", convolution, padding=True),
    *corner_records("conv_forward", convolution),
    *settings_records("conv_forward", convolution, "stride", "pad"),
)
