"""What a class run leaves of each submission, in the order that lets a killed run go on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.class_run.page_heads import PageHeads
from autograder.course.folder import Course, SubmittedFile
from autograder.course.gradebook import GradebookBusyError, GradebookWriter
from autograder.course.gradebook_rows import Scores
from autograder.course.records import Record, Records
from autograder.course.standing import Standing
from autograder.course.times import written
from autograder.files import write_whole
from autograder.grading.plan import Plan
from autograder.grading.worker import Graded

_BATCH = 16


class Results:
    """Writes notebooks as they come, and scores, pages and records in batches.

    Parameters
    ----------
    course : Course
    plan : Plan
    writer : GradebookWriter
    records : Records
    """

    def __init__(self, course: Course, plan: Plan, writer: GradebookWriter, records: Records) -> None:
        self._course, self._plan, self._writer, self._records = course, plan, writer, records
        self._heads = PageHeads(course, plan.assignment, writer.late_policy)
        self._batch: list[tuple[Record, Scores, bytes]] = []

    def have(self, student: str, fingerprint: str) -> bool:
        """Whether an earlier run has given a student this very grade, page and all."""
        record = self._records.read(student)
        return record is not None and record.fingerprint == fingerprint and self._page_path(student).exists()

    def add(self, graded: Graded, file: SubmittedFile, parts: Mapping[str, str]) -> None:
        """Write the notebook of a graded submission now, its scores and its page with the next batch.

        Parameters
        ----------
        graded : Graded
        file : SubmittedFile
            What was graded.
        parts : mapping of str to str
            Its `Plan.parts`; empty where nothing could be read.

        Raises
        ------
        GradebookBusyError
            As `write` does.
        """
        student = graded.record.student
        before = self._records.read(student)
        previous = before.scores if before and before.scores != graded.record.scores else {}
        known = before.parts if before else {}
        changed = [name for name, value in parts.items() if known.get(name, value) != value]
        repairs = [*graded.record.repairs, *filter(None, [file.note])]
        record = replace(graded.record, repairs=repairs, previous=previous, parts=dict(parts), changed=changed)
        self._write_notebook(graded, file)
        scores = Scores(student, file.timestamp, graded.record.scores, graded.comments)
        self._batch.append((record, scores, graded.feedback))
        if len(self._batch) >= _BATCH:
            self.write()

    def write(self) -> None:
        """Write what has come since the last batch.

        Raises
        ------
        GradebookBusyError
            If the gradebook stays busy: the pages have been written, and the error has the records.
        """
        batch, self._batch = self._batch, []
        if not batch:
            return
        every_score = [scores for _, scores, _ in batch]
        try:
            self._writer.write(every_score)
        except GradebookBusyError as error:  # an answer does not wait for it
            self._write_pages(batch, self._writer.foreseen_standings(every_score))
            error.answered += [record for record, _, _ in batch]
            raise
        self._write_pages(batch, self._writer.standings([scores.student for scores in every_score]))
        for record, _, _ in batch:  # last: it says that everything is in place
            self._records.write(record)

    def _write_notebook(self, graded: Graded, file: SubmittedFile) -> None:
        home = self._course.folder("autograded", graded.record.student, self._plan.assignment)
        if graded.notebook:
            write_whole(home / f"{self._plan.notebook}.ipynb", graded.notebook)
            if file.timestamp:
                write_whole(home / "timestamp.txt", f"{written(file.timestamp)}\n".encode())

    def _write_pages(self, batch: Sequence[tuple[Record, Scores, bytes]], standings: Mapping[str, Standing]) -> None:
        for record, _, page in batch:
            whole = self._heads.put(page, record, standings[record.student])
            write_whole(self._page_path(record.student), whole)

    def _page_path(self, student: str) -> Path:
        plan = self._plan
        return self._course.folder("feedback", student, plan.assignment) / f"{plan.notebook}.html"
