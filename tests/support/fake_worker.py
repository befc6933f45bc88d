"""A worker that grades at once, and dies where a submission says so."""

import os
import signal
from pathlib import Path

from autograder.class_run.pool import Poisoned
from autograder.grading.worker import without_run
from autograder.sandbox.session_process import STARVED
from cnn_utils.language.speaking import say


class FakeWorker:
    """Grades at once, and signs with its process; a submission that says so ends that, always or the first time."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def grade(self, plan, student, content, beside=None, *, is_second_try=False):
        if content == b"poison":
            os.kill(os.getpid(), signal.SIGKILL)
        if content.startswith(b"once "):
            marker = Path(content[5:].decode())
            if not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        graded = without_run(plan, student, str(os.getpid()), "second" if is_second_try else "first", None)
        if content == b"starved" and not is_second_try:
            graded.record.repairs.append(say(STARVED))
        return graded


def students(results):
    return sorted(one.student if isinstance(one, Poisoned) else one.record.student for one in results)
