"""What run_autograder does in a Gradescope container: one submission in, results.json out."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from autograder.grading.single_file import Checked, Mark, check_file
from autograder.reading import NotANotebook, hand_in_of, read_own_file
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls.probing import what_can_be_enforced
from cnn_utils.checks.card import plain_card
from cnn_utils.language.speaking import later, say, speaking, together

ROOT_VARIABLE = "GRADESCOPE_ROOT"
Results = dict[str, Any]


def main() -> None:
    """Grade what lies in submission/ and write results/results.json, whatever happens on the way."""
    root = Path(os.environ.get(ROOT_VARIABLE, "/autograder"))
    assignment = (root / "source" / "assignment").read_text(encoding="utf-8").strip()
    start = time.monotonic()
    try:
        results = grade(root / "submission", assignment)
    except Exception as error:  # noqa: BLE001 - without results.json Gradescope shows a student nothing but "failed"
        message = later("The grader itself failed ({error}). Please tell your instructor.")
        results = failure(say(message, error=f"{type(error).__name__}: {error}"))
    results["execution_time"] = round(time.monotonic() - start)
    (root / "results").mkdir(exist_ok=True)
    (root / "results" / "results.json").write_text(json.dumps(results, allow_nan=False), encoding="utf-8")


def grade(folder: Path, assignment: str) -> Results:
    """Grade a submission folder.

    Parameters
    ----------
    folder : Path
        What the student uploaded: a notebook, in any folder and with anything beside it.
    assignment : str

    Returns
    -------
    dict
        Gradescope's results: one test an exercise.
    """
    found = hand_in_of(folder, assignment)
    if found.taken is None or found.taken.path is None:
        please = say("Please hand in one notebook, {assignment}.ipynb.", assignment=assignment)
        return failure(together([please, found.problem]))
    try:
        read_own_file(found.taken.path)
    except NotANotebook as error:
        return failure(error.sentence)
    with Engine(EngineOptions(assignment, require_sandbox=False)) as engine:
        checked = check_file(found.taken.path, lambda _: Session(engine), assignment)
    if checked.problem:
        return failure(checked.problem)
    with speaking(checked.language):
        return results_of(checked, say(found.note)) | {"tests": [*map(shown_test, checked.marks), _confinement()]}


def results_of(checked: Checked, note: str = "") -> Results:
    """What stands above the tests."""
    open_names = [mark.verdict.exercise for mark in checked.marks if mark.score is None]
    lines = [*filter(None, [note]), *checked.repairs]
    if open_names:
        message = later("The grader itself could not run: {functions}. Your instructor will look at it.")
        lines.append(say(message, functions=", ".join(open_names)))
    return {
        "score": checked.score or 0.0,
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }


def failure(message: str) -> Results:
    """Results of a submission that could not be graded."""
    return {"score": 0.0, "output": message, "output_format": "text", "stdout_visibility": "hidden", "tests": []}


def shown_test(mark: Mark) -> Results:
    """One exercise as Gradescope shows it: what could not be graded is no pass."""
    return {
        "name": mark.verdict.exercise,
        "score": mark.score or 0.0,
        "max_score": mark.max_score,
        "status": "passed" if mark.score == mark.max_score else "failed",
        "output": plain_card(mark.verdict),
        "output_format": "text",
        "visibility": "visible",
    }


def _confinement() -> Results:
    """Tell instructors, in a test that students do not see, what this container did not enforce."""
    missing = [one for one in what_can_be_enforced() if one.required and not one.ok]
    said = "\n".join(f"{one.name}: {one.detail}" for one in missing)
    warning = (
        "Student code could not be fully confined in this container. It ran in a process of its own, but missing:\n"
    )
    return {
        "name": "confinement (instructors only)",
        "score": 0.0,
        "max_score": 0.0,
        "status": "failed" if missing else "passed",
        "output": warning + said if missing else "Student code ran confined.",
        "output_format": "text",
        "visibility": "hidden",
    }


if __name__ == "__main__":
    main()
