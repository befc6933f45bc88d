"""Code on an oral sheet: as large as one page allows, broken lines standing in, shapes in one piece."""

import pytest

from autograder.oral.oral_questions import Part
from autograder.oral.oral_sheets import sheet_page
from autograder.oral.page_room import code_size
from cnn_utils.questions.question import Question, Wrong

QUESTION = Question("spread", "With `W` (2, 2, 3, 2): how often?", "number", 4, "So.", (Wrong(3, "One less."),))


def part(lines, length=40, questions=2):
    return Part("zero_pad", tuple((n, "x" * length) for n in range(lines)), (QUESTION,) * questions)


@pytest.mark.parametrize(
    ("parts", "size"),
    [
        ([part(3)], 7.5),
        ([part(30), part(30)], 7.5),
        ([part(40), part(40)], 6.5),
        ([part(20, 100), part(25, 100)], 6.0),  # each line is broken
        ([part(300)], 5.5),
    ],
)
def test_the_more_lines_the_smaller(parts, size):
    assert code_size(parts) == size


def test_what_does_not_fit_into_a_line_stands_in_and_shapes_stay_in_one_piece():
    page = sheet_page("step_by_step", "ada", "", [Part("zero_pad", ((7, "        value = 3"),), (QUESTION,))])
    assert '<b>7</b><span style="padding-left: 12ch">value = 3</span>' in page
    assert "<code>W</code> (2,\N{NO-BREAK SPACE}2,\N{NO-BREAK SPACE}3,\N{NO-BREAK SPACE}2): how" in page
