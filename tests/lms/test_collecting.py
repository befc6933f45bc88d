"""Every system's download is recognised; what is not clear is left to the instructor and said."""

import zipfile
from datetime import datetime

import pytest
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.course.folder import Course
from autograder.course.roster import Person, read_roster
from autograder.errors import UserError
from autograder.lms import decide, fill, find_submissions
from autograder.lms.filling import opened

A = "step_by_step"


def tree(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def seen(folder):
    return {one.student: (one.system, one.name, one.ids) for one in find_submissions(folder, A)}


def test_canvas_names_carry_user_late_mark_and_attempt(tmp_path):
    tree(
        tmp_path,
        "lovelaceada_1234_99_step_by_step.ipynb",
        "turingalan_LATE_77_98_step_by_step-2.ipynb",
        "turingalan_LATE_77_97_step_by_step-1.ipynb",
    )
    found = find_submissions(tmp_path, A)
    assert [(one.student, one.ids["canvas"], one.late, one.attempt) for one in found] == [
        ("lovelaceada", "1234", False, 0),
        ("turingalan", "77", True, 1),
        ("turingalan", "77", True, 2),
    ]
    decision = decide(found, A, {})
    assert [one.path.name for one in decision.take] == [
        "lovelaceada_1234_99_step_by_step.ipynb",
        "turingalan_LATE_77_98_step_by_step-2.ipynb",
    ]
    assert decision.notes == ["turingalan: 1 older attempt(s) left aside."]


@pytest.mark.parametrize(
    "name",
    ["Ada Lovelace_42_assignsubmission_file_/my work.ipynb", "Ada Lovelace_42_assignsubmission_file_my work.ipynb"],
)
def test_moodle_folders_and_flat_files_carry_the_participant(tmp_path, name):
    assert seen(tree(tmp_path, name)) == {"Ada-Lovelace": ("moodle", "Ada Lovelace", {"moodle step_by_step": "42"})}


def test_nobody_hands_in_for_somebody_else_by_what_lies_in_their_folder(tmp_path):
    tree(
        tmp_path,
        "Ada Lovelace_42_assignsubmission_file_/work.ipynb",
        "Eve_43_assignsubmission_file_/Ada Lovelace_42_assignsubmission_file_/work.ipynb",
        "evil_7_8_hw/Ada Lovelace_42_assignsubmission_file_/work.ipynb",
    )
    metadata = "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n"
    (tmp_path / "Eve_43_assignsubmission_file_" / "submission_metadata.yml").write_text(metadata)
    found = find_submissions(tmp_path, A)
    assert [(one.student, one.path.relative_to(tmp_path).parts[0]) for one in found] == [
        ("Ada-Lovelace", "Ada Lovelace_42_assignsubmission_file_"),
        ("Eve", "Eve_43_assignsubmission_file_"),
        ("evil", "evil_7_8_hw"),
    ]


def test_a_gradescope_list_reaches_no_folder_beyond_its_own(tmp_path):
    tree(tmp_path / "other", "work.ipynb")
    (tmp_path / "export").mkdir()
    metadata = "../other:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n"
    (tmp_path / "export" / "submission_metadata.yml").write_text(metadata)
    assert find_submissions(tmp_path / "export", A) == []


def test_gradescope_metadata_names_the_people(tmp_path):
    tree(tmp_path, "export/submission_5/work.ipynb")
    (tmp_path / "export" / "submission_metadata.yml").write_text(
        "submission_5:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '815'\n    :email: ada@example.org\n"
        "  :created_at: 2026-02-03 04:05:06\n"
    )
    (one,) = find_submissions(tmp_path, A)
    assert (one.student, one.name, one.email, one.ids) == ("815", "Ada Lovelace", "ada@example.org", {"sid": "815"})
    assert one.timestamp == datetime(2026, 2, 3, 4, 5, 6)


def test_nbgraders_exchange_and_submitted_folder(tmp_path):
    tree(
        tmp_path,
        "ada+step_by_step+2026-01-02 03:04:05.000000 UTC/step_by_step.ipynb",
        "ada+step_by_step+2026-01-03 03:04:05.000000 UTC+x/step_by_step.ipynb",
        "bob+other+2026-01-02 03:04:05.000000 UTC/other.ipynb",
        "eve/step_by_step/step_by_step.ipynb",
        "eve/other/other.ipynb",
    )
    decision = decide(find_submissions(tmp_path, A), A, {})
    assert [(one.student, one.timestamp) for one in decision.take] == [
        ("ada", datetime(2026, 1, 3, 3, 4, 5)),
        ("eve", None),
    ]


def test_plain_files_are_named_after_students(tmp_path):
    tree(tmp_path, "ada.ipynb", "Émile Borel.ipynb", "__MACOSX/ada.ipynb", ".ipynb_checkpoints/ada.ipynb")
    assert set(seen(tmp_path)) == {"ada", "Émile-Borel"}


def test_two_notebooks_in_one_submission_are_reported(tmp_path):
    tree(tmp_path, "Ada_1_assignsubmission_file_/a.ipynb", "Ada_1_assignsubmission_file_/b.ipynb")
    decision = decide(find_submissions(tmp_path, A), A, {})
    assert decision.take == []
    assert decision.problems == ["Ada: 2 notebooks in one submission: a.ipynb, b.ipynb."]


def test_of_two_notebooks_the_one_with_the_right_name_is_taken_and_said(tmp_path):
    tree(tmp_path, "Ada_1_assignsubmission_file_/a.ipynb", f"Ada_1_assignsubmission_file_/{A}.ipynb")
    decision = decide(find_submissions(tmp_path, A), A, {})
    assert [one.path.name for one in decision.take] == [f"{A}.ipynb"]
    assert decision.notes == [f"Ada: {A}.ipynb taken of several notebooks: a.ipynb, {A}.ipynb."]


def test_two_people_with_one_id_are_reported(tmp_path):
    tree(tmp_path, "Ada L_1_assignsubmission_file_/a.ipynb", "Ada-L_2_assignsubmission_file_/a.ipynb")
    decision = decide(find_submissions(tmp_path, A), A, {})
    assert decision.take == []
    assert decision.problems == [
        "Ada-L: several people share this id: Ada L (moodle step_by_step 1), Ada-L (moodle step_by_step 2). None of "
        "them is collected. Rename their files so that the names differ, then collect again."
    ]


def test_an_id_that_somebody_else_has_from_an_earlier_download_is_reported(tmp_path):
    tree(tmp_path, f"wangwei_4019_99_{A}.ipynb", f"lovelaceada_17_98_{A}.ipynb")
    roster = {"wangwei": Person("wangwei", "wangwei", ids={"canvas": "4005"}), "lovelaceada": Person("lovelaceada")}
    decision = decide(find_submissions(tmp_path, A), A, roster)
    assert [one.student for one in decision.take] == ["lovelaceada"]
    assert decision.problems == [
        "wangwei: wangwei (canvas 4005) has this id already, and is somebody else. Not collected. Rename the file so "
        "that the names differ, then collect again."
    ]


def test_moodle_numbers_people_anew_for_every_assignment_and_both_numbers_are_kept(tmp_path):
    course = Course(tmp_path)
    for assignment, number in ((A, 41), ("application", 73)):
        folder = tree(tmp_path / f"in-{assignment}", f"Ada Lovelace_{number}_assignsubmission_file_/a.ipynb")
        decision = decide(find_submissions(folder, assignment), assignment, read_roster(tmp_path))
        assert decision.problems == []
        fill(course, assignment, decision)
    assert read_roster(tmp_path)["Ada-Lovelace"].ids == {"moodle step_by_step": "41", "moodle application": "73"}


def test_a_download_without_a_notebook_is_an_error(tmp_path):
    (tmp_path / "in").mkdir()
    result = CliRunner().invoke(app, ["collect", str(tmp_path / "in"), "--assignment", A, "--course", str(tmp_path)])
    assert str(result.exception) == (
        f"There is no notebook of {A} in {tmp_path / 'in'}. Give the download as it came, or its folder."
    )


def test_filling_writes_notebook_time_and_roster(tmp_path):
    root = tmp_path / "course"
    root.mkdir()
    tree(tmp_path / "in", "ada+step_by_step+2026-01-02 03:04:05.000000 UTC/mine.ipynb")
    fill(Course(root), A, decide(find_submissions(tmp_path / "in", A), A, {}))
    home = root / "submitted" / "ada" / A
    assert (home / f"{A}.ipynb").read_text().endswith("mine.ipynb")
    assert (home / "timestamp.txt").read_text() == "2026-01-02 03:04:05 UTC\n"
    assert set(read_roster(root)) == {"ada"}


@pytest.mark.parametrize("name", ["../evil.ipynb", "/etc/evil.ipynb", "a/../../evil.ipynb", "..\\evil.ipynb"])
def test_a_zip_that_leads_out_of_itself_is_refused_whole(tmp_path, name):
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("fine.ipynb", "{}")
        archive.writestr(name, "{}")
    with pytest.raises(UserError, match=r"leads out of it; nothing was unpacked\."), opened(path):
        pass
    assert not (tmp_path / "evil.ipynb").exists()


def test_a_zip_is_opened_and_what_is_neither_is_an_error(tmp_path):
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada.ipynb", "{}")
    with opened(path) as folder:
        assert set(seen(folder)) == {"ada"}
    with pytest.raises(UserError, match="is neither a folder nor a zip file"), opened(tmp_path / "none"):
        pass
