"""Grade one simulated class by nbgrader's own kernel, through our bridge, and by class runs; compare scores and time.

Every way starts from a fresh copy of the same released course, in a process of its own, and leaves full artefacts:
executed notebooks, scores in the gradebook, and for class runs the feedback pages too. Student code runs isolated in
all of ours and in none of nbgrader's.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.api import Gradebook

from autograder.course.folder import Course, put_scripts_on_path
from autograder.demo.simulate import make_course, release, submit

Scores = dict[tuple[str, str], float | None]
Say = Callable[[str], None]

# nbgrader's own list of autograde preprocessors, put back over ours.
_STOCK = """
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute", "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor", "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades", "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""


@dataclass(frozen=True)
class Way:
    """One way to grade a class.

    Attributes
    ----------
    name : str
    command : tuple of str
        Arguments to Python; "{assignment}" is filled in.
    stock : bool
        Whether nbgrader's own execution is put back.
    warm : bool
        Whether the class has been graded once before: then only the cache is measured.
    """

    name: str
    command: tuple[str, ...]
    stock: bool = False
    warm: bool = False


@dataclass(frozen=True)
class Timing:
    """What one way took.

    Attributes
    ----------
    way : Way
    seconds : float
        Wall-clock time of the whole command, start of Python included.
    memory : float
        Peak resident memory of its largest process, MB.
    scores : dict
        (student, grade_id) to score.
    """

    way: Way
    seconds: float
    memory: float
    scores: Scores


_NBGRADER = ("-m", "nbgrader", "autograde", "{assignment}")
_GRADE = ("-m", "autograder", "grade", "{assignment}", "--jobs")
WAYS = (
    Way("nbgrader, its own kernel", _NBGRADER, stock=True),
    Way("nbgrader through the bridge", _NBGRADER),
    Way("autograder grade, 1 job", (*_GRADE, "1")),
    Way("autograder grade, 2 jobs", (*_GRADE, "2")),
    Way("the same again, nothing changed", (*_GRADE, "2"), warm=True),
)


def compare(assignment: str, students: int, seed: int, say: Say) -> list[Timing]:
    """Grade one class in every way.

    Parameters
    ----------
    assignment : str
    students, seed : int
        The class, as `autograder demo` makes it, without the student whose code never ends: waiting for a timeout
        measures the timeout.
    say : callable
        Told what is being done.
    """
    put_scripts_on_path()
    timings = []
    with TemporaryDirectory(prefix="bench-") as folder:
        start = Path(folder) / "start"
        say(f"{assignment}: releasing and writing {students} submissions ...")
        make_course(start)
        release(start, assignment)
        for student, profile in submit(start, assignment, students, seed).items():
            if profile == "hang":
                shutil.rmtree(start / "submitted" / student)
        for way in WAYS:
            say(f"{assignment}: {way.name} ...")
            timings.append(_measure(way, assignment, start, Path(folder) / "course"))
    return timings


def _measure(way: Way, assignment: str, start: Path, root: Path) -> Timing:
    if not way.warm:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(start, root)
    if way.stock:
        with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(_STOCK)
    command = [sys.executable, *(part.format(assignment=assignment) for part in way.command)]
    # So that nbgrader's kernels, which write bytecode and history, start from the same state each time.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    scores = read_scores(root, assignment)
    if done.returncode and not scores:
        msg = f"{way.name} failed: {done.stderr.strip()[-800:]}"
        raise RuntimeError(msg)
    return Timing(way, seconds, memory, scores)


def read_scores(root: Path, assignment: str) -> Scores:
    """Read every automatic score of an assignment from the gradebook."""
    course = Course(root)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        return {
            (submission.student_id, grade.name): grade.auto_score
            for submission in submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def disagreements(timings: list[Timing]) -> list[str]:
    """List every score on which a way differs from nbgrader's own execution by more than a hundredth."""
    base = timings[0].scores
    lines = []
    for timing in timings[1:]:
        for key, score in timing.scores.items():
            other = base.get(key)
            if other is None or score is None or abs(other - score) > 0.011:
                lines.append(f"{timing.way.name}: {key[0]} {key[1]}: {score} (nbgrader: {other})")
    return lines
