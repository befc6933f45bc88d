"""What many tests share: a released course to copy, and the SIGNS pictures where they are at hand."""

import fcntl
import os
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import nbgrader
import pytest
from alembic.script import ScriptDirectory
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from sqlalchemy import create_engine, make_url, text

from autograder.demo.simulate import make_course, release
from autograder.errors import UserError
from autograder.own_course import set_course
from benchmarks.postgresql import postgresql_server

ROOT = Path(__file__).resolve().parents[1]
_START = time.monotonic()


def pytest_addoption(parser):
    parser.addoption("--day", type=int, metavar="YYYYMMDD", help="draw the samples of that day (default: today's)")
    parser.addoption(
        "--minutes",
        type=float,
        metavar="N",
        help="begin no test after so many minutes; the day draws the order of the files, so that each has its turn",
    )


def pytest_configure(config):
    """What is drawn is drawn anew each day; `--day` draws it again. Processes of one run get the same day."""
    if config.option.day is None:
        config.option.day = int(f"{datetime.now(UTC):%Y%m%d}")
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = config.option.day


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    """Of the cases of a test marked `sampled(n)`, one in n stays in the first lane, drawn by the day.

    Where there may not be time for all, the files come in an order drawn by the day too.
    """
    if config.option.minutes is not None:
        chance = Random(config.option.day)
        turns = {path: chance.random() for path in dict.fromkeys(item.path for item in items)}
        items.sort(key=lambda item: turns[item.path])
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled and Random(f"{config.option.day} {item.nodeid}").randrange(*sampled.args):
            item.add_marker("slow")


@pytest.hookimpl(tryfirst=True)  # before fixtures are made
def pytest_runtest_setup(item):
    minutes = item.config.option.minutes
    if minutes is not None and time.monotonic() - _START > 60 * minutes:
        pytest.skip(f"not begun: the {minutes:g} minutes of this run were over")


def pytest_report_header(config):
    return f"samples of the day: --day {config.option.day}"


@pytest.fixture(scope="session")
def day(pytestconfig):
    """The number from which samples are drawn: today's date, or that of `--day`."""
    return pytestconfig.option.day


@pytest.fixture(scope="session", autouse=True)
def no_program_for_a_new_gradebook():
    """nbgrader starts a program (seconds) for each new gradebook, to read the version of its tables: read at once."""
    with pytest.MonkeyPatch.context() as patch:
        scripts = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic"))
        patch.setattr("nbgrader.api.get_alembic_version", scripts.get_current_head)
        yield


@pytest.fixture(scope="session", autouse=True)
def nbgraders_schema_is_taken_as_right():
    """nbgrader checks its own schema anew for every cell (milliseconds): only the cells are checked."""

    def validate(instance, schema):
        if error := best_match(validator_for(schema)(schema).iter_errors(instance)):
            raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nbgrader.nbgraderformat.common.jsonschema.validate", validate)
        yield


@pytest.fixture(autouse=True)
def _stays_in_its_course():
    """Leave the course that a test took: the next one stands in the project's again."""
    yield
    set_course(None)


@pytest.fixture
def endless_folders():
    """Makes folders in folders, 1,200 deep; whatever removes pytest's own folders later would call itself for each."""
    made = []

    def below(place):
        for _ in range(30):  # `makedirs` calls itself too
            place = place.joinpath(*["a"] * 40)
            place.mkdir(parents=True, exist_ok=True)
            made.append(place)
        return place

    yield below
    for place in reversed(made):
        with suppress(FileNotFoundError):  # what is tested may have removed it
            shutil.rmtree(place)


@pytest.fixture
def own_threads(monkeypatch):
    """Set the number of Numba's threads; every call of a fast layer is worth sharing."""
    import numba

    from autograder.fast_layers import numba_loops

    monkeypatch.setattr(numba_loops, "WORTH_SHARING", 0)
    before = numba.get_num_threads()
    yield numba.set_num_threads
    numba.set_num_threads(before)


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
    run = tmp_path_factory.getbasetemp()
    root = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "released"  # once for all workers
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            made = root.with_suffix(".made")
            make_course(made)
            release(made, "step_by_step")
            made.rename(root)
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
