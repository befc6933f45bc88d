"""The course's own notes, damaged: one line that says which, and what to do; never a guess, and never a wait."""

import os

import pytest
from small_class import A

from autograder.course.dates import read_dates
from autograder.course.folder import Course
from autograder.course.roster import ROSTER, read_roster
from autograder.errors import UserError
from autograder.week.groups import bring_groups

DATES = ".autograder/dates.json"
DAMAGE = {
    "empty": b"",
    "no UTF-8": b"\xff\xfe\x00\xd8 [{",
    "cut off": b'[{"student": "ada"',
    "other things": b'[1, "x", null, []]',
    "numbers": b'[{"student": 3, "ids": {"canvas": 4}}]',
    "another field": b'[{"student": "ada", "nick": "x"}]',
    "null": b"null",
    "no end of lists": b"[" * 100_000,
}
REMEDIES = {
    ROSTER: r"put it back from a copy, or delete it and collect again\.",
    DATES: r"put that right, or delete it and say the extensions anew\.",
}


def read(root, name):
    return read_roster(root) if name == ROSTER else read_dates(Course(root), A)


@pytest.mark.parametrize("name", REMEDIES)
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_one_line_that_says_what_to_do(tmp_path, name, damage):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / name).write_bytes(DAMAGE[damage])
    with pytest.raises(UserError, match=rf"^{tmp_path / name} cannot be read \(.+\): {REMEDIES[name]}$"):
        read(tmp_path, name)


@pytest.mark.parametrize("name", REMEDIES)
def test_what_is_no_file_is_not_waited_for(tmp_path, name):
    (tmp_path / ".autograder").mkdir()
    os.mkfifo(tmp_path / name)
    with pytest.raises(UserError, match=rf"is a pipe, not a file\): {REMEDIES[name]}$"):
        read(tmp_path, name)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(UserError, match=rf"is a device, not a file\): {REMEDIES[name]}$"):
        read(tmp_path, name)


@pytest.mark.parametrize("extensions", [b"[]", b'{"ada": 3}', b'{"ada": {"days": "x"}}'])
def test_extensions_of_another_form_are_damage_too(tmp_path, extensions):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / DATES).write_bytes(b'{"%s": {"extensions": %s}}' % (A.encode(), extensions))
    with pytest.raises(UserError, match=REMEDIES[DATES]):
        read_dates(Course(tmp_path), A)


def test_a_roster_kept_elsewhere_and_linked_is_read(tmp_path):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / "kept.json").write_text('[{"student": "ada"}]')
    (tmp_path / ROSTER).symlink_to(tmp_path / "kept.json")
    assert list(read_roster(tmp_path)) == ["ada"]


@pytest.mark.parametrize("content", ["", "no number", "ab" * 31])
def test_a_secret_that_could_be_guessed_is_none(tmp_path, content):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / ".autograder" / "secret").write_text(content)
    with pytest.raises(UserError, match=r"secret cannot be read \(.+\): put it back from a copy, or delete it and "):
        Course(tmp_path).secret()


@pytest.mark.parametrize(("content", "why"), [("x = [", "SyntaxError: "), ("c.X = null", "NameError: name 'null' is ")])
def test_a_configuration_that_stops_is_named(tmp_path, content, why):
    (tmp_path / "nbgrader_config.py").write_text(content)
    with pytest.raises(UserError, match=f"^{tmp_path}/nbgrader_config.py stops with {why}"):
        Course(tmp_path)


def test_a_table_that_is_no_file_or_has_no_end_is_refused(tmp_path):
    os.mkfifo(tmp_path / "groups.csv")
    with pytest.raises(UserError, match=r"groups\.csv cannot be read: groups\.csv is a pipe, not a file\.$"):
        bring_groups(Course(tmp_path), A)
    (tmp_path / "groups.csv").unlink()
    with (tmp_path / "groups.csv").open("wb") as file:
        file.truncate(1 << 32)
    with pytest.raises(UserError, match=r"groups\.csv has more than 64 MB; a table of a class has not\.$"):
        bring_groups(Course(tmp_path), A)
