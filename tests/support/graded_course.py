"""A course in which students have handed in and were graded, without anything being run."""

import re
from datetime import datetime

from nbgrader.api import Gradebook

from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.course.records import Record
from autograder.course.times import written
from autograder.grading.feedback import feedback_page
from autograder.grading.worker import Graded

A = "step_by_step"


class MarkingPool:
    """Gives every submission a share of all points: its file says which."""

    def __init__(self, course):
        self.course, self.seen = course, []

    def grade(self, tasks):
        for task in tasks:
            self.seen.append(task.student)
            share = float(re.search(r'"share ([\d.]+)"', task.content.decode())[1])
            points = {cell.grade_id: cell.points for cell in task.plan.cells if cell.grade}
            scores = {name: share * most for name, most in points.items()}
            fingerprint = task.plan.fingerprint(task.student, task.content, task.beside)
            record = Record(task.student, fingerprint, scores, points)
            yield Graded(record, task.content, feedback_page(A, record, None).encode(), {})


def hand_in(root, student, share, moment=None):
    """A notebook that is worth a share of the points, as `MarkingPool` marks it."""
    home = root / "submitted" / student / A
    home.mkdir(parents=True, exist_ok=True)
    cell = '{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "share %s"}' % share  # noqa: UP031 - braces
    text = '{"cells": [%s], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}' % cell  # noqa: UP031
    (home / f"{A}.ipynb").write_text(text, encoding="utf-8")
    if moment:
        (home / "timestamp.txt").write_text(f"{written(datetime.fromisoformat(moment))}\n", encoding="utf-8")


def mark(root, **options):
    course = Course(root)
    return grade_class(course, A, MarkingPool(course), **options)


def page_of(root, student):
    return (root / "feedback" / student / A / f"{A}.html").read_text(encoding="utf-8")


def configured(root, *lines):
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\n".join(["", *lines, ""]))


def marks_in_gradebook(root, student):
    """Score, penalty and extension as nbgrader's own gradebook gives them."""
    with Gradebook(Course(root).db_url, Course(root).course_id) as gradebook:
        found = gradebook.find_submission(A, student)
        return found.score, found.late_submission_penalty, found.extension
