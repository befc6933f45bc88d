"""Who has right code and wrong answers about it, and which families of questions the class finds hard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.course.records import Record
from autograder.reporting.near_duplicates import Pair
from cnn_utils.language.speaking import later, say

_FAMILIES = (
    later("can be fed"),
    later("changed batch"),
    later("changed place"),
    later("changed result"),
    later("cost shape"),
    later("equal scores"),
    later("filters"),
    later("helper calls"),
    later("holds the window"),
    later("input changed"),
    later("last layer"),
    later("last read"),
    later("layer shape"),
    later("line runs"),
    later("numbers in one"),
    later("one more pooling"),
    later("one row less"),
    later("products"),
    later("rows seen"),
    later("scores"),
    later("set not added"),
    later("shape of output"),
    later("shape of variable"),
    later("skipped line"),
    later("spread"),
    later("value before run"),
    later("value by hand"),
    later("variable at"),
    later("weights"),
)
"""What a report calls the families of questions: their names, in words."""


@dataclass(frozen=True)
class Gap:
    """A function that is right, and questions about it that were answered wrong.

    Attributes
    ----------
    student, exercise : str
    wrong, right : tuple of str
        Families of questions.
    twins : tuple of str
        Near-duplicates of this student's submission with a gap in the same exercise.
    """

    student: str
    exercise: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    twins: tuple[str, ...] = ()


def gaps_in(records: Iterable[Record], pairs: Sequence[Pair]) -> list[Gap]:
    """Find right code with wrong answers: near-duplicates that share a gap first, then who has most wrong."""
    found = [gap for record in records for gap in _gaps_of(record)]
    where = {(gap.student, gap.exercise) for gap in found}
    strong = [pair for pair in pairs if pair.is_strong]
    both = [(pair.first, pair.second) for pair in strong] + [(pair.second, pair.first) for pair in strong]
    joined = [
        Gap(
            gap.student,
            gap.exercise,
            gap.wrong,
            gap.right,
            tuple(other for one, other in both if one == gap.student and (other, gap.exercise) in where),
        )
        for gap in found
    ]
    return sorted(joined, key=lambda gap: (not gap.twins, -len(gap.wrong), gap.exercise, gap.student))


def _gaps_of(record: Record) -> Iterable[Gap]:
    passed = {exercise["exercise"] for exercise in record.exercises if exercise["status"] == "passed"}
    for answered in record.answered:
        families = answered["families"]
        wrong = tuple(_words(name) for name, is_right in families.items() if not is_right)
        if wrong and answered["exercise"] in passed:
            right = tuple(_words(name) for name, is_right in families.items() if is_right)
            yield Gap(record.student, answered["exercise"], wrong, right)


def family_counts(records: Iterable[Record]) -> list[tuple[str, int, int]]:
    """Count, for each family of questions, how often it was answered and how often rightly; the hardest first."""
    counts: dict[str, list[int]] = {}
    for record in records:
        for answered in record.answered:
            for family, is_right in answered["families"].items():
                count = counts.setdefault(family, [0, 0])
                count[0] += 1
                count[1] += is_right
    rows = [(_words(family), asked, right) for family, (asked, right) in counts.items()]
    return sorted(rows, key=lambda row: (row[2] / row[1], row[0]))


def _words(family: str) -> str:
    return say(family.replace("_", " "))
