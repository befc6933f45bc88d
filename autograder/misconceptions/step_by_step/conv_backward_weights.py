"""Named mistakes in conv_backward that dW and db show: what the filters and their biases are to blame for."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.backward_layers import conv_gradient, nothing, to_filter
from autograder.misconceptions.step_by_step.forward_layers import Cache, framed

_record = partial(Misconception, exercise="conv_backward", origin="one-place breakage")
_INSIDE = "Look at the innermost loop, at the line that fills "


def _window_of_the_gradient(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut a_slice out of da_prev_pad, which fills up while the loops run."""
    A_prev, W, _, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    dA_prev, _, db = conv_gradient()(dZ, cache)
    gradient, dW = framed(np.zeros(A_prev.shape), pad), np.zeros(W.shape)
    for h, w in np.ndindex(*dZ.shape[1:3]):
        window = gradient[:, h * stride : h * stride + f, w * stride : w * stride + f, :]
        for c in range(W.shape[3]):
            g = dZ[:, h, w, c, None, None, None]
            window += W[..., c] * g
            dW[..., c] += (window * g).sum(axis=0)
    return dA_prev, dW, db


def _from_one(which: str) -> Any:  # noqa: ANN401
    """Start gradients at one."""

    def finish(dA_prev: np.ndarray, dW: np.ndarray, db: np.ndarray) -> tuple[np.ndarray, ...]:
        return dA_prev, dW + ("dW" in which), db + ("db" in which)

    return finish


def _averaged(which: str) -> Any:  # noqa: ANN401
    """Divide by the number of examples."""

    def finish(dA_prev: np.ndarray, dW: np.ndarray, db: np.ndarray) -> tuple[np.ndarray, ...]:
        m = len(dA_prev)
        return dA_prev, dW / m if "dW" in which else dW, db / m if "db" in which else db

    return finish


def _mean_over_positions(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dA_prev, dW, db = conv_gradient()(dZ, cache)
    return dA_prev, dW, dZ.mean(axis=(0, 1, 2)).reshape(db.shape)


def _without_n_C(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dA_prev, dW, db = conv_gradient()(dZ, cache)
    return dA_prev, dW, np.full_like(db, db.sum())


RECORDS = (
    _record(
        "dW-assigned",
        variant=conv_gradient(assigned="dW"),
        what="dW is overwritten at every position, so only the last window of the last example is left.",
        where=_INSIDE + "dW: = or +=?",
        why="A filter is used at every position of every example; its gradient is the sum over all of them.",
        origin="published solutions",
    ),
    _record(
        "db-assigned",
        variant=conv_gradient(assigned="db"),
        what="db is overwritten at every position, so only the last entry of dZ is left.",
        where=_INSIDE + "db: = or +=?",
        why="A bias is added at every position of every example; its gradient is the sum over all of them.",
        origin="published solutions",
    ),
    _record(
        "dW-from-the-gradient",
        variant=_window_of_the_gradient,
        what="The window for dW is cut out of the gradient dA_prev_pad, not out of the input.",
        where="Look at the two lines that pick example i: a_prev_pad comes from A_prev_pad.",
        why="A filter is as much to blame as the input that it met was large. dW is the input's window times dZ.",
        origin="published solutions",
    ),
    _record(
        "dW-starts-at-one",
        variant=conv_gradient(finish=_from_one("dW")),
        what="Every entry of dW is 1 too large.",
        where="Look at the array in which dW is added up: where does it start?",
        why="A sum starts from nothing, so from zeros.",
    ),
    _record(
        "db-starts-at-one",
        variant=conv_gradient(finish=_from_one("db")),
        what="Every entry of db is 1 too large.",
        where="Look at the array in which db is added up: where does it start?",
        why="A sum starts from nothing, so from zeros.",
    ),
    _record(
        "gradients-start-at-one",
        variant=conv_gradient(finish=_from_one("dW, db")),
        what="Every entry of dW and of db is 1 too large.",
        where="Look at the arrays in which the gradients are added up: where do they start?",
        why="A sum starts from nothing, so from zeros.",
    ),
    _record(
        "dW-from-the-filter",
        variant=conv_gradient(dW=lambda W, window, g: W * g.sum(axis=0)),
        what="dW is made of the weights, not of the input's window.",
        where=_INSIDE + "dW: what is multiplied with dZ?",
        why="Z is input times weights: the weights' gradient holds the input.",
    ),
    _record(
        "dW-without-dZ",
        variant=conv_gradient(dW=lambda W, window, g: to_filter(W, window, np.ones_like(g))),
        what="dW adds up the windows without dZ.",
        where=_INSIDE + "dW.",
        why="By the chain rule each contribution is scaled by the gradient that arrives, dZ[i, h, w, c].",
    ),
    _record(
        "dW-from-the-input-without-frame",
        variant=conv_gradient(pad_input=lambda A_prev, pad: A_prev),
        what="The windows for dW are cut out of the input without its frame.",
        where="Look at which array a_slice is cut out of: A_prev or A_prev_pad.",
        why="The corners count from the edge of the padded picture, as in the forward pass.",
    ),
    _record(
        "dW-of-the-last-example",
        variant=conv_gradient(dW=lambda W, window, g: to_filter(W, window[-1:], g[-1:])),
        what="dW holds the last example only.",
        where="Look at where dW is set to zero: before the loop over the examples, or inside it?",
        why="All examples share the filters; dW adds up over all of them.",
    ),
    _record(
        "dW-of-the-first-window",
        variant=conv_gradient(dW=lambda W, window, g: to_filter(W, window[:1].repeat(len(g), axis=0), g)),
        what="dW uses the first example's picture for all of them.",
        where="Look at the line that picks a_prev_pad out of A_prev_pad.",
        why="The loop over i goes through the examples: each has its own picture.",
    ),
    _record(
        "dW-stays-zero",
        variant=conv_gradient(dW=nothing),
        what="dW stays at zero.",
        where=_INSIDE + "dW.",
        why="Each position adds its window, scaled by dZ[i, h, w, c], to the gradient of filter c.",
    ),
    _record(
        "db-stays-zero",
        variant=conv_gradient(db=lambda g: np.zeros(g.shape[1])),
        what="db stays at zero.",
        where=_INSIDE + "db.",
        why="The bias is added at every position, so each entry of dZ adds to db.",
    ),
    _record(
        "db-of-the-last-example",
        variant=conv_gradient(db=lambda g: g[-1]),
        what="db holds the last example only.",
        where="Look at where db is set to zero: before the loop over the examples, or inside it?",
        why="All examples share the biases; db adds up over all of them.",
    ),
    _record(
        "db-over-all-filters",
        variant=_without_n_C,
        what="Every bias gets the sum over all filters.",
        where=_INSIDE + "db: the last index.",
        why="Bias c belongs to filter c: its gradient adds up dZ[..., c] only.",
    ),
    _record(
        "db-doubled",
        variant=conv_gradient(db=lambda g: 2 * g.sum(axis=0)),
        what="db is twice as large as it should be.",
        where="Look for a second line that adds to db.",
        why="The bias is added once at every position, so each entry of dZ counts once.",
    ),
    _record(
        "db-averaged-over-positions",
        variant=_mean_over_positions,
        what="db is the mean of dZ, not its sum.",
        where="Look at the function that makes db of dZ.",
        why="The bias is added at every position; the gradients of all of them add up.",
    ),
    _record(
        "dW-averaged",
        variant=conv_gradient(finish=_averaged("dW")),
        what="dW is divided by the number of examples.",
        where="Look for a division by m.",
        why="The mean over the examples belongs to the cost: dZ already carries it.",
    ),
    _record(
        "db-averaged",
        variant=conv_gradient(finish=_averaged("db")),
        what="db is divided by the number of examples.",
        where="Look for a division by m.",
        why="The mean over the examples belongs to the cost: dZ already carries it.",
    ),
    _record(
        "dW-and-db-averaged",
        variant=conv_gradient(finish=_averaged("dW db")),
        what="dW and db are divided by the number of examples.",
        where="Look for divisions by m.",
        why="The mean over the examples belongs to the cost: dZ already carries it.",
    ),
    _record(
        "db-flattened",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dA_prev, dW, db.reshape(-1))),
        what="db has the shape (n_C,), not that of b.",
        where="Look at the line that makes db.",
        why="A gradient has the shape of what it belongs to: b is (1, 1, 1, n_C).",
    ),
)
