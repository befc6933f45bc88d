"""The two distributions: what each wheel holds, and that a source distribution gives the same wheel."""

import ast
import json
import re
import zipfile
from email.parser import Parser

import pytest
from built_wheels import PROJECTS, build

from autograder.authoring.source_notebooks import ASSIGNMENTS, ROOT
from cnn_utils import __version__

SECRET_ROOMS = ("solutions", "fast_layers", "cases", "misconceptions", "judge")


@pytest.fixture(scope="module")
def wheels(built):
    return {name: zipfile.ZipFile(path) for name, path in built.items()}


def metadata_of(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def files_in(package, *suffixes):
    found = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package.parent).as_posix() for path in found if path.suffix in suffixes or not suffixes}


def test_the_students_wheel_holds_the_package_and_nothing_else(wheels):
    beside = {"cnn_utils/pyproject.toml", "cnn_utils/README.md"}
    held = {name for name in wheels["students"].namelist() if ".dist-info/" not in name}
    assert held == files_in(ROOT / "cnn_utils") - beside


def bodies(text):
    """What each function does, as code alone; one-line functions look alike anywhere."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    bodies = [[one for one in node.body if not isinstance(one, ast.Expr)] for node in functions]
    return {ast.unparse(ast.Module(body, [])) for body in bodies if len(body) > 1}


def test_the_students_wheel_holds_no_function_of_the_instructors_side(wheels):
    paths = [path for room in SECRET_ROOMS for path in (ROOT / "autograder" / room).rglob("*.py")]
    secret = set().union(*(bodies(path.read_text(encoding="utf-8")) for path in paths))
    assert len(secret) > 250
    for name in wheels["students"].namelist():
        if name.endswith(".py"):
            assert not bodies(wheels["students"].read(name).decode()) & secret, name


def statements(text):
    """The first line of each statement that is long enough to be nobody else's."""
    lines, nodes = text.splitlines(), ast.walk(ast.parse(text))
    found = {lines[node.lineno - 1].strip() for node in nodes if isinstance(node, ast.stmt) and node.col_offset}
    return {line for line in found if len(line) > 24}


def told_in(content, secret):
    """Which secret lines stand in a file of any kind, as text or as JSON writes it."""
    text = content.decode("utf-8", "ignore").replace('\\"', '"')
    return {line for line in secret if line in text}


def test_no_line_of_the_instructors_code_is_in_the_students_data(wheels):
    paths = [path for room in SECRET_ROOMS for path in (ROOT / "autograder" / room).rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    secret = set().union(*map(statements, texts.values()))
    data = [name for name in wheels["students"].namelist() if not name.endswith(".py")]
    assert [name for name in data if told_in(wheels["students"].read(name), secret)] == []
    assert len(data) > 5
    solutions = texts[ROOT / "autograder" / "solutions" / "step_by_step.py"]
    assert len(told_in(json.dumps({"hint": solutions}).encode(), secret)) > 20  # as it would stand there


def test_nothing_in_the_students_wheel_imports_the_instructors_side(wheels):
    for name in wheels["students"].namelist():
        assert not re.search(rb"(?m)^\s*(from|import) autograder", wheels["students"].read(name)), name


def test_the_graders_wheel_holds_its_package_and_a_course_to_begin_with(wheels):
    held = {name for name in wheels["grader"].namelist() if ".dist-info/" not in name}
    given = {f"source/{name}/{name}.ipynb" for name in ASSIGNMENTS} | {"docs/new_exercise.md"}
    package = files_in(ROOT / "autograder") - {"autograder/README.md"}
    assert held == package | {f"autograder/course_template/{path}" for path in given}


@pytest.mark.parametrize("name", PROJECTS)
def test_both_carry_the_one_version_and_a_licence(name, wheels):
    metadata = metadata_of(wheels[name])
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert any(path.endswith(".dist-info/licenses/LICENSE") for path in wheels[name].namelist())


def test_the_grader_asks_for_the_students_package_at_its_own_version(wheels):
    asked = metadata_of(wheels["grader"]).get_all("Requires-Dist")
    assert f"convnets-step-by-step=={__version__}" in asked


@pytest.mark.parametrize("name", PROJECTS)
def test_an_index_shows_a_page_whose_links_lead_somewhere(name, wheels):
    page = metadata_of(wheels[name]).get_payload()
    assert page.startswith("# Convolutional networks, step by step: the ")
    assert re.findall(r"\]\((?!https://)", page) == []


def test_the_students_package_is_light(wheels):
    asked = metadata_of(wheels["students"]).get_all("Requires-Dist")
    without_extras = {re.split(r"\W", line)[0] for line in asked if "extra ==" not in line}
    assert without_extras == {"numpy", "h5py", "matplotlib", "ipython", "ipywidgets", "pillow"}


def test_the_licence_is_the_same_in_both():
    assert (ROOT / "cnn_utils" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", PROJECTS)
def test_a_source_distribution_gives_the_same_wheel(name, wheels, tmp_path):
    through_source = zipfile.ZipFile(build(tmp_path, PROJECTS[name]))  # by way of the sdist
    assert {i.filename: i.CRC for i in through_source.infolist()} == {
        i.filename: i.CRC for i in wheels[name].infolist()
    }
