"""A worker starts without nbgrader and its database, which take longer to import than all that it needs."""

import subprocess
import sys


def test_a_worker_needs_no_nbgrader():
    heavy = "[name for name in ('nbgrader', 'nbformat', 'nbconvert', 'sqlalchemy') if name in sys.modules]"
    code = f"import sys, autograder.class_run.pool; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
