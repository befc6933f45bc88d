"""What one case, or one relation, shows of a function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.cases import reference_for
from autograder.cases.case import Case, Relation
from autograder.judge.asking import CallLog
from autograder.judge.hidden_inputs import in_few_words, without_words
from cnn_utils.calling.plain_values import copy_plain, to_plain
from cnn_utils.compare.calls import Observation
from cnn_utils.compare.outputs import compare, leaves_arguments_unchanged
from cnn_utils.compare.sentences import describe, describe_failure
from cnn_utils.compare.verdict import Difference, Finding
from cnn_utils.compare.where import window_of
from cnn_utils.language.speaking import say


@dataclass(frozen=True)
class Result:
    """A case and what came of it."""

    case: Case
    observation: Observation
    difference: Difference | None

    @property
    def holds(self) -> bool:
        """Whether the call returned what it should."""
        return self.observation.outcome == "returned" and self.difference is None

    @property
    def leaves_arguments_unchanged(self) -> bool:
        """Whether the call left its arguments alone."""
        return leaves_arguments_unchanged(self.observation, self.case.call)

    def finding(self) -> Finding:
        """Put the failure into a sentence; a hidden case gives away none of its expected numbers."""
        case, seen, difference = self.case, self.observation, self.difference
        if not case.visible:
            seen, difference = without_words(seen), difference and in_few_words(difference)
        if difference is not None:
            message = describe(difference, reveal=case.visible)
            window = window_of(case.call, difference)
            return Finding(case.id, say(case.title), message, case.visible, difference, window)
        line, source = (seen.raised.line, seen.raised.source) if seen.raised else (None, "")
        message = describe_failure(case.exercise, seen)
        return Finding(case.id, say(case.title), message, case.visible, line=line, source=source)


@dataclass(frozen=True)
class Violation:
    """A relation that the outputs do not obey."""

    relation: Relation
    sentence: str

    def finding(self) -> Finding:
        """Put the relation's own sentence on a card; what it compared stays hidden."""
        return Finding(self.relation.id, say(self.relation.title), self.sentence, visible=False)


def ask_case(log: CallLog, case: Case, helpers: tuple[str, ...] = ()) -> Result:
    """Make the call of a case and compare."""
    observation = log.ask(case.call, helpers)
    returned = observation.outcome == "returned"
    return Result(case, observation, compare(observation.value, case.expected) if returned else None)


# What the reference gives in a seeded case never changes: kept for the next submission.
_RIGHT: dict[tuple[str, str], Observation] = {}


def as_it_should(case: Case, edition: str) -> Result:
    """Take a seeded case for right without asking."""
    slot = (case.id, edition)
    if slot not in _RIGHT:
        value = reference_for(case.exercise, edition)(*(copy_plain(argument) for argument in case.call.args))
        _RIGHT[slot] = Observation("returned", to_plain(value))
    return Result(case, _RIGHT[slot], None)


def violations_of(log: CallLog, relations: Iterable[Relation], helpers: Sequence[tuple[str, ...]]) -> list[Violation]:
    """Find the violations that are broken with each of the given sets of reference helpers."""
    broken = [Violation(relation, "") for relation in relations]
    for names in helpers:
        log.prefetch([call for violation in broken for call in violation.relation.calls], names)
        tried = [(violation.relation, _broken(log, violation.relation, names)) for violation in broken]
        broken = [Violation(relation, sentence) for relation, sentence in tried if sentence is not None]
    return broken


def _broken(log: CallLog, relation: Relation, helpers: tuple[str, ...]) -> str | None:
    observations = [log.ask(call, helpers) for call in relation.calls]
    for observation in observations:
        if observation.outcome != "returned":
            return describe_failure(relation.calls[0].exercise, without_words(observation))
    try:
        return relation.broken(observations)
    except Exception:  # noqa: BLE001 - outputs that cannot be held against each other do not obey
        return say("What these calls return cannot be compared.")
