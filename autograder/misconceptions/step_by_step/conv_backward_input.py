"""Named mistakes in conv_backward that dA_prev shows: what flows back to the input, and its frame."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.backward_layers import conv_gradient, nothing, to_input
from autograder.misconceptions.step_by_step.forward_layers import Cache, framed

_record = partial(Misconception, exercise="conv_backward", origin="one-place breakage")
_UNPAD = "Look at the line that copies the gradient of one padded example into dA_prev."
_INSIDE = "Look at the innermost loop, at the line that fills "


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


def _on_top_of_the_input(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start from zero_pad(A_prev, pad) where zeros belong."""
    dA_prev, dW, db = conv_gradient()(dZ, cache)
    return dA_prev + cache[0], dW, db


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
        "dA-stays-zero",
        variant=conv_gradient(dA=nothing),
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
        "dA-starts-from-the-input",
        variant=_on_top_of_the_input,
        what="dA_prev holds the input too: the gradient is added up on top of A_prev.",
        where="Look at the line that makes dA_prev_pad: is it a frame around dA_prev, or around A_prev?",
        why="A gradient starts from zeros and holds only what flows back; the input itself is no part of it.",
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
        "input-overwritten",
        variant=_through_the_input,
        what="The gradient is added into A_prev, so the cache is spoilt.",
        where="Look at the line that makes dA_prev: is it a new array of zeros?",
        why="dA_prev = A_prev gives the input a second name; what is added to one is added to the other.",
        origin="published solutions",
    ),
)
