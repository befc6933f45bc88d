"""What a package imports, its own pyproject.toml declares: nothing rests on what another package happens to bring."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain

import pytest

from autograder.authoring.source_notebooks import ROOT

OURS = {"autograder", "cnn_utils"}
ONE_WITH = {"keras": "tensorflow", "dask": "distributed"}  # released together, each pinned by the other
COMPARED_WITH = {"torch"}  # timed beside the student's layers where somebody has it


def imported(package):
    """Names of the foreign packages that the modules of a package import, anywhere in them."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]


def declared(*projects):
    """Names of the distributions that projects ask for, extras included, in the form in which names are compared."""
    for project in projects:
        settings = tomllib.loads((ROOT / project / "pyproject.toml").read_text(encoding="utf-8"))
        hook = settings["tool"]["hatch"].get("metadata", {}).get("hooks", {}).get("custom", {})
        extras = settings["project"].get("optional-dependencies", {})
        for line in (
            *settings["project"].get("dependencies", ()),
            *hook.get("dependencies", ()),
            *chain.from_iterable(extras.values()),
        ):
            yield normal(re.match(r"[\w.-]+", line)[0])


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("package", "projects"),
    [("cnn_utils", ["cnn_utils"]), ("autograder", [".", "cnn_utils"])],
    ids=["students", "grader"],
)
def test_every_import_is_declared(package, projects):
    foreign = set(imported(package)) - sys.stdlib_module_names - OURS - COMPARED_WITH
    brings, asked = packages_distributions(), set(declared(*projects))
    undeclared = {
        name for name in foreign if not asked & {normal(each) for each in brings.get(ONE_WITH.get(name, name), [name])}
    }
    assert undeclared == set()
    assert "numpy" in foreign
