"""What does not fit into the time of a run is named, and comes first on another day."""

import re
import subprocess
import sys

from autograder.authoring.source_notebooks import ROOT

FILES = ["tests/test_constraints.py", "tests/test_console.py", "tests/test_palette.py", "tests/test_thresholds.py"]


def pytest_says(*options):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *FILES]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def order_on(day):
    tests = re.findall(r"^(tests/\S+)::", pytest_says("--collect-only", "--minutes", "30", "--day", day), re.MULTILINE)
    return list(dict.fromkeys(tests))


def test_what_is_not_begun_in_time_is_named():
    said = pytest_says("--minutes", "0")
    assert re.search(r"SKIPPED \[\d+\] tests/conftest.py:\d+: not begun: the 0 minutes of this run were over", said)
    assert re.fullmatch(r"\d+ skipped in \S+", said.splitlines()[-1])


def test_another_day_begins_with_other_files():
    one, other = order_on("20261130"), order_on("20261201")
    assert sorted(one) == sorted(other) == sorted(FILES)
    assert one != other
