"""A folder a person, or a file a person: nobody vanishes, and what is no file of a student's is refused by name."""

import io
import os
import zipfile

import pytest
from downloads import NB, OTHER, RIGHT, WRONG, A, collect, folder, packed

from autograder.errors import UserError


def test_folders_at_any_depth_are_their_persons(tmp_path):
    files = {
        f"ada/{NB}": RIGHT,
        "ada/application/application.ipynb": OTHER,
        f"bob/HW4/{NB}": RIGHT,
        f"cat/Step_By_Step/{NB}": RIGHT,
        "dan/application/application.ipynb": OTHER,
        "eve/readme.md": b"# sorry\n",
        f"fay/.ipynb_checkpoints/{NB}": RIGHT,
    }
    source = folder(tmp_path / "in", files)
    (source / "gus").mkdir()
    result = collect(tmp_path / "course", source)
    assert result.notebooks == {"ada": "R", "bob": "R", "cat": "R"}
    assert [result.people[student].name for student in ("ada", "bob", "cat")] == ["ada", "bob", "cat"]
    assert [line for line in result.said.splitlines() if line.startswith("Left")] == [
        "Left to you: eve (student: eve): No notebook of step_by_step. readme.md: The file is text without a function "
        "of the assignment.",
        f"Left to you: fay (student: fay): No notebook of step_by_step: nothing but .ipynb_checkpoints/{NB}.",
        "Left to you: gus (student: gus): No notebook of step_by_step. The folder: It is empty.",
    ]
    assert result.code == 1


@pytest.mark.parametrize("around", ["", "homework 4/", "a/b/"])
def test_a_folder_around_people_is_as_if_it_were_not_there(tmp_path, around):
    files = {
        f"{around}ada/{NB}": RIGHT,
        f"{around}bob/{NB}": RIGHT,
        f"__MACOSX/{around}ada/._{NB}": b"\x00\x05\x16\x07",
    }
    assert collect(tmp_path / "course", files).notebooks == {"ada": "R", "bob": "R"}


@pytest.mark.parametrize("around", ["", "submissions/"])
def test_files_are_named_after_people(tmp_path, around):
    names = ("ada.ipynb", "Émile Borel.ipynb", "ada.lovelace.ipynb.txt")
    files = {f"{around}{name}": RIGHT for name in names} | {
        "__MACOSX/ada.ipynb": WRONG,
        ".ipynb_checkpoints/ada.ipynb": WRONG,
    }
    assert collect(tmp_path / "course", files).notebooks == {"ada": "R", "Émile-Borel": "R", "ada.lovelace": "R"}


@pytest.mark.parametrize("around", ["", "submissions/"])
def test_a_notebook_is_somebodys_whatever_its_file_is_called(tmp_path, around):
    files = {"ada.ipynb": RIGHT, "ivy.json": RIGHT, "eva.txt": RIGHT, "zoe": RIGHT}
    no_work = {"settings.json": b'{"editor": "vim"}', "names.txt": b"ada, ivy, eva, zoe", "empty": b""}
    result = collect(tmp_path / "course", {f"{around}{name}": data for name, data in (files | no_work).items()})
    assert result.notebooks == dict.fromkeys(("ada", "eva", "ivy", "zoe"), "R")
    assert result.code == 0


def test_a_name_with_a_line_end_is_somebodys_too(tmp_path):
    files = {"ada.ipynb": RIGHT, "bob\nby.ipynb": RIGHT, "cat\ncy.pdf": b"%PDF-1.7"}
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert sorted(result.notebooks.values()) == ["R", "R"]
    assert "3 people in the download: 2 collected, 1 left to you." in result.said


def test_nobody_is_called_after_the_assignment(tmp_path):
    result = collect(tmp_path / "course", {NB: RIGHT, "ada.ipynb": RIGHT})
    assert result.notebooks == {"ada": "R"}
    assert "Left to you: step_by_step (student: step_by_step): Its name does not say whose it is." in result.said


def test_one_persons_folder_stays_one_person(tmp_path):
    files = {f"ada/{A}/{NB}": RIGHT, "ada/application/application.ipynb": OTHER}
    assert collect(tmp_path / "course", files).notebooks == {"ada": "R"}


@pytest.mark.parametrize("around", ["", "submitted/"])
def test_one_students_two_notebooks_are_not_two_people(tmp_path, around):
    files = {f"{around}ada/{A}/a.ipynb": RIGHT, f"{around}ada/{A}/b.ipynb": WRONG}
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {}
    assert "Left to you: ada (student: ada): 2 notebooks, and nothing tells which is meant" in result.said


def test_names_that_fold_to_one_are_left_to_a_person(tmp_path):
    result = collect(tmp_path / "course", {f"Ada L/{NB}": RIGHT, f"ada-l/{NB}": WRONG, f"bob/{NB}": RIGHT})
    assert result.notebooks == {"bob": "R"}
    assert result.said.count("2 people would become one: Ada L, ada-l.") == 2


def test_two_notebooks_are_not_guessed_between(tmp_path):
    result = collect(tmp_path / "course", {"ada/a.ipynb": RIGHT, "ada/b.ipynb": WRONG, f"bob/{NB}": RIGHT})
    assert (
        "Left to you: ada (student: ada): 2 notebooks, and nothing tells which is meant: a.ipynb, b.ipynb."
        in result.said
    )


def test_links_and_pipes_are_refused_by_name_and_the_rest_goes_on(tmp_path):
    source = folder(tmp_path / "in", {f"ada/{NB}": RIGHT, f"secret/{NB}": RIGHT})
    for student in ("bob", "cat", "dan"):
        (source / student).mkdir()
    (source / "bob" / NB).symlink_to(source / "secret" / NB)
    os.mkfifo(source / "cat" / NB)
    (source / "dan" / NB).symlink_to("/dev/zero")
    (source / "eve").symlink_to(source / "secret")
    result = collect(tmp_path / "course", source)
    assert result.notebooks == {"ada": "R", "secret": "R"}
    none = "No notebook of step_by_step."
    assert f"Left to you: bob (student: bob): {none} {NB}: It is a link, not a file." in result.said
    assert f"Left to you: cat (student: cat): {none} {NB}: It is a pipe or a device, not a file." in result.said
    assert f"Left to you: dan (student: dan): {none} {NB}: It is a link, not a file." in result.said
    assert f"Left to you: eve (student: eve): {none} eve: It is a link, not a file." in result.said


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "long"])
def test_a_timestamp_that_is_no_small_file_is_told(tmp_path, kind):
    source = folder(tmp_path / "in", {f"ada/{NB}": RIGHT, f"bob/{NB}": RIGHT})
    stamp = source / "ada" / "timestamp.txt"
    if kind == "pipe":
        os.mkfifo(stamp)
    elif kind == "link":
        stamp.symlink_to("/dev/zero")
    elif kind == "folder":
        stamp.mkdir()
    else:
        stamp.write_bytes(b"2026 " * 400_000)
    result = collect(tmp_path / "course", source)
    assert result.notebooks == {"ada": "R", "bob": "R"}
    assert result.code == (0 if kind == "folder" else 1)
    assert len(result.times.get("ada", "")) < 100


def test_long_names_become_short_folders(tmp_path):
    result = collect(
        tmp_path / "course", {f"{'x' * 200}{n}/{NB}": RIGHT for n in range(2)} | {f"{'é' * 200}/{NB}": RIGHT}
    )
    assert all(len(student.encode()) <= 120 for student in result.notebooks)
    assert result.people.keys() == result.notebooks.keys()


def test_a_download_without_anybody_is_an_error(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(UserError) as error:
        collect(tmp_path / "course", tmp_path / "in")
    assert str(error.value) == (
        f"There is no notebook of {A} in {tmp_path / 'in'}. Give the download as it came, or its folder."
    )


def test_one_name_twice_in_an_archive_is_one_person_with_two_files(tmp_path):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("ada.ipynb", RIGHT)
        archive.writestr("bob.ipynb", RIGHT)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("ada.ipynb", WRONG)
    result = collect(tmp_path / "course", memory.getvalue())
    assert (result.code, result.notebooks) == (1, {"bob": "R"})
    assert "2 people in the download: 1 collected, 1 left to you." in result.said
    alone = packed({"ada.ipynb": RIGHT})
    assert collect(tmp_path / "other", alone).notebooks == {"ada": "R"}


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_lies_in_the_way_costs_nobody_else(tmp_path, kind):
    place = tmp_path / "course" / "submitted" / "bob"
    place.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "folder":
        (place / A / NB).mkdir(parents=True)
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to(elsewhere)
    result = collect(tmp_path / "course", {f"{name}/{NB}": RIGHT for name in ("ada", "bob", "zoe")})
    assert (result.code, set(result.ids)) == (1, {"ada", "zoe"})
    assert [(tmp_path / "course" / "submitted" / name / A / NB).read_bytes() for name in ("ada", "zoe")] == [RIGHT] * 2
    assert "Not collected: bob: " in result.said
    assert "3 people in the download: 2 collected, 1 left to you." in result.said
    assert not list(elsewhere.iterdir())


def test_an_older_download_takes_the_place_of_no_later_hand_in(tmp_path):
    def at(hour, content):
        return {f"ada/{NB}": content, "ada/timestamp.txt": f"2026-03-01 {hour}:00:00 UTC\n".encode()}

    course = tmp_path / "course"
    assert collect(course, at(12, RIGHT)).code == 0
    earlier = collect(course, at(11, WRONG))
    assert (earlier.code, earlier.notebooks) == (1, {"ada": "R"})
    home = course / "submitted" / "ada" / A
    assert (
        f"Not collected: ada: What lies in {home} was handed in later, 2026-03-01 12:00:00 UTC, than this, "
        "2026-03-01 11:00:00 UTC. Remove it and collect again, to take this one." in earlier.said
    )
    assert (collect(course, at(12, WRONG)).code, collect(course, at(13, WRONG)).notebooks) == (0, {"ada": "W"})
