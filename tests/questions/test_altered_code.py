"""One place of a function changed: quoted as the student wrote it, and only where one can tell which is meant."""

import numpy as np
import pytest
from simulated_answers import cells

from cnn_utils.questions.altered_code import (
    line_skipped,
    one_taken_off,
    run_altered,
    smaller_expressions,
    sums_set,
)
from cnn_utils.questions.subject import Subject


@pytest.fixture
def subject(tmp_path):
    def of(*lines):
        text = "\n    ".join(["def zero_pad(X, pad):", *lines]) + "\n"
        return Subject.of(cells({"zero_pad": text}, tmp_path, "altered")["zero_pad"], "zero_pad")

    return of


def said(subject):
    return [(change.old, change.new) for change in smaller_expressions(subject)]


def test_a_place_is_quoted_as_the_student_wrote_it(subject):
    assert said(subject("rows = 2*pad  # twice", "return X")) == [("2*pad", "2"), ("2*pad", "pad")]
    assert said(subject('a = X["é"]+pad', "return X")) == [('X["é"]+pad', 'X["é"]')]


def test_what_a_line_says_twice_is_not_changed_as_nobody_could_tell_which_is_meant(subject):
    assert said(subject("part = X[pad * 2 : pad * 2 + 3]", "return part")) == [("pad * 2 + 3", "pad * 2")]
    assert said(subject("a, b = np.zeros(3), np.zeros(4)", "return a")) == []


def test_what_is_run_is_what_the_changed_line_says(subject):
    own = subject("a = 10 - 2 * (pad + 1)", "return np.array(a)")
    (change,) = [change for change in smaller_expressions(own) if change.new == "pad + 1"]
    assert run_altered(own, change, (0, 3)).outputs == (10 - 3 + 1,)
    assert own.run((0, 3)).outputs == (2,)  # put back


def test_one_is_taken_off_at_the_end_of_the_line(subject):
    own = subject("a = 7 if pad else 5", "return np.array(a)")
    (change,) = one_taken_off(own, own.statements[0])
    assert [run_altered(own, change, (0, pad)).outputs for pad in (1, 0)] == [(7,), (4,)]


def test_a_sum_is_set_and_a_line_skipped(subject):
    own = subject("a = np.ones(2)", "for _ in range(3):", "    a += pad == 1", "return a")
    (change,) = sums_set(own)
    assert np.array_equal(run_altered(own, change, (0, 0)).outputs[0], np.False_)
    skipped = run_altered(own, line_skipped(own.statements[0]), (0, 1))
    assert (skipped.seen.raised.type_name, skipped.seen.raised.line) == ("UnboundLocalError", 4)
