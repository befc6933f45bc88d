"""Named mistakes in conv_single_step."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.single_step_sums import STEPS

_record = partial(Misconception, exercise="conv_single_step", origin="one-place breakage")


def _float_of_an_array(a_slice_prev: np.ndarray, W: np.ndarray, b: np.ndarray) -> float:
    """Fail as float(b) fails since NumPy 2.4, on older ones too."""
    raise TypeError("only 0-dimensional arrays can be converted to Python scalars")


def _in_place(a_slice_prev: np.ndarray, W: np.ndarray, b: np.ndarray) -> float:
    a_slice_prev *= W
    return float(np.sum(a_slice_prev) + b.item())


RECORDS = (
    _record(
        "bias-in-every-product",
        variant=lambda a, W, b: float(np.sum(a * W + b)),
        what="The bias is added to every product before the sum, so it counts f * f * n_C_prev times.",
        where="Look at the order of the last two steps: the sum of the products, and the bias.",
        why="A neuron has one bias: Z is the sum of all products, plus b once.",
        origin="published solutions",
        right_in=("v1",),
    ),
    _record(
        "bias-in-every-product-and-again",
        variant=lambda a, W, b: float(np.sum(a * W + b) + b.item()),
        what="The bias is added to every product, and once more after the sum.",
        where="Look at the three steps: the bias belongs in the last one only.",
        why="A neuron has one bias: Z is the sum of all products, plus b once.",
    ),
    _record(
        "bias-forgotten",
        variant=lambda a, W, b: float(np.sum(a * W)),
        what="The bias is not added.",
        where="Look at the last step, after the sum of the products.",
        why="Without its bias a filter that sees only zeros always answers 0.",
        origin="published solutions",
    ),
    _record(
        "bias-subtracted",
        variant=lambda a, W, b: float(np.sum(a * W) - b.item()),
        what="The bias is subtracted.",
        where="Look at the sign in front of the bias.",
        why="Z is the sum of the products plus b.",
    ),
    _record(
        "bias-multiplied",
        variant=lambda a, W, b: float(np.sum(a * W) * b.item()),
        what="The sum is multiplied by the bias.",
        where="Look at the last step: how the bias comes in.",
        why="A bias shifts the result; it does not scale it.",
    ),
    _record(
        "sum-forgotten",
        variant=lambda a, W, b: a * W + b,
        what="The products are not added up: the result is a whole array.",
        where="Look at the step between the products and the bias.",
        why="One position of a filter gives one number: the sum over height, width and channels.",
    ),
    _record(
        "summed-over-one-axis",
        variant=lambda a, W, b: np.sum(a * W, axis=0) + b.reshape(()),
        what="The products are added up along one axis only.",
        where="Look at the axis that the sum is given.",
        why="One position of a filter gives one number: the sum over height, width and channels together.",
    ),
    _record(
        "added-not-multiplied",
        variant=lambda a, W, b: float(np.sum(a + W) + b.item()),
        what="Window and weights are added, not multiplied.",
        where="Look at the first step, where the window meets the weights.",
        why="Each weight says how much its pixel counts: that is a product.",
    ),
    _record(
        "weights-unused",
        variant=lambda a, W, b: float(np.sum(a) + b.item()),
        what="The window is summed without its weights.",
        where="Look at what the sum is taken of: the products, or the window itself.",
        why="Without the weights every filter would give the same number.",
    ),
    _record(
        "mean-of-products",
        variant=lambda a, W, b: float(np.mean(a * W) + b.item()),
        what="The mean of the products is taken in place of their sum.",
        where="Look at the function that makes one number of the products.",
        why="The mean divides by the size of the window, and the result is too small by that factor.",
    ),
    _record(
        "matrix-product",
        variant=lambda a, W, b: float(np.sum(np.dot(a, W)) + b.item()),
        what="A matrix product is taken where entries should be multiplied one by one.",
        where="Look at the first step: np.dot and @ are not the same as *.",
        why="Each weight meets the pixel at its own place, and only that one.",
    ),
    _record(
        "filter-flipped",
        variant=lambda a, W, b: float(np.sum(a * W[::-1, ::-1]) + b.item()),
        what="The filter is turned upside down and left to right before it is applied.",
        where="Look for an index that runs backwards, or a call that flips or rotates the weights.",
        why="Deep learning calls the plain sum of products a convolution: nothing is flipped.",
    ),
    _record(
        "float-of-an-array",
        variant=_float_of_an_array,
        what="float() is given the whole array b of shape (1, 1, 1), which NumPy 2.4 refuses.",
        where="Look at the line that turns the bias into a number.",
        why="An array is not a number, even with one entry; take that entry out of it.",
        origin="published solutions",
    ),
    _record(
        "window-overwritten",
        variant=_in_place,
        what="The products are written into the window itself, so the caller's array changes.",
        where="Look for *= or out=, or for an assignment into the window.",
        why="The window is a view of the input: the next position of the filter needs the pixels that you overwrite.",
    ),
    *(
        _record(
            name,
            variant=lambda a, W, b, step=step: float(step(a, W) + b.item()),
            what=what,
            where=where,
            why=why,
        )
        for name, step, what, where, why in STEPS
    ),
    _record(
        "bias-alone",
        variant=lambda a, W, b: float(b.item()),
        what="Only the bias is returned: the products are left out.",
        where="Look at what the bias is added to.",
        why="Z is the sum of all products, plus b once.",
    ),
    _record(
        "bias-cut-to-whole",
        variant=lambda a, W, b: float(np.sum(a * W) + int(b.item())),
        what="What stands behind the point of the bias is cut off.",
        where="Look for int() around b.",
        why="The bias is a float: every digit of it counts.",
    ),
    _record(
        "bias-twice",
        variant=lambda a, W, b: float(np.sum(a * W) + 2 * b.item()),
        what="The bias is added twice.",
        where="Look for a second line that adds the bias.",
        why="A neuron has one bias: Z is the sum of all products, plus b once.",
    ),
    *(
        _record(
            name,
            variant=lambda a, W, b, after=after: float(after(np.sum(a * W) + b.item())),
            what=what,
            where="Look at the last line.",
            why="The activation is a step of its own, after the convolution.",
        )
        for name, after, what in (
            ("negatives-cut-off", lambda Z: max(0, Z), "A negative result is replaced by zero."),
            ("sigmoid-inside", lambda Z: 1 / (1 + np.exp(-Z)), "A sigmoid is applied to the result."),
            ("tanh-inside", np.tanh, "A tanh is applied to the result."),
        )
    ),
)
