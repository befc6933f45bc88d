"""The site as files: what is in it, how large it is, and what is said where none can be made."""

import io
import json
import re
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from pyodide_stand_in import make_pyodide
from typer.testing import CliRunner

from autograder.authoring.source_notebooks import ROOT
from autograder.browser.pins import JUPYTERLITE, PYODIDE
from autograder.browser.website import write_site
from autograder.cli.main import app
from autograder.course_languages import languages_of
from autograder.errors import UserError
from cnn_utils.palette import INPUT
from tests.support.pseudo_language import add_pseudo

MOST_BYTES = 12_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("website") / "site"
    write_site("step_by_step", folder)
    return folder


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    """The site of a course in two languages, with Pyodide beside it."""
    home = tmp_path_factory.mktemp("translated")
    course, name = home / "course", Path("source") / "step_by_step" / "step_by_step.ipynb"
    (course / name).parent.mkdir(parents=True)
    shutil.copy(ROOT / name, course / name)
    (course / "languages.toml").write_text(f'languages = ["en", "{add_pseudo()}"]')
    shutil.copy(ROOT / "nbgrader_config.py", course)
    write_site("step_by_step", home / "site", pyodide=make_pyodide(home / "pyodide"), root=course)
    return home / "site"


def about(site):
    return json.loads((site / "site.json").read_text(encoding="utf-8"))


def test_without_pyodide_it_is_small(site):
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert 5_000_000 < size < MOST_BYTES


def test_pyodide_comes_from_its_cdn_in_the_version_that_is_pinned(site):
    assert about(site)["pyodide"] == f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
    assert not (site / "pyodide").exists()


def test_opens_on_the_released_notebook(site):
    notebook = about(site)["notebooks"][0]
    assert notebook == {"language": "en", "name": "English", "path": "en/step_by_step.ipynb"}
    released = (ROOT / "release" / "step_by_step" / "step_by_step.ipynb").read_bytes()
    assert (site / "jupyter" / "files" / "en" / "step_by_step.ipynb").read_bytes() == released
    listing = json.loads((site / "jupyter" / "api" / "contents" / "en" / "all.json").read_text())
    assert [one["path"] for one in listing["content"]] == ["en/step_by_step.ipynb"]


def test_python_finds_the_students_package_and_never_the_instructors(site):
    with zipfile.ZipFile(io.BytesIO((site / "python.zip").read_bytes())) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".py"))
    assert tops == {
        "cnn_utils",
        "comm",
        "ipywidgets",
        "piplite",
        "pyodide_kernel",
        "compiled_modules.py",
        "kernel_start.py",
        "later_imports.py",
    }
    assert not re.search(rb"^\s*(from|import) autograder", text, re.MULTILINE)


def test_what_the_page_asks_for_is_there(site):
    for page in ("index.html", "check.html"):
        text = (site / page).read_text(encoding="utf-8")
        asked = re.findall(r'(?:src|href)="([^"]+)"', text)
        assert [name for name in asked if not (site / name).is_file()] == []
    assert f"--input: {INPUT};" in (site / "start" / "palette.css").read_text()


def test_the_page_knows_each_sentence_that_it_asks_for_in_every_language(site, translated):
    for page in ("index.html", "check.html"):
        text = (translated / page).read_text(encoding="utf-8")
        words = json.loads(re.search(r'id="words">(.*?)</script>', text)[1])
        assert list(words) == ["en", "pseudo"]
        assert words["pseudo"]["download"] == f"⟦{words['en']['download']}⟧"
        asked = set(re.findall(r'data-(?:say|title|heading)="(\w+)"', text))
        scripts = [(site / name).read_text(encoding="utf-8") for name in re.findall(r'src="(start/\w+\.js)"', text)]
        asked |= {key for script in scripts for key in re.findall(r'\b(?:say|end)\("(\w+)"', script)}
        assert asked - set(words["en"]) == set()


def test_the_page_can_be_read_before_its_scripts_run(site):
    assert ">Download my notebook</button>" in (site / "index.html").read_text(encoding="utf-8")


def test_only_what_was_changed_differs_from_one_site_to_the_next(site, translated):
    def files(folder):
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    one, other = files(site), files(translated)
    changed = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    ours = languages_of(ROOT)[1:]
    assert {name for name in changed if not name.startswith("pyodide/")} == {
        *(f"jupyter/api/contents/{code}/all.json" for code in ours),
        *(f"jupyter/files/{code}/step_by_step.ipynb" for code in ours),
        "site.json",
        "jupyter/api/contents/all.json",
        "jupyter/api/contents/pseudo/all.json",
        "jupyter/files/pseudo/step_by_step.ipynb",
        "index.html",
        "check.html",
    }
    assert about(site)["build"] != about(translated)["build"]


def test_pyodide_from_a_folder_lies_beside_the_site(translated):
    assert about(translated)["pyodide"] == "pyodide/"
    assert (translated / "pyodide" / "numpy-1.0-py3-none-any.whl").exists()
    assert not (translated / "pyodide" / "scipy-1.0-py3-none-any.whl").exists()


def test_every_language_of_the_course_is_in_the_menu(translated):
    assert [(one["language"], one["name"]) for one in about(translated)["notebooks"]] == [
        ("en", "English"), ("pseudo", "pseudo"),
    ]  # fmt: skip
    assert (translated / "jupyter" / "files" / "pseudo" / "step_by_step.ipynb").is_file()


def test_application_says_why_not_and_where_instead():
    result = CliRunner().invoke(app, ["bundle", "application", "--browser", "site"])
    assert isinstance(result.exception, UserError)
    assert str(result.exception) == (
        "application needs TensorFlow, which runs in no browser: open its notebook in Colab instead, where it is "
        "installed (autograder bundle application makes the zip to upload there; START_HERE.md in it says how)."
    )
    assert result.exception.exit_code == 1


def test_a_folder_with_other_files_stays_as_it_is(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="holds other files: name a new folder, or one with an earlier site in it"):
        write_site("step_by_step", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--pyodide", "folder"], "--pyodide is for a site: say where that goes with --browser DIR."),
        (
            ["--browser", "site", "--output", "x.zip"],
            "--output is for the zip, --browser for the site: give one of them.",
        ),
    ],
)
def test_options_that_do_not_go_together(options, says):
    result = CliRunner().invoke(app, ["bundle", "step_by_step", *options])
    assert str(result.exception) == says
    assert result.exception.exit_code == 2


def test_the_extra_asks_for_the_versions_that_are_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["browser"] == [
        f"{name}=={version}" for name, version in JUPYTERLITE.items()
    ]
