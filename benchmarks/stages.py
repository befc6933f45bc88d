"""Where the time of one submission goes: read, fork, run cells, judge, write."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from autograder.class_run.run import make_plan
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.gradebook_rows import Scores
from autograder.demo.simulate import make_course, release, submit
from autograder.grading import worker as worker_module
from autograder.grading.plan import Plan
from autograder.grading.worker import Worker
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session


def stages(assignment: str, repeats: int = 9) -> dict[str, float]:
    """Median milliseconds of each stage of grading a right submission in a warm worker.

    Returns
    -------
    dict of str to float
        "start a worker" is paid once; the others for each submission.
    """
    spent: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="stages-") as folder:
        root = Path(folder) / "course"
        make_course(root)
        release(root, assignment)
        submit(root, assignment, 1, 1)
        content = next(root.glob("submitted/*/*/*.ipynb")).read_bytes()
        course = Course(root)
        with GradebookWriter(course, assignment, assignment) as writer:
            plan = make_plan(course, assignment, writer.master_cells())
            with _timed(spent, "start a worker"):
                worker = Worker(EngineOptions.for_course(assignment, root)).__enter__()
            with _instrumented(spent):
                for number in range(repeats):
                    with _timed(spent, "whole"):
                        graded = worker.grade(plan, f"student-{number}", content)
                    with _timed(spent, "write the gradebook"):
                        writer.write([Scores(f"student-{number}", None, graded.record.scores, graded.comments)])
            worker.__exit__(None, None, None)
    return {name: 1000 * median(values) for name, values in spent.items()}


@contextmanager
def _timed(spent: dict[str, list[float]], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    spent[name].append(time.perf_counter() - start)


@contextmanager
def _instrumented(spent: dict[str, list[float]]) -> Iterator[None]:
    """Put a watch around the parts of a worker for the time of the measurement."""
    places: list[tuple[object, str, str]] = [
        (worker_module, "read_submission", "read"),
        (worker_module, "sanitise", "sanitise"),
        (Engine, "fork", "fork and confine"),
        (Session, "run_cell", "run cells"),
        (worker_module, "judge_submission", "judge, calls included"),
        (worker_module, "feedback_page", "write the page"),
    ]
    originals = [(place, name, getattr(place, name)) for place, name, _ in places]
    totals: dict[str, float] = defaultdict(float)
    for place, name, title in places:
        setattr(place, name, _watched(getattr(place, name), title, totals))
    real_grade = Worker.grade

    def grade(
        self: Worker,
        plan: Plan,
        student: str,
        content: bytes,
        beside: Mapping[str, bytes] | None = None,
        *,
        is_second_try: bool = False,
    ) -> worker_module.Graded:
        totals.clear()
        graded = real_grade(self, plan, student, content, beside, is_second_try=is_second_try)
        for title, seconds in totals.items():
            spent[title].append(seconds)
        return graded

    Worker.grade = grade  # type: ignore[method-assign]
    try:
        yield
    finally:
        Worker.grade = real_grade  # type: ignore[method-assign]
        for place, name, original in originals:
            setattr(place, name, original)


def _watched(function: Callable[..., object], title: str, totals: dict[str, float]) -> Callable[..., object]:
    def call(*args: object, **options: object) -> object:
        start = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            totals[title] += time.perf_counter() - start

    return call
