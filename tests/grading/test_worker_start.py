"""A class run starts quickly: each process imports what it needs, and no other waits for it."""

import subprocess
import sys


def imported_of(names, module):
    code = f"import sys, {module}; print([name for name in {names} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_worker_needs_no_nbgrader():
    """It takes longer to import, with its database, than all that a worker needs."""
    heavy = ("nbgrader", "nbformat", "nbconvert", "sqlalchemy")
    assert imported_of(heavy, "autograder.class_run.worker_process") == "[]"


def test_a_pool_has_its_zygote_started_before_what_grades_is_imported():
    assert imported_of(("numpy", "autograder.grading", "autograder.judge"), "autograder.class_run.pool") == "[]"
