"""Modules beside a notebook: what can be read of them, and no more than anybody needs."""

import os

import pytest

from autograder.reading import modules_beside


@pytest.fixture
def home(tmp_path):
    (tmp_path / "own.py").write_bytes(b"x = 1\n")
    return tmp_path


def found(home):
    return dict(modules_beside(home / "step_by_step.ipynb"))


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to(path.with_name("own.py")),
        lambda path: path.write_bytes(b"x" * (1 << 20) + b"y"),
    ],
    ids=["pipe", "folder", "device", "link to nowhere", "link to itself", "link to a module", "more than is code"],
)
def test_what_is_no_module_is_none(home, make):
    make(home / "other.py")
    assert found(home) == {"own": b"x = 1\n"}


def test_files_without_end_cost_a_bounded_amount(home):
    for number in range(100):
        (home / f"a{number}.py").write_bytes(b"#" * (1 << 20))
    assert sum(map(len, found(home).values())) <= 8 << 20


def test_a_name_that_no_code_can_import_is_none(home):
    for name in ("a-b.py", os.fsdecode(b"\xff.py"), "1.py", "x.y.py"):
        (home / name).touch()
    assert found(home) == {"own": b"x = 1\n"}
