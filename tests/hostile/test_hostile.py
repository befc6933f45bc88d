"""Hostile submissions, each of which must cost its own student only.

A submission says in its first lines what is to be seen of it: the outcome of calling its ``conv_forward``, perhaps
the value returned, what became of the cell that defines it (``cell``), and whether a right function of the same
student must still be right afterwards (unless ``neighbour: any``: who patches NumPy under himself spoils his own work).
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import socket
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls.choosing import counts_processes
from autograder.sandbox.walls.limits import MB, Limits
from autograder.sandbox.walls.probing import what_can_be_enforced
from cnn_utils.compare.calls import Call, Foreign

SUBMISSIONS = sorted((Path(__file__).parent / "submissions").glob("*.py"))
LIMITS = Limits(
    cell_seconds=1.5,
    call_seconds=1.5,
    seconds_after_timeout=0.5,
    exercise_seconds=2.5,
    grace_seconds=0.3,
    memory=256 * MB,
    processes=24,
    file_size=32 * MB,
    tmp_size=16 * MB,
)
NEEDLE = "SECRET-IN-THE-MEMORY" + "-OF-THE-GRADER"
RIGHT = "import numpy as np\ndef zero_pad(X, pad):\n    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))\n"
REACHABLE = """
import os, socket
meeting = socket.socket(socket.AF_UNIX)
meeting.bind("\\0other-student")
meeting.listen()
for place in ("/dev/shm", "/home/student"):
    open(f"{place}/other-student", "w").close()
"""
PAD = Call("zero_pad", (np.arange(4.0).reshape(1, 2, 2, 1), 1))


pytestmark = pytest.mark.skipif(
    any(found.required and not found.ok for found in what_can_be_enforced()) or not counts_processes(),
    reason="this machine cannot confine",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for name in ("source/solution.ipynb", "submitted/other/step_by_step.ipynb", "gradebook.db", "secret.key"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(NEEDLE)
    for path in folder.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return folder


@pytest.fixture(scope="module")
def engine(course):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", "SECRET TOKEN")
        with Engine(EngineOptions("step_by_step", LIMITS, hidden=(course,))) as engine:
            yield engine


@pytest.fixture(scope="module")
def other_student(engine):
    """Somebody else's session, open all the while."""
    with Session(engine) as session:
        # Another one in a process that came back.
        assert session.run_cell(RIGHT + "import uuid\nmine = uuid.uuid4().hex").outcome == "returned"
        session.mark = session.run_cell("mine").outputs[0]["data"]
        assert session.run_cell(REACHABLE).outcome == "returned"
        yield session


@pytest.fixture(scope="module")
def listener():
    with socket.socket() as server, socket.socket(socket.AF_UNIX) as abstract:
        server.bind(("127.0.0.1", 0))
        server.listen()
        abstract.bind("\0convnets-hostile")
        abstract.listen()
        yield server.getsockname()[1]


def given(course, engine, listener):
    """What a student with inside knowledge would know."""
    here = Path(__file__).parents[2]
    secrets = [
        *course.rglob("*"),
        course,
        here,
        here / "autograder" / "exercises.py",
        here / "autograder",
        Path("/root/.ssh"),
    ]
    secrets += [Path("/etc/shadow"), Path("/var/log"), Path.home() / ".bashrc", here / ".git", here / "tests"]
    secrets = [path for path in secrets if path.exists() and path != here]
    return (
        f"SECRET_PATHS = {[str(path) for path in secrets]}\n"
        f"PYTHON_PATHS = {[sys.prefix, str(Path(np.__file__).parent)]}\n"
        f"LISTENING_PORT = {listener}\nABSTRACT_SOCKETS = ['convnets-hostile']\n"
        f"PARENT_PID, ZYGOTE_PID = {os.getpid()}, {engine.zygote_pid}\n"
        f"NEEDLE_HALVES = ('SECRET-IN-THE-MEMORY', '-OF-THE-GRADER')\n"
    )


def expectations(text):
    found = dict(re.findall(r"^# (outcome|value|cell|neighbour|notes): (.*)$", text, re.MULTILINE))
    return {key: value.split(" or ") if key in ("outcome", "cell") else value for key, value in found.items()}


def descendants(pid):
    """Living processes below `pid`."""
    below = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        waiting += below.get(waiting.pop(), [])
        found = waiting + found
    return set(found)


def is_right(seen):
    return seen.outcome == "returned" and np.array_equal(
        seen.value, np.pad(PAD.args[0], ((0, 0), (1, 1), (1, 1), (0, 0)))
    )


@pytest.mark.sampled(4)
@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_costs_its_own_student_only(path, course, engine, listener, other_student):
    source = path.read_text()
    expected = expectations(source)
    contents = {file: file.read_bytes() for file in course.rglob("*") if file.is_file()}
    zygote, start = engine.zygote_pid, time.monotonic()

    with Session(engine) as session:
        session.run_cell(given(course, engine, listener))
        session.run_cell(RIGHT)
        cell = session.run_cell(source)
        seen = session.observe(Call("conv_forward", ()))
        after = session.observe(PAD)
        notes = " ".join(session.notes)

    assert cell.outcome in expected.get("cell", ["returned"]), cell.outputs
    assert seen.outcome in expected["outcome"], seen
    if "value" in expected:
        wanted = expected["value"]
        literal = Foreign(ast.literal_eval(wanted[8:-1])) if wanted.startswith("Foreign(") else ast.literal_eval(wanted)
        assert seen.value == literal
    assert expected.get("notes", "") in notes
    assert len(json.dumps(cell.outputs)) < 2 * LIMITS.all_outputs_size
    assert expected.get("neighbour") == "any" or is_right(after), after
    assert is_right(other_student.observe(PAD))
    assert other_student.run_cell("mine").outputs[0]["data"] == other_student.mark
    assert engine.zygote_pid == zygote
    assert {file: file.read_bytes() for file in course.rglob("*") if file.is_file()} == contents
    engine._background.submit(int).result()  # by then what was to be cleared away has been
    # The zygote inside its namespace, the other student, and the process that waits for the next one.
    assert len(descendants(zygote)) == 3
    assert time.monotonic() - start < 20
