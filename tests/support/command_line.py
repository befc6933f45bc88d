"""`autograder` in this process: what a person sees of a command, and how it ends."""

import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from unittest import mock

from autograder.cli import main
from autograder.own_course import set_course


def run_command(folder, *words):
    """Run a command in a folder: exit code, stdout and stderr. What it sets for its process is gone afterwards."""
    set_course(None)
    out, err = io.StringIO(), io.StringIO()
    arguments = ["autograder", *map(str, words)]
    argv, environment = mock.patch.object(sys, "argv", arguments), mock.patch.dict(os.environ)
    with chdir(folder), argv, environment, redirect_stdout(out), redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            set_course(None)
    return code, out.getvalue(), err.getvalue()


def files_in(folder):
    return sorted(os.fspath(path.relative_to(folder)) for path in folder.rglob("*"))
