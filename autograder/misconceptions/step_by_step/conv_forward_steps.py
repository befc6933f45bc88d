"""Named mistakes in conv_forward: in what one step makes of window, filter and bias."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.forward_layers import HParameters, convolution, framed, products
from autograder.misconceptions.step_by_step.windows import RIGHT

_record = partial(Misconception, exercise="conv_forward", origin="one-place breakage")


def _each_product_with_bias(window: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return products(window, W, b * np.prod(W.shape[:3]))


def _channel_of_the_filter(A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, hparameters: HParameters) -> Any:  # noqa: ANN401
    """Cut channel c, the filter's number, out of the input; NumPy stops or spreads the one channel over all."""
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    n_H, n_W = RIGHT.sizes(n_H_prev, n_W_prev, f, pad, stride)
    Z, padded = np.zeros((m, n_H, n_W, W.shape[3])), framed(A_prev, pad)
    for i in range(m):
        for _, h, w, rows, columns in RIGHT.windows(m, n_H, n_W, f, stride):
            for c in range(W.shape[3]):
                Z[i, h, w, c] = np.sum(padded[i, rows, columns, c] * W[:, :, :, c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b, hparameters)


def _all_filters_at_once(window: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Multiply one window with the whole of W, as the loops would."""
    return np.asarray(np.sum(window[0] * W) + b.reshape(-1))


def _all_biases_at_once(window: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Turn the whole of b into one number, as float(b) does where it can."""
    return products(window, W, np.asarray(float(b)))


RECORDS = (
    _record(
        "bias-in-every-product",
        variant=convolution(step=_each_product_with_bias),
        what="The bias is added to every product before the sum, so it counts f * f * n_C_prev times.",
        where="Look at how one step of the convolution adds its bias: before or after the sum.",
        why="Each filter has one bias: Z is the sum of all products, plus b once.",
        origin="published solutions",
        right_in=("v1",),
    ),
    _record(
        "bias-forgotten",
        variant=convolution(step=lambda window, W, b: products(window, W, b * 0)),
        what="The biases are not added.",
        where="Look at the line that fills Z[i, h, w, c], and at what reaches conv_single_step.",
        why="Each filter has its own bias, without which it always answers 0 to an empty window.",
        origin="published solutions",
    ),
    _record(
        "bias-twice",
        variant=convolution(step=lambda window, W, b: products(window, W, b * 2)),
        what="The bias is added twice.",
        where="Look for a bias that is added in conv_forward although conv_single_step has done so.",
        why="conv_single_step returns the number that belongs in Z: nothing is left to add.",
    ),
    _record(
        "bias-of-the-first-filter",
        variant=convolution(step=lambda window, W, b: products(window, W, np.full_like(b, b.flat[0]))),
        what="Every filter gets the bias of the first one.",
        where="Look at the last index of b in the innermost loop.",
        why="Filter c has the bias b[0, 0, 0, c].",
    ),
    _record(
        "first-filter-for-all",
        variant=convolution(step=lambda window, W, b: products(window, np.repeat(W[..., :1], W.shape[3], 3), b)),
        what="Every output channel is computed with the first filter.",
        where="Look at the last index of W in the innermost loop.",
        why="Output channel c comes from filter c: that is how a layer sees different things at one place.",
    ),
    _record(
        "first-filter-and-bias-for-all",
        variant=convolution(step=lambda window, W, b: np.repeat(products(window, W, b)[:, :1], W.shape[3], axis=1)),
        what="Every output channel is computed with the filter and the bias of the first one.",
        where="Look at the last index of W and of b in the innermost loop.",
        why="Output channel c comes from filter c: that is how a layer sees different things at one place.",
    ),
    _record(
        "last-filter-in-every-channel",
        variant=convolution(
            step=lambda window, W, b: np.repeat(products(window, W, b)[:, -1:], W.shape[3], axis=1),
        ),
        what="Every output channel holds the result of the last filter.",
        where="Look at the index of Z on the left of the innermost assignment.",
        why="Without its index c the assignment fills all channels, and the last filter overwrites the others.",
    ),
    _record(
        "filter-flipped",
        variant=convolution(step=lambda window, W, b: products(window, W[::-1, ::-1], b)),
        what="The filters are turned upside down and left to right before they are applied.",
        where="Look for an index that runs backwards, or a call that flips or rotates the weights.",
        why="Deep learning calls the plain sum of products a convolution: nothing is flipped.",
    ),
    _record(
        "filter-transposed",
        variant=convolution(step=lambda window, W, b: products(window, W.transpose(1, 0, 2, 3), b)),
        what="Rows and columns of the filters are exchanged.",
        where="Look for a transpose of W, or for a window whose rows and columns are exchanged.",
        why="Axis 0 of a filter runs down the picture and axis 1 along it, as in the picture itself.",
    ),
    _record(
        "mean-of-products",
        variant=convolution(
            step=lambda window, W, b: products(window, W / np.prod(W.shape[:3]), b),
        ),
        what="The mean of the products is taken in place of their sum.",
        where="Look at the function that makes one number of the products.",
        why="The mean divides by the size of the window, and Z is too small by that factor.",
    ),
    _record(
        "only-the-first-channel",
        variant=convolution(step=lambda window, W, b: products(window[..., :1], W[:, :, :1], b)),
        what="Only the first input channel is used.",
        where="Look at the last index of the window that you cut out.",
        why="A filter looks at all channels at once: its third axis is as long as the input has channels.",
    ),
    _record(
        "channel-of-the-filter",
        variant=_channel_of_the_filter,
        what="The window holds one input channel only, the one with the filter's number.",
        where="Look at the last index of the window that you cut out of a_prev_pad.",
        why="c counts the filters; every filter looks at all input channels.",
        origin="published solutions",
    ),
    _record(
        "all-filters-at-once",
        variant=convolution(step=_all_filters_at_once),
        what="Each window meets the whole of W, all filters together.",
        where="Look at what conv_single_step gets for W: one filter, or all of them?",
        why="Z[i, h, w, c] is the answer of filter c alone: W[:, :, :, c].",
        origin="published solutions",
    ),
    _record(
        "all-biases-at-once",
        variant=convolution(step=_all_biases_at_once),
        what="Each step gets the whole of b, the biases of all filters.",
        where="Look at what conv_single_step gets for b: one bias, or all of them?",
        why="Filter c has one bias, b[:, :, :, c]; several numbers cannot be turned into one float.",
        origin="published solutions",
    ),
)
