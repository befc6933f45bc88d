"""Moodle's downloads: the participant's number says who somebody is, in any language and however a name is spelt."""

import unicodedata

import pytest
from downloads import FILE, NB, OTHER, PAGE, RIGHT, WRONG, A, collect, packed

SIX = ("José Núñez_501", "Zoë Müller_502", "Nguyễn Thị Hà_503", "Siobhán O'Brien_504", "Łukasz Żak_505", "Иван Й_507")


def hand_ins(*people, content=RIGHT):
    return {f"{person}{FILE}{NB}": content for person in people}


def numbers(result):
    return {student: ids[f"moodle {A}"] for student, ids in result.ids.items()}


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer_in", "参加者", "Участник"])
def test_anonymous_people_are_told_apart_by_number_in_any_language(tmp_path, word):
    result = collect(tmp_path / "course", hand_ins(f"{word}_501", f"{word}_502", f"{word}_503"))
    assert numbers(result) == {f"{word}-{number}": str(number) for number in (501, 502, 503)}
    assert result.code == 0


def test_anonymous_people_of_another_assignment_are_others(tmp_path):
    root = tmp_path / "course"
    collect(root, hand_ins("Participant_501", "Participant_502", "Participant_503"))
    result = collect(root, hand_ins("Participant_601"), "--assignment", "application")
    assert (len(result.people), result.code) == (3, 1)  # the notebook is of step_by_step: it is nobody's application
    assert "Participant (moodle application: 601)" in result.said


@pytest.mark.parametrize("name", [f"Ada Lovelace_42{FILE}my work.ipynb", f"Ada Lovelace_42{FILE[:-1]}my work.ipynb"])
def test_folders_and_flat_files_carry_the_participant(tmp_path, name):
    result = collect(tmp_path / "course", {name: RIGHT})
    assert numbers(result) == {"Ada-Lovelace": "42"}
    assert result.people["Ada-Lovelace"].name == "Ada Lovelace"


def test_a_folder_without_a_number_tells_that_teams_handed_in(tmp_path):
    result = collect(tmp_path / "course", hand_ins("Tutorial 3_17", "Tutorial 4_18", "Default group"))
    assert result.ids == {
        "Tutorial-3": {f"moodle group {A}": "17"},
        "Tutorial-4": {f"moodle group {A}": "18"},
        "Default-group": {f"moodle group {A}": "Default group"},
    }
    assert "Tutorial-3: This is a team whose members the download does not name." in result.said


def test_a_name_may_change_and_the_number_stays(tmp_path):
    root = tmp_path / "course"
    collect(root, hand_ins("Tutorial 3-José Núñez_501", "Tutorial 3-Ann Lee_502", content=WRONG))
    result = collect(root, hand_ins("José Núñez_501", "Ann Lee_502", "Bo Li_503"))
    assert sorted(numbers(result).values()) == ["501", "502", "503"]
    assert set(result.notebooks.values()) == {"R"}
    assert {person.name for person in result.people.values()} == {"José Núñez", "Ann Lee", "Bo Li"}


def test_letters_in_parts_are_the_same_letters(tmp_path):
    root = tmp_path / "course"
    collect(root, hand_ins(*SIX, content=WRONG))
    apart = {unicodedata.normalize("NFD", name): content for name, content in hand_ins(*SIX).items()}
    result = collect(root, apart)
    assert result.notebooks == dict.fromkeys(
        ["José-Núñez", "Zoë-Müller", "Nguyễn-Thị-Hà", "Siobhán-O-Brien", "Łukasz-Żak", "Иван-Й"], "R"
    )


def test_vowel_signs_belong_to_their_letters(tmp_path):
    names = ("रवि कुमार", "रवी कुमार", "अनिता", "กี", "กิ", "தமிழ் செல்வன்", "می‌خواهم")
    result = collect(tmp_path / "course", hand_ins(*(f"{name}_{n}" for n, name in enumerate(names, 501))))
    assert set(result.notebooks) == {name.replace(" ", "-") for name in names}
    assert {person.name for person in result.people.values()} == set(names)


def test_two_people_of_one_name_are_two(tmp_path):
    result = collect(tmp_path / "course", hand_ins("Wang Wei_501", "Wang Wei_502", "wang wei_503", "Wang-Wei_504"))
    assert numbers(result) == {
        "Wang-Wei-501": "501",
        "Wang-Wei-502": "502",
        "wang-wei-503": "503",
        "Wang-Wei-504": "504",
    }


def test_what_is_no_notebook_is_named_and_a_text_beside_a_file_is_no_problem(tmp_path):
    text = "_assignsubmission_onlinetext_/onlinetext.html"
    files = {
        **hand_ins("Ada One_1"),
        f"Ada One_1{text}": PAGE,
        f"Bob Two_2{FILE}homework.zip": packed({"homework/step_by_step.ipynb": RIGHT}),
        f"Dan Four_4{FILE}{NB}.txt": RIGHT,
        f"Cat Three_3{text}": PAGE,
    }
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {"Ada-One": "R", "Bob-Two": "R", "Dan-Four": "R"}
    assert result.code == 1
    assert "Left to you: Cat Three (moodle step_by_step: 3): No notebook of step_by_step." in result.said
    assert "4 people in the download: 3 collected, 1 left to you." in result.said


def test_nobody_is_taken_for_somebody_else_by_what_they_named_themselves(tmp_path):
    files = {
        f"Ada_1234{FILE[:-1]}x_99_assignsubmission_file_y.ipynb": RIGHT,
        f"Eve_43{FILE}Bob_42_assignsubmission_file_/work.ipynb": RIGHT,
        f"Eve_43{FILE}submission_metadata.yml": b"submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n",
        f"Gus_44{FILE}gus+step_by_step+2026-01-01 00:00:00 UTC/work.ipynb": RIGHT,
    }
    assert numbers(collect(tmp_path / "course", files)) == {"Ada": "1234", "Eve": "43", "Gus": "44"}


def test_numbers_are_new_with_every_assignment_and_a_name_that_is_one_persons_joins_them(tmp_path):
    root = tmp_path / "course"
    collect(root, hand_ins("Ada Lovelace_41", "Wang Wei_42", "Wang Wei_43", "Tutorial 3-Bo Li_44"))
    other = hand_ins("Ada Lovelace_73", "Wang Wei_74", "Bo Li_75", "Cy New_76", content=OTHER)
    result = collect(root, other, "--assignment", "application")
    assert result.ids["Ada-Lovelace"] == {f"moodle {A}": "41", "moodle application": "73"}
    assert result.ids["Cy-New"] == {"moodle application": "76"}
    assert result.code == 1
    said = result.said.splitlines()
    assert [line for line in said if line.startswith("Left to you")] == [
        "Left to you: Bo Li (moodle application: 75): This may be Tutorial-3-Bo-Li, who was collected under another "
        "name, or somebody new.",
        "Left to you: Wang Wei (moodle application: 74): 2 of this name were collected before (Wang-Wei-42, "
        "Wang-Wei-43), and Moodle's numbers are new.",
    ]


def test_a_folder_around_a_download_is_as_if_it_were_not_there(tmp_path):
    files = {f"Kurs: DL_HW4/{name}": content for name, content in hand_ins("Ada Lovelace_501", "Bob_502").items()}
    assert numbers(collect(tmp_path / "course", files)) == {"Ada-Lovelace": "501", "Bob": "502"}
