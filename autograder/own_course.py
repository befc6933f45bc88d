"""The course that this process works in: found from the folder it stands in, as git finds its own, or named.

Processes started from here work in the same one. What is read of a course is kept until another one is taken.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from autograder.errors import UsageError

VARIABLE = "AUTOGRADER_COURSE"
Function = TypeVar("Function", bound=Callable[..., Any])
_STEPS = ("source", "release")
_TRAVELLING = (
    "exercises/*.toml",
    "exercises/*.py",
    ".autograder/solutions/*.py",
    "source/*/course_exercises.*",
    "thresholds.toml",
    "languages.toml",
)
_forget: list[Callable[[], None]] = []


def course_root() -> Path | None:
    """Folder of the course, or None outside of one."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else find_course(Path.cwd())


def find_course(folder: Path) -> Path | None:
    """Nearest course from a folder upwards."""
    return next((place for place in (folder, *folder.parents) if is_course(place)), None)


def is_course(folder: Path) -> bool:
    """Whether a folder holds NAME/NAME.ipynb in source/ or release/."""
    return any(path.stem == path.parent.name for step in _STEPS for path in folder.glob(f"{step}/*/*.ipynb"))


def use_course(folder: Path | None = None) -> Path:
    """Work in a course from here on.

    Parameters
    ----------
    folder : Path, optional
        The course or a folder below it; the one that this process stands in if not given.

    Returns
    -------
    Path
        The course.

    Raises
    ------
    UsageError
        If that is in no course.
    """
    place = (folder or Path()).resolve()
    if not place.is_dir():
        msg = f"There is no folder {folder}: give the course's with --course."
        raise UsageError(msg)
    root = find_course(place)
    if root is None:
        msg = f"{place} is in no course. Go into one, name it with --course, or make one: autograder new-course DIR."
        raise UsageError(msg)
    set_course(root)
    return root


def set_course(root: Path | None) -> None:
    """Work in a folder that is known to be a course, or again in the one that this process stands in."""
    named = str(root or "")
    if os.environ.get(VARIABLE, "") != named:
        os.environ[VARIABLE] = named
        for forget in _forget:
            forget()


def assignments_of(root: Path) -> list[str]:
    """Names of a course's assignments."""
    found = (path for step in _STEPS for path in root.glob(f"{step}/*/*.ipynb"))
    return sorted({path.stem for path in found if path.stem == path.parent.name})


def require_assignment(root: Path, assignment: str) -> None:
    """See that a course has an assignment.

    Raises
    ------
    UsageError
        If it has not.
    """
    known = assignments_of(root)
    if assignment not in known:
        msg = f"There is no assignment {assignment!r} in {root}. There is: {', '.join(known)}."
        raise UsageError(msg)


def course_files(root: Path) -> dict[str, bytes]:
    """What a course brings to wherever its notebooks are graded: its exercises, and what is made of its sources."""
    found = sorted(path for pattern in _TRAVELLING for path in root.glob(pattern))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def on_change(forget: Callable[[], None]) -> Callable[[], None]:
    """Have a function called when another course is taken: a decorator."""
    _forget.append(forget)
    return forget


def kept(maxsize: int | None = None) -> Callable[[Function], Function]:
    """Keep what a function returned, at most `maxsize` times, until another course is taken: a decorator."""

    def keep(function: Function) -> Function:
        remembered = lru_cache(maxsize)(function)
        _forget.append(remembered.cache_clear)
        return cast("Function", remembered)

    return keep
