"""The rule by which a mutant counts as equivalent: no difference on many inputs drawn apart from all cases."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.cases import reference_for
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call
from cnn_utils.compare.mistakes import alike
from cnn_utils.compare.outputs import leaves_arguments_unchanged

SAMPLES = 60


def equivalent(exercise: str, namespace: dict[str, Any], source: str) -> bool:
    """Whether a changed function gives what the reference gives, and leaves its arguments alone, on every sample."""
    names = dict(namespace)
    exec(compile(source, "<mutant>", "exec"), names)
    return all(_agrees(names[exercise], call) for call in samples(exercise))


def samples(exercise: str) -> list[Call]:
    rng = np.random.RandomState(20260101)
    return [Call(exercise, _DRAWS[exercise](rng)) for _ in range(SAMPLES)]


def _agrees(function, call: Call) -> bool:
    seen, right = observe(function, call), observe(reference_for(call.exercise), call)
    return seen.outcome == "returned" and alike(seen.value, right.value) and leaves_arguments_unchanged(seen, call)


def _zero_pad(rng):
    return rng.randn(*rng.randint(1, 6, size=4)), int(rng.randint(0, 5))


def _step(rng):
    f, n_C = rng.randint(1, 6, size=2)
    return rng.randn(f, f, n_C), rng.randn(f, f, n_C), rng.randn(1, 1, 1)


def _conv(rng):
    m, n_C_prev, n_C, f = rng.randint(1, 5, size=4)
    pad, stride = int(rng.randint(0, 4)), int(rng.randint(1, 5))
    n_H, n_W = f + rng.randint(0, 6, size=2)
    return (
        rng.randn(m, n_H, n_W, n_C_prev),
        rng.randn(f, f, n_C_prev, n_C),
        rng.randn(1, 1, 1, n_C),
        {"pad": pad, "stride": stride},
    )


def _conv_backward(rng):
    cache = _conv(rng)
    Z, _ = reference_for("conv_forward")(*cache)
    return rng.randn(*Z.shape), cache


def _pool(rng):
    m, n_C, f = rng.randint(1, 5, size=3)
    n_H, n_W = f + rng.randint(0, 6, size=2)
    hparameters = {"f": int(f), "stride": int(rng.randint(1, 5))}
    mode = ((), ("max",), ("average",))[rng.randint(3)]
    return rng.randn(m, n_H, n_W, n_C), hparameters, *mode


def _pool_backward(rng):
    A_prev, hparameters, *mode = _pool(rng)
    A, cache = reference_for("pool_forward")(A_prev, hparameters)
    return rng.randn(*A.shape), cache, *mode


def _distribute(rng):
    return float(rng.randn()), tuple(int(n) for n in rng.randint(1, 7, size=2))


_DRAWS = {
    "zero_pad": _zero_pad,
    "conv_single_step": _step,
    "conv_forward": _conv,
    "conv_backward": _conv_backward,
    "pool_forward": _pool,
    "pool_backward": _pool_backward,
    "create_mask_from_window": lambda rng: (rng.randn(*rng.randint(1, 7, size=2)),),
    "distribute_value": _distribute,
}
