"""What students write wrong is never passed, almost always named, and never by a name that is not true of it."""

import numpy as np
import pytest
from refuting import refuted
from wrong_students import RIGHT, WRONG

from autograder.cases import key_for, reference_for
from autograder.judge import judge
from autograder.misconceptions import misconceptions_of
from cnn_utils.calling.observe import observe_freely, random_stream_kept

SEEN, OTHERS = b"seen", b"others"


def judged(exercise, source):
    """Judge a function that stands among right ones."""
    names = {"np": np}
    for text in (*RIGHT.values(), source):
        exec(compile(text, "<student>", "exec"), names)
    function = names[exercise]

    def asked(call):
        return observe_freely(function, call, {name: reference_for(name) for name in call.helpers})

    with random_stream_kept():
        verdict = judge(exercise, asked, key=key_for(SEEN, "ada", exercise), right=set(RIGHT) - {exercise})
    return function, verdict


def names_of(wrong):
    """The names that a function gets, after a look at whether they are true of it."""
    function, verdict = judged(wrong.exercise, wrong.source)
    assert verdict.status in ("failed", "error", "unfilled")
    records = {record.id: record for record in misconceptions_of(wrong.exercise)}
    given = [records[hint.misconception] for hint in verdict.hints]
    false = [r.id for r in given if not r.general and any(refuted(r, function, key) for key in (SEEN, OTHERS))]
    assert false == []
    return [record.id for record in given]


@pytest.mark.parametrize("exercise", RIGHT)
def test_the_lines_as_they_should_be_are_right(exercise):
    assert judged(exercise, RIGHT[exercise])[1].status == "passed"


@pytest.mark.sampled(12)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.id)
def test_a_wrong_function_has_a_name_that_is_true(wrong):
    assert names_of(wrong)
