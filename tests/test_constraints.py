"""constraints.txt: what `make setup` installs can be installed by every Python that pyproject.toml promises."""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder.authoring.source_notebooks import ROOT


def pinned_packages():
    """Metadata of each package of constraints.txt that is installed in the version pinned there."""
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        pinned = Requirement(line)
        try:
            found = metadata(pinned.name)
        except PackageNotFoundError:
            continue
        if pinned.specifier.contains(found["Version"], prereleases=True):
            yield found


def test_every_pinned_package_installs_on_the_oldest_python_that_is_promised():
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    oldest = promised.removeprefix(">=") + ".0"
    packages = list(pinned_packages())
    refused = [
        f"{found['Name']} {found['Version']} needs {found['Requires-Python']}"
        for found in packages
        if not SpecifierSet(found.get("Requires-Python", "")).contains(oldest)
    ]
    assert len(packages) > 100
    assert refused == []


def test_reading_notebooks_builds_no_parser_first():
    """What `jsonschema` 4.25 and later build at import took three seconds of every command that reads a notebook."""
    code = "import sys; import nbformat; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
