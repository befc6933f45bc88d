"""Write one printable page a student: the function beside the questions, the answers on the back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.folder import Course
from autograder.course.roster import read_roster
from autograder.course_languages import instructors_language
from autograder.files import write_whole
from autograder.oral.oral_questions import Part, parts_for
from autograder.oral.page_room import code_size, indentation
from autograder.reading import NotANotebook, hand_in_of, read_submission
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from cnn_utils.language.speaking import language_in_use, say, speaking
from cnn_utils.language.visible import visible
from cnn_utils.questions.ask_card import prose

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sheet:
    """One student's sheet.

    Attributes
    ----------
    student : str
    path : Path or None
        None where nothing could be asked.
    problem : str
        Why not.
    """

    student: str
    path: Path | None
    problem: str = ""


def write_sheets(
    root: Path,
    assignment: str,
    students: frozenset[str] = frozenset(),
    count: int = 5,
    *,
    require_sandbox: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Sheet]:
    """Write oral/ASSIGNMENT/STUDENT.html for students of a course, in the course's first language.

    Parameters
    ----------
    root : Path
        The course.
    assignment : str
    students : frozenset of str
        Only these; all who handed in if empty.
    count : int
        Questions a student.
    require_sandbox : bool
        Refuse to run student code where this machine cannot confine it.
    progress : callable
        Told what is done and the total.

    Returns
    -------
    list of Sheet
    """
    course, sheets = Course(root), []
    names = {student: person.name for student, person in read_roster(root).items()}
    files = [file for file in course.submissions(assignment, assignment, students) if not file.unusable]
    options = EngineOptions.for_course(assignment, course.root, require_sandbox=require_sandbox)
    with speaking(instructors_language(course.root)), Engine(options) as engine:
        for done, file in enumerate(files, 1):
            sheets.append(
                _sheet(course, assignment, engine, file.student, names.get(file.student, ""), file.path, count)
            )
            progress(done, len(files))
    return sheets


def _sheet(course: Course, assignment: str, engine: Engine, student: str, name: str, path: Path, count: int) -> Sheet:
    try:
        submission = read_submission(hand_in_of(path.parent, assignment).path_or(path), assignment=assignment)
    except NotANotebook as error:
        return Sheet(student, None, str(error))
    with Session(engine) as session:
        parts = parts_for(submission, session, course.secret(), student, count)
    if not parts:
        return Sheet(student, None, "no function of theirs runs, so nothing can be asked about one.")
    target = course.root / "oral" / assignment / f"{student}.html"
    write_whole(target, sheet_page(assignment, student, name, parts).encode("utf-8", "replace"))
    return Sheet(student, target)


def sheet_page(assignment: str, student: str, name: str, parts: list[Part]) -> str:
    """Write the page as one HTML file without script; what the student wrote is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["prose"] = lambda text: Markup(_in_one_piece(prose(say(text))))
    environment.filters["indentation"] = indentation
    environment.globals["say"] = say
    page = environment.get_template("oral_sheet.html.j2").render(
        title=assignment.replace("_", " "),
        student=student,
        name=name,
        parts=parts,
        code_size=code_size(parts),
        language=language_in_use(),
    )
    return visible(page)


def _in_one_piece(text: str) -> str:
    """Keep a shape, as (2, 7, 5, 3), together in one line."""
    return re.sub(r"\(\d+(?:, \d+)+\)", lambda shape: shape[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
