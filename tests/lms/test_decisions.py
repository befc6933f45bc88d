"""What is left to an instructor is written down to be filled in, and what they decided is done."""

import csv

import pytest
from downloads import NB, RIGHT, WRONG, collect, packed

from autograder.errors import UserError

FILES = {
    "ada/a.ipynb": RIGHT,
    "ada/b.ipynb": WRONG,
    f"bob/{NB}": RIGHT,
    "cat/hw.pdf": b"%PDF",
    f"Dan D/{NB}": RIGHT,
    f"dan-d/{NB}": WRONG,
    "=eve/x.pdf": b"%PDF",
}


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decide(path, **columns):
    table = rows(path)
    for row in table:
        row |= columns.get(row["name"].replace(" ", "_").replace("-", "_"), {})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(table)


def test_a_dry_run_changes_nothing_and_says_what_would_be_done(tmp_path):
    result = collect(tmp_path / "course", FILES, "--dry-run")
    assert [path.name for path in (tmp_path / "course").iterdir()] == ["source"]
    assert "bob" in result.said
    assert result.said.endswith("6 people in the download: 1 would be collected, 5 left to you.\n")
    assert result.code == 1


def test_what_is_left_is_written_down_once(tmp_path):
    path = tmp_path / "decisions.csv"
    result = collect(tmp_path / "course", FILES, "--dry-run", "--decisions", str(path))
    first = rows(path)
    assert f"{path}: fill in what you decide, then collect again with --decisions {path}." in result.said
    assert [(row["number"], row["files"], row["take"], row["student"]) for row in first] == [
        ("student: =eve", "x.pdf", "", ""),
        ("student: Dan D", NB, "", ""),
        ("student: ada", "a.ipynb | b.ipynb", "", ""),
        ("student: cat", "hw.pdf", "", ""),
        ("student: dan-d", NB, "", ""),
    ]
    assert first[0]["name"] == "'=eve"
    assert first[2]["why"] == "2 notebooks, and nothing tells which is meant: a.ipynb, b.ipynb."
    collect(tmp_path / "course", FILES, "--dry-run", "--decisions", str(path))
    assert rows(path) == first


def test_decisions_are_done_and_counted(tmp_path):
    path = tmp_path / "decisions.csv"
    collect(tmp_path / "course", FILES, "--dry-run", "--decisions", str(path))
    decide(path, ada={"take": "b.ipynb"}, cat={"take": "-"}, Dan_D={"student": "dan-1"}, dan_d={"student": "dan-2"})
    result = collect(tmp_path / "course", FILES, "--decisions", str(path))
    assert result.notebooks == {"ada": "W", "bob": "R", "dan-1": "R", "dan-2": "W"}
    assert "cat: left out, as you decided." in result.said
    assert result.said.endswith("6 people in the download: 4 collected, 1 left out by your decision, 1 left to you.\n")
    assert result.code == 1


def test_a_decision_may_reach_into_an_archive_and_what_is_not_there_is_said(tmp_path):
    files = {"ada/x.zip": packed({"1.ipynb": RIGHT, "2.ipynb": WRONG}), "bob/x.zip": packed({"1.ipynb": RIGHT})}
    path = tmp_path / "decisions.csv"
    path.write_text("number,name,why,files,take,student\nstudent: ada,,,,x.zip/2.ipynb,\nstudent: bob,,,,no.ipynb,\n")
    result = collect(tmp_path / "course", files, "--decisions", str(path))
    assert result.notebooks == {"ada": "W"}
    assert "Left to you: bob (student: bob): You decided for no.ipynb, which is not there." in result.said


def test_one_student_is_not_given_to_two(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("number,name,why,files,take,student\nstudent: ada,,,,a.ipynb,bob\n")
    result = collect(tmp_path / "course", FILES, "--decisions", str(path))
    assert result.notebooks == {}
    assert result.said.count("2 people would become one: ada, bob.") == 2


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "hello", ""])
def test_another_table_is_one_line(tmp_path, text):
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(UserError, match=r"is no table"):
        collect(tmp_path / "course", {f"bob/{NB}": RIGHT}, "--decisions", str(tmp_path / "x.csv"))


def test_decisions_that_are_not_there_are_an_error_but_for_a_dry_run(tmp_path):
    with pytest.raises(UserError, match=r"none\.csv cannot be read: No such file or directory\."):
        collect(tmp_path / "course", {f"bob/{NB}": RIGHT}, "--decisions", str(tmp_path / "none.csv"))
