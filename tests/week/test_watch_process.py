"""`autograder watch` as it runs: started, killed, held up by a locked gradebook, stopped; the marks are right."""

import json
import shutil
import signal
import subprocess
import sys
import time
from queue import Empty, Queue
from threading import Thread

import pytest
from nbgrader.api import Gradebook
from small_class import SOLUTIONS, A, submit

from autograder.course.folder import Course
from benchmarks import busy_week


class Process:
    """A watch in a process of its own, and the events that it prints."""

    def __init__(self, root, *options):
        self.lines = Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", A, "--json", "--jobs", "2", "--course", str(root), *options],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self.lines.put(json.loads(line))

    def until(self, is_it, seconds=100):
        """Events up to the one that is meant."""
        seen, end = [], time.monotonic() + seconds
        while not seen or not is_it(seen[-1]):
            seen.append(self.lines.get(timeout=max(0.01, end - time.monotonic())))
        return seen

    def end(self, number):
        self._process.send_signal(number)
        code = self._process.wait(60)
        self._reader.join()
        self._process.stdout.close()
        rest = []
        while True:
            try:
                rest.append(self.lines.get_nowait())
            except Empty:
                return code, rest


def graded(student):
    return lambda event: event["event"] == "graded" and event["student"] == student


def score(root, student):
    with Gradebook(Course(root).db_url, Course(root).course_id) as gradebook:
        return gradebook.find_submission(A, student).score


def hand_in(root, student, exercises):
    """Write some right functions into a notebook, again if need be, as a copy that ends with one rename."""
    draft = root.parent / "drafts" / student
    shutil.rmtree(draft, ignore_errors=True)
    path = submit(root.parent / "drafts" / student, student, {name: SOLUTIONS[name] for name in exercises})
    home = root / "submitted" / student / A
    home.mkdir(parents=True, exist_ok=True)
    path.replace(home / f"{A}.ipynb")


def test_it_grades_within_seconds_outlives_a_kill_and_stops_in_order(course_root):
    hand_in(course_root, "ada", ["zero_pad"])
    watch = Process(course_root, "--jobs", "1")
    events = watch.until(graded("ada"))
    assert events[0]["event"] == "watching"
    assert (events[-1]["score"], events[-1]["max_score"]) == (10, 100)
    watch.end(signal.SIGKILL)
    hand_in(course_root, "ada", ["zero_pad", "distribute_value"])
    again = Process(course_root, "--jobs", "1")
    assert again.until(graded("ada"))[-1]["score"] == 15
    code, rest = again.end(signal.SIGTERM)
    assert code == 0
    assert rest[-1]["event"] == "stopped"
    assert score(course_root, "ada") == 15


@pytest.mark.slow
def test_a_class_that_hands_in_through_kills_and_a_locked_gradebook_has_the_marks_of_its_last_work(tmp_path):
    week = busy_week.run(tmp_path, A, 24, 60, locked=5)
    assert len(week.wanted) < len(week.hand_ins)  # some handed in twice
    assert len(week.kills) == 5
    assert week.marks == week.wanted
