"""Make a course folder and fill it with the submissions of a simulated class."""

from __future__ import annotations

import ast
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.authoring.owning import new_course
from autograder.course.folder import put_scripts_on_path
from autograder.demo.answers import CRASH, HANG, MISTAKES, in_another_style, that_stops, with_mistake
from autograder.errors import UserError
from autograder.places import AUTOGRADER

_MARKER = ".autograder/demo"

# What kinds of students a class holds: the first dozen shows each once, a larger class draws from it.
PROFILES = (
    "right",
    "one mistake",
    "other style",
    "several mistakes",
    "half done",
    "right",
    "one mistake",
    "crash",
    "several mistakes",
    "hang",
    "other style",
    "blank",
)


def make_course(root: Path) -> None:
    """Make a new course, as `autograder new-course` does.

    Raises
    ------
    UserError
        If the folder holds something that no earlier demo put there.
    """
    if root.exists() and any(root.iterdir()):
        if not (root / _MARKER).exists():
            msg = f"{root} is not empty and was not made by `autograder demo`. Name another folder with --course."
            raise UserError(msg)
        shutil.rmtree(root)
    new_course.make_course(root)
    (root / _MARKER).touch()


def release(root: Path, assignment: str) -> None:
    """Run nbgrader's own generate_assignment.

    Raises
    ------
    UserError
        With nbgrader's last words, if it fails.
    """
    nbgrader(root, "generate_assignment", assignment, "--force")


def nbgrader(root: Path, *arguments: str) -> None:
    """Run one of nbgrader's commands in a course folder; see `release` for errors."""
    put_scripts_on_path()
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        msg = f"`nbgrader {' '.join(arguments)}` failed in {root}:\n{done.stderr.strip()[-2000:]}"
        raise UserError(msg)


def submit(root: Path, assignment: str, students: int, seed: int) -> dict[str, str]:
    """Write the submissions of a class.

    Parameters
    ----------
    root : Path
        A course folder in which the assignment has been released.
    assignment : str
    students : int
    seed : int
        The same seed gives the same class.

    Returns
    -------
    dict of str to str
        Each student's id and what kind of student it is.
    """
    released = json.loads((root / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    solutions = solutions_of(assignment)
    chance = random.Random(f"{seed} {assignment}")
    profiles = dict(_profiles(students, chance))
    for student, profile in profiles.items():
        answers = _answers(profile, solutions, chance)
        _write(root, student, assignment, filled(released, answers), chance)
    return profiles


def _profiles(students: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    for number in range(students):
        profile = PROFILES[number] if number < len(PROFILES) else chance.choice(PROFILES)
        yield f"student-{number + 1:0{len(str(students))}}", profile


def solutions_of(assignment: str) -> dict[str, str]:
    """Text of the right solution of each exercise; read, not imported, because one of them would load TensorFlow."""
    text = (AUTOGRADER / "solutions" / f"{assignment}.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: f"{ast.get_source_segment(text, node)}\n" for node in functions}


def _answers(profile: str, solutions: dict[str, str], chance: random.Random) -> dict[str, str]:
    """What a student of a kind writes into each exercise; an exercise left out stays the stub."""
    names = list(solutions)
    mistakable = [name for name in names if name in MISTAKES]
    write: dict[str, Callable[[], dict[str, str]]] = {
        "right": lambda: solutions,
        "other style": lambda: {name: in_another_style(name) or text for name, text in solutions.items()},
        "one mistake": lambda: _with_mistakes(solutions, chance.sample(mistakable, 1), chance),
        "several mistakes": lambda: _with_mistakes(solutions, chance.sample(mistakable, 3), chance),
        "half done": lambda: {name: solutions[name] for name in names[: len(names) // 2]},
        "crash": lambda: _stopped(solutions, chance.choice(mistakable), CRASH),
        "hang": lambda: _stopped(solutions, chance.choice(mistakable), HANG),
        "blank": dict,
    }
    return write[profile]()


def _with_mistakes(solutions: dict[str, str], exercises: list[str], chance: random.Random) -> dict[str, str]:
    wrong = {name: with_mistake(name, solutions[name], chance.choice(sorted(MISTAKES[name]))) for name in exercises}
    return solutions | wrong


def _stopped(solutions: dict[str, str], exercise: str, statement: str) -> dict[str, str]:
    return solutions | {exercise: that_stops(solutions[exercise], statement)}


def filled(released: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """Hand a released notebook in: a copy of it with answers, by grade_id, in the place of the stubs.

    Parameters
    ----------
    released : dict
        A notebook as JSON.
    answers : dict of str to str

    Returns
    -------
    dict
    """
    notebook: dict[str, Any] = json.loads(json.dumps(released))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if cell["cell_type"] == "code" and grade_id in answers:
            cell["source"] = answers[grade_id].splitlines(keepends=True)
    return notebook


def _write(root: Path, student: str, assignment: str, notebook: dict[str, Any], chance: random.Random) -> None:
    home = root / "submitted" / student / assignment
    home.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    (home / f"{assignment}.ipynb").write_text(text, encoding="utf-8")
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(minutes=chance.randrange(10_000))
    (home / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
