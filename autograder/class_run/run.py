"""A class run from submitted/ to gradebook, autograded/ and feedback/: one driver, one writer, any pool of workers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from autograder.class_run.pool import Poisoned, Pool, Task
from autograder.class_run.teams import Teams, shared
from autograder.class_run.written_results import Results
from autograder.course.folder import Course, CourseError, SubmittedFile
from autograder.course.gradebook import PATIENCE, GradebookWriter
from autograder.course.records import KeptRecords, Record, Records
from autograder.course.roster import groups_of, read_roster, teams_of
from autograder.course_languages import instructors_language
from autograder.grading.grade_cells import has_own_tests
from autograder.grading.plan import Plan, texts_in_other_languages
from autograder.grading.version import mark_version
from autograder.grading.worker import Graded, left_by_a_fault, without_run
from autograder.reading import NotANotebook, hand_in_of, modules_beside, read_own_file
from autograder.reading.matching import MasterCell
from cnn_utils.language.speaking import later, say, speaking, together

_KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass
class Outcome:
    """What a class run did.

    Attributes
    ----------
    graded, unchanged : KeptRecords
        What was graded now, and what an earlier run had graded already.
    notes : dict of str to str
        By student, what a person should know of a submission: which file was taken, a time that cannot be read.
    left_out : dict of str to str
        By the name of a folder in submitted/, why nothing in it was graded.
    own_tests : tuple of str
        Grade cells with tests of the instructor's own, which run in the student's process.
    """

    graded: KeptRecords
    unchanged: KeptRecords
    notes: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    own_tests: tuple[str, ...] = ()

    @property
    def problems(self) -> list[Record]:
        """Submissions that were no notebook, or that could not be graded in all parts."""
        return [record for record in self.graded if record.problem or record.faults]


def grade_class(
    course: Course,
    assignment: str,
    pool: Pool,
    *,
    students: frozenset[str] = frozenset(),
    force: bool = False,
    patience: float = PATIENCE,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Grade what is in submitted/ and has not been graded as it is now.

    Parameters
    ----------
    course : Course
    assignment : str
    pool : Pool
        Who runs and judges.
    students : frozenset of str
        Only these; everybody if empty.
    force : bool
        Grade even what has not changed.
    patience : float
        Seconds for which a busy gradebook is waited for.
    progress : callable
        Called with the number of submissions done and their total, after each.

    Returns
    -------
    Outcome

    Raises
    ------
    GradebookBusyError
        If the gradebook stays busy: what was graded last has its page, and is graded again by a later run.
    CourseError
        If the course cannot be graded, or stops being writable. What was graded by then is kept.
    """
    answers_in = speaking(instructors_language(course.root))  # who handed in nothing that names another language
    with (
        answers_in,
        _named_errors(),
        _only_run(course),
        GradebookWriter(course, assignment, assignment, patience) as writer,
    ):
        plan = make_plan(course, assignment, writer.master_cells())
        run = _Run(course, plan, writer, force=force)
        everybody = shared(course.submissions(assignment, assignment, frozenset()), run.groups)
        files = list(run.usable(file for file in everybody if not students or file.student in students))
        missing = students - {file.student for file in files} - set(run.outcome.left_out)
        if missing:
            msg = f"No submission of {assignment} in {course.root / 'submitted'} by: {', '.join(sorted(missing))}."
            raise CourseError(msg)
        return run.through(files, pool, progress)


def make_plan(course: Course, assignment: str, cells: tuple[MasterCell, ...]) -> Plan:
    """Gather what workers need to know."""
    texts = texts_in_other_languages(course.root, assignment)
    return Plan(assignment, assignment, cells, _KERNELSPEC, course.secret(), mark_version(assignment), texts)


class _Run:
    """One class run under way."""

    def __init__(self, course: Course, plan: Plan, writer: GradebookWriter, *, force: bool) -> None:
        self._plan, self._force = plan, force
        records = Records(course.own_folder(f"records/{plan.assignment}"))
        self._results = Results(course, plan, writer, records)
        self._files: dict[str, SubmittedFile] = {}
        self._parts: dict[str, dict[str, str]] = {}
        roster = read_roster(course.root)
        self.groups = groups_of(roster, plan.assignment)
        self._teams = Teams(teams_of(roster, plan.assignment))
        own_tests = tuple(cell.grade_id for cell in plan.cells if has_own_tests(cell))
        self.outcome = Outcome(KeptRecords(records), KeptRecords(records), own_tests=own_tests)

    def through(self, files: list[SubmittedFile], pool: Pool, progress: Callable[[int, int], None]) -> Outcome:
        """Grade the files and write what comes back; what is done when something stops the run is written."""
        self._files = {file.student: file for file in files}
        total = len(files)
        try:
            for graded in pool.grade(self._tasks(files)):
                done = graded if isinstance(graded, Graded) else self._poisoned(graded)
                self._teams.remember(done)
                self._keep(done)
                progress(len(self.outcome.graded) + len(self.outcome.unchanged), total)
            for copy in self._teams.copies():
                self._keep(copy)
        finally:
            self._results.write()
        self.outcome.notes |= {student: file.note for student, file in self._files.items() if file.note}
        progress(total, total)
        return self.outcome

    def usable(self, files: Iterable[SubmittedFile]) -> Iterator[SubmittedFile]:
        """Leave out what cannot be graded as a student's; it is named."""
        for file in files:
            if reason := file.unusable:
                self.outcome.left_out[file.student] = f"not graded: {reason}."
            else:
                yield file

    def _tasks(self, files: list[SubmittedFile]) -> Iterator[Task]:
        for file in files:
            try:
                handed_in = self._read(file)
            except Exception:  # noqa: BLE001 - one submission that breaks the grader must not stop a class; it is reported
                handed_in = left_by_a_fault(self._plan, file.student, "")
            if isinstance(handed_in, Graded):
                self._keep(handed_in)
                continue
            content, beside = handed_in
            fingerprint = self._plan.fingerprint(file.student, content, beside)
            if not self._force and self._results.have(file.student, fingerprint):
                self.outcome.unchanged.add(file.student)
            elif not self._teams.waits(file.student, content, fingerprint):
                yield Task(self._plan, file.student, content, beside)

    def _read(self, file: SubmittedFile) -> tuple[bytes, Mapping[str, bytes]] | Graded:
        """Return the notebook and the modules beside it; or the answer, where there is none to grade."""
        found = hand_in_of(file.path.parent, self._plan.notebook)
        if found.taken is None and not os.path.lexists(file.path):
            return without_run(self._plan, file.student, "", found.problem, None)
        if found.note:
            self._files[file.student] = replace(file, note=together([found.note, file.note]))
        path = found.path_or(file.path)
        try:
            content = read_own_file(path)
        except NotANotebook as error:
            return without_run(self._plan, file.student, "", error.sentence, 0.0)
        self._parts[file.student] = self._plan.parts(content)
        return content, modules_beside(path)

    def _keep(self, graded: Graded) -> None:
        student = graded.record.student
        self._results.add(graded, self._files[student], self._parts.pop(student, {}))
        self.outcome.graded.add(student)

    def _poisoned(self, found: Poisoned) -> Graded:
        message = later("The submission ended the worker that ran it {times} times; it needs a look by hand.")
        reason = say(message, times=found.tries)
        return without_run(self._plan, found.student, "", reason, None)


@contextmanager
def _named_errors() -> Iterator[None]:
    """Say in one line which file of the course cannot be used: the disk is full, or not ours to write."""
    try:
        yield
    except OSError as error:
        if error.filename is None:  # no file of the course
            raise
        msg = (
            f"{error.filename} cannot be used: {error.strerror}. What was graded is kept: "
            "put that right, then run the same command again."
        )
        raise CourseError(msg) from error


@contextmanager
def _only_run(course: Course) -> Iterator[None]:
    """Keep a second run out of the same course."""
    path = course.own_folder("lock") / "grade"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            msg = f"Another run is grading {course.root}; wait for it to end."
            raise CourseError(msg) from None
        yield
