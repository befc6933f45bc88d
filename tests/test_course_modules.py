"""An exercise's Python is what its file says now."""

import os

from autograder.course_modules import own_misconceptions
from autograder.own_course import set_course


def test_a_change_of_the_same_length_in_the_same_second_counts(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    path = tmp_path / "exercises" / "zero_pad.py"
    path.parent.mkdir()
    seen = []
    try:
        for named in ("one", "two"):
            path.write_text(f"MISCONCEPTIONS = ({named!r},)\n", encoding="utf-8")
            os.utime(path, (1_000_000_000, 1_000_000_000))
            set_course(None)
            set_course(tmp_path)
            seen += own_misconceptions("zero_pad")
    finally:
        set_course(None)
    assert seen == ["one", "two"]
