"""The two distributions, built from the checkout with the standard tools."""

import subprocess
import sys

from autograder.authoring.source_notebooks import ROOT

PROJECTS = {"students": ROOT / "cnn_utils", "grader": ROOT}


def build(folder, project, *what):
    """The wheel of a project; without "--wheel" among `what` it is built from the source distribution."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, *what, project]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))
