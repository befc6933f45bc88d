"""nbgrader's exchange and submitted/: ids as they are, times in UTC, the newest hand-in."""

import pytest
from downloads import BLANK, NB, RIGHT, WRONG, A, collect, folder


def handed(student, moment, tail="x"):
    return f"{student}+{A}+{moment}+{tail}/"


def test_the_newest_hand_in_counts_and_times_are_kept_in_utc(tmp_path):
    files = {
        handed("ada", "2026-02-01 20:00:00.000001 EST", "aa") + NB: WRONG,
        handed("ada", "2026-02-02 20:00:00.000001 EST", "bb") + NB: RIGHT,
        handed("bob", "2026-02-02 20:00:00.000001 UTC", "cc") + NB: RIGHT,
        handed("cat", "2026-02-02 20:00:00.000001 EST", "dd") + NB: RIGHT,
        f"dan+{A}+2026-02-02 20:00:00.000001 Europe/{NB}": RIGHT,
        handed("o'brien-√", "2026-02-02 20:00:00 +0100") + NB: RIGHT,
        "eve+other+2026-02-02 20:00:00.000001 UTC/other.ipynb": WRONG,
    }
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    late = "2026-02-03 01:00:00.000001 UTC"
    assert result.notebooks == {"ada": "R", "bob": "R", "cat": "R", "dan": "R", "o'brien-√": "R"}
    assert result.times == {
        "ada": late,
        "bob": "2026-02-02 20:00:00.000001 UTC",
        "cat": late,
        "dan": "2026-02-02 20:00:00.000001 Europe",
        "o'brien-√": "2026-02-02 19:00:00 UTC",
    }
    assert "dan: When it was handed in cannot be told of '2026-02-02 20:00:00.000001 Europe'." in result.said
    assert result.code == 1


def test_of_hand_ins_whose_time_cannot_be_told_none_is_taken(tmp_path):
    files = {handed("ada", f"2026-02-0{day} 20:00:00 IST") + NB: RIGHT for day in (1, 2)}
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert result.notebooks == {}
    assert (
        "Left to you: ada (student: ada): 2 hand-ins, and when cannot be told of 2026-02-01 20:00:00 IST, 2026-02-02 "
        "20:00:00 IST." in result.said
    )


def test_the_courses_own_zone_says_what_letters_mean_and_where_clocks_stand(tmp_path):
    course = folder(
        tmp_path / "course", {"nbgrader_config.py": b'c = get_config()\nc.Exchange.timezone = "Asia/Kolkata"\n'}
    )
    files = {
        handed("ada", "2026-02-02 20:00:00 IST") + NB: RIGHT,
        handed("bob", "2026-02-02 20:00:00") + NB: RIGHT,
    }
    result = collect(course, folder(tmp_path / "in", files))
    assert result.times == {"ada": "2026-02-02 14:30:00 UTC", "bob": "2026-02-02 14:30:00 UTC"}
    assert result.code == 0


def test_a_folder_without_a_notebook_is_named(tmp_path):
    files = {
        handed("ada", "2026-02-02 20:00:00.000001 UTC") + NB: RIGHT,
        handed("bob", "2026-02-02 20:00:00.000001 UTC") + "timestamp.txt": b"2026-02-02 20:00:00.000001 UTC\n",
    }
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert result.notebooks == {"ada": "R"}
    assert result.said.endswith(
        "Left to you: bob (student: bob): No notebook of step_by_step: nothing but timestamp.txt.\n"
        "2 people in the download: 1 collected, 1 left to you.\n"
    )
    assert result.code == 1


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        (b"2026-02-02 20:00:00.000001 EST\n", "2026-02-03 01:00:00.000001 UTC"),
        (b"2026-02-02T20:00:00Z", "2026-02-02 20:00:00 UTC"),
        (b"\xef\xbb\xbf2026-02-02 20:00:00 UTC\r\n", "2026-02-02 20:00:00 UTC"),
        (b"yesterday", "yesterday"),
        (b"2026-02-02 20:00:00 UTC" + b" " * 5000, "2026-02-02 20:00:00 UTC" + ""),
    ],
)
def test_submitted_folders_carry_their_time(tmp_path, stamp, moment):
    files = {f"ada/{A}/{NB}": RIGHT, f"ada/{A}/timestamp.txt": stamp, "ada/application/application.ipynb": WRONG}
    result = collect(tmp_path / "course", folder(tmp_path / "in", {**files, f"bob/{A}/{NB}": RIGHT}))
    assert result.times == {"ada": moment}


def test_a_later_hand_in_without_a_time_does_not_keep_the_earlier_one_s(tmp_path):
    collect(tmp_path / "course", {handed("ada", "2026-02-02 20:00:00 UTC") + NB: WRONG})
    result = collect(tmp_path / "course", {f"ada/{A}/{NB}": RIGHT, f"bob/{A}/{NB}": RIGHT})
    assert (result.notebooks["ada"], result.times) == ("R", {})


def test_a_whole_course_of_the_exchange_is_what_came_in(tmp_path):
    stamp = "2026-02-02 20:00:00 UTC"
    files = {f"dl/inbound/{student}+{A}+{stamp}/{NB}": RIGHT for student in ("ada", "bob+lee@example.org")}
    result = collect(tmp_path / "course", files | {f"dl/outbound/{A}/{NB}": BLANK})
    assert (result.code, result.notebooks) == (0, {"ada": "R", "bob+lee@example.org": "R"})
