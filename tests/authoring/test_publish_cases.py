"""The public data: the same bytes each time, small, and read back as the cases and mistakes they came from."""

import numpy as np
import pytest

from autograder.authoring.publish_cases import generated_files
from autograder.cases import cases_for, reference_for
from autograder.exercises import EXERCISES as GRADED
from autograder.exercises import exercises_of
from autograder.misconceptions import misconceptions_of
from cnn_utils.calling.observe import observe
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.checks import visible_cases
from cnn_utils.checks.case_files import ArrayStore, decode, encode, rounded
from cnn_utils.checks.notebook_check import check_silently
from cnn_utils.checks.visible_cases import load
from cnn_utils.compare.outputs import compare, same

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]


@pytest.fixture(scope="module")
def files():
    return generated_files()


def test_the_files_are_four_and_under_a_megabyte(files):
    names = ("application.json", "application.npz", "step_by_step.json", "step_by_step.npz")
    assert sorted(files) == [f"cnn_utils/data/{name}" for name in names]
    assert sum(map(len, files.values())) < 1_000_000


def test_no_code_travels(files):
    for name, content in files.items():
        if name.endswith(".json"):
            text = content.decode()
            assert "lambda" not in text
            assert "def " not in text
            assert "hidden" not in text


def test_the_student_side_knows_the_same_exercises():
    assert {name: exercise.assignment for name, exercise in GRADED.items()} == visible_cases.exercises()


@pytest.mark.parametrize("name", NAMES)
def test_the_visible_cases_come_back_as_they_were(name):
    published = [case for case in cases_for(name) if case.visible]
    for case, loaded in zip(published, load(name), strict=True):
        assert (case.id, case.title, case.call.kind) == (loaded.id, loaded.title, loaded.call.kind)
        assert same(case.call.args, loaded.call.args)
        right = observe(reference_for(name), case.call)
        assert compare(right.value, loaded.expected) is None


@pytest.mark.parametrize("name", NAMES)
def test_check_names_what_the_visible_cases_can_tell(name):
    for record in misconceptions_of(name):
        if record.general:  # said by the judge alone, which sees more
            continue
        hints = [hint.misconception for hint in check_silently(record.variant, name).hints]
        assert hints == [] or record.id in hints


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2.5,
        "text",
        (1, (2.0,)),
        [1, [2]],
        {"a": (1,), "b": {}},
        np.ones((2, 3)),
        np.array([True]),
        np.arange(3),
    ],
)
def test_plain_values_come_back(value):
    store = ArrayStore()
    again = decode(encode(value, store), store.arrays)
    assert type(again) is type(value)
    assert same(to_plain(again), to_plain(value))


def test_inputs_keep_every_digit_and_equal_arrays_are_kept_once():
    store, x = ArrayStore(), np.random.RandomState(1).randn(3)
    assert same(decode(encode((x, x.copy()), store), store.arrays), (x, x))
    assert len(store.arrays) == 1


def test_outputs_are_rounded_so_that_files_do_not_depend_on_the_processor():
    x = np.array([1 / 3])
    assert rounded(x).dtype == np.float32
    assert rounded({"a": (1 / 3,)}) == {"a": (0.333333333,)}
