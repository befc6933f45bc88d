"""Say loudly when student code is about to run with the rights of whoever grades."""

from __future__ import annotations

from autograder.console import warn


def warn_if_unconfined() -> None:
    """Warn, in red, where this machine cannot confine student code; say nothing where it can."""
    from autograder.sandbox.engine import why_unconfined

    if why := why_unconfined():
        warn(
            "student code runs UNCONFINED, with all your rights: it can read, change and send off whatever you can. "
            f"Go on only with notebooks that you trust. What stands in the way: {why}"
        )
