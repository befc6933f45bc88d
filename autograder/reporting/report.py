"""Gather what is known of a class and write the report page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.class_run.teams import shared
from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import manual_scores
from autograder.course.records import Records
from autograder.course.roster import groups_of, read_roster
from autograder.course_languages import instructors_language
from autograder.files import write_whole
from autograder.places import AUTOGRADER, GIVEN
from autograder.reading import NotANotebook, hand_in_of, read_submission
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import flags_of_record
from autograder.reporting.near_duplicates import near_duplicates
from autograder.reporting.page import page_of
from autograder.reporting.student_code import FunctionCode, code_of, functions_of_module, read_class
from cnn_utils.language.speaking import speaking

_DIGITS = 5


def write_report(root: Path, assignment: str, jobs: int = os.cpu_count() or 1) -> Path:
    """Write report/ASSIGNMENT.html in a course folder.

    Parameters
    ----------
    root : Path
    assignment : str
    jobs : int
        Worker processes that read the submissions.

    Returns
    -------
    Path
        The page that was written.

    Raises
    ------
    CourseError
        If nothing of the assignment has been graded.
    """
    course = Course(root)
    path = course.root / "report" / f"{assignment}.html"
    with speaking(instructors_language(course.root)):  # records are read in it, too
        write_whole(path, page_of(class_report(course, assignment, jobs)).encode("utf-8", "replace"))
    return path


def class_report(course: Course, assignment: str, jobs: int = 1) -> ClassReport:
    """Gather what the page shows; see `write_report`."""
    records = list(Records(course.own_folder(f"records/{assignment}")))
    if not records:
        msg = f"Nothing of {assignment} has been graded in {course.root}: run `autograder grade {assignment}` first."
        raise CourseError(msg)
    roster = read_roster(course.root)
    groups = groups_of(roster, assignment)
    files = [file for file in course.submissions(assignment, assignment, frozenset()) if not file.unusable]
    files = shared(files, groups)
    counted = {file.path: file.student for file in reversed(files)}  # one of each group
    taken = {student: hand_in_of(path.parent, assignment).path_or(path) for path, student in counted.items()}
    handed_in = {student: path for student, path in taken.items() if path.is_file()}
    codes = read_class(handed_in, assignment, _published(), jobs)
    said = {code.student: code.flags for code in codes}
    written = {file.student: said.get(counted.get(file.path, ""), ()) for file in files}
    flags = {record.student: (*written.get(record.student, ()), *flags_of_record(record)) for record in records}
    manual = manual_scores(course, assignment)
    for record in records:
        record.scores.update(manual.get(record.student, {}))
    home = f"{assignment}.html"
    return ClassReport(
        assignment,
        records,
        {student: person.name for student, person in roster.items()},
        near_duplicates(codes, _given(course, assignment)),
        {student: found for student, found in flags.items() if found},
        {student: set(scores) for student, scores in manual.items()},
        frozenset(r.student for r in records if (course.folder("feedback", r.student, assignment) / home).exists()),
        roster,
        groups,
    )


def _given(course: Course, assignment: str) -> dict[str, list[FunctionCode]]:
    """What everybody has: the reference solution, and the functions of the released notebook."""
    reference = (AUTOGRADER / "solutions" / f"{assignment}.py").read_text(encoding="utf-8")
    given = {name: [function] for name, function in functions_of_module(reference).items()}
    for folder in (course.root / "release", GIVEN / "release"):
        try:
            released = read_submission(folder / assignment / f"{assignment}.ipynb", assignment=assignment)
        except NotANotebook:
            continue
        for name, function in code_of("", released).functions.items():
            given.setdefault(name, []).append(function)
    return given


def _published() -> frozenset[str]:
    """Numbers that editions of the assignment print, as text."""
    from autograder.cases.step_by_step.published import PUBLISHED

    values = (number for seeded in PUBLISHED for fact in seeded.facts for number in _numbers(fact.value))
    texts = (repr(abs(value)) for value in values)
    return frozenset(text for text in texts if len(text.replace(".", "").strip("0")) >= _DIGITS)


def _numbers(value: Any) -> Iterator[float]:  # noqa: ANN401 - lists nested to any depth
    if isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _numbers(each)
    elif type(value) is float:
        yield value
