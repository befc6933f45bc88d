"""Let a trained graph read pictures: the session that trained it is gone, its numbers are at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnn_utils.calling.drivers import CALLERS
from cnn_utils.language.speaking import say


def graph_probabilities(
    forward_propagation: Callable[..., Any], parameters: Mapping[str, np.ndarray], pictures: np.ndarray
) -> np.ndarray:
    """Build your forward pass anew, give it trained weights and run it.

    Parameters
    ----------
    forward_propagation : callable
        Your function.
    parameters : mapping of str to ndarray
        "W1", "W2", "W3" and "b3", as `model` returns them.
    pictures : ndarray of shape (m, 64, 64, 3)
        Scaled to 0-1.

    Returns
    -------
    probabilities : ndarray of shape (m, 6)
        The softmax of the scores.

    Raises
    ------
    TypeError
        If the forward pass gives no scores.
    """
    filters = {name: parameters[name] for name in ("W1", "W2")}
    given = (np.asarray(pictures, np.float32), filters, parameters["W3"], parameters["b3"])
    scores = CALLERS["forward_propagation"](forward_propagation, given)
    if not isinstance(scores, np.ndarray):
        raise TypeError(say("forward_propagation returns no tensor that a session can run"))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares
