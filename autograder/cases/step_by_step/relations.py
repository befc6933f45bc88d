"""Relations that right outputs obey among themselves: no constant to hard-code, nothing to look up.

A relation says nothing where an output is not even an array of the right shape: the cases have said so already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder import plain_layers
from autograder.cases.case import Relation
from autograder.cases.keys import stream
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.compare.outputs import near, same, scale_of
from cnn_utils.language.speaking import later, say

Builder = Callable[[bytes], Relation]
Broken = Callable[[Sequence[Observation]], str | None]
_TOLERANCE = 1e-4


def _relation(exercise: str, name: str, title: str, properties: tuple[str, ...]) -> Callable[..., Builder]:
    """Register a relation: the decorated function draws its calls and returns them with the check."""

    def decorate(build: Callable[[np.random.RandomState], tuple[list[tuple[Plain, ...]], Broken]]) -> Builder:
        def draw(key: bytes) -> Relation:
            arguments, broken = build(stream(key, f"{exercise}/{name}"))
            calls = tuple(Call(exercise, args) for args in arguments)
            return Relation(f"{exercise}/{name}", title, calls, broken, properties)

        _RELATIONS.setdefault(exercise, []).append(draw)
        return draw

    return decorate


_RELATIONS: dict[str, list[Builder]] = {}
# The property that a result which changes from call to call speaks against.
_REPEATED = {
    "zero_pad": "values",
    "conv_single_step": "values",
    "conv_forward": "values",
    "pool_forward": "maximum",
    "conv_backward": "dW",
    "create_mask_from_window": "values",
    "distribute_value": "values",
    "pool_backward": "maximum",
}


def relations_of(exercise: str, key: bytes) -> tuple[Relation, ...]:
    """Draw the relations of an exercise; the last one asks for the first call again."""
    relations = [build(key) for build in _RELATIONS[exercise]]
    calls = (relations[0].calls[0], replace(relations[0].calls[0]))
    again = Relation(f"{exercise}/repeated", later("the same call twice"), calls, _changed, (_REPEATED[exercise],))
    return (*relations, again)


def _changed(observations: Sequence[Observation]) -> str | None:
    first, second = (observation.value for observation in observations)
    return None if same(first, second) else say("The same call gives another result the second time.")


def _array(observation: Observation, shape: tuple[int, ...], part: int | None = None) -> np.ndarray | None:
    """Take one returned array if it is one of real numbers with this shape."""
    value: Any = observation.value
    if part is not None:
        value = value[part] if isinstance(value, (tuple, list)) and len(value) > part else None
    if isinstance(value, np.ndarray) and value.shape == shape and value.dtype.kind in "biuf":
        return value.astype(np.float64)
    return None


def _number(observation: Observation) -> float | None:
    value = observation.value
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf":
        return float(value.reshape(()).item())
    return float(value) if isinstance(value, float) else None


def _unlike(got: np.ndarray | float, expected: np.ndarray | float, terms: np.ndarray | float = 0.0) -> bool:
    """Whether numbers differ by more than rounding in the terms that they add up."""
    return not near(np.asarray(got), np.asarray(expected), _TOLERANCE, scale_of(np.asarray(terms))).all()


def _same_arrays(expected: Callable[..., np.ndarray], shapes: list[tuple[int, ...]], sentence: str) -> Broken:
    """Check that the first returned array is `expected` of the others."""

    def broken(observations: Sequence[Observation]) -> str | None:
        arrays = [
            _array(o, shape, 0) if isinstance(o.value, (tuple, list)) else _array(o, shape)
            for o, shape in zip(observations, shapes, strict=True)
        ]
        if any(array is None for array in arrays):
            return None
        added = expected(*(np.abs(np.asarray(array)) for array in arrays[1:]))
        return say(sentence) if _unlike(expected(*arrays[1:]), np.asarray(arrays[0]), added) else None

    return broken


@_relation("zero_pad", "linear", later("zero_pad of a sum of two inputs"), ("values",))
def _zero_pad_linear(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    X, Y = rng.randn(2, 3, 4, 2), rng.randn(2, 3, 4, 2)
    sentence = later("Padding a sum gives something else than the sum of the padded: the border is not made of zeros.")
    shape = (2, 7, 8, 2)
    return [(X + Y, 2), (X, 2), (Y, 2)], _same_arrays(lambda x, y: x + y, [shape] * 3, sentence)


@_relation("conv_single_step", "symmetric", later("a_slice_prev and W exchanged"), ("values",))
def _step_symmetric(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    a, W, b = rng.randn(3, 2, 4), rng.randn(3, 2, 4), np.zeros((1, 1, 1))

    def broken(observations: Sequence[Observation]) -> str | None:
        first, second = (_number(o) for o in observations)
        if first is None or second is None or not _unlike(first, second, np.sum(np.abs(a * W))):
            return None
        return say("Exchanging the slice and the filter changes the result, though each product stays the same.")

    return [(a, W, b), (W, a, b)], broken


def _conv_inputs(rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Plain]]:
    """Arguments of conv_forward: no padding, stride 1, no bias."""
    return rng.randn(2, 3, 4, 2), rng.randn(2, 2, 2, 3), np.zeros((1, 1, 1, 3)), {"pad": 0, "stride": 1}


@_relation("conv_forward", "linear-in-A", later("a sum of two inputs"), ("values",))
def _conv_linear_in_A(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, W, b, hparameters = _conv_inputs(rng)
    B = rng.randn(*A.shape)
    sentence = later(
        "Z of A + 2 B is not Z of A plus 2 Z of B. With the bias at zero, a convolution is linear in its input."
    )
    calls: list[tuple[Plain, ...]] = [(X, W, b, hparameters) for X in (A + 2 * B, A, B)]
    return calls, _same_arrays(lambda x, y: x + 2 * y, [(2, 2, 3, 3)] * 3, sentence)


@_relation("conv_forward", "linear-in-W", later("a sum of two filters"), ("values",))
def _conv_linear_in_W(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, W, b, hparameters = _conv_inputs(rng)
    V = rng.randn(*W.shape)
    sentence = later(
        "Z of W + 2 V is not Z of W plus 2 Z of V. With the bias at zero, a convolution is linear in its filters."
    )
    calls: list[tuple[Plain, ...]] = [(A, X, b, hparameters) for X in (W + 2 * V, W, V)]
    return calls, _same_arrays(lambda x, y: x + 2 * y, [(2, 2, 3, 3)] * 3, sentence)


@_relation("conv_forward", "shift", later("an input moved down by one stride"), ("stride above 1",))
def _conv_shift(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    _, W, b, _ = _conv_inputs(rng)
    long = rng.randn(2, 6, 4, 2)
    hparameters: dict[str, Plain] = {"pad": 0, "stride": 2}
    sentence = later("Moving the input down by one stride does not move Z down by one row.")
    calls: list[tuple[Plain, ...]] = [(long[:, 2:], W, b, hparameters), (long, W, b, hparameters)]
    return calls, _same_arrays(lambda z: z[:, 1:], [(2, 2, 2, 3), (2, 3, 2, 3)], sentence)


@_relation("pool_forward", "shift", later("an input moved right by one stride"), ("stride above 1",))
def _pool_shift(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, hparameters = rng.randn(2, 4, 6, 2), {"f": 2, "stride": 2}
    sentence = later("Moving the input by one stride does not move A by one column.")
    calls: list[tuple[Plain, ...]] = [(A[:, :, 2:], dict(hparameters), "max"), (A, dict(hparameters), "max")]
    return calls, _same_arrays(lambda a: a[:, :, 1:], [(2, 2, 2, 2), (2, 2, 3, 2)], sentence)


@_relation("pool_forward", "constant-added", later("an input with a constant added"), ("average",))
def _pool_constant(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, hparameters = rng.randn(2, 4, 4, 2), {"f": 2, "stride": 1}
    sentence = later("Adding 3 to every input entry does not add 3 to every average.")
    calls: list[tuple[Plain, ...]] = [(A + 3, dict(hparameters), "average"), (A, dict(hparameters), "average")]
    return calls, _same_arrays(lambda a: a + 3, [(2, 3, 3, 2)] * 2, sentence)


@_relation("conv_backward", "adjoint", later("dA_prev against A_prev, dW against W"), ("dA_prev", "dW"))
def _conv_adjoint(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, W, b, _ = _conv_inputs(rng)
    dZ = rng.randn(2, 4, 5, 3)

    def broken(observations: Sequence[Observation]) -> str | None:
        dA_prev, dW = _array(observations[0], A.shape, 0), _array(observations[0], W.shape, 1)
        if dA_prev is None or dW is None:
            return None
        if not _unlike(np.sum(dA_prev * A), np.sum(dW * W), np.sum(np.abs(dW * W))):
            return None
        # Z is linear in A_prev and in W, so both sums are the sum of dZ * Z without the bias.
        return say(
            "The sum of dA_prev * A_prev is not the sum of dW * W. The two gradients do not belong to one forward pass."
        )

    return [(dZ, (A, W, b, {"pad": 1, "stride": 1}))], broken


@_relation("conv_backward", "finite-differences", later("the gradient of a changed entry"), ("dA_prev", "dW"))
def _conv_finite_differences(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    A, W, b, _ = _conv_inputs(rng)
    hparameters = {"pad": 1, "stride": 1}
    dZ, dA, dV = rng.randn(2, 4, 5, 3), rng.randn(*A.shape), rng.randn(*W.shape)

    def slope(dA: np.ndarray | float, dW: np.ndarray | float) -> float:
        ahead, _ = plain_layers.conv_forward(A + 0.5 * dA, W + 0.5 * dW, b, hparameters)
        behind, _ = plain_layers.conv_forward(A - 0.5 * dA, W - 0.5 * dW, b, hparameters)
        return float(np.sum(dZ * (ahead - behind)))

    def broken(observations: Sequence[Observation]) -> str | None:
        dA_prev, dW = _array(observations[0], A.shape, 0), _array(observations[0], W.shape, 1)
        if dA_prev is not None and _unlike(np.sum(dA_prev * dA), slope(dA, 0.0), np.sum(np.abs(dA_prev * dA))):
            return say("dA_prev is not how much the cost changes when A_prev changes a little.")
        if dW is not None and _unlike(np.sum(dW * dV), slope(0.0, dV), np.sum(np.abs(dW * dV))):
            return say("dW is not how much the cost changes when W changes a little.")
        return None

    return [(dZ, (A, W, b, {"pad": 1, "stride": 1}))], broken


@_relation("create_mask_from_window", "constant-added", later("a window with a constant added"), ("values",))
def _mask_constant(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    x = np.round(rng.randn(3, 4) * 1024) / 1024  # so that adding 7 rounds nothing off
    sentence = later("Adding 7 to every entry of x changes the mask, though the maximum stays where it was.")
    return [(x + 7,), (x,)], _same_arrays(lambda mask: mask, [(3, 4)] * 2, sentence)


@_relation("distribute_value", "mass", later("a value of 6 over 3 by 4 entries"), ("values",))
def _distribute_mass(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
    def broken(observations: Sequence[Observation]) -> str | None:
        a = _array(observations[0], (3, 4))
        return say("The entries do not add up to dz.") if a is not None and _unlike(np.sum(a), 6.0) else None

    return [(6.0, (3, 4))], broken


def _pool_mass(mode: str, name: str) -> None:
    @_relation("pool_backward", f"mass-{mode}", later("the sum of the gradients, {mode} pooling", mode=mode), (name,))
    def _mass(rng: np.random.RandomState) -> tuple[list[tuple[Plain, ...]], Broken]:
        A, dA = rng.randn(2, 4, 4, 2), rng.randn(2, 3, 3, 2)

        def broken(observations: Sequence[Observation]) -> str | None:
            dA_prev = _array(observations[0], A.shape)
            if dA_prev is None or not _unlike(np.sum(dA_prev), np.sum(dA), np.sum(np.abs(dA))):
                return None
            return say("The sum of dA_prev is not the sum of dA: pooling hands every gradient back once, whole.")

        return [(dA, (A, {"f": 2, "stride": 1}), mode)], broken


_pool_mass("max", "maximum")
_pool_mass("average", "average")
