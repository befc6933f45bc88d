"""What many tests share: a released course to copy, and the SIGNS pictures where they are at hand."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine, make_url, text

from autograder.course.folder import Course
from autograder.demo.simulate import make_course, release
from autograder.errors import UserError
from benchmarks.postgresql import postgresql_server

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def signs_file():
    """The SIGNS training pictures; tests that need them are skipped where they are not."""
    folder = Path(os.environ.get("SIGNS_DIR", ROOT.parent / "shared" / "signs"))
    path = folder / "train_signs.h5"
    if not path.is_file():
        pytest.skip("the SIGNS training pictures are not here (SIGNS_DIR)")
    return path


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """A course in which step_by_step has been released by nbgrader; copy it before writing to it."""
    root = tmp_path_factory.mktemp("released") / "course"
    make_course(root)
    release(root, "step_by_step")
    return root


@pytest.fixture
def course_root(released_course, tmp_path):
    """A released course of this test's own."""
    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    return root


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server; .ci/run installs it."""
    try:
        with postgresql_server() as url:
            yield url
    except UserError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgresql_url(postgresql):
    """An empty database of this test's own."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(postgresql).set(database=name).render_as_string(hide_password=False)


def use_database(root, url):
    """Have a course keep its gradebook at an address, with what its gradebook.db says of the assignments."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    tables = Base.metadata.sorted_tables
    file = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    with Gradebook(url, Course(root).course_id) as gradebook, file.connect() as source:
        for table in tables:
            rows = [dict(row._mapping) for row in source.execute(table.select())]
            if rows and table.name != "course":
                gradebook.db.execute(table.insert(), rows)
        gradebook.db.commit()
    file.dispose()
