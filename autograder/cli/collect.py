"""`autograder collect`: a download becomes submitted/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import on_one_line, out, say

if TYPE_CHECKING:
    from autograder.lms import Decision


def command(
    download: Annotated[Path, typer.Argument(metavar="INPUT", help="The download: a folder, a zip or a tar.")],
    assignment: Annotated[str, typer.Option(metavar="ASSIGNMENT", help="step_by_step or application.")],
    course: CourseOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    decisions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A CSV with what you decided; a dry run adds to it what is left to you, for you to fill in.",
        ),
    ] = None,
    names: Annotated[
        str, typer.Option(metavar="ENCODING", help="Of names in a zip that does not say it: gbk, cp850, ...")
    ] = "",
) -> None:
    """Fill submitted/ from a download of your course system.

    From nbgrader, Canvas, Moodle or Gradescope, or from a folder of plain notebooks. What is not clear is left to you.
    """
    from autograder.course.folder import Course
    from autograder.course.roster import read_roster
    from autograder.errors import UserError
    from autograder.lms import decide, fill, find_claims, opened, replaced
    from autograder.lms.decisions import add_open_cases, read_decisions

    _refuse_unknown_encoding(names)
    place = Course(entered(course, assignment))
    rulings = read_decisions(decisions) if decisions and (decisions.exists() or not dry_run) else {}
    with opened(download, names) as unpacked:
        claims = find_claims(unpacked.items, assignment, place.zone)
        if not claims:
            msg = f"There is no notebook of {assignment} in {download}. Give the download as it came, or its folder."
            raise UserError(msg)
        decision = decide(claims, assignment, unpacked, read_roster(place.root), rulings)
        _show(decision)
        if unpacked.unpacker.unread_names:
            say(
                f"{unpacked.unpacker.unread_names} names in {download} are in an encoding that it does not tell: "
                "collect again with --names gbk (Chinese Windows), cp850 (Western), cp866 (Russian) or another."
            )
        others = replaced(place, assignment, decision)
        problems = {} if dry_run else fill(place, assignment, decision)
    if dry_run and decisions:
        add_open_cases(decisions, decision.left)
        say(f"{decisions}: fill in what you decide, then collect again with --decisions {decisions}.")
    for student, why in problems.items():
        say(on_one_line(f"Not collected: {student}: {why}"))
    if others := [student for student in others if student not in problems]:
        say(on_one_line(f"In the place of other work that was collected before: {', '.join(others)}."))
    _sum_up(decision, len(problems), dry_run=dry_run)
    if problems or decision.left or any(one.time for one in decision.take):
        raise typer.Exit(1)


def _show(decision: Decision) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("student", "name", "from", "late", "file", "why"):
        table.add_column(title, overflow="fold")
    for one in decision.take:
        late = "late" if one.late else ""
        cells = (one.person.student, one.person.name, one.system, late, one.file.name, one.why)
        table.add_row(*map(on_one_line, cells))
    if decision.take:
        out.print(table, markup=False)
    for one in decision.take:
        if one.note:
            say(on_one_line(f"{one.person.student}: {one.note}"))
    for who in decision.aside:
        say(on_one_line(f"{who}: left out, as you decided."))
    for case in decision.left:
        say(on_one_line(f"Left to you: {case.name or case.key[1]} ({': '.join(case.key)}): {case.why}"))


def _sum_up(decision: Decision, failed: int, *, dry_run: bool) -> None:
    done = "would be collected" if dry_run else "collected"
    aside = f"{len(decision.aside)} left out by your decision, " if decision.aside else ""
    people = "1 person" if decision.people == 1 else f"{decision.people} people"
    taken, left = len(decision.take) - failed, len(decision.left) + failed
    say(f"{people} in the download: {taken} {done}, {aside}{left} left to you.")


def _refuse_unknown_encoding(names: str) -> None:
    try:
        "".encode(names or "utf-8")
    except LookupError:
        msg = f"There is no encoding {names!r}; try gbk, big5, cp850, cp866, shift_jis or euc_kr."
        raise typer.BadParameter(msg, param_hint="--names") from None
