"""Named mistakes in pool_forward: in input, output and cache; those in what a window is made into stand beside it."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import pool_forward_summaries
from autograder.misconceptions.step_by_step.forward_layers import pooling
from autograder.misconceptions.step_by_step.output_sizes import size_records
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records
from autograder.misconceptions.step_by_step.windows import EXCHANGED

_record = partial(Misconception, exercise="pool_forward", origin="one-place breakage")


def _only_first_example(A: np.ndarray) -> np.ndarray:
    rest = np.zeros_like(A)
    rest[:1] = A[:1]
    return rest


RECORDS = (
    _record(
        "f-and-stride-exchanged",
        variant=pooling(EXCHANGED),
        what="f and stride are exchanged throughout.",
        where="Look at the two lines that read hparameters.",
        why="f is how large the window is, the stride how far it moves.",
    ),
    *pool_forward_summaries.RECORDS,
    _record(
        "last-channel-everywhere",
        variant=pooling(finish=lambda A: np.repeat(A[..., -1:], A.shape[3], axis=3)),
        what="Every channel holds the result of the last one.",
        where="Look at the index of A on the left of the innermost assignment.",
        why="Without its index c the assignment fills all channels, and the last one overwrites the others.",
    ),
    _record(
        "first-channel-everywhere",
        variant=pooling(finish=lambda A: np.repeat(A[..., :1], A.shape[3], axis=3)),
        what="Every channel holds the result of the first one.",
        where="Look at the last index of the window that you cut out.",
        why="The innermost loop goes over the channels: channel c is pooled from channel c.",
    ),
    _record(
        "first-example-for-all",
        variant=pooling(finish=lambda A: np.repeat(A[:1], len(A), axis=0)),
        what="Every example gets the output of the first one.",
        where="Look at the first index of A_prev where the window is cut out.",
        why="The loop over i goes through the examples: each has its own picture.",
    ),
    _record(
        "last-example-for-all",
        variant=pooling(finish=lambda A: np.repeat(A[-1:], len(A), axis=0)),
        what="Every example gets the output of the last one.",
        where="Look at the first index of A on the left of the innermost assignment.",
        why="Without its index i the assignment fills all examples, and the last one overwrites the others.",
    ),
    _record(
        "only-the-first-example",
        variant=pooling(finish=_only_first_example),
        what="Only the first example is pooled; the others stay at zero.",
        where="Look at the indentation of the return, and at the range of the loop over i.",
        why="A return inside the loop ends the function after the first round.",
    ),
    _record(
        "whole-numbers",
        variant=pooling(dtype=int),
        what="A holds whole numbers: what stands behind the point is lost.",
        where="Look at the dtype with which A is made.",
        why="An array of integers cuts off every float that is written into it.",
        origin="published solutions",
    ),
    _record(
        "window-never-cut",
        variant=pooling(finish=lambda A: np.full_like(A, np.nan)),
        what="What is written into A is None, so it holds NaN throughout.",
        where="Look at the line that cuts a_prev_slice out of A_prev, and at what the branches compute.",
        why="An array of floats keeps None as NaN, not a number.",
        origin="published solutions",
    ),
    _record(
        "all-zeros",
        variant=pooling(finish=np.zeros_like),
        what="A has the right shape, but nothing is ever written into it.",
        where="Look at the left of the innermost assignments, and at whether the loops are entered.",
        why="A starts at zero; each round of the innermost loop fills one entry.",
    ),
    _record(
        "cache-of-the-output",
        variant=pooling(returned=lambda A, A_prev, hparameters: (A, (A, hparameters))),
        what="The cache holds the output A where the input should be.",
        where="Look at the first entry of the cache.",
        why="The backward pass looks for the maximum in the input's windows: it needs what came in.",
    ),
    _record(
        "cache-without-hyperparameters",
        variant=pooling(returned=lambda A, A_prev, hparameters: (A, A_prev)),
        what="The cache is the input alone, without the hyperparameters.",
        where="Count the entries of the cache: there are two.",
        why="The backward pass has to slide the same windows, so it needs f and stride.",
    ),
    _record(
        "cache-not-returned",
        variant=pooling(returned=lambda A, *inputs: A),
        what="Only A is returned, without the cache.",
        where="Look at the return line.",
        why="The backward pass needs the cache; the function returns both.",
    ),
    *size_records("pool_forward", pooling, padding=False),
    *corner_records("pool_forward", pooling),
    *settings_records("pool_forward", pooling, "f", "stride"),
)
