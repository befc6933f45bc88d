"""What conv_single_step makes of the window and the weights, where it is not the sum of their products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_ONE_NUMBER = "Look at the function that makes one number of the products."
_FIRST_STEP = "Look at the first step, where the window meets the weights."
_SUM = "One position of a filter gives the sum over height, width and channels."
_PRODUCT = "Each weight says how much its pixel counts: that is a product of the two."

# Before the bias is added.
STEPS: tuple[tuple[str, Callable[[np.ndarray, np.ndarray], Any], str, str, str], ...] = (
    ("sum-negated", lambda a, W: -np.sum(a * W), "The sum of the products has the wrong sign.", _ONE_NUMBER, _SUM),
    ("sum-doubled", lambda a, W: 2 * np.sum(a * W), "The sum of the products counts twice.", _ONE_NUMBER, _SUM),
    ("sum-halved", lambda a, W: np.sum(a * W) / 2, "The sum of the products counts by half.", _ONE_NUMBER, _SUM),
    ("largest-product", lambda a, W: np.max(a * W), "The largest product stands for their sum.", _ONE_NUMBER, _SUM),
    ("smallest-product", lambda a, W: np.min(a * W), "The smallest product stands for their sum.", _ONE_NUMBER, _SUM),
    (
        "product-of-products",
        lambda a, W: np.prod(a * W),
        "The products are multiplied, not added up.",
        _ONE_NUMBER,
        _SUM,
    ),
    (
        "magnitudes-summed",
        lambda a, W: np.sum(np.abs(a * W)),
        "The products are added up without their signs.",
        "Look for an absolute value.",
        "A product may be negative, and then it makes the sum smaller.",
    ),
    (
        "magnitude-of-the-sum",
        lambda a, W: np.abs(np.sum(a * W)),
        "The sum of the products loses its sign.",
        "Look for an absolute value.",
        "A sum may be negative: the activation that follows decides what becomes of it.",
    ),
    (
        "sum-cut-to-whole",
        lambda a, W: np.trunc(np.sum(a * W)),
        "What stands behind the point of the sum is cut off.",
        "Look for int().",
        "Z is a float: every digit of it counts.",
    ),
    (
        "sum-rounded",
        lambda a, W: np.round(np.sum(a * W)),
        "The sum is rounded to a whole number.",
        "Look for round() or np.round.",
        "Z is a float: every digit of it counts.",
    ),
    (
        "divided-not-multiplied",
        lambda a, W: np.sum(a / W),
        "The window is divided by the weights.",
        _FIRST_STEP,
        _PRODUCT,
    ),
    (
        "subtracted-not-multiplied",
        lambda a, W: np.sum(a - W),
        "The weights are subtracted from the window.",
        _FIRST_STEP,
        _PRODUCT,
    ),
    (
        "product-of-sums",
        lambda a, W: np.sum(a) * np.sum(W),
        "Window and weights are added up first, and the two sums are multiplied.",
        _FIRST_STEP,
        _PRODUCT,
    ),
    ("window-unused", lambda a, W: np.sum(W), "The weights are summed without the window.", _FIRST_STEP, _PRODUCT),
    (
        "window-squared",
        lambda a, W: np.sum(a * a),
        "The window is multiplied with itself, not with the weights.",
        _FIRST_STEP,
        _PRODUCT,
    ),
    (
        "weights-squared",
        lambda a, W: np.sum(W * W),
        "The weights are multiplied with themselves, not with the window.",
        _FIRST_STEP,
        _PRODUCT,
    ),
)
