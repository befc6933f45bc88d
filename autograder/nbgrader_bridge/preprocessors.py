"""Two preprocessors for `nbgrader autograde`, formgrader's button included.

`ConfinedExecute` takes the place of nbgrader's Execute: no kernel starts, the notebook runs in a confined session and
its graded functions are judged outside it. `SaveVerdicts` takes the place of SaveAutoGrades: the verdict's sentence
goes beside the score, and what could not be graded is left for a person instead of scoring full marks.
"""

from __future__ import annotations

import atexit
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool

from autograder.class_run.run import make_plan
from autograder.course.dates import read_dates
from autograder.course.folder import Course
from autograder.course.gradebook import master_cells
from autograder.grading.plan import Plan
from autograder.grading.worker import Graded, Worker
from autograder.reading import NotANotebook, hand_in_of, modules_beside, read_own_file
from autograder.sandbox.options import EngineOptions

Resources = dict[str, Any]


class ConfinedExecute(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Run and judge a sanitised notebook in a confined session."""

    require_sandbox = Bool(True, help="Refuse to run student code where it cannot be confined.").tag(config=True)

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:  # noqa: ANN401 - a NotebookNode
        """Replace the notebook's cells by the executed ones and keep the verdicts for `SaveVerdicts`."""
        names = resources["nbgrader"]
        # nbgrader has changed into the course folder; the gradebook may lie anywhere.
        worker, plan = worker_for(Path.cwd(), names["assignment"], names["db_url"], self.require_sandbox)
        content, beside = _handed_in(Path.cwd(), names)
        graded = worker.grade(plan, names["student"], content or json.dumps(nb).encode("utf-8", "replace"), beside)
        if not graded.notebook:
            raise RuntimeError(graded.record.problem)
        resources["autograder"] = graded
        return from_dict(json.loads(graded.notebook)), resources


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc]  # nbgrader is untyped
    """Save scores by nbgrader's rules, with the verdict's sentence as the automatic comment."""

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:  # noqa: ANN401 - a NotebookNode
        """Save them, and the extension that the student was promised before there was a place for it."""
        nb, resources = super().preprocess(nb, resources)
        names = resources["nbgrader"]
        course = Course(Path.cwd())
        with Gradebook(names["db_url"], course.course_id) as gradebook:
            submission = gradebook.find_submission(names["assignment"], names["student"])
            if submission.extension is None:
                dates = read_dates(course, names["assignment"])
                submission.extension = dates.promised(names["student"], submission.assignment.duedate)
                gradebook.db.commit()
        return nb, resources

    def _add_score(self, cell: Any, resources: Resources) -> None:  # noqa: ANN401 - a NotebookNode
        super()._add_score(cell, resources)
        graded: Graded = resources["autograder"]
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if graded.record.scores.get(grade_id, 0.0) is None:
            grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Resources) -> None:  # noqa: ANN401 - a NotebookNode
        super()._add_comment(cell, resources)
        graded: Graded = resources["autograder"]
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id in graded.comments:
            comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
            comment.auto_comment = graded.comments[grade_id]
            self.gradebook.db.commit()


def _handed_in(root: Path, names: dict[str, str]) -> tuple[bytes, Mapping[str, bytes]]:
    """The notebook as it was handed in, before nbgrader changed anything, and the modules beside it."""
    folder = Course(root).folder("submitted", names["student"], names["assignment"])
    found = hand_in_of(folder, names["notebook"]).taken if folder.is_dir() else None
    path = found.path if found and found.path else folder / f"{names['notebook']}.ipynb"
    try:
        return read_own_file(path), modules_beside(path)
    except NotANotebook:
        return b"", {}


@cache
def worker_for(root: Path, assignment: str, db_url: str, require_sandbox: bool) -> tuple[Worker, Plan]:
    """One warm worker for as long as this nbgrader process lives."""
    course = Course(root)
    with Gradebook(db_url, course.course_id) as gradebook:
        cells = master_cells(gradebook.find_notebook(assignment, assignment))
    alone = (os.cpu_count() or 1) > 1  # nbgrader grades one submission at a time
    worker = Worker(
        EngineOptions.for_course(assignment, root, require_sandbox=require_sandbox, rehearses=alone)
    ).__enter__()
    atexit.register(worker.__exit__, None, None, None)
    return worker, make_plan(course, assignment, cells)
