"""Write every generated file, or show what has drifted."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.authoring.canonical import source_files
from autograder.authoring.export_data import exercises_files, points_files
from autograder.authoring.export_solutions import own_solutions_files, solutions_files
from autograder.authoring.release import release_files
from autograder.authoring.source_notebooks import ROOT, assignments_in
from autograder.authoring.translations import compiled_files, first_steps_files, translators_files
from autograder.course_modules import SOLUTIONS
from autograder.errors import UserError
from autograder.places import AUTOGRADER
from cnn_utils.checks.course_exercises import FILE
from cnn_utils.language.catalogues import languages

# What is generated alone, by folder: such a file that nothing generates any more is left over from before.
_OWNED = (
    ("release", "*.ipynb"),
    ("release", f"{FILE}.*"),
    ("source", f"{FILE}.*"),
    (SOLUTIONS, "*.py"),
    ("autograder/solutions", "*.py"),
    ("autograder/translating/compiled", "*.mo"),
    ("cnn_utils/data/language", "*.mo"),
)


def generators(root: Path = ROOT) -> list[Callable[[Path], dict[Path, bytes]]]:
    """Functions that make the files, in order: sources tidied, what is made of them, what is computed with that.

    Raises
    ------
    UserError
        If there is no source notebook: what was made of it before is not to go.
    """
    if not assignments_in(root):
        raise UserError(f"There is no notebook in {root / 'source'}: nothing can be made of it, and release/ stays.")
    if is_this_project(root):
        package = [solutions_files, points_files, exercises_files, public_cases_files]
        translated = [translators_files, compiled_files, first_steps_files]
        return [source_files, *package, *translated, release_files, course_files]
    return [source_files, own_solutions_files, release_files, course_files]


def is_this_project(root: Path) -> bool:
    """Whether a course is the clone that this code runs from: it makes the packages' own data and catalogues too."""
    return root.resolve() == AUTOGRADER.parent.resolve()


def course_files(root: Path = ROOT) -> dict[Path, bytes]:
    """What students are told of a course's own exercises."""
    from autograder.authoring.export_course import course_exercises_files  # after the solutions, as below

    return course_exercises_files(root)


def public_cases_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The seeded cases and the misconceptions' outputs as data of cnn_utils."""
    from autograder.authoring.publish_cases import generated_files  # after the solutions, which it imports, are written

    return {Path(name): content for name, content in generated_files().items()}


def generated_files(root: Path = ROOT) -> dict[Path, bytes]:
    """Every generated file, as it should be; paths are relative to root."""
    return {path: content for make in generators(root) for path, content in make(root).items()}


def write(root: Path = ROOT) -> list[Path]:
    """Write what differs and remove what is left over.

    Returns
    -------
    list of Path
        What was changed, relative to root.
    """
    changed: list[Path] = []
    known: set[Path] = set()
    for make in generators(root):
        for path, content in make(root).items():
            known.add(path)
            if _on_disk(root / path) != content:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content)
                changed.append(path)
    for path in left_over(known, root):
        (root / path).unlink()
        changed.append(path)
    return changed


def differences(root: Path = ROOT) -> Iterator[str]:
    """Unified diffs from the files as they are to the files as they should be."""
    files = generated_files(root)
    for path, content in files.items():
        found = _on_disk(root / path)
        if found != content:
            yield _diff(path, found, content)
    for path in left_over(set(files), root):
        yield f"{path.as_posix()}: nothing generates this file\n"


def left_over(known: set[Path], root: Path = ROOT) -> list[Path]:
    """Files in generated folders that nothing generates."""
    translated = [(f"release-{code}", kind) for code in languages() for folder, kind in _OWNED if folder == "release"]
    owned = (*_OWNED, *translated)
    found = (path.relative_to(root) for folder, kind in owned for path in sorted((root / folder).rglob(kind)))
    return [path for path in found if path not in known and ".ipynb_checkpoints" not in path.parts]


def _on_disk(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _diff(path: Path, found: bytes | None, content: bytes) -> str:
    try:
        before, after = _lines(found or b""), _lines(content)
    except UnicodeDecodeError:
        return f"{path.as_posix()}: {len(found or b'')} bytes, should be {len(content)} others\n"
    diff = difflib.unified_diff(before, after, f"{path.as_posix()} (as it is)", f"{path.as_posix()} (as generated)")
    return "".join(diff) or f"{path.as_posix()}: line endings differ\n"


def _lines(content: bytes) -> list[str]:
    return [line if line.endswith("\n") else line + "\n" for line in content.decode().splitlines(keepends=True)]
