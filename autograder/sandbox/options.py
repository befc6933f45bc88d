"""What an engine is asked for, as one value that travels from the driver to its workers."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox.walls.limits import Limits


@dataclass(frozen=True)
class EngineOptions:
    """How student code is to be run.

    Attributes
    ----------
    assignment : str
        "step_by_step" or "application"; the second has TensorFlow imported.
    limits : Limits, optional
        What suits the assignment unless given.
    require_sandbox : bool
        Refuse to run student code that cannot be confined. Otherwise `Engine.confined` tells.
    hidden : tuple of Path
        Folders that student code must not see even if Python is installed inside them: the course.
    data : mapping of str to Path
        Files and folders that notebooks find in their working folder under these names, read-only.
    shared : socket, optional
        The way to a zygote that `Engine.begin` has started elsewhere with the same options. Where that one cannot
        serve, the engine starts its own.
    rehearses : bool
        Have the next child of `application` train a network while this one is graded, so that it starts quicker. It
        pays where a core would be idle, and costs where none is.
    course : Path, optional
        Whose exercises are graded.
    """

    assignment: str = "step_by_step"
    limits: Limits | None = None
    require_sandbox: bool = True
    hidden: tuple[Path, ...] = ()
    data: Mapping[str, Path] = field(default_factory=dict)
    shared: socket.socket | None = None
    rehearses: bool = False
    course: Path | None = None

    @classmethod
    def for_course(
        cls,
        assignment: str,
        course: Path,
        *,
        require_sandbox: bool = True,
        also_hidden: tuple[Path, ...] = (),
        rehearses: bool = False,
    ) -> EngineOptions:
        """Hide a course folder, and whatever else is named, but for what its notebooks find beside them."""
        beside = [course / "datasets", *sorted((course / "source" / assignment).glob("course_exercises.*"))]
        data = {path.name: path for path in beside if path.exists()}
        hidden = (course, *also_hidden)
        return cls(
            assignment, require_sandbox=require_sandbox, hidden=hidden, data=data, rehearses=rehearses, course=course
        )
