"""Make the student's notebooks by nbgrader's own preprocessors: byte for byte what its generate_assignment makes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.source_notebooks import ROOT, assignments_in, source_path
from autograder.files import read_notebook


def release_files(root: Path = ROOT) -> dict[Path, bytes]:
    """Every file of release/, as it should be.

    Returns
    -------
    dict of Path to bytes
        Paths are relative to root.
    """
    return {
        Path("release") / assignment / f"{assignment}.ipynb": release_notebook(source_path(assignment, root), root)
        for assignment in assignments_in(root)
    }


def release_notebook(path: Path, root: Path = ROOT) -> bytes:
    """Student's copy of one notebook.

    The preprocessors are those that ``nbgrader_config.py`` names, in their order, without SaveCells: that one writes to
    the gradebook and leaves the notebook as it is.
    """
    from nbconvert.exporters import NotebookExporter
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config.loader import PyFileConfigLoader

    read_notebook(path)  # says what is wrong with it in words of its own
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config, root=str(root)), config=config)
    exporter = NotebookExporter(config=converter.config)  # type: ignore[no-untyped-call]
    for preprocessor in converter.preprocessors:
        if not issubclass(preprocessor, SaveCells):
            exporter.register_preprocessor(preprocessor, enabled=True)  # type: ignore[no-untyped-call]
    resources = {"nbgrader": {"notebook": path.stem, "assignment": path.parent.name, "student": "."}}
    notebook = str(exporter.from_filename(str(path), resources=resources)[0])
    return (notebook if notebook.endswith("\n") else notebook + "\n").encode()
