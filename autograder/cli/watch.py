"""`autograder watch`: grade work as it comes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.cli.unconfined import warn_if_unconfined
from autograder.console import on_one_line, say


def command(
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="All of the course if none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    answers_per_day: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Answers a student gets in a day; no limit if not given.")
    ] = None,
    drop: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A folder into which hand-ins are dropped; drop/ in the course if not given."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
    course: CourseOption = None,
    require_sandbox: Annotated[
        bool, typer.Option(help="Refuse to run student code where this machine cannot confine it.")
    ] = True,
) -> None:
    """Grade what comes into submitted/, the exchange's inbound or a drop folder, within seconds, until stopped.

    Gradebook and feedback are written, and feedback goes where students of an exchange find it. Stop it with Ctrl-C: it
    finishes what it has begun. Whatever else ends it, the same command goes on from there.
    """
    root = entered(course, *(assignments or ()))
    if not require_sandbox:
        warn_if_unconfined()
    from autograder.class_run.pool import LocalPool
    from autograder.own_course import assignments_of
    from autograder.week.as_it_comes.events import Event
    from autograder.week.as_it_comes.waking import Waker
    from autograder.week.as_it_comes.watching import Asked, Watch

    def tell(event: Event) -> None:
        if as_json:
            typer.echo(event.to_json())
        else:
            say(on_one_line(event.line()))

    names = tuple(dict.fromkeys(assignments or assignments_of(root)))
    asked = Asked(names, drop or root / "drop", answers_per_day)
    (root / "submitted").mkdir(exist_ok=True)
    with Watch(root, asked, lambda name: LocalPool(name, root, jobs, require_sandbox=require_sandbox), tell) as watch:
        places = watch.places
        with Waker(places) as waker:
            is_over = _stopped_by_signals(waker.wake)
            tell(Event("watching", f"watching {', '.join(map(str, places))} for {', '.join(names)}."))
            watch.run(waker.wait, is_over)
    tell(Event("stopped", "stopped; the same command goes on from here."))


def _stopped_by_signals(wake: Callable[[], None]) -> Callable[[], bool]:
    """Have the first SIGINT or SIGTERM end it in order, and a second one at once."""
    asked_to_stop: list[int] = []

    def stop(number: int, _: object) -> None:
        if asked_to_stop:
            raise KeyboardInterrupt
        asked_to_stop.append(number)
        wake()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return lambda: bool(asked_to_stop)
