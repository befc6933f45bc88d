"""The house is as its documents say, and as its rules ask: folders, names and sizes of what git tracks."""

import re
import subprocess
from collections import Counter
from pathlib import PurePosixPath

import pytest

from autograder.authoring.source_notebooks import ROOT
from autograder.exercises import ASSIGNMENTS

PACKAGES = ("cnn_utils", "autograder")
MOST_MODULES = 12
ONE_TOPIC_A_FILE = {"cnn_utils/figures", "autograder/misconceptions/step_by_step", "autograder/cli"}  # may hold more


@pytest.fixture(scope="module")
def tracked():
    """Paths of all files, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [PurePosixPath(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.fixture(scope="module")
def modules(tracked):
    """Modules of the two packages."""
    return [path for path in tracked if path.parts[0] in PACKAGES and path.suffix == ".py"]


@pytest.fixture(scope="module")
def folders(tracked):
    """Folders at the top, release-CODE counted as release, and every folder of the two packages."""
    tops = {path.parts[0] for path in tracked if len(path.parts) > 1 and not path.parts[0].startswith(".")}
    at_the_top = {top.partition("-")[0] for top in tops}
    return at_the_top | {
        folder.as_posix() for path in tracked if path.parts[0] in PACKAGES for folder in path.parents if folder.name
    }


def test_the_architecture_page_names_every_folder_and_no_other(folders):
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([\w/]+)/`", page)) == folders


def test_the_architecture_page_names_every_loose_module(modules):
    loose = {path.stem for path in modules if len(path.parts) == 2 and not path.stem.startswith("__")}
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert loose - set(re.findall(r"`(\w+)`", page)) == set()


def test_the_layout_of_the_readme_names_every_room_and_no_other(folders):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    layout = re.search(r"^## How it is built\n\n((?:    .*\n)+)", readme, re.MULTILINE)[1]
    rooms = {PurePosixPath(folder).name for folder in folders if folder.count("/") <= 1}
    assert set(re.findall(r"(\w+)/(?=\s)", layout)) == rooms


def test_no_two_modules_share_a_name(modules):
    may_share = {"__init__", *ASSIGNMENTS}
    named = [path for path in modules if path.parent.as_posix() != "autograder/cli" and path.stem not in may_share]
    names = Counter(path.name for path in named)
    assert [name for name, count in names.items() if count > 1] == []


def test_a_folder_holds_a_dozen_modules_at_the_most(modules):
    sizes = Counter(path.parent.as_posix() for path in modules if path.name != "__init__.py")
    assert [folder for folder, size in sizes.items() if size > MOST_MODULES and folder not in ONE_TOPIC_A_FILE] == []


def test_cnn_utils_has_three_loose_modules_at_the_most(modules):
    assert sum(path.parent == PurePosixPath("cnn_utils") for path in modules) <= 3


def test_no_module_counts_the_parents_of_its_own_file(modules):
    counting = re.compile(r"__file__\)[^\n]*(\.parents\[|\.parent\.parent)")
    assert [path.as_posix() for path in modules if counting.search((ROOT / path).read_text(encoding="utf-8"))] == []
