"""A worker that grades at once, and dies where a submission says so."""

import os
import signal
from pathlib import Path

from autograder.class_run.pool import Poisoned
from autograder.grading.worker import without_run


class FakeWorker:
    """Grades at once; a submission that says so ends the process, always or the first time."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def grade(self, plan, student, content, beside=None):
        if content == b"poison":
            os.kill(os.getpid(), signal.SIGKILL)
        if content.startswith(b"once "):
            marker = Path(content[5:].decode())
            if not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return without_run(plan, student, "", "", None)


def students(results):
    return sorted(one.student if isinstance(one, Poisoned) else one.record.student for one in results)
