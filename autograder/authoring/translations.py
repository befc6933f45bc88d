"""What `autograder sync` makes of the translators' catalogues, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.source_notebooks import assignments_in
from autograder.course_languages import languages_of
from autograder.places import CATALOGUES, CNN_UTILS, GIVEN
from autograder.translating.extraction import PARTS, notebook_sentences
from autograder.translating.faults import faults_of
from autograder.translating.pages import first_five_minutes, translated_page
from autograder.translating.po_files import compiled, po_files
from cnn_utils.language.catalogues import ENGLISH, catalogue, read_anew

_STUDENTS = ("checks", "figures", "questions", "misconceptions")
_GRADERS = tuple(part for part in PARTS if part not in _STUDENTS)


def translators_files(root: Path) -> dict[Path, bytes]:
    """The catalogues of every language of this project, brought up to date; paths are relative to root."""
    return {path: content for language in _others(root) for path, content in po_files(language, root).items()}


def compiled_files(root: Path) -> dict[Path, bytes]:
    """What both packages read of them: students theirs alone, the grader the notebooks and its own sentences too."""
    return {path: content for language in _others(root) for path, content in _compiled(language, root).items()}


def preview_files(language: str, root: Path) -> dict[Path, bytes]:
    """The same of a language that is being translated, with brackets around what is still English."""
    return _compiled(language, root, mark="⟦{}⟧")


def first_steps_files(root: Path) -> dict[Path, bytes]:
    """The first five minutes of this project's README in every language."""
    read_anew()  # catalogues may have been written a moment ago
    text = first_five_minutes(root)
    return {
        Path(f"README.{language}.md"): translated_page(text, catalogue(language).gettext).encode()
        for language in _others(root)
    }


def faults_in_catalogues(root: Path) -> Iterator[str]:
    """A line for everything that is missing, stale, fuzzy or wrong in the catalogues of this project."""
    return (str(fault) for language in _others(root) for fault in faults_of(language, root))


def passages_left_in_english(root: Path) -> Iterator[str]:
    """A line for each notebook of a course whose instructor wrote what no catalogue has."""
    for language in _others(root):
        words, theirs = catalogue(language).gettext, assignments_in(GIVEN)
        for assignment in assignments_in(root):
            # What the package gives and is the same in both languages, RELU for one, is no change of theirs.
            given = {one.text for one in notebook_sentences(assignment, GIVEN)} if assignment in theirs else set()
            found = notebook_sentences(assignment, root)
            left = [one for one in found if words(one.text) == one.text and one.text not in given]
            if left:
                cells = ", ".join(dict.fromkeys(one.note.rpartition(" ")[2] for one in left))
                yield f"{assignment}, {language}: no catalogue has what is written in {cells}; it stays as it is."


def _compiled(language: str, root: Path, mark: str = "") -> dict[Path, bytes]:
    folders = {CNN_UTILS / "data" / "language": _STUDENTS, CATALOGUES: _GRADERS}
    return {
        (folder / f"{language}.mo").relative_to(root.resolve()): compiled(language, parts, root, mark)
        for folder, parts in folders.items()
    }


def _others(root: Path) -> list[str]:
    return [language for language in languages_of(root) if language != ENGLISH]
