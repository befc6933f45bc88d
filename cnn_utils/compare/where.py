"""Find where an output is wrong: which entries, by which factor, and from which window of the input they come."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnn_utils.compare.calls import Call
from cnn_utils.compare.verdict import Difference, Extent, Place, Window
from cnn_utils.language.speaking import later

Index = tuple[int, ...]
Args = Any  # the arguments of the call: what does not fit the exercise raises, and has no window


def extent_of(wrong: np.ndarray) -> Extent:
    """Find what the wrong entries have in common.

    Parameters
    ----------
    wrong : ndarray of bool
        True where an entry is wrong. Four axes are read as (m, n_H, n_W, n_C).
    """
    if wrong.all():
        return Extent("everywhere", size=wrong.size)
    if wrong.ndim == 4:
        axes: tuple[tuple[int, Place], ...] = ((0, "example"), (3, "channel"), (1, "row"), (2, "column"))
        for axis, place in axes:
            single = _only_slice(wrong, axis)
            if single is not None:
                return Extent(_at_the_end(place, single, wrong.shape[axis]), single, wrong.size)
        if _only_border(wrong):
            return Extent("border", size=wrong.size)
    return Extent("scattered", int(wrong.sum()), wrong.size)


def factor_of(got: np.ndarray, expected: np.ndarray) -> float | None:
    """Find the constant c with ``got = c * expected``.

    Parameters
    ----------
    got, expected : ndarray of equal shape, finite

    Returns
    -------
    float or None
        None if there is no such constant, if it is 0 or 1, or if fewer than two entries of `expected` are not zero.
    """
    scale = np.abs(expected).max(initial=0.0)
    large = np.abs(expected) > 1e-3 * scale
    if scale == 0 or large.sum() < 2:
        return None
    factor = float(np.median(got[large] / expected[large]))
    if abs(factor) < 1e-6 or is_one(factor):
        return None
    if np.abs(got - factor * expected).max() > 1e-4 * abs(factor) * scale:
        return None
    return factor


def is_one(factor: float) -> bool:
    """Whether a factor reads as 1 with the four digits that a sentence gives it: then there is nothing to say."""
    return f"{factor:.4g}" == "1"


def window_of(call: Call, difference: Difference) -> Window | None:
    """Find the piece of the (padded) input from which the first wrong entry is computed.

    Returns
    -------
    Window or None
        None where the entry has no single window, or where the call's arguments do not fit the exercise.
    """
    finder = _FINDERS.get((call.exercise, difference.part))
    if finder is None or difference.index is None:
        return None
    try:
        return finder(call.args, difference.index)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return None


def _only_slice(wrong: np.ndarray, axis: int) -> int | None:
    others = tuple(a for a in range(wrong.ndim) if a != axis)
    hit = np.flatnonzero(wrong.any(axis=others))
    return int(hit[0]) if len(hit) == 1 and wrong.shape[axis] > 1 else None


def _at_the_end(place: Place, index: int, length: int) -> Place:
    """Name the first and the last row or column as such."""
    ends: dict[tuple[Place, int], Place] = {
        ("row", 0): "first row",
        ("row", length - 1): "last row",
        ("column", 0): "first column",
        ("column", length - 1): "last column",
    }
    return ends.get((place, index), place)


def _only_border(wrong: np.ndarray) -> bool:
    inside = wrong[:, 1:-1, 1:-1, :]
    return inside.size > 0 and not inside.any()


def _padded(args: Args) -> np.ndarray:
    A_prev, hparameters = args[0], args[3]
    pad = int(hparameters["pad"])
    padded: np.ndarray = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    return padded


def _in_zero_pad(args: Args, index: Index) -> Window:
    X, pad = np.asarray(args[0]), int(args[1])
    i, row, col, c = index
    h, w = row - pad, col - pad
    if 0 <= h < X.shape[1] and 0 <= w < X.shape[2]:
        return Window(f"X[{i}, {h}, {w}, {c}]", X[i, h : h + 1, w : w + 1, c])
    return Window("", sentence=later("It comes from the border, which is zero."))


def _in_conv_forward(args: Args, index: Index) -> Window:
    i, h, w, _ = index
    f, stride = np.asarray(args[1]).shape[0], int(args[3]["stride"])
    top, left = h * stride, w * stride
    values = _padded(args)[i, top : top + f, left : left + f, :]
    return Window(f"A_prev_pad[{i}, {top}:{top + f}, {left}:{left + f}, :]", values)


def _in_pool_forward(args: Args, index: Index) -> Window:
    i, h, w, c = index
    f, stride = int(args[1]["f"]), int(args[1]["stride"])
    top, left = h * stride, w * stride
    values = np.asarray(args[0])[i, top : top + f, left : left + f, c]
    return Window(f"A_prev[{i}, {top}:{top + f}, {left}:{left + f}, {c}]", values)


def _reaching(position: int, f: int, stride: int, n: int) -> range:
    """Range over h of the windows ``h * stride : h * stride + f`` that cover `position`, of n windows."""
    first = max(0, -(-(position - f + 1) // stride))
    return range(first, min(n - 1, position // stride) + 1)


def _in_conv_backward_dA(args: Args, index: Index) -> Window:
    dZ, (_, W, _, hparameters) = np.asarray(args[0]), args[1]
    f, stride, pad = W.shape[0], int(hparameters["stride"]), int(hparameters["pad"])
    i, row, col, _ = index
    return _gradient_window("dZ", dZ, i, (row + pad, col + pad), f, stride, ":")


def _in_pool_backward(args: Args, index: Index) -> Window:
    dA, (_, hparameters) = np.asarray(args[0]), args[1]
    f, stride = int(hparameters["f"]), int(hparameters["stride"])
    i, row, col, c = index
    return _gradient_window("dA", dA, i, (row, col), f, stride, str(c))


def _gradient_window(name: str, gradient: np.ndarray, i: int, at: Index, f: int, stride: int, channel: str) -> Window:
    rows = _reaching(at[0], f, stride, gradient.shape[1])
    cols = _reaching(at[1], f, stride, gradient.shape[2])
    if not rows or not cols:
        return Window(name, sentence=later("It comes from no window of {window}: its gradient is 0."))
    pick = slice(None) if channel == ":" else int(channel)
    values = gradient[i, rows.start : rows.stop, cols.start : cols.stop, pick]
    return Window(f"{name}[{i}, {rows.start}:{rows.stop}, {cols.start}:{cols.stop}, {channel}]", values)


_FINDERS = {
    ("zero_pad", "X_pad"): _in_zero_pad,
    ("conv_forward", "Z"): _in_conv_forward,
    ("pool_forward", "A"): _in_pool_forward,
    ("conv_backward", "dA_prev"): _in_conv_backward_dA,
    ("pool_backward", "dA_prev"): _in_pool_backward,
}
