"""Wrong backward layers, put together from their choices; see `forward_layers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.misconceptions.step_by_step.forward_layers import Cache, Function, framed
from autograder.misconceptions.step_by_step.windows import RIGHT, Slide

Upstream = Callable[[np.ndarray, int, int, slice, slice], np.ndarray]
"""(dZ, h, w, rows, columns) -> (m, n_C): the gradient that a window receives; pooling takes (m, f, f, n_C) too."""


def own_entry(dZ: np.ndarray, h: int, w: int, rows: slice, columns: slice) -> np.ndarray:
    """Take the gradient of the output entry that the window belongs to."""
    return np.asarray(dZ[:, h, w, :])


def by_corner(dZ: np.ndarray, h: int, w: int, rows: slice, columns: slice) -> np.ndarray:
    """Take the gradient at the window's corner: a place of the input, not of the output."""
    return np.asarray(dZ[:, rows.start, columns.start, :])


def by_window(dA: np.ndarray, h: int, w: int, rows: slice, columns: slice) -> np.ndarray:
    """Take the gradients at the window's own rows and columns, which are places of the input."""
    return dA[:, rows, columns, :]


def to_input(W: np.ndarray, window: np.ndarray, g: np.ndarray) -> np.ndarray:
    """What one position adds to dA_prev: (m, f, f, n_C_prev)."""
    return np.asarray(np.einsum("ijpc,mc->mijp", W, g))


def to_filter(W: np.ndarray, window: np.ndarray, g: np.ndarray) -> np.ndarray:
    """What one position adds to dW: (f, f, n_C_prev, n_C)."""
    return np.asarray(np.einsum("mijp,mc->ijpc", window, g))


def nothing(*_: np.ndarray) -> np.ndarray:
    """Add nothing at any position."""
    return np.zeros(1)


def unpadded(padded: np.ndarray, pad: int, n_H: int, n_W: int) -> np.ndarray:
    """Take the frame off again."""
    return padded[:, pad : pad + n_H, pad : pad + n_W, :]


def conv_gradient(
    slide: Slide = RIGHT,
    upstream: Upstream = own_entry,
    dA: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] = to_input,
    dW: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] = to_filter,
    db: Callable[[np.ndarray], np.ndarray] = lambda g: g.sum(axis=0),
    assigned: str = "",
    pad_input: Callable[[np.ndarray, int], np.ndarray] = framed,
    unpad: Callable[[np.ndarray, int, int, int], np.ndarray] = unpadded,
    finish: Callable[..., Any] = lambda dA_prev, dW, db: (dA_prev, dW, db),
) -> Function:
    """Build a conv_backward.

    Parameters
    ----------
    slide : Slide
    upstream : callable
    dA, dW : callable
        (W, window, g) -> what one position of the window adds.
    db : callable
        (m, n_C) -> (n_C,): what one position adds to the bias gradient.
    assigned : str
        Which gradient is overwritten at every position rather than added to: "dA", "dW" or "db".
    pad_input, unpad : callable
    finish : callable
        (dA_prev, dW, db) -> what the function returns.
    """

    def conv_backward(dZ: np.ndarray, cache: Cache) -> Any:  # noqa: ANN401
        A_prev, W, b, hparameters = cache
        stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
        padded, gradient = pad_input(A_prev, pad), framed(np.zeros(A_prev.shape), pad)
        total_W, total_b = np.zeros(W.shape), np.zeros(W.shape[3])
        for examples, h, w, rows, columns in slide.windows(len(dZ), dZ.shape[1], dZ.shape[2], f, stride):
            g = upstream(dZ[examples], h, w, rows, columns)
            window = padded[examples, rows, columns, :]
            if assigned == "dA":
                # The last filter overwrites what the others gave.
                gradient[examples, rows, columns, :] = dA(W[..., -1:], window, g[:, -1:])
            else:
                added = dA(W, window, g)
                _stop_as_the_loops_do(gradient[0, rows, columns, :], added[0])
                gradient[examples, rows, columns, :] += added
            if assigned == "dW":
                total_W[...] = dW(W, window[-1:], g[-1:])
            else:
                total_W += dW(W, window, g)
            total_b = g[-1] if assigned == "db" else total_b + db(g)
        dA_prev = np.zeros(A_prev.shape)
        dA_prev[:] = unpad(gradient, pad, A_prev.shape[1], A_prev.shape[2])
        return finish(dA_prev, total_W, total_b.reshape(b.shape))

    return conv_backward


def _stop_as_the_loops_do(place: np.ndarray, added: np.ndarray) -> None:
    """Stop, where two shapes do not go together, with the shapes of one example: those that the loops meet."""
    if place.shape != added.shape:
        place += added


def marked(window: np.ndarray) -> np.ndarray:
    """Mark the maximum of every example and channel."""
    return np.asarray(window == window.max(axis=(1, 2), keepdims=True))


Share = Callable[[np.ndarray, np.ndarray, int], np.ndarray]
"""(window, g, f) -> (m, f, f, n_C): how a gradient g of shape (m, 1, 1, n_C) is handed back over a window."""


def to_maximum(window: np.ndarray, g: np.ndarray, f: int) -> np.ndarray:
    """Give all of it to the maximum."""
    return np.asarray(marked(window) * g)


def evenly(window: np.ndarray, g: np.ndarray, f: int) -> np.ndarray:
    """Give every entry of the window the same share."""
    return np.asarray(np.ones((1, f, f, 1)) * g / f**2)


def pool_gradient(
    slide: Slide = RIGHT,
    upstream: Upstream = own_entry,
    to_maximum: Share = to_maximum,
    evenly: Share = evenly,
    assigned: bool = False,
    finish: Callable[..., Any] = lambda dA_prev, dA: dA_prev,
    source: Callable[[np.ndarray], np.ndarray] = lambda A_prev: A_prev,
) -> Function:
    """Build a pool_backward.

    Parameters
    ----------
    slide : Slide
    upstream : callable
    to_maximum, evenly : callable
        What the two modes hand back.
    assigned : bool
        Whether each window overwrites what an overlapping one gave.
    finish : callable
        (dA_prev, dA) -> what the function returns.
    source : callable
        Which input the windows are cut from.
    """

    def pool_backward(dA: np.ndarray, cache: Cache, mode: str = "max") -> Any:  # noqa: ANN401
        A_prev, hparameters = cache
        f, stride = hparameters["f"], hparameters["stride"]
        share = to_maximum if mode == "max" else evenly
        images, dA_prev = source(A_prev), np.zeros(A_prev.shape)
        for examples, h, w, rows, columns in slide.windows(len(dA), dA.shape[1], dA.shape[2], f, stride):
            g = upstream(dA[examples], h, w, rows, columns)
            part = share(images[examples, rows, columns, :], g if g.ndim == 4 else g[:, None, None, :], f)
            if assigned:
                dA_prev[examples, rows, columns, :] = part
            else:
                _stop_as_the_loops_do(dA_prev[0, rows, columns, 0], part[0, :, :, 0])
                dA_prev[examples, rows, columns, :] += part
        return finish(dA_prev, dA)

    return pool_backward
