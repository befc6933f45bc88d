"""Named mistakes in conv_backward."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.backward_layers import (
    by_corner,
    conv_gradient,
    to_filter,
    to_input,
)
from autograder.misconceptions.step_by_step.forward_layers import Cache, framed
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records

_record = partial(Misconception, exercise="conv_backward", origin="one-place breakage")
_UNPAD = "Look at the line that copies the gradient of one padded example into dA_prev."
_INSIDE = "Look at the innermost loop, at the line that fills "


def _nothing(*_: np.ndarray) -> np.ndarray:
    return np.zeros(1)


def _unpad_to_the_end(padded: np.ndarray, pad: int, n_H: int, n_W: int) -> np.ndarray:
    """Slice [pad:-pad], which is empty for pad 0; the error is NumPy's own, for one example."""
    cut = padded[:, pad:-pad, pad:-pad, :]
    if cut.shape[1:3] != (n_H, n_W):
        np.zeros((n_H, n_W, padded.shape[3]))[...] = cut[0]
    return cut


def _through_the_input(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Add the gradient into A_prev itself."""
    dA_prev, dW, db = conv_gradient()(dZ, cache)
    cache[0][...] += dA_prev
    return cache[0], dW, db


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


def _padded_gradient(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leave the frame on dA_prev."""
    A_prev, W, b, hparameters = cache
    pad = hparameters["pad"]
    _, dW, db = conv_gradient()(dZ, cache)
    wide = (framed(A_prev, pad), W, b, {"stride": hparameters["stride"], "pad": 0})
    return conv_gradient()(dZ, wide)[0], dW, db


def _only(kept: slice) -> Any:  # noqa: ANN401
    """Keep the gradient of some examples and leave the others at zero."""

    def finish(dA_prev: np.ndarray, dW: np.ndarray, db: np.ndarray) -> tuple[np.ndarray, ...]:
        rest = np.zeros_like(dA_prev)
        rest[kept] = dA_prev[kept]
        return rest, dW, db

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


def _first_example_returned(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, ...]:
    """Return inside the loop over the examples."""
    A_prev, *rest = cache
    dA_prev, dW, db = conv_gradient()(dZ[:1], (A_prev[:1], *rest))
    others = np.zeros((len(A_prev) - 1, *A_prev.shape[1:]))
    return np.concatenate([dA_prev, others]), dW, db


def _last_example_only(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, ...]:
    """Leave the loop over the examples before the others begin."""
    A_prev, *rest = cache
    dA_prev, dW, db = conv_gradient()(dZ[-1:], (A_prev[-1:], *rest))
    return np.concatenate([np.zeros((len(A_prev) - 1, *A_prev.shape[1:])), dA_prev]), dW, db


RECORDS = (
    _record(
        "dA-assigned",
        variant=conv_gradient(assigned="dA"),
        what="dA_prev is overwritten at every position and by every filter, where contributions should add up.",
        where=_INSIDE + "da_prev_pad: = or +=?",
        why="An input pixel lies in several windows and feeds every filter; its gradient is the sum over all of them.",
        origin="published solutions",
    ),
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
        "dA-stays-zero",
        variant=conv_gradient(dA=_nothing),
        what="dA_prev stays at zero: the gradient is gathered in one array and read from another.",
        where=_UNPAD,
        why="What is added to da_prev_pad has to find its way into dA_prev[i], without its frame.",
        origin="published solutions",
    ),
    _record(
        "dA-shared-between-examples",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (np.cumsum(dA_prev, axis=0), dW, db)),
        what="The gradient of one example goes on into the next ones: dA_prev[i] holds the sum of examples 0 to i.",
        where="Look at where da_prev_pad is made: once, or anew for each example?",
        why="Each example has its own input and so its own gradient; start from zero for each.",
        origin="published solutions",
    ),
    _record(
        "dA-summed-over-examples",
        variant=conv_gradient(
            finish=lambda dA_prev, dW, db: (np.repeat(dA_prev.sum(axis=0)[None], len(dA_prev), axis=0), dW, db)
        ),
        what="Every example gets the sum of all examples' gradients.",
        where="Look at the first index of dA_prev and of dA_prev_pad.",
        why="Each example has its own input and so its own gradient.",
    ),
    _record(
        "dA-of-the-first-example-only",
        variant=conv_gradient(finish=_only(slice(0, 1))),
        what="Only the first example gets its gradient dA_prev.",
        where=_UNPAD,
        why="That line belongs in the loop over the examples, with the index i.",
    ),
    _record(
        "dA-of-the-last-example-only",
        variant=conv_gradient(finish=_only(slice(-1, None))),
        what="Only the last example gets its gradient dA_prev.",
        where=_UNPAD,
        why="That line belongs inside the loop over the examples, after the loops over positions.",
    ),
    _record(
        "first-example-only",
        variant=_first_example_returned,
        what="Only the first example is gone through.",
        where="Look at the indentation of the return, and at the range of the loop over i.",
        why="A return inside the loop ends the function after the first round.",
    ),
    _record(
        "dA-from-the-window",
        variant=conv_gradient(dA=lambda W, window, g: window * g.sum(axis=1)[:, None, None, None]),
        what="dA_prev is made of the input's window, not of the weights.",
        where=_INSIDE + "da_prev_pad: what is multiplied with dZ?",
        why="Z is input times weights: the input's gradient holds the weights.",
    ),
    _record(
        "dA-without-dZ",
        variant=conv_gradient(dA=lambda W, window, g: to_input(W, window, np.ones_like(g))),
        what="dA_prev adds up the weights without dZ.",
        where=_INSIDE + "da_prev_pad.",
        why="By the chain rule each contribution is scaled by the gradient that arrives, dZ[i, h, w, c].",
    ),
    _record(
        "dA-with-the-first-filter",
        variant=conv_gradient(dA=lambda W, window, g: to_input(np.repeat(W[..., :1], W.shape[3], 3), window, g)),
        what="dA_prev is made with the first filter only.",
        where=_INSIDE + "da_prev_pad: the last index of W.",
        why="The gradient of output channel c goes back through filter c.",
    ),
    _record(
        "dA-with-the-filter-flipped",
        variant=conv_gradient(dA=lambda W, window, g: to_input(W[::-1, ::-1], window, g)),
        what="dA_prev is made with flipped filters.",
        where=_INSIDE + "da_prev_pad: is W flipped or rotated?",
        why="The flip belongs to the formula that gathers; here each window hands back what it took, in place.",
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
        "last-example-only",
        variant=_last_example_only,
        what="Only the last example goes through the loops over h, w and c.",
        where="Look at how far the loop over h is indented: it stands inside the loop over the examples.",
        why="What comes after a loop happens once, with the last value of its variable.",
        origin="published solutions",
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
        variant=conv_gradient(dW=_nothing),
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
        "dZ-by-the-corner",
        variant=conv_gradient(upstream=by_corner),
        what="dZ is read at the window's corner, vert_start and horiz_start, where h and w belong.",
        where="Look at the indexes of dZ in the innermost loop.",
        why="dZ has the shape of the output. Its entry for this window is dZ[i, h, w, c].",
        origin="published solutions",
    ),
    _record(
        "dZ-of-the-first-filter",
        variant=conv_gradient(upstream=lambda dZ, h, w, rows, columns: np.repeat(dZ[:, h, w, :1], dZ.shape[3], axis=1)),
        what="The gradient of the first output channel is used for all of them.",
        where="Look at the last index of dZ in the innermost loop.",
        why="Filter c made output channel c, so it gets the gradient of channel c.",
    ),
    _record(
        "dZ-of-the-first-example",
        variant=conv_gradient(upstream=lambda dZ, h, w, rows, columns: np.repeat(dZ[:1, h, w, :], len(dZ), axis=0)),
        what="The gradient of the first example is used for all of them.",
        where="Look at the first index of dZ in the innermost loop.",
        why="Each example has its own output and so its own gradient.",
    ),
    _record(
        "unpadded-up-to-minus-pad",
        variant=conv_gradient(unpad=_unpad_to_the_end),
        what="The frame is taken off with [pad:-pad], which is empty for pad = 0.",
        where=_UNPAD,
        why="-0 is 0, so the slice ends where it starts. Count the end from pad and the size of the picture.",
        origin="published solutions",
        right_in=("v1", "v2", "2021"),
    ),
    _record(
        "unpadded-at-the-start",
        variant=conv_gradient(unpad=lambda padded, pad, n_H, n_W: padded[:, 2 * pad :, 2 * pad :, :]),
        what="The frame is taken off above and to the left only, twice as wide.",
        where=_UNPAD,
        why="Each side has `pad` rows or columns of frame: the picture starts at pad.",
    ),
    _record(
        "unpadded-at-the-end",
        variant=conv_gradient(unpad=lambda padded, pad, n_H, n_W: padded[:, :n_H, :n_W, :]),
        what="The frame is taken off below and to the right only, so dA_prev is shifted.",
        where=_UNPAD,
        why="Each side has `pad` rows or columns of frame: the picture starts at pad.",
    ),
    _record(
        "frame-left-on",
        variant=_padded_gradient,
        what="dA_prev still has its frame: it has the padded shape.",
        where=_UNPAD,
        why="A gradient has the shape of what it belongs to: A_prev, without the frame.",
    ),
    _record(
        "gradients-in-another-order",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dW, db, dA_prev)),
        what="The gradients are returned as dW, db, dA_prev.",
        where="Look at the return line.",
        why="The caller unpacks dA_prev, dW, db, in this order.",
    ),
    _record(
        "db-before-dW",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dA_prev, db, dW)),
        what="dW and db are returned in exchanged order.",
        where="Look at the return line.",
        why="The caller unpacks dA_prev, dW, db, in this order.",
    ),
    _record(
        "db-flattened",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dA_prev, dW, db.reshape(-1))),
        what="db has the shape (n_C,), not that of b.",
        where="Look at the line that makes db.",
        why="A gradient has the shape of what it belongs to: b is (1, 1, 1, n_C).",
    ),
    _record(
        "input-overwritten",
        variant=_through_the_input,
        what="The gradient is added into A_prev, so the cache is spoilt.",
        where="Look at the line that makes dA_prev: is it a new array of zeros?",
        why="dA_prev = A_prev gives the input a second name; what is added to one is added to the other.",
        origin="published solutions",
    ),
    *corner_records("conv_backward", conv_gradient),
    *settings_records("conv_backward", conv_gradient, "stride", "pad"),
)
