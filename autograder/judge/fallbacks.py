"""Say something true of a wrong function where no named variant explains it: how it stops, or what it leaves right.

A sentence with two sides, "right at stride 1 and wrong above", is held against every case, and then against calls that
separate the sides: the same ones with another stride, another frame, no bias.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.cases import Case, reference_for
from autograder.cases.solution_outputs import expected_of
from autograder.exercises import EXERCISES
from autograder.judge.asking import CallLog
from autograder.judge.results import Result, ask_case
from autograder.misconceptions import Misconception, misconceptions_of
from autograder.misconceptions.forms import CHANGES_INPUT, FORMS
from autograder.misconceptions.general import FACTOR, LOSSES, RANDOM, SHOWS, Lost, is_silent
from autograder.misconceptions.kinds_of_stop import kind_of_stop
from autograder.misconceptions.traits import traits_of
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.compare.expected import Array, Expected, Number, Parts
from cnn_utils.compare.mistakes import wrong_parts_of
from cnn_utils.compare.outputs import compare, near, same
from cnn_utils.compare.verdict import Difference

_MOST = 3  # calls of each side that are asked again in another form


class GeneralMistake:
    """Looks for the general record that is true of an exercise.

    Parameters
    ----------
    exercise, edition : str
    results : sequence of Result
        Of the cases that count.
    log : CallLog
        Asks for further calls.
    helpers : tuple of str
        Those that stood in as the reference.
    """

    def __init__(
        self, exercise: str, edition: str, results: Sequence[Result], log: CallLog, helpers: tuple[str, ...]
    ) -> None:
        self._exercise, self._log, self._helpers = exercise, log, helpers
        self._reference: Callable[..., Any] = reference_for(exercise, edition)
        self._results = [result for result in results if not result.case.advice]
        self._failing = [result for result in self._results if not result.holds]

    def named(self) -> list[Misconception]:
        """Pick the record, if there is one."""
        stops = [r.observation.raised for r in self._failing if r.observation.raised is not None]
        if stops:
            found = kind_of_stop(stops[0])
        elif EXERCISES[self._exercise].assignment != "step_by_step":
            found = None
        else:
            found = self._random() or self._loss() or _factor(self._results) or self._trait()
        return [record for record in misconceptions_of(self._exercise) if record.general and record.id == found]

    def _random(self) -> str | None:
        call = next((r.case.call for r in self._failing if r.observation.outcome == "returned"), None)
        if call is None:
            return None
        calls = [Call(call.exercise, call.args, call.kind) for _ in range(2)]
        self._log.prefetch(calls, self._helpers)  # together: the random stream goes on from one to the next
        first, second = (self._log.ask(each, self._helpers) for each in calls)
        both = first.outcome == second.outcome == "returned"
        return RANDOM if both and not same(first.value, second.value) else None

    def _loss(self) -> str | None:
        lost = {name for result in self._failing for name in result.case.properties}
        fitting = (loss for loss in LOSSES if loss.property in lost <= {loss.property, *loss.taken_along})
        return next((loss.id for loss in fitting if self._is_true(loss)), None)

    def _is_true(self, loss: Lost) -> bool:
        if loss.property not in SHOWS:
            return all(_only_in(loss.property, result) for result in self._failing)
        shows, silent = SHOWS[loss.property], partial(is_silent, loss.property, self._exercise)
        holding: dict[int, tuple[Call, bool]] = {}
        for result in self._results:
            call, holds = holding.get(id(result.case.call), (result.case.call, True))
            if not silent(call.args):
                holding[id(call)] = call, holds and result.holds
        if any(holds == shows(self._exercise, call.args) for call, holds in holding.values()):
            return False
        wrong = [call for call, holds in holding.values() if not holds][:_MOST]
        right = [call for call, holds in holding.values() if holds][:_MOST]
        moved = [args for call in wrong for args in _plain(loss.property, call)]
        moved += [args for call in right for args in _shown(loss.property, call) if not silent(args)]
        return all(self._holds(args) != shows(self._exercise, args) for args in moved)

    def _trait(self) -> str | None:
        """Pick what all wrong outputs have in common: their form, else something of their values."""
        if self._changes_its_input():
            return CHANGES_INPUT
        outputs = [output for result in self._results for output in _outputs(result)]
        for form in FORMS:
            if any(form.fits(value, expected) for value, expected in outputs):
                return form.id
        seen = _compared(outputs)
        wrong = {name for name, *_, differing in seen if differing.any()}
        told = [(got, want, differing) for name, got, want, differing in seen if name in wrong]
        traits = traits_of(self._exercise)
        return next((trait.id for trait in traits if _is_shown([trait.fits(*each) for each in told])), None)

    def _changes_its_input(self) -> bool:
        """Whether nothing else is wrong; a cache holds the input as it was changed."""
        seen = (wrong_parts_of(r.observation, r.case.call, r.case.expected) or {} for r in self._results)
        wrong = {name.partition("[")[0] for parts in seen for name in parts}
        return "arguments" in wrong <= {"arguments", "cache"}

    def _holds(self, args: tuple[Plain, ...]) -> bool:
        expected = expected_of(self._exercise, self._reference(*args))
        case = Case("probe", "", Call(self._exercise, args), expected, ())
        return ask_case(self._log, case, self._helpers).holds


def _factor(results: Sequence[Result]) -> str | None:
    """Everything is off by one factor where every result is."""
    differences = [r.difference for r in results if "cache" not in r.case.properties]
    told = [difference.factor for difference in differences if difference and difference.factor is not None]
    return FACTOR if len(told) > 1 and all(_is_off_by(told[0], difference) for difference in differences) else None


def _is_off_by(factor: float, difference: Difference | None) -> bool:
    if difference is None or difference.stage != "values":
        return False
    if difference.got_array is None or difference.expected_array is None:
        return difference.factor is not None and abs(difference.factor - factor) < 1e-4 * abs(factor)
    return bool(near(difference.got_array, factor * difference.expected_array, 1e-4).all())


def _only_in(part: str, result: Result) -> bool:
    """Whether nothing but one part of an output is wrong."""
    wrong = wrong_parts_of(result.observation, result.case.call, result.case.expected) or {"": None}
    return all(name.partition("[")[0] == part for name in wrong)


def _outputs(result: Result) -> Iterator[tuple[Plain, Expected]]:
    """Yield what a call returned beside what was expected, whole and part by part; the cache speaks for itself."""
    if result.observation.outcome == "returned":
        yield from _parts(result.observation.value, result.case.expected)


def _parts(value: Plain, expected: Expected) -> Iterator[tuple[Plain, Expected]]:
    if isinstance(expected, Parts):
        yield value, expected
        if isinstance(value, (tuple, list)) and len(value) == len(expected.items):
            for item, part in zip(value, expected.items, strict=True):
                yield from _parts(item, part)
    elif isinstance(expected, Array | Number) and not expected.name.startswith("cache"):
        yield value, expected


_Compared = tuple[str, np.ndarray, np.ndarray, np.ndarray]
"""Name, what was returned, what was expected, and which entries are wrong."""


def _compared(outputs: Sequence[tuple[Plain, Expected]]) -> list[_Compared]:
    """Hold arrays against what was expected; the numbers of all calls together are one array."""
    arrays = [_differing(value, want) for value, want in outputs if isinstance(want, Array)]
    numbers = [(value, want) for value, want in outputs if isinstance(want, Number)]
    if not numbers:
        return arrays
    got = np.array([_real(value).item() for value, _ in numbers])
    wanted = np.array([want.value for _, want in numbers])
    wrong = [compare(value, want) is not None for value, want in numbers]
    return [*arrays, (numbers[0][1].name, got, wanted, np.array(wrong))]


def _differing(value: Plain, expected: Array) -> _Compared:
    """Hold one array against another; all of it is wrong where the shapes differ."""
    got, want = _real(value), expected.value.astype(float)
    is_wrong = ~near(got, want, expected.rtol, expected.terms) if got.shape == want.shape else np.ones(1, bool)
    return expected.name, got, want, is_wrong


def _real(value: Plain) -> np.ndarray:
    """Numbers as floats, of complex ones the real parts: NumPy would warn of the rest."""
    numbers = np.asarray(value)
    return np.asarray(numbers.real if numbers.dtype.kind == "c" else numbers, float)


def _is_shown(answers: Sequence[bool | None]) -> bool:
    return True in answers and False not in answers


def _plain(lost: str, call: Call) -> Iterator[tuple[Plain, ...]]:
    """Yield the arguments of a call that shows a property, changed so that they do not."""
    if lost == "stride above 1":
        yield _with(call, stride=1)
    elif lost == "padding":
        yield _with(call, pad=0)
    elif lost == "bias":
        yield (*call.args[:2], np.zeros(np.shape(call.args[2])), *call.args[3:])  # type: ignore[arg-type] # the bias


def _shown(lost: str, call: Call) -> Iterator[tuple[Plain, ...]]:
    """Yield the arguments of a call that does not show a property, changed so that they do: every such value."""
    if lost == "stride above 1":
        yield from (_with(call, stride=stride) for stride in (2, 3))
    elif lost == "padding":
        yield from (_with(call, pad=pad) for pad in (1, 2, 3))
    elif lost == "bias":
        yield (*call.args[:2], np.full(np.shape(call.args[2]), 1.5), *call.args[3:])  # type: ignore[arg-type] # the bias


def _with(call: Call, **changed: int) -> tuple[Plain, ...]:
    """Arguments of a layer with other hyperparameters; a gradient that comes from above gets the size of the output."""
    if isinstance(call.args[0], np.ndarray) and isinstance(call.args[1], tuple):
        cache = tuple(_changed(each, changed) for each in call.args[1])
        return (np.resize(call.args[0], _gradient_shape(cache)), cache, *call.args[2:])
    return tuple(_changed(each, changed) for each in call.args)


def _changed(value: Plain, changed: dict[str, int]) -> Plain:
    return {**value, **changed} if isinstance(value, dict) else value


def _gradient_shape(cache: tuple[Any, ...]) -> tuple[int, ...]:
    A_prev, hparameters = cache[0], cache[-1]
    f, n_C = (cache[1].shape[0], cache[1].shape[3]) if len(cache) == 4 else (hparameters["f"], A_prev.shape[3])
    space = 2 * hparameters.get("pad", 0) - f
    n_H, n_W = ((length + space) // hparameters["stride"] + 1 for length in A_prev.shape[1:3])
    return (len(A_prev), n_H, n_W, n_C)
