"""Matching: what a mistake gets wrong must be wrong in the same way, part by part."""

import numpy as np
import pytest

from cnn_utils.compare.calls import Call, Foreign, Observation, Raised
from cnn_utils.compare.expected import Array, Exactly, Fields, Parts
from cnn_utils.compare.mistakes import Match, alike, best, branch_of, explain, wrong_parts_of

ONE, TWO = np.ones((2, 2)), 2 * np.ones((2, 2))
STOP = Raised("ValueError", "shapes (2,3) and (4,) differ")


def test_departures_are_the_wrong_parts_by_name():
    expected = Parts("out", (Array("Z", ONE), Fields("cache", {"pad": Exactly("pad", 1)})))
    call = Call("f", (ONE,))
    assert wrong_parts_of(Observation("returned", (ONE, {"pad": 1}), (ONE,)), call, expected) == {}
    wrong = wrong_parts_of(Observation("returned", (TWO, {"pad": 2}), (TWO,)), call, expected)
    assert list(wrong) == ["Z", "pad", "arguments"]
    assert list(wrong_parts_of(Observation("returned", 5), call, expected)) == ["out"]
    assert wrong_parts_of(Observation("raised", raised=STOP), call, expected) == {"raised": STOP}
    assert wrong_parts_of(Observation("timeout"), call, expected) is None


@pytest.mark.parametrize(
    ("seen", "mistake", "match"),
    [
        ([{"Z": TWO}], [{"Z": TWO}], Match(frozenset({(0, "Z")}), True)),
        ([{"Z": TWO}, {}], [{"Z": TWO}, {}], Match(frozenset({(0, "Z")}), True)),
        ([{"Z": TWO, "db": ONE}], [{"Z": TWO}], Match(frozenset({(0, "Z")}), False)),
        ([{"Z": TWO}, {"Z": TWO}], [{"Z": TWO}, {}], None),
        ([{"Z": TWO}, {"db": ONE}], [{"Z": TWO}, {}], Match(frozenset({(0, "Z")}), False)),
        ([{"Z": TWO}, {"raised": STOP}], [{"Z": TWO}, {}], None),
        ([{"Z": TWO}], [{"Z": ONE}], None),
        ([{}], [{"Z": ONE}], None),
        ([{"Z": TWO}], [{}], None),
        ([None], [{"Z": ONE}], None),
        ([{"raised": STOP}], [{"raised": STOP}], Match(frozenset({(0, "raised")}), True)),
        ([{"raised": STOP}, {"raised": STOP}], [{"raised": STOP}, {}], None),
        ([{"raised": STOP}, {"Z": TWO}], [{"Z": ONE}, {"Z": TWO}], Match(frozenset({(1, "Z")}), True)),
    ],
)
def test_explain(seen, mistake, match):
    assert explain(seen, mistake.__getitem__) == match


def test_a_branch_speaks_for_itself():
    seen, mistake = [{"A": TWO}, {"A": ONE}], [{"A": TWO}, {"A": TWO}]
    assert explain(seen, mistake.__getitem__) is None
    assert explain(seen, mistake.__getitem__, ["max", "average"]) == Match(frozenset({(0, "A")}), False)
    assert branch_of(Call("pool_forward", (ONE, {}))) == branch_of(Call("pool_forward", (ONE, {}, "max"))) == "max"
    assert branch_of(Call("zero_pad", (ONE, 1))) is None


def test_best_prefers_what_explains_everything():
    whole, part = Match(frozenset({(0, "Z")}), True), Match(frozenset({(0, "Z"), (1, "Z")}), False)
    assert best({"a": part, "b": whole}) == ["b"]
    assert best({"a": part, "b": Match(frozenset({(0, "Z")}), False)}) == ["a"]
    assert best({}) == []


def test_best_does_not_guess_between_equal_exceptions():
    stopped = Match(frozenset({(0, "raised")}), True)
    assert best({"a": stopped}) == ["a"]
    assert best({"a": stopped, "b": stopped}) == []


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (ONE, ONE + 1e-7, True),
        (ONE, ONE.astype(np.float32), True),
        (ONE, np.ones(4), False),
        (1.0, np.ones((1, 1, 1)), True),
        (np.array([np.nan]), np.array([np.nan]), True),
        (np.array([True]), np.array([1.0]), True),
        ((ONE, 1), [ONE, 1], True),
        ({"a": 1}, {"a": 2}, False),
        (Foreign("A"), Foreign("A"), False),
        (STOP, Raised("ValueError", "shapes (7,8) and (9,) differ"), True),
        (STOP, Raised("TypeError", STOP.message), False),
        ("a", "a", True),
        (None, ONE, False),
    ],
)
def test_alike(a, b, same):
    assert alike(a, b) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (("NameError", "name 'A' is not defined"), ("NameError", "name 'x' is not defined"), True),
        (("KeyError", "'filter'"), ("KeyError", "'x'"), True),
        (
            ("AttributeError", "'NoneType' object has no attribute 'shape'"),
            ("TypeError", "unsupported operand type(s) for +: 'NoneType' and 'int'"),
            True,
        ),
        (
            ("TypeError", "step() missing 1 required positional argument: 'b'"),
            ("TypeError", "f() missing 2 required positional arguments: 'x' and 'y'"),
            True,
        ),
        (
            ("ValueError", "operands could not be broadcast together with shapes (2,0,3) (2,2,3) (2,0,3) "),
            ("ValueError", "operands could not be broadcast together with shapes (3,3,3) (2,2,3) (3,3,3) "),
            False,
        ),
    ],
)
def test_exceptions_are_alike_in_what_they_say(a, b, same):
    assert alike(Raised(*a), Raised(*b)) is same


def test_other_shapes_that_do_not_go_together_speak_neither_for_nor_against():
    one, other = ({"raised": Raised("ValueError", f"could not be broadcast with shapes {s}")} for s in ("(2,)", "(3,)"))
    assert explain([one], [other].__getitem__) is None
    assert explain([one, {"Z": TWO}], [other, {"Z": TWO}].__getitem__) == Match(frozenset({(1, "Z")}), True)
