"""A worker that grades at once, and dies where a submission says so."""

import os
import signal
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

from autograder.class_run.pool import Poisoned
from autograder.grading.worker import without_run
from autograder.sandbox.time_budget import STARVED
from cnn_utils.language.speaking import say


class FakeWorker:
    """Grades at once, and signs with its process; what else it does, the first word of a submission says.

    "poison" ends its process each time, "once FILE" only where there is no such file yet. "slow FOLDER" takes its time,
    and has a file there meanwhile. What begins with "starved" has no time at its first try; at its second,
    "starved-beside FOLDER" counts who is slow beside it, and "starved-then-poison" ends its process.
    """

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def grade(self, plan, student, content, beside=None, *, is_second_try=False):
        does, _, place = content.decode().partition(" ")
        if does == "poison" or (does == "starved-then-poison" and is_second_try):
            os.kill(os.getpid(), signal.SIGKILL)
        if does == "once" and not Path(place).exists():
            Path(place).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if does == "slow":
            with NamedTemporaryFile(dir=place):
                time.sleep(0.2)
        said = "second" if is_second_try else "first"
        if does == "starved-beside" and is_second_try:
            said += f" beside {len(list(Path(place).iterdir()))}"
        graded = without_run(plan, student, str(os.getpid()), said, None)
        if does.startswith("starved") and not is_second_try:
            graded.record.repairs.append(say(STARVED))
        return graded


def students(results):
    return sorted(one.student if isinstance(one, Poisoned) else one.record.student for one in results)
