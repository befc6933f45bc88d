import pytest
from built_wheels import PROJECTS, build


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Both wheels, by "students" and "grader"."""
    return {name: build(tmp_path_factory.mktemp(name), path, "--wheel") for name, path in PROJECTS.items()}
