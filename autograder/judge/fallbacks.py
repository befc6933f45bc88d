"""Say something true of a wrong function where no named variant explains it: how it stops, or what it leaves right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.judge.results import Result
from autograder.misconceptions import Misconception, misconceptions_of
from autograder.misconceptions.general import FACTOR, LOSSES, STOPS
from cnn_utils.compare.calls import Raised


def general_mistake(exercise: str, results: Sequence[Result]) -> list[Misconception]:
    """Pick the general record that fits what the cases that count have shown, if one does."""
    failing = [result for result in results if not result.case.advice and not result.holds]
    stops = [r.observation.raised for r in failing if r.observation.raised is not None]
    found = _stop(stops[0]) if stops else _loss(failing) or _factor(failing)
    return [record for record in misconceptions_of(exercise) if record.general and record.id == found]


def _stop(raised: Raised) -> str | None:
    return next((stop.id for stop in STOPS if re.search(stop.pattern, raised.message)), None)


def _loss(failing: Sequence[Result]) -> str | None:
    lost = {name for result in failing for name in result.case.properties}
    return next((loss.id for loss in LOSSES if loss.property in lost <= {loss.property, *loss.taken_along}), None)


def _factor(failing: Sequence[Result]) -> str | None:
    differences = [result.difference for result in failing if result.difference is not None]
    factors = [difference.factor for difference in differences if difference.factor is not None]
    same = len(factors) > 1 and max(factors) - min(factors) < 1e-4 * abs(factors[0])
    return FACTOR if same and all(difference.stage == "values" for difference in differences) else None
