"""Hold an output against what was expected, in a fixed order, and stop at the first difference.

The order is returned, type, shape, dtype, finite, values. Nothing is broadcast, nothing that the student wrote is
asked to compare itself, and a NaN is never near anything.
"""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.compare.expected import Anything, Array, Drawn, Exactly, Expected, Fields, Number, Parts, Terms
from cnn_utils.compare.kinds import brief, kind_expected, kind_of
from cnn_utils.compare.verdict import Difference
from cnn_utils.compare.where import extent_of, factor_of, is_one
from cnn_utils.language.speaking import say


def compare(value: Plain, expected: Expected) -> Difference | None:
    """Find the first way in which `value` departs from `expected`.

    Parameters
    ----------
    value : Plain
        What the function returned, as `cnn_utils.calling.plain_values.to_plain` gives it.
    expected : Expected

    Returns
    -------
    Difference or None
        None if nothing differs.
    """
    try:
        with np.errstate(all="ignore"):
            return _compare(value, expected)
    except Exception:  # noqa: BLE001 - what cannot even be compared is wrong, whatever it is
        return Difference("type", expected.name, kind_of(value), kind_expected(expected))


def _compare(value: Plain, expected: Expected) -> Difference | None:
    if isinstance(expected, Anything):
        return None
    if value is None and not (isinstance(expected, Exactly) and expected.value is None):
        return Difference("returned", expected.name, "None", kind_expected(expected))
    if isinstance(expected, Array):
        return _compare_array(value, expected)
    if isinstance(expected, Number):
        return _compare_number(value, expected)
    if isinstance(expected, Drawn):
        return _compare_drawn(value, expected)
    if isinstance(expected, Parts):
        return _compare_parts(value, expected)
    if isinstance(expected, Fields):
        return _compare_fields(value, expected)
    if same(value, expected.value):
        return None
    return Difference("values", expected.name, brief(value), brief(expected.value))


def same(a: Plain, b: Plain) -> bool:
    """Whether two plain values are equal: kinds, shapes and values, NaN equal to itself.

    A 0-d array equals the Python number it holds, and a list equals a tuple of the same items.
    """
    if isinstance(a, np.ndarray) and a.shape == () and isinstance(b, (bool, int, float)):
        return same(a.item(), b)
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)) or a.shape != b.shape:
            return False
        return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc"))
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (bool, int, float)) and isinstance(b, (bool, int, float)):
        return a == b or (a != a and b != b)
    return type(a) is type(b) and a == b


def leaves_arguments_unchanged(seen: Observation, call: Call) -> bool:
    """Whether a call left its arguments alone."""
    return not seen.args_after or same(seen.args_after, call.args)


def scale_of(values: np.ndarray) -> float:
    """Largest finite magnitude among some numbers; 1 if all of them are zero."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0)) or 1.0


def near(got: np.ndarray, expected: np.ndarray, rtol: float, terms: Terms = 0.0) -> np.ndarray:
    """Entries of `got` that count as equal.

    The allowance is `rtol` times the largest magnitude of `expected` (of 1 if all of it is zero), or of what was added
    up, if that is larger: rounding in a sum follows the size of its terms, not of its result.

    Parameters
    ----------
    got, expected : ndarray of equal shape
    rtol, terms
        As in `Array`.

    Returns
    -------
    ndarray of bool, same shape
    """
    with np.errstate(invalid="ignore", over="ignore"):
        error, scale = np.abs(got - expected), scale_of(expected)
        is_near = np.asarray(error <= rtol * scale)
        if is_near.all():
            return is_near
        return np.asarray(error <= rtol * max(scale, terms() if callable(terms) else terms))


def _compare_array(value: Plain, expected: Array) -> Difference | None:
    want = expected.value
    if not isinstance(value, np.ndarray) or (value.shape == () and want.shape != ()):
        return Difference("type", expected.name, kind_of(value), kind_expected(expected))
    if value.shape != want.shape:
        return Difference("shape", expected.name, str(value.shape), str(want.shape))
    if not _dtype_fits(value, want):
        return Difference("dtype", expected.name, str(value.dtype), "bool" if want.dtype == bool else "float64")
    if want.dtype == bool:
        return _compare_values(value.astype(float), want.astype(float), Array(expected.name, want, 0.0))
    got = value.astype(np.float64)
    broken = ~np.isfinite(got) & np.isfinite(want)
    if broken.any():
        return _at(broken, got, want, expected.name, stage="finite")
    return _compare_values(got, want, expected)


def _dtype_fits(value: np.ndarray, want: np.ndarray) -> bool:
    """Whether the dtype can carry the answer: masks of 0 and 1 count as masks, whole numbers as numbers."""
    if want.dtype == bool:
        return value.dtype == bool or (value.dtype.kind in "iuf" and bool(np.isin(value, (0, 1)).all()))
    if value.dtype.kind in "iub":
        return value.dtype.kind in "iu" and bool((want == np.round(want)).all())
    return value.dtype.kind == "f"


def _compare_values(got: np.ndarray, want: np.ndarray, expected: Array) -> Difference | None:
    wrong = ~near(got, want, expected.rtol, expected.terms)
    return _at(wrong, got, want, expected.name, stage="values") if wrong.any() else None


def _at(wrong: np.ndarray, got: np.ndarray, want: np.ndarray, name: str, stage: str) -> Difference:
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return Difference(
        stage,  # type: ignore[arg-type]
        name,
        f"{got[index] + 0.0:.8g}",  # -0 is 0
        f"{want[index] + 0.0:.8g}",
        index=index,
        share=float(wrong.mean()),
        extent=extent_of(wrong),
        factor=factor_of(got, want) if stage == "values" else None,
        got_array=got,
        expected_array=want,
    )


def _compare_drawn(value: Plain, expected: Drawn) -> Difference | None:
    if isinstance(value, dict):
        return None if value.get("repeats") is True else Difference("seed", expected.name, "", "")
    return _compare_array(value, Array(expected.name, expected.value))


def _compare_number(value: Plain, expected: Number) -> Difference | None:
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf":
        value = float(value.reshape(()).item())
    if isinstance(value, np.ndarray):
        return Difference("shape", expected.name, str(value.shape), say("a single number"))
    if type(value) not in (int, float):
        return Difference("type", expected.name, kind_of(value), kind_expected(expected))
    try:
        got = np.array(float(value))  # type: ignore[arg-type]
    except OverflowError:
        got = np.array(np.inf)
    want = np.array(expected.value)
    if not np.isfinite(got):
        return Difference("finite", expected.name, f"{got:.8g}", f"{want:.8g}", index=())
    if near(got, want, expected.rtol, expected.terms):
        return None
    return Difference("values", expected.name, f"{got:.9g}", f"{want:.9g}", index=(), factor=_simple(got, want))


def _simple(got: np.ndarray, want: np.ndarray) -> float | None:
    """Take the quotient of two numbers if it says something: a whole number but 1, or one divided by one."""
    factor = float(got / want) if want != 0 else 0.0
    whole = max(abs(factor), 1 / abs(factor)) if factor else np.inf
    says = whole < 1000 and abs(whole - round(whole)) < 1e-4 * whole and not is_one(factor)
    return factor if says else None


def _compare_parts(value: Plain, expected: Parts) -> Difference | None:
    if not isinstance(value, (tuple, list)) or len(value) != len(expected.items):
        return Difference("type", expected.name, kind_of(value), kind_expected(expected))
    differences = (compare(item, part) for item, part in zip(value, expected.items, strict=True))
    return next((difference for difference in differences if difference), None)


def _compare_fields(value: Plain, expected: Fields) -> Difference | None:
    if not isinstance(value, dict) or not expected.items.keys() <= value.keys():
        return Difference("type", expected.name, kind_of(value), kind_expected(expected))
    differences = (compare(value[key], part) for key, part in expected.items.items())
    return next((difference for difference in differences if difference), None)
