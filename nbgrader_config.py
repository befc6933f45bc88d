"""nbgrader's configuration: found by every `nbgrader` command that is started in this folder.

For a course in another folder, put this file (or a line that loads it) there.
"""

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
    SaveCells,
)

from autograder.authoring.line_stubs import LineStubs

c = get_config()

c.CourseDirectory.course_id = "convnets"

# nbgrader's own list, with LineStubs in the place of ClearSolutions.
c.GenerateAssignment.preprocessors = [
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
    LineStubs,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]

# "lines" leaves n_H = None with its comment; "blank" leaves one empty line of each solution.
c.LineStubs.level = "lines"

# nbgrader's own list, with our execution and our saving in the places of Execute and SaveAutoGrades: no kernel starts,
# the notebook runs confined, and its functions are judged outside. formgrader's Autograde button uses the same list.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_bridge.ConfinedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader_bridge.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

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
