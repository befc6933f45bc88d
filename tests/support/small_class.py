"""A class of a few students, handed in and graded."""

import json

from nbgrader.api import Gradebook

from autograder.authoring.source_notebooks import ROOT
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import filled, solutions_of

A = "step_by_step"


SOLUTIONS = solutions_of(A)
ONE_SOLVED = {"zero_pad": SOLUTIONS["zero_pad"]}  # 10 points, soon graded


def submit(root, student, answers, name=f"{A}.ipynb"):
    released = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    home = root / "submitted" / student / A
    home.mkdir(parents=True)
    (home / name).write_text(json.dumps(filled(released, answers)), encoding="utf-8")
    return home / name


def grade(root, jobs=1, **options):
    with LocalPool(A, root, jobs) as pool:
        return grade_class(Course(root), A, pool, **options)


def scores(root, student):
    with Gradebook(Course(root).db_url) as gradebook:
        notebook = gradebook.find_submission_notebook(A, A, student)
        return {grade.name.removeprefix("check_"): grade.auto_score for grade in notebook.grades}
