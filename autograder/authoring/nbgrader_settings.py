"""What is ours in a course's nbgrader_config.py: stubs line by line, and confined grading."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
)

from autograder.authoring.releasing.line_stubs import LineStubs
from autograder.authoring.releasing.save_cells import SaveChangedCells
from autograder.authoring.releasing.translate_notebook import TranslateNotebook


def configure(c: Any) -> None:  # noqa: ANN401 - traitlets' configuration takes any name
    """Write into nbgrader's configuration what the grader needs; a line after the call may change any of it."""
    # nbgrader's own list, with LineStubs in the place of ClearSolutions and SaveChangedCells in that of SaveCells;
    # before all of it the notebook is put into the course's language.
    c.GenerateAssignment.preprocessors = [
        TranslateNotebook,
        IncludeHeaderFooter,
        InstantiateTests,
        LockCells,
        LineStubs,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        SaveChangedCells,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    ]
    # nbgrader's own list, with our execution and our saving in the places of Execute and SaveAutoGrades: no kernel
    # starts, the notebook runs confined, and its functions are judged outside. formgrader's button uses the same list.
    c.Autograde.autograde_preprocessors = [
        "autograder.nbgrader_bridge.ConfinedExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.nbgrader_bridge.SaveVerdicts",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # What coming late costs: nothing, until c.LatePolicy.penalty_method says something else.
    c.AssignLatePenalties.plugin_class = "autograder.course.late_policy.LatePolicy"
    # A submission never brings the course's own packages along: the installed ones are used.
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        "cnn_utils",
        "cnn_utils.py",
        "autograder",
        "autograder.py",
    ]
    # Seconds that a single cell may take in nbgrader's own kernel.
    c.Execute.timeout = 60
