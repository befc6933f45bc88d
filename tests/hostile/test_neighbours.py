"""A class of attackers and of students who are right, on a machine that others load: nobody right loses a point."""

import json
import random
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from hostile_hand_ins import BYTES, FILES, NOTEBOOKS, A, put, with_cells
from style_scripts import BASE, STYLES, complete_script, own_functions

from autograder.authoring.source_notebooks import ROOT
from autograder.course.folder import Course
from autograder.course.records import Records

SEED = 20261130
RUNS, NEIGHBOURS, SPINNING = 5, 8, 2
ATTACKERS = [*NOTEBOOKS, *BYTES, *FILES]


def right(style):
    """A right notebook in a style of its own; the functions that help stand in a first cell."""
    return with_cells(complete_script(style), answers=own_functions(BASE) | own_functions(style))


def hand_in(root, chance):
    """A class in an order drawn by chance; each student's id and what they are."""
    styles = chance.sample(sorted(STYLES), NEIGHBOURS)
    people = [*ATTACKERS, *styles]
    chance.shuffle(people)
    homes = {who: root / "submitted" / f"s{number:02}" for number, who in enumerate(people)}
    for who, home in homes.items():
        (home / A).mkdir(parents=True)
        if who in styles:
            (home / A / f"{A}.ipynb").write_text(json.dumps(right(who)))
        elif who in FILES:
            FILES[who](home / A, homes[styles[0]])
        else:
            put(home / A, who)
    return {home.name: who for who, home in homes.items()}


@pytest.mark.slow
@pytest.mark.parametrize("run", range(RUNS))
def test_no_attacker_costs_a_neighbour_a_point(run, course_root):
    chance = random.Random(f"{SEED} {run}")
    people = hand_in(course_root, chance)
    start = time.monotonic()
    with ExitStack() as load:
        for _ in range(SPINNING):
            spinning = load.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            load.callback(spinning.kill)
        command = [sys.executable, "-m", "autograder", "grade", A, "--course", str(course_root)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {people[one.student]: one for one in Records(Course(course_root).own_folder(f"records/{A}"))}
    print("seed", SEED, "run", run, f"{time.monotonic() - start:.0f} s")
    for who, record in sorted(found.items(), key=lambda item: -item[1].seconds):
        print(f"{who:40} {record.score:6g} {record.seconds:6.1f} s", len(record.faults), record.problem[:60])
    assert set(found) == set(people.values()), said.stdout + said.stderr
    lost = {who: 100 - found[who].score for who in people.values() if who in STYLES and found[who].score != 100}
    assert lost == {}, {who: found[who].exercises for who in lost}
    assert "Traceback" not in said.stderr
    assert [who for who, record in found.items() if record.faults or None in record.scores.values()] == []


def test_the_page_on_security_says_how_many_there_are():
    page = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    assert f"{len(ATTACKERS)} attackers among {NEIGHBOURS} students" in page
