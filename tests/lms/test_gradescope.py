"""Gradescope's export: people as the list names them, whatever else stands in it, and teams told as teams."""

import pytest
from downloads import APPLE, NB, RIGHT, SCRIPT, WRONG, A, collect, folder

TOP = "assignment_1_export/"
TIME = "2026-02-02 20:00:00.938335000 Z"


def person(name, sid="", email=""):
    return f"  - :name: {name}\n    :sid: {sid}\n    :email: {email}\n"


def listed(number, *people, moment=TIME):
    return f"submission_{number}:\n  :submitters:\n{''.join(people)}  :created_at: {moment}\n"


ADA = listed(1, person("Ada", "'01'"))


def export(metadata, **files):
    content = metadata if isinstance(metadata, bytes) else metadata.encode()
    return {"submission_metadata.yml": content, f"submission_1/{NB}": RIGHT, **files}


def test_clutter_never_counts_and_everybody_of_a_team_is_collected(tmp_path):
    metadata = (
        listed(101, person("Ada One", "'0101'", "ada@example.org"))
        + listed(103, person("Cat Three", "'0103'", "cat@example.org"))
        + listed(104, person("Dan Four", "'0104'", "dan@example.org"))
        + listed(
            105,
            person("Eve Five", email="eve@example.org"),
            person("Fay Six", "'0106'", "fay@example.org"),
            moment="2026-02-02 20:00:00.938335000 -07:00",
        )
    )
    files = {
        f"{TOP}submission_metadata.yml": metadata.encode(),
        f"{TOP}submission_101/hw4.ipynb": RIGHT,
        f"{TOP}submission_101/.ipynb_checkpoints/hw4-checkpoint.ipynb": WRONG,
        f"{TOP}submission_103/hw/hw4.ipynb": RIGHT,
        f"{TOP}submission_103/__MACOSX/hw/._hw4.ipynb": APPLE,
        f"{TOP}submission_104/{NB}": RIGHT,
        f"{TOP}submission_104/.git/{NB}": WRONG,
        f"{TOP}submission_105/{NB}": RIGHT,
    }
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert result.notebooks == dict.fromkeys(("0101", "0103", "0104", "0106", "eve"), "R")
    assert result.times["0106"] == result.times["eve"] == "2026-02-03 03:00:00.938335 UTC"
    assert result.people["eve"].email == "eve@example.org"
    assert result.ids["eve"] == {f"team {A}": "submission_105"}
    assert result.ids["0106"] == {"sid": "0106", f"team {A}": "submission_105"}
    assert result.code == 0


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        (ADA + "  :score: !ruby/object:BigDecimal 18:0.1e2\n", "Ada"),
        (ADA + "\t:score: 1\n", "Ada"),
        (ADA.replace("Ada", "Zoé").encode("latin-1"), "Zoé"),
        (b"submission_1:\n  :submitters:\n  - Ada\n", "Ada"),
        (b"submission_1:\n  :submitters: Ada\n", "Ada"),
        (ADA + "..:\n  :submitters:\n  - :name: Eve\n" + "'../other':\n  :submitters: [Eve]\n", "Ada"),
        (ADA + "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nsubmission_2:\n  :submitters: *c\n", "Ada"),
        (ADA + "submission_2: null\n3: 4\n", "Ada"),
    ],
)
def test_what_can_be_read_of_the_list_is_read(tmp_path, metadata, name):
    result = collect(tmp_path / "course", folder(tmp_path / "in", export(metadata)))
    assert name in {person.name for person in result.people.values()}


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        (b"- a\n- b\n", "submission_metadata.yml is no list of submissions by their folders."),
        (b"", "submission_metadata.yml is no list of submissions by their folders."),
        (b"a: [1\nb: 2\n", "submission_metadata.yml cannot be read in line 2: did not find expected ',' or ']'."),
        (b"- " * 100_000, "submission_metadata.yml cannot be read: it nests too deep."),
        (b"[" * 100_000, "submission_metadata.yml cannot be read: it nests too deep."),
        (b"\0\1\2", "submission_metadata.yml cannot be read"),
    ],
)
def test_a_list_that_cannot_be_read_leaves_its_people_to_a_person(tmp_path, metadata, why):
    result = collect(tmp_path / "course", folder(tmp_path / "in", export(metadata)))
    assert f"Left to you: submission_1 (gradescope submission: submission_1): {why}" in result.said
    assert result.said.endswith("1 person in the download: 0 collected, 1 left to you.\n")
    assert result.code == 1


def test_a_script_is_taken_and_who_has_no_folder_or_no_name_is_told(tmp_path):
    metadata = ADA + listed(2, person("Bob", "'02'")) + listed(3, person("Cat", "'03'")) + listed(4)
    more = {"submission_2/step_by_step.py": SCRIPT, f"submission_4/{NB}": RIGHT, f"submission_5/{NB}": RIGHT}
    files = export(metadata, **more)
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert result.notebooks == {"01": "R", "02": "?"}
    assert [line for line in result.said.splitlines() if line.startswith("Left")] == [
        "Left to you: Cat (sid: 03): No notebook of step_by_step: nothing at all.",
        "Left to you: submission_4 (gradescope submission: submission_4): submission_metadata.yml names nobody.",
        "Left to you: submission_5 (gradescope submission: submission_5): submission_metadata.yml does not say whose "
        "it is.",
    ]


def test_who_handed_in_twice_has_the_newer_one(tmp_path):
    ada = person("Ada", "'01'", "ada@example.org")
    metadata = listed(1, ada) + listed(2, ada, person("Bob", "'02'"), moment="2026-02-03 20:00:00 Z")
    files = export(metadata, **{f"submission_2/{NB}": WRONG})
    result = collect(tmp_path / "course", folder(tmp_path / "in", files))
    assert result.notebooks == {"01": "W", "02": "W"}


def test_a_number_that_two_people_have_is_left_to_a_person(tmp_path):
    metadata = listed(1, person("Ada", "'01'", "ada@example.org")) + listed(2, person("Bob", "'01'", "bob@example.org"))
    result = collect(tmp_path / "course", folder(tmp_path / "in", export(metadata, **{f"submission_2/{NB}": WRONG})))
    assert result.notebooks == {}
    assert "2 names have this number: Ada, Bob." in result.said


def test_an_address_is_one_person_with_and_without_a_number(tmp_path):
    root = tmp_path / "course"
    collect(root, folder(tmp_path / "a", export(listed(1, person("Ada", email="Ada@example.org")))))
    result = collect(root, folder(tmp_path / "b", export(listed(1, person("Ada", "'01'", "ada@example.org")))))
    assert result.ids == {"ada": {"sid": "01"}}


def test_one_front_of_two_addresses_is_two_people(tmp_path):
    metadata = listed(1, person("Ann", email="ann@a.org"), person("Ann", email="ann@b.org"))
    assert set(collect(tmp_path / "course", folder(tmp_path / "in", export(metadata))).notebooks) == {
        "ann@a.org",
        "ann@b.org",
    }


def test_a_person_whose_number_is_missing_once_is_known_by_the_email(tmp_path):
    later = listed(2, person("Ada", "7", "Ada@x.org"), moment="2026-02-03 20:00:00 Z")
    files = export(listed(1, person("Ada", "", "ada@x.org")) + later)
    result = collect(tmp_path / "course", files | {f"submission_1/{NB}": WRONG, f"submission_2/{NB}": RIGHT})
    assert (result.code, result.notebooks) == (0, {"7": "R"})
