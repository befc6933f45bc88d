"""What a hostile download leaves in a course, graded, reported, asked about and exported: others' marks stay theirs."""

import csv
import gzip
import json
import os
import re
import shutil
import tarfile

import pytest
from hostile_hand_ins import A, with_cells
from style_scripts import BASE, complete_script, own_functions
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.course.records import Records

RIGHT = json.dumps(with_cells())
STYLED = json.dumps(with_cells(complete_script("im2col"), answers=own_functions(BASE) | own_functions("im2col")))
SCRIPT = "</title><script>alert(1)</script>"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
NAMES = ["\x1b[2J\x1b[1;1Hada 100", "\x1b]8;;http://x\x07link", "mal\u202eyrolam", "=1+1", "＝cmd|' /C calc'!A0",
         "@SUM(A1)", "<script>alert(1)<", "a\nb", "-", "..x", "con", "%s{}{0}", "x" * 200, "é"]  # fmt: skip
SYSTEMS = {"csv": "total", "canvas": A, "moodle": "Grade", "gradescope": "Total Score"}


def odd_notebook():
    """Escapes, turned writing, HTML and links in every place that has a name."""
    says = f"import warnings, logging, sys\nwarnings.warn('{SCRIPT}')\nlogging.error('{SCRIPT}')\n"
    notebook = with_cells(
        f"{says}print('{SCRIPT}', file=sys.stderr)", f"raise ValueError('\\x1b[2J\\u202e{SCRIPT}' * 9)"
    )
    names = {"name": SCRIPT, "display_name": "\x1b[2J", "language": "python\u202e"}
    notebook["metadata"] = {
        "kernelspec": names,
        "language_info": {"name": "python"},
        "title": SCRIPT,
        "authors": [SCRIPT],
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"\x1b[2J'\"><script>{number}"
        cell["metadata"]["tags"] = [SCRIPT]
    notebook["cells"].append(
        {
            "cell_type": "markdown",
            "id": "x",
            "metadata": {},
            "attachments": {SCRIPT: {"text/html": SCRIPT}, "x.png": {"image/svg+xml": SCRIPT, "image/png": SCRIPT}},
            "source": f"Regrade request: conv_forward \x1b[2J\u202e [open](java\u0000script&colon;alert(1)) {SCRIPT}",
        }
    )  # fmt: skip
    return json.dumps(notebook)


def download(place):
    """Two who are right, and everybody who is hostile."""
    contents = {"ada": RIGHT, "bob": STYLED, "odd": odd_notebook(), **dict.fromkeys(NAMES, odd_notebook())}
    for name, content in contents.items():
        (place / name).mkdir(parents=True)
        (place / name / f"{A}.ipynb").write_text(content, encoding="utf-8")
    for name in ("linked", "pipe", "asks", "beside", "packed"):
        (place / name).mkdir()
    (place / "linked" / f"{A}.ipynb").symlink_to(place / "ada" / f"{A}.ipynb")
    (place / "whole").symlink_to(place / "ada")
    os.mkfifo(place / "pipe" / f"{A}.ipynb")
    os.mkfifo(place / "beside" / "my_layers.py")
    (place / "beside" / "timestamp.txt").symlink_to("/etc/passwd")
    (place / "beside" / f"{A}.ipynb").write_text(odd_notebook(), encoding="utf-8")
    (place / "asks" / f"{A}.ipynb").write_text(odd_notebook(), encoding="utf-8")
    (place / "asks" / "regrade_request.md").write_text(f"conv_forward\x1b[2J\u202e{SCRIPT}\n" * 100_000)
    header = tarfile.TarInfo(f"{A}.ipynb")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 16 << 20
    (place / "packed" / "work.tar.gz").write_bytes(gzip.compress(header.tobuf() + b"a" * header.size))


@pytest.fixture(scope="module")
def passed(released_course, tmp_path_factory):
    """The course, and what each command said."""
    root = tmp_path_factory.mktemp("after") / "course"
    shutil.copytree(released_course, root)
    download(root.parent / "in")
    said = {}

    def run(*words, key):
        result = CliRunner().invoke(app, [*words, "--course", str(root)])
        said[key] = result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), (key, result.exception)
        assert result.exit_code in (0, 1)

    run("collect", str(root.parent / "in"), "--assignment", A, key="collect")
    for home in (root / "submitted").iterdir():  # and what comes into submitted/ past `collect`
        if home.name in ("asks", "odd"):
            os.mkfifo(home / A / "utils.py")
            (home / A / "regrade_request.md").symlink_to("/dev/zero")
    run("grade", A, key="grade")
    run("report", A, key="report")
    run("requests", A, key="requests")
    run("oral", A, key="oral")
    for system in SYSTEMS:
        run("export", A, "--to", system, key=system)
    return root, said


@pytest.mark.slow
def test_whoever_is_right_keeps_every_point_everywhere(passed):
    root, _ = passed
    scores = {record.student: record.score for record in Records(root / ".autograder" / "records" / A)}
    assert (scores["ada"], scores["bob"]) == (100, 100)
    for system, column in SYSTEMS.items():
        with (root / f"grades-{A}-{system}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for student in ("ada", "bob"):
            assert [row[column] for row in rows if student in row.values()] == ["100"], system
        cells = [cell for row in rows for cell in row.values()]
        assert [cell for cell in cells if cell[:1] in "=＝@\t\r" and cell] == []
    assert not {"linked", "whole", "pipe", "packed"} & set(scores)


@pytest.mark.slow
def test_nothing_acts_on_the_terminal(passed):
    _, said = passed
    assert {key: ACTING.findall(text) for key, text in said.items() if ACTING.search(text)} == {}


@pytest.mark.slow
def test_nothing_runs_in_a_page(passed):
    root, _ = passed
    pages = [*root.glob(f"feedback/*/{A}/*.html"), *root.glob("report/*.html"), *root.glob("oral/**/*.html")]
    assert len(pages) > 20
    for page in pages:
        assert "<script>alert" not in page.read_text(encoding="utf-8"), page
    for notebook in root.glob(f"autograded/*/{A}/*.ipynb"):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell["id"])
            if cell["cell_type"] != "code":
                assert "<script" not in "".join(cell["source"])
                assert set(cell.get("attachments", {})) <= {"x.png"}
