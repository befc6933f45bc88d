"""What the instructor wrote comes back, what the student wrote stays."""

from dataclasses import replace

import pytest

from autograder.grading.plan import MasterCell, Plan
from autograder.grading.restore_cells import sanitise

CHECK = "check(f)\n### BEGIN HIDDEN TESTS\ngrade(f, points=10)\n### END HIDDEN TESTS"
RELEASED = "check(f)"


def master(grade_id, source, *, grade=False, solution=False, locked=False, cell_type="code"):
    return MasterCell(grade_id, cell_type, source, "sum", locked, grade, solution, 10.0 if grade else 0.0)


PLAN = Plan(
    "a",
    "a",
    (
        master("intro", "# Read me", locked=True, cell_type="markdown"),
        master("f", "def f(): ...", solution=True),
        master("check_f", CHECK, grade=True, locked=True),
    ),
    {"name": "python3", "display_name": "Python 3", "language": "python"},
    b"secret",
    "code",
)


def cell(source, grade_id=None, cell_type="code", **marks):
    metadata = {} if grade_id is None else {"nbgrader": {"grade_id": grade_id} | marks}
    made = {"cell_type": cell_type, "id": "x", "metadata": metadata, "source": source}
    return made | ({"outputs": [{"output_type": "stream"}], "execution_count": 7} if cell_type == "code" else {})


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"kernelspec": {"name": "R"}}, "nbformat": 4, "nbformat_minor": 5}


def whole(**changes):
    cells = {
        "intro": cell("# Read me", "intro", "markdown"),
        "f": cell("def f(): return 1", "f"),
        "check_f": cell(RELEASED, "check_f", points=10),
    }
    return notebook(*(changes | {key: made for key, made in cells.items() if key not in changes}).values())


def test_a_cell_says_what_it_says_in_the_notebooks_language():
    plan = replace(PLAN, other_languages={"ko": {"intro": "# 읽어 보세요"}})
    untouched, edited = (whole(intro=cell(text, "intro", "markdown")) for text in ("# 읽어 보세요", "# 낙서"))
    assert sanitise(untouched, plan, "ko") == []
    assert sanitise(edited, plan, "ko") == ["Cell 'intro' was edited; the instructor's is put back."]
    assert [nb["cells"][0]["source"] for nb in (untouched, edited)] == ["# 읽어 보세요"] * 2
    assert sanitise(whole(), plan, "en") == []


def test_what_a_course_says_in_other_languages_decides_no_mark():
    plan = replace(PLAN, other_languages={"ko": {"intro": "# 읽어 보세요"}})
    assert plan.fingerprint("a", b"1", {}) == PLAN.fingerprint("a", b"1", {})


def test_an_untouched_submission_needs_no_repair():
    nb = whole()
    assert sanitise(nb, PLAN) == []
    sources = [c["source"] for c in nb["cells"]]
    assert sorted(sources) == sorted(["# Read me", "def f(): return 1", CHECK])
    assert nb["metadata"]["kernelspec"]["name"] == "python3"
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in nb["cells"] if c["cell_type"] == "code")


@pytest.mark.parametrize(
    ("changes", "repair"),
    [
        ({"check_f": cell("pass", "check_f", points=10)}, "Cell 'check_f' was edited; the instructor's is put back."),
        ({"check_f": cell(RELEASED, "check_f", points=99)}, "Cell 'check_f' is worth 10 points again."),
        ({"check_f": cell(RELEASED, "check_f", points="many")}, "Cell 'check_f' is worth 10 points again."),
        ({"check_f": cell(RELEASED, "check_f", "markdown", points=10)}, "Cell 'check_f' is a code cell again."),
        (
            {"check_f": cell(RELEASED, "other")},
            "Cell 'other' belongs to no cell of the assignment; run as an ordinary cell.",
        ),
    ],
)
def test_what_was_changed_is_put_right_and_said(changes, repair):
    nb = whole(**changes)
    assert repair in sanitise(nb, PLAN)
    (check,) = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "check_f"]
    assert check["source"] == CHECK
    assert check["metadata"]["nbgrader"]["points"] == 10.0


def test_a_cell_of_no_assignment_is_worth_nothing():
    nb = whole()
    nb["cells"].append(cell("1", "bonus", grade=True, points=100))
    assert sanitise(nb, PLAN) == [
        "Cell 'bonus' belongs to no cell of the assignment; run as an ordinary cell.",
    ]
    assert nb["cells"][-1]["metadata"] == {}


def test_a_cell_that_is_text_again_has_nothing_of_a_code_cell():
    nb = whole(intro=cell("print(1)", "intro"))
    sanitise(nb, PLAN)
    assert {key: nb["cells"][0][key] for key in nb["cells"][0] if key != "metadata"} == {
        "cell_type": "markdown", "id": "x", "source": "# Read me"
    }  # fmt: skip


def test_a_cell_that_is_code_again_has_nothing_of_a_text():
    nb = whole(check_f=cell(RELEASED, "check_f", "markdown", points=10) | {"attachments": {"a.png": {}}})
    sanitise(nb, PLAN)
    (check,) = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "check_f"]
    assert {key: check[key] for key in check if key != "metadata"} == {
        "cell_type": "code", "id": "x", "source": CHECK, "outputs": [], "execution_count": None
    }  # fmt: skip


def test_a_deleted_grade_cell_comes_back_at_the_end():
    nb = notebook(cell("def f(): return 1", "f"))
    assert sanitise(nb, PLAN) == ["Grade cell 'check_f' was missing; it is put back at the end."]
    assert nb["cells"][-1]["source"] == CHECK


def test_of_repeated_ids_the_last_counts_and_the_student_keeps_the_text():
    nb = whole()
    nb["cells"].insert(0, cell("def f(): return 0", "f"))
    assert sanitise(nb, PLAN) == ["Cell 'f' occurs more than once; the last one counts."]
    assert nb["cells"][0]["source"] == "def f(): return 0"
    assert "nbgrader" not in nb["cells"][0]["metadata"]


def test_cells_whose_metadata_name_none_are_none_of_the_same():
    nb = whole()
    for _ in range(2):
        nb["cells"].append({"cell_type": "code", "id": "y", "metadata": {"nbgrader": {"points": 5}}, "source": "x = 1"})
    assert sanitise(nb, PLAN) == []
    assert [c["metadata"] for c in nb["cells"][-2:]] == [{}, {}]


def test_a_cell_that_comes_back_has_an_id_of_its_own():
    nb = notebook(cell("def f(): return 1", "f") | {"id": "check_f"}, cell("x = 1") | {"id": "cell-0"})
    sanitise(nb, PLAN)
    assert [c["id"] for c in nb["cells"]] == ["check_f", "cell-0", "cell-1"]


def test_metadata_that_is_no_dict_is_dropped():
    nb = whole()
    nb["cells"].append({"cell_type": "code", "id": "y", "metadata": {"nbgrader": 5}, "source": "x = 1"})
    sanitise(nb, PLAN)
    assert nb["cells"][-1]["metadata"] == {}


def test_a_solution_is_never_overwritten():
    nb = whole()
    sanitise(nb, PLAN)
    assert "def f(): return 1" in [c["source"] for c in nb["cells"]]


def test_the_fingerprint_follows_student_content_and_code():
    prints = {
        PLAN.fingerprint("a", b"1", {}),
        PLAN.fingerprint("b", b"1", {}),
        PLAN.fingerprint("a", b"2", {}),
        PLAN.fingerprint("a", b"1", {"helpers": b""}),
        Plan(PLAN.assignment, "a", PLAN.cells, PLAN.kernelspec, b"secret", "other").fingerprint("a", b"1", {}),
    }
    assert len(prints) == 5
    assert PLAN.fingerprint("a", b"1", {}) in prints


def ordered_plan(*grade_ids):
    cells = [master(grade_id, CHECK, grade=True, locked=True) for grade_id in grade_ids]
    return Plan("a", "a", (master("intro", "# Read me", cell_type="markdown"), *cells), PLAN.kernelspec, b"s", "code")


def test_grade_cells_wait_for_those_the_instructor_wrote_before_them():
    nb = notebook(*(cell(CHECK, name, points=10) for name in ("c", "a")), cell("x = 1"), cell(CHECK, "b", points=10))
    repairs = sanitise(nb, ordered_plan("a", "b", "c"))
    assert [c["metadata"].get("nbgrader", {}).get("grade_id") for c in nb["cells"]] == ["a", None, "b", "c"]
    assert repairs == ["Grade cell 'c' was moved; it is judged in the assignment's order."]


def test_no_cell_waits_for_one_that_a_person_grades():
    essay = replace(master("essay", "Why?", grade=True, solution=True), cell_type="markdown")
    plan = replace(PLAN, cells=(essay, master("check_f", CHECK, grade=True, locked=True)))
    nb = notebook(cell(CHECK, "check_f", points=10), cell("So.", "essay", "markdown", points=10))
    assert sanitise(nb, plan) == []
    assert [c["metadata"]["nbgrader"]["grade_id"] for c in nb["cells"]] == ["check_f", "essay"]


def test_a_deleted_grade_cell_keeps_those_behind_it_waiting():
    nb = notebook(cell(CHECK, "b", points=10), cell("x = 1"))
    sanitise(nb, ordered_plan("a", "b"))
    assert [c["metadata"].get("nbgrader", {}).get("grade_id") for c in nb["cells"]] == [None, "a", "b"]
