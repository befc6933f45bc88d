"""Hundreds of submissions in one go: nothing grows, nothing is left behind."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.sandbox.walls import control_groups

A = "step_by_step"
STUDENTS = 40  # 500 in one go by hand: the same
ENDS = (
    "",
    "import os\nos._exit(0)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "print('x' * 100_000)",
)


def children(pid):
    return [
        int(child)
        for file in Path(f"/proc/{pid}/task").glob("*/children")
        for child in file.read_text().split()
        if Path(f"/proc/{child}").exists()
    ]


def family(pid):
    return [pid, *(each for child in children(pid) for each in family(child))]


def three(before):
    """This process, the worker that it has started since, and the zygote inside its namespace."""

    def child(mark):
        new = set(children(os.getpid())) - before
        return next(pid for pid in new if mark in Path(f"/proc/{pid}/cmdline").read_bytes())

    return os.getpid(), child(b"spawn_main"), children(child(b"autograder.sandbox.inside.zygote"))[0]


def size(pid):
    """Open descriptors and memory (MB), whether or not a child of the moment shares it."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir())), memory(pid)


def memory(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) >> 10


def groups_of(pid):
    folders = (control_groups.parents() or (None, ()))[1]
    return [group for folder in folders for group in folder.glob(f"convnets-{pid}-*")]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from Linux's /proc")
def test_a_long_run_stays_as_large_as_it_was_and_leaves_nothing(released_course, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    for number in range(STUDENTS):
        home = root / "submitted" / f"s{number:03}" / A
        home.mkdir(parents=True)
        source = f"mark = {number}\n{ENDS[number % len(ENDS)]}"
        cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        (home / f"{A}.ipynb").write_text(
            json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
        )
    processes, early, late = set(family(os.getpid())), {}, {}

    def watch(done, total):
        for pid in three(processes) if STUDENTS // 4 <= done < STUDENTS else ():
            (early if done < STUDENTS * 5 // 8 else late).setdefault(pid, []).append(size(pid))

    with LocalPool(A, root) as pool:
        outcome = grade_class(Course(root), A, pool, progress=watch)

    assert len(outcome.graded) == STUDENTS
    assert not outcome.problems
    assert list(early) == list(late)  # none had to be started again
    for pid in early:  # the least of all: how many children there are differs from moment to moment
        files, megabytes = map(min, zip(*early[pid], strict=True))
        late_files, late_megabytes = map(min, zip(*late[pid], strict=True))
        assert late_files <= files + 2  # the child of the moment
        assert late_megabytes <= megabytes + 8
        assert pid == os.getpid() or groups_of(pid) == []
    trackers = {pid for pid in family(os.getpid()) if b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()}
    assert set(family(os.getpid())) - trackers <= processes
    assert list((tmp_path / "tmp").iterdir()) == []
