"""Canvas's downloads: whose a file is, late or not, which attempt, and what a student's own name may not change."""

import pytest
from downloads import BLANK, OTHER, PAGE, RIGHT, SCRIPT, WRONG, A, collect, packed

from autograder.lms.layouts import newest_attempts
from autograder.lms.unpacking.archives import Item


def lines(result):
    return [" ".join(line.split()) for line in result.said.splitlines()]


@pytest.mark.parametrize(
    "files",
    [
        {"lovelaceada_1_9001_step_by_step.ipynb": RIGHT, "lovelaceada_1_9002_application-1.ipynb": WRONG},
        {"smithbob_1_9003_step_by_step.ipynb": RIGHT, "smithbob_1_9004_scratch-3.ipynb": WRONG},
        {"a_LATE_1_10_step_by_step.ipynb": RIGHT, "a_LATE_1_11_notes-1.ipynb": WRONG},
        {"c_3_14_step_by_step.ipynb": RIGHT, "c_3_15_hw_2024-05-01.ipynb": WRONG},
        {"d_4_16_step_by_step.ipynb": RIGHT, "d_4_17_Untitled.ipynb": WRONG},
        {"d_4_16_Step By Step (1).ipynb": RIGHT, "d_4_17_draft.ipynb": WRONG},
        {"d_4_16_homework.ipynb": RIGHT, "d_4_17_step_by_step.ipynb": OTHER},
        {"d_4_16_homework.ipynb": RIGHT, "d_4_17_step_by_step.ipynb": BLANK},
    ],
)
def test_the_notebook_of_the_assignment_is_taken_whatever_lies_beside_it(tmp_path, files):
    result = collect(tmp_path / "course", files)
    assert list(result.notebooks.values()) == ["R"]
    assert result.code == 0
    assert result.said.endswith("1 person in the download: 1 collected, 0 left to you.\n")


def test_what_was_left_aside_is_said(tmp_path):
    files = {"d_4_16_step_by_step.ipynb": RIGHT, "d_4_17_Untitled.ipynb": WRONG}
    assert "d: step_by_step.ipynb was taken; left aside: Untitled.ipynb." in lines(collect(tmp_path / "course", files))


def test_a_number_at_the_end_is_an_attempt_between_files_of_otherwise_the_same_name(tmp_path):
    files = {
        "kaycat_1236_9005_step_by_step-2.ipynb": RIGHT,
        "kaycat_1236_8005_step_by_step-1.ipynb": WRONG,
        "kaycat_1236_7005_step_by_step.ipynb": WRONG,
        "leedan_1237_9006_2026-05-01.ipynb": RIGHT,
    }
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {"kaycat": "R", "leedan": "R"}
    assert "kaycat: 2 older attempts left aside." in lines(result)


def test_attempts_are_counted_not_spelt():
    items = [Item((f"hw-{number}.ipynb",), None) for number in (9, 10, 1)]
    assert [item.where for item in newest_attempts([*items, Item(("x.pdf",), None)])] == ["hw-10.ipynb", "x.pdf"]


def test_names_of_groups_may_hold_numbers_and_late_is_late(tmp_path):
    files = {
        "team_4_1240_9001_step_by_step.ipynb": RIGHT,
        "team_5_LATE_1241_9002_step_by_step-1.ipynb": WRONG,
        "lab-6_1242_9003_step_by_step.ipynb": RIGHT,
        "o'briensean_1243_9004_step_by_step.ipynb": RIGHT,
    }
    result = collect(tmp_path / "course", files)
    assert {ids["canvas"] for ids in result.ids.values()} == {"1240", "1241", "1242", "1243"}
    assert result.ids["team_4"] == {"canvas": "1240"}
    assert [line.split()[0] for line in lines(result) if " late " in line and "canvas" in line] == ["team_5"]


@pytest.mark.parametrize("called", ["2_step_by_step.ipynb", "2024_step_by_step.ipynb", "3_14_15_hw.ipynb"])
def test_a_students_own_file_name_may_begin_with_numbers(tmp_path, called):
    files = {f"riverasol_1250_9105_{called}": RIGHT, "quinnmo_1251_9106_step_by_step.ipynb": RIGHT}
    assert collect(tmp_path / "course", files).ids["riverasol"] == {"canvas": "1250"}


def test_where_all_names_hold_numbers_the_large_ones_are_canvass(tmp_path):
    files = {f"team_{n}_{1240 + n}_{9000 + n}_step_by_step.ipynb": RIGHT for n in range(3)}
    ids = collect(tmp_path / "course", files).ids
    assert ids == {f"team_{n}": {"canvas": str(1240 + n)} for n in range(3)}


def test_who_is_anonymous_is_known_by_the_code_at_the_next_attempt_too(tmp_path):
    first = {"anon_aB3xZ_9001_step_by_step.ipynb": WRONG, "LATE_anon_Qw7Rt_9002_step_by_step.ipynb": RIGHT}
    second = {"anon_aB3xZ_9007_step_by_step-1.ipynb": RIGHT, "LATE_anon_Qw7Rt_9002_step_by_step.ipynb": RIGHT}
    collect(tmp_path / "course", first)
    result = collect(tmp_path / "course", second)
    assert result.notebooks == {"Qw7Rt": "R", "aB3xZ": "R"}
    assert result.ids["aB3xZ"] == {f"canvas anonymous {A}": "aB3xZ"}
    assert any(line.startswith("Qw7Rt Qw7Rt canvas late") for line in lines(result))


def test_what_is_no_notebook_is_taken_if_it_can_be_read_and_named_if_not(tmp_path):
    files = {
        "adaone_1_11_step_by_step.ipynb": RIGHT,
        "bobtwo_2_12_homework.zip": packed({"homework/step_by_step.ipynb": RIGHT}),
        "catthree_3_13_step_by_step.ipynb.txt": RIGHT,
        "danfour_4_14_step_by_step.ipynb.json": RIGHT,
        "evefive_5_15_step_by_step.py": SCRIPT,
        "faysix_6_16_step_by_step.html": PAGE,
        "gusseven_7_17_step_by_step.IPYNB": RIGHT,
        "haleight_8_text.html": PAGE,
        "ivynine_LATE_9_link.html": PAGE,
        "jotEN_10_19_hw.pdf": b"%PDF-1.7",
        "kimeleven_11_20_hw.ipynb": b"",
        "lentwelve_12_21_hw.ipynb": RIGHT[:-40],
        "mothirteen_13_22_hw.png": b"\x89PNG\r\n",
    }
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {
        "adaone": "R", "bobtwo": "R", "catthree": "R", "danfour": "R", "evefive": "?", "gusseven": "R",
    }  # fmt: skip
    assert result.code == 1
    none = f"No notebook of {A}."
    assert [line.removeprefix("Left to you: ") for line in lines(result) if line.startswith("Left to you: ")] == [
        f"faysix (canvas: 6): {none} step_by_step.html: The file is an HTML page, not the notebook itself.",
        f"haleight (canvas: 8): {none} text.html: The file is an HTML page, not the notebook itself.",
        f"ivynine (canvas: 9): {none} link.html: The file is an HTML page, not the notebook itself.",
        f"jotEN (canvas: 10): {none} hw.pdf: The file is a PDF.",
        f"kimeleven (canvas: 11): {none} hw.ipynb: The file is empty.",
        f"lentwelve (canvas: 12): {none} hw.ipynb: The file is a notebook cut off at line 1: save it again "
        "and hand in the whole file.",
        f"mothirteen (canvas: 13): {none} hw.png: The file is a PNG picture.",
    ]
    assert lines(result)[-1] == "13 people in the download: 6 collected, 7 left to you."


def test_a_folder_under_a_files_name_is_that_persons(tmp_path):
    files = {"ada_1_11_hw.ipynb/x.txt": b"not a notebook\n", "bob_2_12_step_by_step.ipynb": RIGHT}
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {"bob": "R"}
    assert "Left to you: ada (canvas: 1): " in result.said


def test_two_names_with_one_number_are_left_to_a_person(tmp_path):
    result = collect(tmp_path / "course", {"ada_1_11_hw.ipynb": RIGHT, "bob_1_12_hw.ipynb": RIGHT})
    assert result.notebooks == {}
    assert lines(result)[0] == "Left to you: ada (canvas: 1): 2 names have this number: ada, bob."


def test_one_name_with_two_numbers_is_two_people_whenever_they_come(tmp_path):
    collect(tmp_path / "course", {"wangwei_4005_98_hw.ipynb": WRONG})
    result = collect(tmp_path / "course", {"wangwei_4019_99_hw.ipynb": RIGHT, "WangWei_4020_97_hw.ipynb": RIGHT})
    assert result.notebooks == {"wangwei": "W", "wangwei-4019": "R", "WangWei-4020": "R"}


def test_escapes_in_names_are_printed_so_that_they_can_be_seen(tmp_path):
    files = {"ada_1_11_\x1b[2Jhw.ipynb": b"", "bob_2_12_\u202egpj.ipynb": RIGHT}
    said = collect(tmp_path / "course", files).said
    assert "\x1b" not in said
    assert "\\x1b[2Jhw.ipynb" in said
    assert "\\u202egpj.ipynb" in said


def test_a_backup_is_no_hand_in_and_its_person_is_named(tmp_path):
    files = {f"a_1_11_{A}.ipynb": RIGHT, f"b_2_12_{A}.ipynb.bak": RIGHT, f"c_3_13_{A}.ipynb~": RIGHT}
    beside = {f"._b_2_12_{A}.ipynb": b"", f".~lock.a_1_11_{A}.ipynb#": b"", ".DS_Store": b""}
    result = collect(tmp_path / "course", files | beside)
    assert (result.code, result.notebooks) == (1, {"a": "R"})
    assert lines(result)[-1] == "3 people in the download: 1 collected, 2 left to you."


def test_two_files_of_one_name_are_not_guessed_between(tmp_path):
    files = {"a_1_11_hw.ipynb": RIGHT, "a_1_15_hw.ipynb": WRONG, f"b_2_12_{A}.ipynb": RIGHT}
    result = collect(tmp_path / "course", files)
    assert (result.code, result.notebooks) == (1, {"b": "R"})
    assert "2 notebooks, and nothing tells which is meant: hw.ipynb, hw.ipynb." in result.said


@pytest.mark.parametrize("called", ["x_1241_9002_hw.ipynb", "x_LATE_1241_9002_hw.ipynb", "1241_9002_hw.ipynb"])
def test_nobody_is_taken_for_somebody_else_by_what_they_called_a_file(tmp_path, called):
    files = {f"mallory_1260_9105_{called}": WRONG, f"bob_1241_9002_{A}.ipynb": RIGHT, f"ann_1242_9003_{A}.ipynb": RIGHT}
    result = collect(tmp_path / "course", files)
    assert (result.code, result.notebooks) == (0, {"mallory": "W", "bob": "R", "ann": "R"})
    assert result.ids["mallory"] == {"canvas": "1260"}


@pytest.mark.parametrize("called", [f"ada_77777777_99999999_{A}.ipynb", f"ada_LATE_1241_9002_{A}.ipynb"])
@pytest.mark.parametrize("others", [{}, {f"bob_1242_9003_{A}.ipynb": RIGHT}])
def test_who_has_an_odd_number_is_nobody_else_either(tmp_path, called, others):
    result = collect(tmp_path / "course", {f"mallory_10000000000066_600_{called}": WRONG} | others)
    assert result.notebooks["mallory"] == "W"
    assert result.ids["mallory"] == {"canvas": "10000000000066"}


def test_endless_numbers_are_no_numbers(tmp_path):
    ones = "1" * 5000
    files = {f"a_{ones}_600_7_8_hw.ipynb": RIGHT, f"b_2_12_hw-{ones}.ipynb": WRONG, f"c_3_13_{A}.ipynb": RIGHT}
    result = collect(tmp_path / "course", files | {"b_2_14_hw.ipynb": WRONG})
    assert result.notebooks["c"] == "R"
    assert result.notebooks["b"] == "W"
    assert max(map(len, lines(result))) < 1500


def test_what_a_name_says_makes_no_line_of_its_own(tmp_path):
    result = collect(tmp_path / "course", {"a_1_11_x\n9 people: 9 collected.txt": b"no\n", f"b_2_12_{A}.ipynb": RIGHT})
    assert "x\\n9 people: 9 collected.txt" in result.said
    assert not [line for line in lines(result) if line.startswith("9 people")]


def test_anonymous_codes_are_told_apart_whatever_they_hold(tmp_path):
    files = {f"anon_{code}_900{at}_{A}.ipynb": RIGHT for at, code in enumerate(["a_B3x", "a_C4y", "Q_7", "Q_8"])}
    result = collect(tmp_path / "course", files | {"anon_zz_LATE_9005_2_hw.ipynb": RIGHT, "anon_yy_text.html": PAGE})
    assert (result.code, set(result.notebooks)) == (1, {"a_B3x", "a_C4y", "Q_7", "Q_8", "zz"})
    assert "yy (canvas anonymous step_by_step: yy)" in result.said
