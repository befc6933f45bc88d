"""What many tests share: a released course to copy, and the SIGNS pictures where they are at hand."""

import os
import shutil
from pathlib import Path

import pytest

from autograder.demo.simulate import make_course, release

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def signs_file():
    """The SIGNS training pictures; tests that need them are skipped where they are not."""
    folder = Path(os.environ.get("SIGNS_DIR", ROOT.parent / "shared" / "signs"))
    path = folder / "train_signs.h5"
    if not path.is_file():
        pytest.skip("the SIGNS training pictures are not here (SIGNS_DIR)")
    return path


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """A course in which step_by_step has been released by nbgrader; copy it before writing to it."""
    root = tmp_path_factory.mktemp("released") / "course"
    make_course(root)
    release(root, "step_by_step")
    return root


@pytest.fixture
def course_root(released_course, tmp_path):
    """A released course of this test's own."""
    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    return root
