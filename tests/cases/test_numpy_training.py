from __future__ import annotations

import numpy as np
import pytest

from autograder.cases.application.numpy_training import Training, published_cost, share_right


def data(m, seed=0):
    rng = np.random.RandomState(seed)
    return rng.rand(m, 4, 4, 3), np.eye(6)[rng.randint(6, size=m)]


START = {"W1": np.random.RandomState(1).randn(3, 6), "W2": np.zeros(6)}


def test_without_a_learning_rate_the_weights_stay_and_the_record_measures_them():
    record = Training()(*data(20), *data(9, 1), 0.0, 6, 8, True, START)
    assert record["trained"] is START or all(np.array_equal(record["trained"][k], START[k]) for k in START)
    assert sorted(record["costs"]) == ["0", "5"]


def test_the_gradient_is_the_slope_of_the_cost():
    steps = []

    def remember(gradients, learning_rate):
        steps.append(gradients)
        return {name: np.zeros_like(gradient) for name, gradient in gradients.items()}

    (X, Y), step = data(8), 1e-6
    cost = {}
    for shift in (-step, step):
        start = {"W1": START["W1"].copy(), "W2": START["W2"]}
        start["W1"][1, 2] += shift
        cost[shift] = Training(optimizer=lambda: remember)(X, Y, X, Y, 0.1, 1, 8, True, start)["costs"]["0"]
    assert steps[0]["W1"][1, 2] == pytest.approx((cost[step] - cost[-step]) / (2 * step), rel=1e-5)


def test_a_smaller_last_minibatch_counts_as_a_whole_one():
    assert published_cost([1.0, 2.0, 3.0], m=20, size=8) == 3.0


def test_accuracy_is_the_share_of_rows_whose_largest_entry_is_the_label():
    assert share_right(np.array([[1.0, 2.0], [5.0, 3.0]]), np.array([[0, 1], [0, 1]])) == 0.5


def test_costs_are_reported_only_where_asked_for():
    assert Training()(*data(8), *data(8), 0.1, 2, 8, False, START)["costs"] == {}
