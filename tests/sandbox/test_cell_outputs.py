"""What a child says of a cell is made well-formed and bounded, whoever says it."""

import pytest

from autograder.sandbox.wire.cell_outputs import clean_outputs, within
from autograder.sandbox.wire.cell_result import read_cell_result
from autograder.sandbox.wire.frames import ChannelError

NOTE = "[The outputs of this notebook were larger than the grader keeps; the rest is not shown.]\n"


def stream(text, **other):
    return {"output_type": "stream", "name": "stdout", "text": text, **other}


def error(ename="E", evalue="e", traceback=("line",), **other):
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": list(traceback), **other}


def result(data, **other):
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1, **other}


def display(data, **other):
    return {"output_type": "display_data", "data": data, "metadata": {}, **other}


@pytest.mark.parametrize(
    "output",
    [stream("a"), error(), result({"text/plain": "1"}), display({"image/png": "iVBO\nRw0=", "text/plain": ""})],
)
def test_outputs_of_a_notebook_stay_as_they_are(output):
    assert clean_outputs([output]) == [output]


@pytest.mark.parametrize(
    "output",
    [
        None,
        "text",
        {},
        {"output_type": ["stream"]},
        {"output_type": "update_display_data", "data": {"text/plain": "a"}},
        stream("a", name="stdin"),
        stream("a", name=["stdout"]),
        stream(["a"]),
        error() | {"traceback": "line"},
        display({"text/html": "<script>"}),
        display({"image/svg+xml": "<svg>"}),
        display({"image/png": '"><script>'}),
        display({"image/png": 3, "text/plain": None}),
        display([]),
    ],
)
def test_outputs_of_no_known_form_are_left_out(output):
    assert clean_outputs([stream("before"), output, stream("after")]) == [stream("before"), stream("after")]


@pytest.mark.parametrize(
    ("output", "left"),
    [
        (stream("a", metadata="<b>"), stream("a")),
        (error(traceback=["line", 3, None], metadata="<b>"), error()),
        (error(ename=3) | {"evalue": None}, error(ename="3", evalue="None")),
        (display({"text/plain": "a", "text/html": "<b>"}, metadata={"x": "<b>"}), display({"text/plain": "a"})),
        (result({"text/html": "<b>"}), result({"text/plain": ""})),
        (result({"text/plain": "a"}, execution_count="<b>"), result({"text/plain": "a"}, execution_count=None)),
        (result({"text/plain": "a"}, execution_count=True), result({"text/plain": "a"}, execution_count=None)),
    ],
)
def test_of_an_output_stays_what_is_only_shown(output, left):
    assert clean_outputs([output]) == [left]


def test_of_very_many_outputs_the_first_stay():
    assert len(clean_outputs([stream("a")] * 5_001)) == 5_000


@pytest.mark.parametrize("outputs", [None, (), {}, "text"])
def test_outputs_come_in_a_list(outputs):
    with pytest.raises(ChannelError, match=r"^the outputs of a cell are no list$"):
        clean_outputs(outputs)


def test_outputs_that_fill_the_room_are_kept():
    outputs = [stream("a" * 50)]  # and 12 letters of the stream's kind and name, and 100 for itself
    assert within(outputs, 162) == (outputs, 0)
    assert within(outputs, 161) == ([stream(NOTE)], 0)
    assert within(outputs * 2, 400) == (outputs * 2, 76)


def test_once_something_did_not_fit_nothing_more_is_shown_and_no_more_is_said():
    assert within([stream("a" * 500), stream("b")], 300) == ([stream(NOTE)], 0)
    assert within([stream("b")], 0) == ([], 0)


def test_of_what_does_not_fit_the_first_error_and_the_first_result_stay_cut_short():
    long = "x" * 300
    outputs = [
        stream(long),
        error(long, long, [long]),
        result({"text/plain": long, "image/png": long}),
        error("second"),
        result({"text/plain": "second"}),
    ]
    short = "x" * 200
    assert within(outputs, 1)[0] == [stream(NOTE), error(short, short, []), result({"text/plain": short})]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (None, "the result of a cell has four parts"),
        (([], "", 1.0), "the result of a cell has four parts"),
        (([], None, 1.0, 1), "the result of a cell has parts of the wrong type"),
        (([], "", 1, 1), "the result of a cell has parts of the wrong type"),
        (([], "", 1.0, True), "the result of a cell has parts of the wrong type"),
        (((), "", 1.0, 1), "the outputs of a cell are no list"),
    ],
)
def test_a_forged_result_is_refused(reply, message):
    with pytest.raises(ChannelError) as caught:
        read_cell_result(reply, False, 5.0)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "late", "outcome", "error"),
    [
        ("", False, "returned", ""),
        ("ValueError", False, "raised", "ValueError"),
        ("MemoryError", False, "memory", "MemoryError"),
        ("E" * 201, False, "raised", "E" * 200),
        ("", True, "timeout", "TimeoutError"),
    ],
)
def test_how_a_cell_ended_follows_from_its_error_and_the_clock(name, late, outcome, error):
    read = read_cell_result(([], name, 1.0, 7), late, 5.0)
    assert (read.outcome, read.error, read.execution_count) == (outcome, error, 7)
    said = [output["evalue"] for output in read.outputs]
    assert said == (["The cell ran longer than 5 s and was stopped."] if late else [])
