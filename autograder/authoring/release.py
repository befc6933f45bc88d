"""Make the student's notebooks by nbgrader's own preprocessors: byte for byte what its generate_assignment makes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.source_notebooks import ROOT, assignments_in, source_path
from autograder.course_languages import languages_of, release_folders
from autograder.files import read_notebook
from cnn_utils.language.catalogues import read_anew


def release_files(root: Path = ROOT) -> dict[Path, bytes]:
    """Every file of release/, and of release-CODE/ for each further language of the course, as it should be.

    Returns
    -------
    dict of Path to bytes
        Paths are relative to root.
    """
    read_anew()  # catalogues may have been written a moment ago
    return {
        Path(folder) / assignment / f"{assignment}.ipynb": release_notebook(assignment, root, language)
        for language, folder in release_folders(root).items()
        for assignment in assignments_in(root)
    }


def release_notebook(assignment: str, root: Path = ROOT, language: str = "") -> bytes:
    """Student's copy of one notebook, in the course's first language if none is given.

    The preprocessors are those that ``nbgrader_config.py`` names, in their order, without SaveCells: that one writes to
    the gradebook and leaves the notebook as it is.
    """
    from nbconvert.exporters import NotebookExporter
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config.loader import PyFileConfigLoader

    path = source_path(assignment, root)
    read_notebook(path)  # says what is wrong with it in words of its own
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.TranslateNotebook.language = language or languages_of(root)[0]
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config, root=str(root)), config=config)
    exporter = NotebookExporter(config=converter.config)  # type: ignore[no-untyped-call]
    for preprocessor in converter.preprocessors:
        if not issubclass(preprocessor, SaveCells):
            exporter.register_preprocessor(preprocessor, enabled=True)  # type: ignore[no-untyped-call]
    resources = {"nbgrader": {"notebook": path.stem, "assignment": path.parent.name, "student": "."}}
    notebook = str(exporter.from_filename(str(path), resources=resources)[0])
    return (notebook if notebook.endswith("\n") else notebook + "\n").encode()
