"""Named mistakes in distribute_value."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception

_record = partial(Misconception, exercise="distribute_value", origin="one-place breakage")


RECORDS = (
    _record(
        "not-divided",
        variant=lambda dz, shape: np.full(shape, float(dz)),
        what="Every entry gets the whole of dz.",
        where="Look at the line that computes the average.",
        why="The window shares dz: its entries add up to dz.",
        origin="published solutions",
    ),
    _record(
        "divided-by-the-rows",
        variant=lambda dz, shape: np.full(shape, dz / shape[0]),
        what="dz is divided by the number of rows only.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries, and each gets the same share.",
        origin="published solutions",
    ),
    _record(
        "divided-by-the-columns",
        variant=lambda dz, shape: np.full(shape, dz / shape[1]),
        what="dz is divided by the number of columns only.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries, and each gets the same share.",
    ),
    _record(
        "divided-by-rows-squared",
        variant=lambda dz, shape: np.full(shape, dz / shape[0] ** 2),
        what="dz is divided by n_H * n_H: right for squares only.",
        where="Look at the line that computes the average, and at which numbers it multiplies.",
        why="The window has n_H rows and n_W columns, so n_H * n_W entries.",
    ),
    _record(
        "divided-by-columns-squared",
        variant=lambda dz, shape: np.full(shape, dz / shape[1] ** 2),
        what="dz is divided by n_W * n_W: right for squares only.",
        where="Look at the line that computes the average, and at which numbers it multiplies.",
        why="The window has n_H rows and n_W columns, so n_H * n_W entries.",
    ),
    _record(
        "divided-by-the-sum",
        variant=lambda dz, shape: np.full(shape, dz / (shape[0] + shape[1])),
        what="dz is divided by n_H + n_W.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries; at 2 by 2 the sum happens to be the same.",
    ),
    _record(
        "one-over-dz",
        variant=lambda dz, shape: np.full(shape, 1 / dz),
        what="Every entry is 1 / dz.",
        where="Look at the division: what is shared, and among how many?",
        why="dz is shared: it is divided by the number of entries.",
    ),
    _record(
        "dz-not-used",
        variant=lambda dz, shape: np.full(shape, 1 / (shape[0] * shape[1])),
        what="dz is not used: every entry is 1 / (n_H * n_W).",
        where="Look for dz in the line that is returned.",
        why="The window shares dz: its entries add up to dz, not to 1.",
    ),
    _record(
        "multiplied",
        variant=lambda dz, shape: np.full(shape, float(dz * shape[0] * shape[1])),
        what="dz is multiplied by the number of entries.",
        where="Look at the line that computes the average: * or /?",
        why="The window shares dz: its entries add up to dz.",
    ),
    _record(
        "brackets-missing",
        variant=lambda dz, shape: np.full(shape, dz / shape[0] * shape[1]),
        what="dz is divided by n_H, then multiplied by n_W.",
        where="Look at the brackets in the line that computes the average.",
        why="Python goes from left to right: a / b * c is (a / b) * c.",
    ),
    _record(
        "divided-twice",
        variant=lambda dz, shape: np.full(shape, dz / (shape[0] * shape[1]) ** 2),
        what="dz is divided by the number of entries twice.",
        where="Look at the line that fills the array: has the average been divided already?",
        why="One division makes the share of an entry; the array repeats it.",
    ),
    _record(
        "whole-division",
        variant=lambda dz, shape: np.full(shape, dz // (shape[0] * shape[1])),
        what="The division rounds down.",
        where="Look at the line that computes the average: / or //?",
        why="// throws away what stands behind the point; the entries would not add up to dz.",
    ),
    _record(
        "one-number",
        variant=lambda dz, shape: dz / (shape[0] * shape[1]),
        what="One number is returned, not one for each entry.",
        where="Look at the last line: where is the array of the given shape made?",
        why="Every entry of the window gets its share, so the result has the window's shape.",
    ),
    _record(
        "shape-not-in-a-tuple",
        variant=lambda dz, shape: np.ones(*shape) * dz / (shape[0] * shape[1]),
        what="np.ones is given the sizes one by one.",
        where="Look at the brackets of np.ones: the shape is one argument.",
        why="np.ones takes a shape, which is a tuple; what follows it is a dtype.",
        origin="published solutions",
    ),
    _record(
        "transposed",
        variant=lambda dz, shape: np.full((shape[1], shape[0]), dz / (shape[0] * shape[1])),
        what="Rows and columns of the result are exchanged.",
        where="Look at the shape that the array is made with.",
        why="shape is (n_H, n_W): rows first.",
    ),
    _record(
        "ones",
        variant=lambda dz, shape: np.ones(shape),
        what="The array is full of ones: the share is never put in.",
        where="Look at the last line.",
        why="Every entry holds dz divided by the number of entries.",
    ),
    _record(
        "zeros",
        variant=lambda dz, shape: np.zeros(shape),
        what="The array is full of zeros: the share is never put in.",
        where="Look at the last line: zeros stay zeros under multiplication.",
        why="Every entry holds dz divided by the number of entries.",
    ),
    _record(
        "first-entry-only",
        variant=lambda dz, shape: np.eye(1, shape[0] * shape[1]).reshape(shape) * dz,
        what="The first entry gets all of dz.",
        where="Look at which entries of the array are filled.",
        why="In an average every entry counts the same, so every entry gets the same share.",
    ),
)
