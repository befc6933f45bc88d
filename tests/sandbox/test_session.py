import os
import pkgutil
import select
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import inside
from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.replay import Replay
from autograder.sandbox.session import Session, SessionLost
from autograder.sandbox.time_budget import STARVED, TimeBudget
from autograder.sandbox.walls.limits import MB, Limits
from autograder.sandbox.wire.cell_result import CodeCell
from cnn_utils.compare.calls import Call, Foreign, Observation, Raised

LIMITS = Limits(
    cell_seconds=2.0,
    call_seconds=2.0,
    seconds_after_timeout=0.4,
    exercise_seconds=3.0,
    notebook_seconds=20.0,
    grace_seconds=0.3,
    restarts=4,
    memory=300 * MB,
    output_size=10_000,
    all_outputs_size=60_000,
)
MARK = "import uuid\nmark = uuid.uuid4().hex"
HANG = "def f():\n    return sum(range(10**18))  # in C, where no interrupt is heard\n"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    images = tmp_path_factory.mktemp("images")
    images.chmod(0o700)
    (images / "hand.txt").write_text("a hand")
    (images / "hand.txt").chmod(0o600)  # and yet to be read by a child of root, which is nobody
    (images / "link").symlink_to("/etc/shadow")
    with Engine(EngineOptions("step_by_step", LIMITS, data={"images": images})) as engine:
        yield engine


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def wait_for_an_answer(session):
    deadline = time.monotonic() + 20
    while not session.process.child.frames.has_come():
        assert time.monotonic() < deadline


def text(result):
    return "".join(output.get("text", "") for output in result.outputs)


def test_an_answer_that_is_too_large_is_told_by_its_size(session):
    session.run_cell("import numpy as np\ndef f(x):\n    x[0] = 5\n    return np.zeros(5_000_000), 1")
    seen = session.observe(Call("f", (np.zeros(2),)))
    assert (seen.outcome, seen.value) == ("returned", Foreign("tuple of more than 32 MB"))
    assert seen.args_after  # the input was changed all the same


def test_an_interrupt_of_the_students_own_is_no_deadline(session):
    session.run_cell("def f():\n    raise KeyboardInterrupt")
    seen = session.observe(Call("f", ()))
    assert (seen.outcome, seen.raised.type_name) == ("raised", "KeyboardInterrupt")
    assert seen.raised.source == "raise KeyboardInterrupt"


def test_a_cell_gives_the_outputs_of_a_notebook(session):
    result = session.run_cell("import sys\nprint('one')\nprint('two')\nprint('oops', file=sys.stderr)\n{'a': 1}")
    assert result.outcome == "returned"
    assert result.outputs == [
        {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
        {"output_type": "stream", "name": "stderr", "text": "oops\n"},
        {"output_type": "execute_result", "data": {"text/plain": "{'a': 1}"}, "metadata": {}, "execution_count": 1},
    ]
    assert session.run_cell("_ + 0 if isinstance(_, int) else len(_)").outputs[0]["execution_count"] == 2


def test_an_error_is_an_error_output_with_its_line(session):
    result = session.run_cell("x = 1\nx / 0")
    assert (result.outcome, result.error) == ("raised", "ZeroDivisionError")
    [output] = result.outputs
    assert (output["output_type"], output["ename"], output["evalue"]) == (
        "error",
        "ZeroDivisionError",
        "division by zero",
    )
    assert "line 2" in "\n".join(output["traceback"])


def test_a_cell_that_does_not_parse_is_an_error_like_any_other(session):
    assert session.run_cell("def half(:").error == "SyntaxError"
    assert text(session.run_cell("print('still here')")) == "still here\n"


def test_magics_shell_lines_and_await_work(session):
    assert text(session.run_cell("%%time\nprint('timed')")).startswith("timed\n")
    assert text(session.run_cell("!echo from the shell")) == "from the shell\n"
    assert text(session.run_cell("lines = !echo kept\nprint(lines)")) == "['kept']\n"
    assert text(session.run_cell("import asyncio\nprint(await asyncio.sleep(0, 'awaited'))")) == "awaited\n"
    assert session.run_cell("%load_ext autoreload\n%autoreload 2").outcome == "returned"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("[number async for number in numbers()]", "[1, 2]"),
        ("async for number in numbers():\n    last = number\nlast", "2"),
        ("async with entered() as value:\n    pass\nvalue", "'inside'"),
        ("await only_spelled() if False else 'await'", "'await'"),
        ("'await' + 'async'", "'awaitasync'"),
    ],
)
def test_a_cell_may_wait_in_every_way_that_a_notebook_may(session, cell, shown):
    session.run_cell(
        "from contextlib import asynccontextmanager\n"
        "async def numbers():\n    yield 1\n    yield 2\n"
        "@asynccontextmanager\nasync def entered():\n    yield 'inside'"
    )
    [output] = session.run_cell(cell).outputs
    assert output["data"]["text/plain"] == shown


def test_figures_become_pictures_unless_nobody_looks(session):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    [output] = session.run_cell(plot).outputs
    assert output["output_type"] == "display_data"
    assert output["data"]["image/png"].startswith("iVBOR")
    assert "image/png" not in session.run_cell(plot, pictures=False).outputs[0]["data"]


def test_a_cell_too_long_for_a_message_is_not_run_and_nobody_is_blamed(session):
    result = session.run_cell("mark = 1  #" + "x" * (9 << 20))
    assert result.outcome == "memory"
    assert result.outputs[0]["evalue"] == "It has 9.4 million characters, more than are run."
    assert session.run_cell("mark").error == "NameError"
    assert session.notes == []


def test_a_cell_too_long_for_a_message_is_not_run_ahead_of_the_others_either(session):
    sources = ["kept = 1", "mark = kept  #" + "x" * (9 << 20), "print(kept)", "mark"]
    session.prefetch([CodeCell(source) for source in sources])
    results = [session.run_cell(source) for source in sources]
    assert [result.outcome for result in results] == ["returned", "memory", "returned", "raised"]
    assert session.notes == []


def test_displays_are_updated_and_cleared(session):
    shown = session.run_cell("h = display('first', display_id=True)\nh.update('second')")
    assert [output["data"]["text/plain"] for output in shown.outputs] == ["'second'"]
    assert session.run_cell("from IPython.display import clear_output\nprint(1)\nclear_output()").outputs == []


def test_output_is_cut_at_its_limit(session):
    printed = text(session.run_cell("print('x' * 50_000)\nprint('never seen')"))
    assert printed == "x" * 10_000 + "\n[The output was longer than 10,000 characters; the rest is not shown.]\n"


def test_all_outputs_of_a_notebook_are_bounded_together(session):
    printed = [text(session.run_cell("print('x' * 9_000)")) for _ in range(8)]
    note = "[The outputs of this notebook were larger than the grader keeps; the rest is not shown.]\n"
    assert [len(one) for one in printed[:6]] == [9_001] * 6
    assert printed[6:] == [note, ""]


@pytest.fixture(scope="module")
def usual_engine():
    with Engine(EngineOptions("step_by_step")) as engine:
        yield engine


def shown_last(result):
    return [output["data"]["text/plain"] for output in result.outputs if "data" in output]


def test_an_update_of_a_display_takes_room_like_a_display(usual_engine):
    show = "display('small', display_id=True)"
    with Session(usual_engine) as session:
        large = session.run_cell(f"{show}.update('x' * 40_000_000)")
        many = session.run_cell(f"for handle in [{show} for _ in range(9)]: handle.update('x' * 1_000_000)")
    assert (large.outcome, shown_last(large)) == ("returned", ["'small'"])
    assert [len(one) for one in shown_last(many)] == [1_000_002] * 8 + [7]


def test_a_cell_shows_no_more_than_it_has_room_for(usual_engine):
    with Session(usual_engine) as session:
        result = session.run_cell("for n in range(20): display('x' * 500_000)")
    assert len(shown_last(result)) == 16  # in 8 MB


@pytest.mark.parametrize(
    "show",
    ["handle.update(str(n) * 500_000)", "clear_output(); print('x' * 900_000); display(str(n) * 500_000)"],
    ids=["updated", "cleared"],
)
def test_however_often_a_cell_shows_something_else_instead_its_last_state_is_shown(usual_engine, show):
    with Session(usual_engine) as session:
        result = session.run_cell(
            "from IPython.display import clear_output\n"
            f"handle = display('first', display_id=True)\nfor n in range(30): {show}"
        )
    assert shown_last(result) == [repr("29" * 500_000)]
    assert text(result) in ("", "x" * 900_000 + "\n")


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        ("{'text/plain': 'x'}", 30_000),
        ("{'text/plain': '[{,' * 60}", 3_000),
        ("{'text/plain': 'ㅎ' * 200}", 3_000),
        ("{'text/plain': 'x', 'application/json': [[]] * 9_000}", 100),
    ],
)
def test_a_cell_that_shows_very_much_is_cut_short_and_nobody_is_blamed(usual_engine, shown, times):
    with Session(usual_engine) as session:
        cell = f"from IPython.display import display\nfor _ in range({times}): display({shown}, raw=True)"
        result = session.run_cell(cell)
        assert (result.outcome, session.notes) == ("returned", [])
    displays = [output for output in result.outputs if output["output_type"] == "display_data"]
    assert len(displays) == min(times, 2_000)
    assert text(result) == (
        "\n[The cell shows more than 2,000 things; the rest is not shown.]\n" if times > 2_000 else ""
    )


def test_streams_that_take_turns_for_ever_are_cut_short(usual_engine):
    with Session(usual_engine) as session:
        result = session.run_cell("import sys\nfor _ in range(9_000): print(1); print(2, file=sys.stderr)")
        assert (result.outcome, session.notes) == ("returned", [])
    assert result.outputs[2_000]["text"].startswith("\n[The cell shows more than 2,000 things")


def test_no_flood_pushes_out_what_a_grade_cell_is_scored_by(session):
    session.run_cell(
        "from IPython.display import display\nclass Big:\n    def __repr__(self): return 'x' * 9_000\n"
        "def flood():\n    for _ in range(20): display(Big())\n    print('x' * 10_000)\n    return 3.0"
    )
    for _ in range(2):  # the cell's own room is used up, then the notebook's
        failed = session.run_cell("flood()\nassert flood() == 4.0", as_written=True)
        assert failed.outputs[-1]["ename"] == "AssertionError"
        assert session.run_cell("flood()", as_written=True).outputs[-1]["data"] == {"text/plain": "3.0"}


def test_no_flood_of_small_things_does_so_either(usual_engine):
    with Session(usual_engine) as session:
        session.run_cell("def flood():\n    for _ in range(2_500): display(1)")
        failed = session.run_cell("flood()\nassert False", as_written=True)
    assert failed.outputs[-1]["ename"] == "AssertionError"


def test_classes_of_a_notebook_live_in_main(session):
    session.run_cell("class A: pass")
    assert (
        text(session.run_cell("import pickle, __main__\nprint(type(pickle.loads(pickle.dumps(A()))) is __main__.A)"))
        == "True\n"
    )


def test_data_is_in_the_working_folder(session):
    assert text(session.run_cell("print(open('images/hand.txt').read())")) == "a hand\n"
    assert session.run_cell("open('images/link').read()").error == "FileNotFoundError"
    assert session.run_cell("open('images/hand.txt', 'w')").outcome == "raised"


def test_a_call_is_observed(session):
    session.run_cell("def f(x, d):\n    print('hi')\n    x += 1\n    return x, {'sum': x.sum(), 'o': object()}")
    seen = session.observe(Call("f", (np.zeros((2, 2)), {"pad": 1})))
    assert seen.outcome == "returned"
    assert np.array_equal(seen.value[0], np.ones((2, 2)))
    assert seen.value[1]["sum"] == 4.0
    assert seen.value[1]["o"] == Foreign("object")
    assert seen.printed == "hi\n"
    assert np.array_equal(seen.args_after[0], np.ones((2, 2)))
    assert seen.args_after[1] == {"pad": 1}


def test_what_a_call_writes_past_python_is_no_output_of_the_next_cell(session):
    session.run_cell("import os\ndef f(): return os.write(1, b'out') + os.write(2, b'err')")
    assert session.observe(Call("f", ())).value == 6
    assert [output["text"] for output in session.run_cell("print('shown')").outputs] == ["shown\n"]


def test_calls_draw_no_numbers_from_the_notebooks_random_stream(session):
    session.run_cell("import numpy as np\ndef f(): return np.random.rand()")
    seed, draw = "np.random.seed(3)", "print(f())"
    session.run_cell(seed)
    usual = text(session.run_cell(draw))
    session.run_cell(seed)
    calls = [Call("f", ()) for _ in range(2)]
    session.prefetch(calls)
    assert {session.observe(call).outcome for call in calls} == {"returned"}
    assert text(session.run_cell(draw)) == usual


def test_an_exception_names_the_line(session):
    session.run_cell("def f(x):\n    y = 1\n    return x.nothing")
    seen = session.observe(Call("f", (1,)))
    assert seen.raised == Raised("AttributeError", "'int' object has no attribute 'nothing'", 3, "return x.nothing")


def test_a_function_that_is_not_there_is_missing(session):
    session.run_cell("g = 3")
    assert session.observe(Call("f", ())).outcome == "missing"
    assert session.observe(Call("g", ())).outcome == "missing"


def test_helpers_are_answered_from_outside(session):
    session.run_cell(
        "def zero_pad(X, pad): return None\ndef conv_forward(X): return zero_pad(X, pad=2) + zero_pad(X=X, pad=1)"
    )
    asked = []

    def answer(name, args):
        asked.append((name, args[1]))
        return args[0] * args[1]

    seen = session.observe(Call("conv_forward", (np.ones(3),), helpers=("zero_pad",)), answer)
    assert np.array_equal(seen.value, np.full(3, 3.0))
    assert asked == [("zero_pad", 2), ("zero_pad", 1)]
    assert session.observe(Call("conv_forward", (np.ones(3),))).raised.type_name == "TypeError"  # its own again


def test_a_helper_that_is_called_wrongly_raises_in_the_call(session):
    session.run_cell(
        "def conv_forward(how): return zero_pad(*range(how)) if how else zero_pad(Y=1)\ndef zero_pad(): pass"
    )

    def answer(name, args):
        raise IndexError("made for another shape")

    for how, message in ((0, "zero_pad() takes the arguments X, pad"), (3, "zero_pad() takes the arguments X, pad")):
        assert session.observe(Call("conv_forward", (how,), helpers=("zero_pad",)), answer).raised.message == message
    seen = session.observe(Call("conv_forward", (2,), helpers=("zero_pad",)), answer)
    assert seen.raised.message == "zero_pad: IndexError: made for another shape"


def test_a_helper_cannot_be_made_to_fill_the_graders_memory(session):
    session.run_cell("import numpy as np\ndef conv_forward(X, pad): return zero_pad(X, pad)\nzero_pad = None")
    asked = []
    ones, empty = np.ones((1, 8, 8, 1)), np.ones((2**28, 0, 1, 1))
    for args in ((ones, 10**5), (ones, np.array(10**5)), (ones, np.array([10**4, 10**4])), (empty, 1)):
        call = Call("conv_forward", args, helpers=("zero_pad",))
        seen = session.observe(call, lambda *question: asked.append(question))
        assert seen.raised.message == "zero_pad: ValueError: the arguments are too large for this helper"
    assert asked == []


def ask_at_once(session, questions):
    """Have a student's function put questions past `ReferenceHelpers`; what it came to, and what was asked."""
    session.run_cell(
        "import socket\n"
        "import numpy as np\n"
        "from autograder.sandbox.wire.channel import Packer\n"
        "from autograder.sandbox.wire.frames import FrameReader, write_frame\n"
        "SOCK = socket.socket(fileno=3)\n"
        "def conv_forward():\n"
        "    packer = Packer()\n"
        f"    body = packer.pack({questions})\n"
        "    write_frame(SOCK, {'ask': True, 'body': body}, packer.blobs)\n"
        "    return str(FrameReader(SOCK).read()[0]['body'])"
    )
    asked = []

    def answer(name, args):
        asked.append(args)
        return 5

    return session.observe(Call("conv_forward", (), helpers=("zero_pad",)), answer), asked


@pytest.mark.parametrize(
    "questions",
    [
        "('zero_pad', ())",
        "[('zero_pad', (1, 2))] * 257",
        "[('zero_pad',)]",
        "['zero_pad']",
        "[('zero_pad', [1, 2])]",
        "[('zero_pad', (1, 2)), ('conv_forward', ())]",
        "[(np.arange(3), ())]",
    ],
)
def test_questions_for_helpers_are_checked_before_any_is_answered(session, questions):
    seen, asked = ask_at_once(session, questions)
    assert (seen.outcome, asked) == ("killed", [])


def test_many_questions_at_once_cannot_fill_the_graders_memory_either(session):
    seen, asked = ask_at_once(session, "[('zero_pad', (np.ones((1, 8, 8, 1)), 100))] * 9")
    assert seen.value.count("['t', [True, 5]]") == len(asked) == 6
    assert seen.value.count("[False, 'ValueError: the arguments are too large for this helper']") == 3
    # Each comes to 64 * 201**2 entries, of which 2**24 hold six.


def test_answers_of_helpers_that_no_message_holds_are_no_forgery(session):
    session.run_cell("def conv_forward(): return zero_pad(1, 0)\nzero_pad = None")
    call = Call("conv_forward", (), helpers=("zero_pad",))
    seen = session.observe(call, lambda name, args: np.zeros(5_000_000))
    assert (seen.outcome, seen.raised.message) == ("memory", "It asked helpers for more than one message holds.")
    assert session.notes == []


ASKS = """
import socket, time
from autograder.sandbox.wire.frames import FrameReader, write_frame
SOCK = socket.socket(fileno=3)
def ask():
    write_frame(SOCK, {"ask": True, "body": ["l", [["t", ["zero_pad", ["t", [1, 0]]]]]]})
"""


def test_who_asks_a_helper_and_does_not_take_the_answer_holds_nobody(engine, limited):
    limited(call_seconds=0.4)
    with Session(engine) as session:
        session.run_cell(f"{ASKS}\ndef conv_forward():\n    ask()\n    time.sleep(60)")
        call = Call("conv_forward", (), helpers=("zero_pad",))
        seen = session.observe(call, lambda name, args: np.zeros(2_000_000))
    said = "It asked for a helper and did not take the answer in time."
    assert (seen.outcome, seen.raised.message) == ("timeout", said)


def test_a_call_without_helpers_asks_for_none(session):
    session.run_cell(f"{ASKS}\ndef f(): ask()")
    assert session.observe(Call("f", ()), lambda name, args: 5).outcome == "killed"
    assert session.notes == [f"f: forged or broken message on the grader's channel ({NOT_ASKED})"]


def test_each_turn_of_a_helper_gives_the_call_a_little_time(engine, limited):
    limited(call_seconds=0.5)
    with Session(engine) as session:
        session.run_cell(
            f"{ASKS}\ndef conv_forward():\n    for _ in range(40):\n        ask()\n"
            "        FrameReader(SOCK).read()\n        time.sleep(0.02)"
        )
        call = Call("conv_forward", (), helpers=("zero_pad",))
        assert session.observe(call, lambda name, args: 5).outcome == "returned"


@pytest.mark.slow
def test_who_does_not_read_what_is_sent_is_given_up(session):
    session.run_cell(
        "import gc, time\n[child] = [each for each in gc.get_objects() if type(each).__name__ == 'Child']\n"
        "child._frames.read = lambda: time.sleep(600)"
    )
    gone = session.run_cell("mark = 1  #" + "x" * (5 << 20))
    assert gone.outputs[0]["evalue"] == "Its process ended before it had answered."


def test_an_interrupt_waits_until_a_helper_has_answered(session):
    session.run_cell("def conv_forward(): return zero_pad(1, 2) + 1\nzero_pad = None")

    def answer(name, args):
        session.process.child.interrupt()
        time.sleep(0.2)
        return 5

    assert session.observe(Call("conv_forward", (), helpers=("zero_pad",)), answer).value == 6


def test_a_call_that_hangs_after_a_helper_is_interrupted_once_for_all(engine, limited):
    limited(call_seconds=0.4)
    with Session(engine) as session:
        session.run_cell(
            f"{MARK}\nimport numpy as np\nzero_pad = None\ndef conv_forward():\n"
            "    for n in range(2): zero_pad(np.full((1, 2, 2, 1), n), 1)  # the second answer is guessed\n"
            "    while True: pass"
        )
        before = text(session.run_cell("print(mark)"))
        call = Call("conv_forward", (), helpers=("zero_pad",))
        assert session.observe(call, lambda name, args: 5).outcome == "timeout"
        assert text(session.run_cell("print(mark)")) == before  # the same process


def test_a_cell_that_was_interrupted_is_replayed_only_briefly(session):
    session.run_cell("def f(): return 5\nwhile True: pass")
    start = time.monotonic()
    session.run_cell("import os\nos._exit(0)")
    assert session.observe(Call("f", ())).value == 5
    assert time.monotonic() - start < LIMITS.cell_seconds


def test_a_thousand_helper_calls_fit_into_the_time_of_one_call(session):
    session.run_cell(
        "def conv_forward(n): return sum(conv_single_step(i, 0, 0) for i in range(n))\nconv_single_step = None"
    )
    seen = session.observe(Call("conv_forward", (1000,), helpers=("conv_single_step",)), lambda name, args: args[0])
    assert (seen.outcome, seen.value) == ("returned", 499_500)


def test_time_that_the_grader_takes_to_answer_is_not_the_students(session):
    session.run_cell("def conv_forward(n):\n    for i in range(n): zero_pad(i, 0)\n    return n\nzero_pad = None")

    def answer(name, args):
        time.sleep(0.4)
        return args[0]

    call = Call("conv_forward", (6,), helpers=("zero_pad",))
    assert session.observe(call, answer).value == 6  # 2.4 s, of which none is its own
    endless = Call("conv_forward", (10**9,), helpers=("zero_pad",))
    assert session.observe(endless, answer).outcome == "timeout"


def test_a_hang_is_interrupted_and_says_where(session):
    session.run_cell("mark = 7\ndef f():\n    while True:\n        x = 1")
    seen = session.observe(Call("f", ()))
    assert seen.outcome == "timeout"
    assert seen.raised.source in ("while True:", "x = 1")
    assert text(session.run_cell("print(mark)")) == "7\n"
    assert session.notes == []


def test_an_answer_that_comes_only_after_the_interrupt_is_no_answer(session):
    session.run_cell("def f():\n    try:\n        while True: abs(1)\n    except KeyboardInterrupt:\n        return 5")
    assert session.observe(Call("f", ())).outcome == "timeout"


def test_who_returns_only_when_interrupted_has_run_out_of_time(session):
    session.run_cell(
        "def f(n):\n    try:\n        while n == 1: pass\n    except KeyboardInterrupt: pass\n    return n"
    )
    calls = [Call("f", (n,)) for n in range(3)]
    session.prefetch(calls)
    assert [session.observe(call).outcome for call in calls] == ["returned", "timeout", "returned"]


def test_a_hang_that_cannot_be_interrupted_is_killed_and_the_cells_are_replayed(session):
    session.run_cell("import random\nmark = [1]")
    session.run_cell("mark.append(2)")
    session.run_cell(HANG)
    start = time.monotonic()
    assert session.observe(Call("f", ())).outcome == "timeout"
    assert text(session.run_cell("print(mark)")) == "[1, 2]\n"
    assert time.monotonic() - start < 4 * LIMITS.call_seconds + 4  # longer where others have the processors


def test_calls_made_ahead_are_answered_in_their_order(session):
    session.run_cell("made = []\ndef f(n):\n    made.append(n)\n    return 1 / n")
    calls = [Call("f", (n,)) for n in (4, 0, 2)]
    session.prefetch(calls)
    first = session.observe(calls[0])
    assert first.value == 0.25
    assert session.observe(calls[1]).raised.type_name == "ZeroDivisionError"
    assert session.observe(calls[2]).value == 0.5
    assert text(session.run_cell("print(made)")) == "[4, 0, 2]\n"


def test_a_call_out_of_turn_is_made_all_the_same(session):
    session.run_cell("def f(n): return n")
    calls = [Call("f", (n,)) for n in range(3)]
    session.prefetch(calls)
    assert [session.observe(calls[n]).value for n in (0, 2, 1)] == [0, 2, 1]
    assert session.observe(Call("f", (7,))).value == 7


def test_a_hang_among_calls_made_ahead_costs_that_call(session):
    session.run_cell("mark = 1\ndef f(n):\n    while n == 1: pass\n    return n")
    calls = [Call("f", (n,)) for n in range(4)]
    session.prefetch(calls)
    assert [session.observe(call).outcome for call in calls] == ["returned", "timeout", "returned", "returned"]
    assert text(session.run_cell("print(mark)")) == "1\n"
    assert session.notes == []


def test_a_process_that_ends_among_calls_made_ahead_comes_back_for_the_others(session):
    session.run_cell("import os\ndef f(n): return os._exit(1) if n == 1 else n")
    calls = [Call("f", (n,)) for n in range(4)]
    session.prefetch(calls)
    assert [session.observe(call).outcome for call in calls] == ["returned", "killed", "returned", "returned"]


def test_after_a_process_has_ended_the_other_calls_are_made_ahead_again(session):
    session.run_cell("import os\ndef f(n): return os._exit(1) if n == 1 else n")
    calls = [Call("f", (n,)) for n in range(4)]
    session.prefetch(calls)
    assert [session.observe(call).outcome for call in calls[:3]] == ["returned", "killed", "returned"]
    wait_for_an_answer(session)


def test_what_is_still_being_made_when_nobody_waits_any_more_is_given_up(session):
    session.run_cell("kept = 'kept'\ndef f(n):\n    while n: pass\n    return n")
    calls = [Call("f", (n,)) for n in range(2)]
    session.prefetch(calls)
    assert session.observe(calls[0]).value == 0
    start = time.monotonic()
    assert text(session.run_cell("print(kept)")) == "kept\n"
    assert time.monotonic() - start < 4 * LIMITS.call_seconds + 4  # longer where others have the processors


def test_answers_that_nobody_waits_for_any_more_are_never_taken_for_those_of_the_next_exercise(session):
    session.run_cell("kept = 2\ndef f(n): return n\ndef g(n): return 10 * n * kept")
    calls = [Call("f", (n,)) for n in range(3)]
    session.prefetch(calls)
    assert session.observe(calls[0]).value == 0
    others = [Call("g", (n,)) for n in range(3)]
    session.prefetch(others)
    assert [session.observe(call).value for call in others] == [0, 20, 40]
    assert session.notes == []


NOT_MADE = "an answer came to a call that was not made"
NOT_ASKED = "an answer came to a question that was not asked"
FORGED = [
    ({"part": 1, "last": False}, NOT_MADE),
    ({"part": 0, "last": 3}, NOT_MADE),
    ({}, NOT_MADE),
    ({"part": 0, "last": False}, "more answers were announced than calls were made"),
    ({"part": 0, "last": True, "sequence": 99}, NOT_ASKED),
    ({"part": 0, "last": True, "ask": True}, NOT_ASKED),
]
FORGE = """
import gc, socket
from autograder.sandbox.wire.frames import write_frame
[child] = [each for each in gc.get_objects() if type(each).__name__ == "Child"]
header = {{"sequence": child._sequence, "body": {body}, **{forged}}}
channel = socket.socket(fileno=3)
write_frame(channel, header)
channel.detach()
"""
A_CALLS_ANSWER = ["t", ["returned", 5, ["t", []], None, "", ["f", "0x0p+0"]]]
A_CELLS_ANSWER = ["t", [["l", []], "", ["f", "0x0p+0"], 1]]


def forging_function(forged):
    return "def f():" + FORGE.format(body=A_CALLS_ANSWER, forged=forged).replace("\n", "\n    ") + "return 1"


def test_a_call_that_no_message_holds_is_not_made(session):
    session.run_cell("def f(x): return 1")
    call = Call("f", (np.zeros(5_000_000),))
    assert session.observe(call).outcome == "killed"
    assert session.observe(Call("f", (1,))).value == 1


@pytest.mark.parametrize(("forged", "why"), FORGED)
def test_a_forged_answer_to_a_call_ends_the_process(session, forged, why):
    session.run_cell(forging_function(forged))
    assert session.observe(Call("f", ())).outcome == "killed"
    assert session.notes == [f"f: forged or broken message on the grader's channel ({why})"]


@pytest.mark.parametrize(("forged", "why"), FORGED)
def test_a_forged_answer_to_a_cell_ends_the_process(session, forged, why):
    assert session.run_cell(FORGE.format(body=A_CELLS_ANSWER, forged=forged)).outcome == "killed"
    assert session.notes == [f"cell: forged or broken message on the grader's channel ({why})"]


def test_an_answer_that_comes_twice_is_not_taken_for_that_to_the_next_call(session):
    session.run_cell(forging_function({"part": 0, "last": True}))
    assert session.observe(Call("f", ())).value == 5
    wait_for_an_answer(session)  # that of the call itself
    assert session.observe(Call("g", ())).outcome == "killed"
    why = "a message came that nobody had asked for"
    assert session.notes == [f"g: forged or broken message on the grader's channel ({why})"]


@pytest.mark.parametrize(("memory", "outcome"), [(True, "memory"), (3, "killed")])
def test_what_a_process_says_of_its_failure_is_kept_in_part(session, memory, outcome):
    session.run_cell(forging_function({"failed": "x" * 600, "memory": memory}))
    seen = session.observe(Call("f", ()))
    assert (seen.outcome, seen.raised.message) == (outcome, f"It could not go on: {'x' * 500}")


def run_ahead(session, *sources):
    session.prefetch([CodeCell(source) for source in sources])
    return [session.run_cell(source) for source in sources]


def test_cells_run_ahead_are_answered_in_their_order(session):
    results = run_ahead(session, "x = 1\nprint(x)", "x += 1\nprint(x)", "x += 1\nprint(x)")
    assert [text(result) for result in results] == ["1\n", "2\n", "3\n"]
    assert [result.execution_count for result in results] == [1, 2, 3]
    assert session.notes == []


@pytest.mark.parametrize("kind", ["cells", "calls"])
def test_what_is_announced_is_done_before_it_is_asked_for(session, kind):
    session.run_cell("def f(n): return n")
    requests = [CodeCell("1"), CodeCell("2")] if kind == "cells" else [Call("f", (1,)), Call("f", (2,))]
    session.prefetch(requests)
    if kind == "cells":
        session.run_cell("1")
    else:
        session.observe(requests[0])
    wait_for_an_answer(session)


def test_a_cell_that_fails_ends_what_runs_ahead_for_the_grader_to_step_in(session):
    sources = ["import uuid\nmark = uuid.uuid4().hex\nprint(mark)", "1 / 0", "print(mark, late)"]
    session.prefetch([CodeCell(source) for source in sources])
    first, failed = (session.run_cell(source) for source in sources[:2])
    assert failed.error == "ZeroDivisionError"
    session.load(("resume", (("<cell 2>", "late = 'defined'"),), (), ()))
    assert text(session.run_cell(sources[2])) == f"{text(first).strip()} defined\n"  # the same process


def test_a_cell_that_ends_only_when_interrupted_ends_what_runs_ahead_too(engine, limited):
    limited(cell_seconds=0.4)
    hangs = "try:\n    while mark: pass\nexcept KeyboardInterrupt: pass"
    sources = [f"{MARK}\nprint(mark)", hangs, "print(mark, late)"]
    with Session(engine) as session:
        session.prefetch([CodeCell(source) for source in sources])
        first, stopped = (session.run_cell(source) for source in sources[:2])
        assert stopped.outcome == "timeout"
        session.load(("resume", (("<cell 2>", "late = 'defined'"),), (), ()))
        assert text(session.run_cell(sources[2])) == f"{text(first).strip()} defined\n"  # the same process
        session.prefetch([CodeCell("1"), CodeCell("2")])  # and from here on all is as before
        session.run_cell("1")
        wait_for_an_answer(session)


def test_a_hang_among_cells_run_ahead_costs_that_cell(session):
    results = run_ahead(session, "mark = 1", "while True: pass", "mark += 1", "print(mark)")
    assert [result.outcome for result in results] == ["returned", "timeout", "returned", "returned"]
    assert text(results[-1]) == "2\n"
    assert session.notes == []


def test_a_process_that_ends_among_cells_run_ahead_comes_back_for_the_others(session):
    results = run_ahead(session, "mark = 1", "import os\nos._exit(1)", "mark += 1", "print(mark)")
    assert [result.outcome for result in results] == ["returned", "killed", "returned", "returned"]
    assert text(results[-1]) == "2\n"


def test_a_cell_out_of_turn_is_run_where_it_is_asked_for(session):
    session.prefetch([CodeCell(f"print({n})") for n in range(3)])
    assert [text(session.run_cell(f"print({n})")) for n in (2, 0, 1, 7)] == ["2\n", "0\n", "1\n", "7\n"]


def test_a_cell_that_is_not_run_ends_what_runs_ahead_and_no_process(session):
    sources = ["import uuid\nmark = uuid.uuid4().hex\nprint(mark)", "#" + "x" * (9 << 20), "print(mark)"]
    first, too_long, last = run_ahead(session, *sources)
    assert too_long.outcome == "memory"
    assert text(first) == text(last) != ""
    assert session.notes == []


def test_more_cells_than_one_message_holds_are_run_all_the_same(session):
    large = "mark = 1  #" + "𝄞" * (5 << 20)  # 20 MB
    assert [result.outcome for result in run_ahead(session, large, large, "mark")] == ["returned"] * 3
    assert [result.outcome for result in run_ahead(session, *["mark"] * 600)] == ["returned"] * 600


@pytest.mark.parametrize(("argument", "count"), [(np.zeros(1_000_000), 6), ([0] * 500, 900)], ids=["bytes", "values"])
def test_more_calls_than_one_message_holds_are_made_all_the_same(session, argument, count):
    session.run_cell("def f(x): return len(x)")
    calls = [Call("f", (argument,)) for _ in range(count)]
    session.prefetch(calls)
    assert {session.observe(call).value for call in calls[:6]} == {len(argument)}
    assert session.notes == []


def test_after_strikes_the_calls_of_that_exercise_are_not_made(session):
    session.run_cell(HANG + "def g(): return 1")
    start = time.monotonic()
    outcomes = [session.observe(Call("f", ())).outcome for _ in range(20)]
    assert outcomes == ["timeout"] * 20
    assert time.monotonic() - start < 4 * LIMITS.exercise_seconds + 3
    assert session.observe(Call("g", ())).value == 1


def test_a_cell_that_ends_the_process_is_left_out_of_the_replay(session):
    session.run_cell("kept = 'kept'")
    gone = session.run_cell("import os\nos._exit(7)", "c2")
    assert gone.outcome == "killed"
    assert gone.outputs[0]["evalue"] == "Its process ended before it had answered."
    assert text(session.run_cell("print(kept)")) == "kept\n"


def test_a_replay_draws_no_pictures(session):
    session.run_cell(
        "drawn = False\nclass Picture:\n    def _repr_png_(self):\n        global drawn\n        drawn = True\n"
        "Picture()"
    )
    assert text(session.run_cell("print(drawn)")) == "True\n"
    session.run_cell("import os\nos._exit(7)")
    assert text(session.run_cell("print(drawn)")) == "False\n"


def test_an_instructors_cell_is_replayed_past_a_notebooks_hooks_too(session):
    session.run_cell("get_ipython().input_transformers_post.append(lambda lines: ['mark = 2'])")
    session.run_cell("mark = 1", as_written=True)
    session.run_cell("import os", as_written=True)
    assert session.run_cell("os._exit(7)", as_written=True).outcome == "killed"
    assert session.run_cell("mark", as_written=True).outputs[0]["data"] == {"text/plain": "1"}


def test_a_signal_that_ends_the_process_is_named(session):
    seen = session.run_cell("import ctypes\nctypes.string_at(0)")
    assert seen.outputs[0]["evalue"] == "Its process was ended by signal 11."


def test_restarts_are_bounded(session):
    for _ in range(LIMITS.restarts + 1):
        assert session.run_cell("import os\nos._exit(0)").outcome == "killed"
    assert (
        session.run_cell("1").outputs[0]["evalue"] == "The notebook ended its process 4 times; it is not started again."
    )


def test_after_a_hanging_cell_the_others_are_not_waited_for_at_full_length(session):
    assert session.run_cell("while True: pass").outcome == "timeout"
    result = session.run_cell("while True: pass")
    assert result.outcome == "timeout"
    assert result.outputs[-1]["evalue"] == "The cell ran longer than 0.4 s and was stopped."


def test_memory_errors_leave_the_session_alive(session):
    session.run_cell("mark = 5\nimport numpy as np\ndef f(): return np.ones(10**11)")
    assert session.observe(Call("f", ())).outcome == "memory"
    assert session.run_cell("x = bytearray(10**11)").outcome == "memory"
    assert text(session.run_cell("print(mark)")) == "5\n"
    assert session.notes == []


def test_a_function_that_hangs_when_it_is_asked_about_is_not_asked_about_for_ever(engine, limited):
    limited(call_seconds=0.3, max_timeouts=2)
    with Session(engine) as session:
        session.run_cell("def zero_pad(X, pad):\n    while True: pass")
        problems = [session.ask_about("zero_pad").problem for _ in range(3)]
    ended = "zero_pad could not be asked about: it ended its process."
    assert problems == [ended, ended, "There is no time left for questions on zero_pad."]


def test_forged_questions_are_none(session):
    forge = FORGE.format(body=["x", "forged"], forged={}).replace("\n", "\n    ")
    session.run_cell(f"def zero_pad(X, pad):{forge}return X")
    asked = session.ask_about("zero_pad")
    problem = "zero_pad could not be asked about: these are no questions: 'Foreign' object is not subscriptable."
    assert (asked.questions, asked.problem) == ((), problem)


def test_code_is_loaded_by_preparing(session):
    pieces = [("<cell 1>", "def f(x):\n    return np.float(x) + 1"), ("<cell 2>", "def half(:")]
    repairs, failed = session.load(("judge", pieces, ("np",), ()))
    assert failed == {}
    assert [kind for kind, _ in repairs if kind == "does not parse"]
    assert session.observe(Call("f", (1,))).value == 2.0


def test_code_that_was_loaded_comes_back_with_the_process(session):
    code = "import os\ndef f(): os._exit(1)\ndef g(): return 2"
    session.load(("judge", [("<cell 1>", code)], (), ()))
    assert session.observe(Call("f", ())).outcome == "killed"
    assert session.observe(Call("g", ())).value == 2


def test_what_code_says_while_it_is_loaded_is_nobodys_output(session):
    session.run_cell("print(1)")
    _, failed = session.load(("judge", [("<cell 1>", "print(2)\ndef f(): return 3")], (), ()))
    assert failed == {}
    assert session.observe(Call("f", ())).value == 3
    assert text(session.run_cell("print(4)")) == "4\n"


def test_loading_that_hangs_is_stopped(engine):
    with Session(engine) as session, pytest.raises(SessionLost) as caught:
        session.load(("judge", [("<cell 1>", HANG + "f()")], (), ()), seconds=0.5)
    assert caught.value.outcome == "timeout"


def test_the_global_random_stream_is_the_same_in_every_session(engine):
    drawn = []
    for _ in range(2):
        with Session(engine) as session:
            drawn.append(text(session.run_cell("import numpy as np, random\nprint(np.random.rand(), random.random())")))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("victim", ["zygote", "child"])
def test_who_is_killed_from_outside_in_the_midst_of_a_call_is_asked_again(victim):
    with Engine(EngineOptions("step_by_step", LIMITS)) as engine, Session(engine) as session:
        session.run_cell("mark = 1\ndef conv_forward(): return zero_pad(1, 2) + mark\nzero_pad = None")
        pids = [engine.zygote_pid if victim == "zygote" else session.process.child._pid_here]

        def answer(name, args):
            while pids:
                os.kill(pids.pop(), signal.SIGKILL)
            return 5

        assert session.observe(Call("conv_forward", (), helpers=("zero_pad",)), answer).value == 6


def test_killing_the_zygote_costs_a_running_session_nothing_but_time_and_it_is_started_again():
    with Engine(EngineOptions("step_by_step", LIMITS)) as engine, Session(engine) as session:
        session.run_cell("mark = 3")
        os.kill(engine.zygote_pid, signal.SIGKILL)
        with Session(engine) as another:
            assert text(another.run_cell("print('back')")) == "back\n"
        session.run_cell("1")
        assert text(session.run_cell("print(mark)")) == "3\n"


@pytest.fixture
def begun():
    """A zygote that is still starting, for engines to share."""
    zygote = Engine(EngineOptions("step_by_step", LIMITS)).begin()
    if zygote is None:
        pytest.skip("zygotes are not shared here")
    yield zygote
    zygote.end()


def test_engines_share_a_zygote_that_has_been_begun(begun):
    doors = [begun.control.dup() for _ in range(2)]
    one, other = (Engine(EngineOptions("step_by_step", LIMITS, shared=door)) for door in doors)
    with one, other, Session(one) as first, Session(other) as second:
        first.run_cell("mark = 1")
        assert second.run_cell("mark").outcome == "raised"
        assert first.run_cell("mark").outcome == "returned"
        assert (one.zygote_pid, other.zygote_pid) == (None, None)


@pytest.mark.parametrize("already", [True, False], ids=["before it was used", "in the midst of a session"])
def test_an_engine_goes_on_with_a_zygote_of_its_own_where_the_shared_one_is_killed(begun, already):
    if already:
        os.kill(begun.pid, signal.SIGKILL)
    with (
        Engine(EngineOptions("step_by_step", LIMITS, shared=begun.control.dup())) as engine,
        Session(engine) as session,
    ):
        session.run_cell("mark = 3")
        if not already:
            os.kill(begun.pid, signal.SIGKILL)
            assert select.select([session.process.child._pidfd], [], [], 20)[0]
        assert text(session.run_cell("print(mark)")) == "3\n"
        with Session(engine) as another:
            assert text(another.run_cell("print(4)")) == "4\n"
        assert engine.zygote_pid not in (None, begun.pid)


def test_nothing_is_left_behind():
    def open_descriptors():
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_descriptors()
    with Engine(EngineOptions("step_by_step", LIMITS)) as engine:
        for _ in range(10):
            with Session(engine) as session:
                session.run_cell("import os\nos._exit(0)")
                session.run_cell("1")
        assert len(engine._all_groups) <= 3  # one in use, one made ready, one being cleared away
        past = Replay(engine, [], TimeBudget(LIMITS))
        past.remember("cells", [("import os\nos._exit(0)", False, False)], 5.0)
        engine.discard(past.revive().child)
        groups = [folder for group in engine._all_groups for folder in group._folders]
    assert open_descriptors() == before
    assert not [folder for folder in groups if folder.exists()]


def test_a_process_that_died_while_it_waited_for_a_submission_is_not_used(engine):
    with Session(engine) as session:
        session.run_cell("1")
    waiting = engine._next.result()
    waiting._signal(signal.SIGKILL)
    waiting.wait(5.0)
    with Session(engine) as session:
        assert text(session.run_cell("print(2)")) == "2\n"
        assert session.notes == []


def test_a_child_has_what_it_may_come_to_need_of_the_grader_before_it_cannot_read_it(session):
    names = [module.name for module in pkgutil.iter_modules(inside.__path__, f"{inside.__name__}.")]
    seen = session.run_cell(f"import sys\nprint([name for name in {names} if name not in sys.modules])")
    assert text(seen) == "[]\n"


def test_application_limits_leave_time_to_train():
    assert Limits.for_assignment("step_by_step") == Limits()
    assert Limits.for_assignment("application").call_seconds > Limits().call_seconds
    assert Limits.from_json(LIMITS.to_json()) == LIMITS


@pytest.mark.tensorflow
@pytest.mark.slow
def test_tensorflow_survives_the_fork():
    with Engine(EngineOptions("application")) as engine:
        for _ in range(2):
            with Session(engine) as session:
                result = session.run_cell("import tensorflow as tf\nprint(float(tf.reduce_sum(tf.ones((3, 3)))))")
                assert "9.0" in text(result)
                session.run_cell("def f(x):\n    return tf.nn.relu(x).numpy()")
                assert np.array_equal(session.observe(Call("f", (np.array([-1.0, 2.0]),))).value, [0.0, 2.0])


@pytest.fixture
def limited(engine, monkeypatch):
    """Sessions of the same engine that may use less."""
    return lambda **less: monkeypatch.setattr(engine, "limits", replace(LIMITS, **less))


def test_one_submission_has_so_much_time_in_all(engine, limited):
    limited(submission_seconds=3.0)
    start = time.monotonic()
    with Session(engine) as session:
        session.run_cell(HANG)
        for _ in range(6):
            session.run_cell("import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)")
        assert session.observe(Call("f", ())).outcome == "timeout"
    assert time.monotonic() - start < 12
    assert session.notes[-1] == "The notebook used up the 3 s that a submission has in all."


OVER = "The notebook used up the 100 s that a submission has in all."


@pytest.mark.parametrize(
    ("ask", "answer", "notes"),
    [
        (
            lambda session: session.run_cell("1").outputs[0]["evalue"],
            "The notebook's cells have used up their 20 s; this one was not run.",
            [OVER],
        ),
        (lambda session: session.observe(Call("f", ())), Observation("timeout"), [OVER]),
        (
            lambda session: session.ask_about("zero_pad").problem,
            "There is no time left for questions on zero_pad.",
            [],
        ),
    ],
    ids=["cell", "call", "questions"],
)
def test_where_the_time_of_a_submission_is_over_nothing_is_run(engine, ask, answer, notes):
    with Session(engine, end=time.monotonic()) as session:
        assert [ask(session), ask(session)] == [answer] * 2
        assert session.notes == notes


def test_where_the_time_of_a_submission_is_over_no_code_is_loaded(engine):
    with Session(engine, end=time.monotonic()) as session, pytest.raises(SessionLost) as caught:
        session.load(("judge", [("<cell 1>", "sum(range(10**18))")], (), ()))
    assert (caught.value.outcome, str(caught.value)) == ("timeout", "It ran longer than 0 s and was stopped.")


@pytest.fixture
def waiting(monkeypatch):
    """Make it seem as if processes waited for a processor so many seconds in each."""
    return lambda rate: monkeypatch.setattr(ChildProcess, "seconds_waited", lambda child: rate * time.monotonic())


@pytest.mark.parametrize(("rate", "said"), [(0, []), (1, [STARVED])], ids=["idle machine", "busy machine"])
def test_who_used_up_the_time_by_waiting_for_a_processor_is_told_so(engine, limited, waiting, rate, said):
    limited(submission_seconds=0.5)
    waiting(rate)
    with Session(engine) as session:
        for _ in range(3):
            session.run_cell("import time; time.sleep(0.3)")
        assert session.notes == ["The notebook used up the 0.5 s that a submission has in all.", *said]


HEARS_NO_INTERRUPT = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)"


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [("import time; time.sleep(0.4)", "returned"), (HEARS_NO_INTERRUPT, "timeout")],
    ids=["ends", "is killed"],
)
def test_waiting_for_a_processor_costs_none_of_the_notebooks_time(engine, limited, waiting, cell, outcome):
    limited(cell_seconds=0.2, notebook_seconds=0.5)
    waiting(1)
    with Session(engine) as session:
        outcomes = [session.run_cell(each).outcome for each in (cell, cell, "1")]
    assert outcomes == [outcome, outcome, "returned"]


def test_a_cell_that_ends_the_process_is_not_spared_what_the_one_before_waited(engine, limited, waiting):
    limited(notebook_seconds=0.5)
    waiting(1)
    with Session(engine) as session:
        session.run_cell("import time; time.sleep(0.4)")
        for _ in range(2):
            session.run_cell("import os, time; time.sleep(0.4); os._exit(1)")
        assert session.run_cell("1").outcome == "timeout"


def test_answers_have_room_by_exercise_and_in_all(engine, limited):
    limited(answers_size=3 * MB, all_answers_size=5 * MB)
    with Session(engine) as session:
        session.run_cell("def f(): return 'a' * (2 << 20)\ng = h = f")
        assert [session.observe(Call("f", ())).outcome for _ in range(3)] == ["returned", "returned", "memory"]
        assert [session.observe(Call("g", ())).outcome for _ in range(2)] == ["returned", "memory"]
        assert session.observe(Call("h", ())).outcome == "memory"


def test_many_small_values_weigh_as_much_as_they_take(engine, limited):
    limited(answers_size=3 * MB)
    with Session(engine) as session:
        session.run_cell("def f(): return [[]] * 9_000")
        assert [session.observe(Call("f", ())).outcome for _ in range(3)] == ["returned", "returned", "memory"]


def test_processes_that_spin_while_the_main_one_sleeps_are_counted_together(session):
    session.run_cell(
        "import os, time\nfor _ in range(4):\n    if not os.fork():\n        os.setsid()\n        while True: pass"
    )
    child = session.process.child
    before = child.seconds_worked()
    session.run_cell("time.sleep(0.5)")
    assert child.seconds_worked() > before + 0.1
    if child.group is not None:
        assert child.group.shares_processor


@pytest.mark.parametrize(
    ("waits", "cell", "is_starved"),
    [(0, "time.sleep(60)", False), (10, "time.sleep(60)", True), (10, "while True: pass", False)],
    ids=["idle machine", "busy machine", "busy with it"],
)
def test_a_deadline_that_struck_for_want_of_a_processor_is_noted(engine, limited, monkeypatch, waits, cell, is_starved):
    limited(cell_seconds=0.3)
    monkeypatch.setattr(ChildProcess, "seconds_waited", lambda child: waits * time.monotonic())
    with Session(engine) as session:
        assert session.run_cell(f"import time\n{cell}").outcome == "timeout"
    assert (STARVED in session.notes) is is_starved


HOLD = """
import mmap, os, signal
os.makedirs("/tmp/site-packages/scipy")
with open("/tmp/site-packages/scipy/signal.so", "wb") as file:
    file.write(b"x" * 4096)
def hold():
    global held
    held = mmap.mmap(os.open("/tmp/site-packages/scipy/signal.so", os.O_RDONLY), 4096, prot=mmap.PROT_READ)
"""
IN_ANOTHER = """
ready, start = os.pipe()
if not os.fork():
    os.setsid()
    hold()
    os.write(start, b"x")
    signal.pause()
os.read(ready, 1)
"""


@pytest.mark.parametrize("where", ["hold()", IN_ANOTHER], ids=["itself", "a process that it started"])
def test_whichever_process_has_loaded_the_layers_ready_made_that_is_noted(engine, where):
    with Session(engine) as session:
        assert session.run_cell(HOLD + where).outcome == "returned"
    assert session.notes == ["Loaded while it was graded: scipy."]


UNTOLD = "What was loaded while it was graded cannot be told: its memory is hidden, or too much to look through."
MANY_MAPS = """
import ctypes, os
name = "/tmp"
for _ in range(15):
    name += "/" + 250 * "x"
    os.mkdir(name)
file = os.open(name + "/file", os.O_RDWR | os.O_CREAT)
os.write(file, bytes(4096))
mmap = ctypes.CDLL(None).mmap
mmap.restype, mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
for number in range(6_000):  # neighbours with other rights are not made one
    mmap(None, 4096, 1 + 2 * (number % 2), 1, file, 0)
"""


def test_more_in_memory_than_is_read_through_is_noted(engine):
    with Session(engine) as session:
        assert session.run_cell(MANY_MAPS).outcome == "returned"
    assert session.notes == [UNTOLD]


def test_memory_that_is_hidden_from_the_grader_is_noted(engine, monkeypatch):
    """As of a process that is not dumpable, from a grader who is not root."""
    usual = Path.open

    def refused(path, *args, **kwargs):
        if path.name == "maps":
            raise PermissionError
        return usual(path, *args, **kwargs)

    with Session(engine) as session:
        assert session.run_cell("1").outcome == "returned"
        monkeypatch.setattr(Path, "open", refused)
    assert session.notes == [UNTOLD]


NO_TEXT = {
    "of a process": """
open("/proc/self/comm", "wb").write(b"\\xff")
import time
end = time.monotonic() + 0.2
while time.monotonic() < end:
    pass
""",
    "of a file in memory": """
import mmap, os
name = os.path.join(os.getcwdb(), b"\\xff")
open(name, "wb").write(bytes(4096))
kept = mmap.mmap(os.open(name, os.O_RDWR), 4096)
""",
}


@pytest.mark.parametrize("code", NO_TEXT.values(), ids=NO_TEXT)
def test_a_name_that_is_no_text_does_not_stop_the_grader(engine, code):
    with Session(engine) as session:
        assert session.run_cell(code).outcome == "returned"
    assert session.notes == []


def test_what_every_process_has_loaded_from_the_start_is_not_noted(engine, monkeypatch):
    monkeypatch.setattr(engine, "usual_libraries", engine.usual_libraries | {"scipy"})
    with Session(engine) as session:
        assert session.run_cell(HOLD + "hold()").outcome == "returned"
    assert session.notes == []
