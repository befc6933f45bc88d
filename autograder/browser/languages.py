"""The languages that the course is released in, for the page's menu."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.release import release_notebook
from autograder.course_languages import languages_of
from cnn_utils.language.catalogues import name_of


@dataclass(frozen=True)
class Release:
    """One notebook of the menu.

    Attributes
    ----------
    language : str
        Its code, as the page's ``lang`` says it.
    path : str
        Where the reader's browser keeps it.
    notebook : bytes
    """

    language: str
    path: str
    notebook: bytes

    @property
    def name(self) -> str:
        """What the menu calls the language: its own word for itself, or its code."""
        return name_of(self.language)


def releases(assignment: str, root: Path, language: str = "") -> list[Release]:
    """Make the notebook in each of the course's languages.

    Parameters
    ----------
    assignment : str
    root : Path
        The course.
    language : str
        The first of the menu; the course's own first if empty.
    """
    codes = dict.fromkeys([language or languages_of(root)[0], *languages_of(root)])
    return [Release(code, f"{code}/{assignment}.ipynb", release_notebook(assignment, root, code)) for code in codes]
