"""Calls are made on copies, and whatever comes back becomes plain data."""

from functools import partial

import numpy as np
import pytest

from cnn_utils.calling.observe import observe
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.calls import Call, Foreign


def call(*args):
    return Call("zero_pad", args)


def test_the_value_comes_back_and_of_unchanged_arguments_nothing():
    X = np.array([0.0, -0.0, np.nan])
    seen = observe(lambda X, *others: X + 2, call(X, 2, "max", (X, {"f": 2}, [None, True])))
    assert seen.outcome == "returned"
    np.testing.assert_array_equal(seen.value, X + 2)
    assert seen.args_after == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cache: cache[0].__setitem__(1, 0.0),
        lambda cache: cache[1].update(pad=0),
        lambda cache: cache[1].pop("f"),
        lambda cache: cache[1].__setitem__("f", 2.0),
        lambda cache: cache[2].append(1),
        lambda cache: cache[2].__setitem__(0, cache),
        lambda cache: setattr(cache[0], "shape", (2, 1)),
    ],
    ids=["a number's sign", "one more key", "a key less", "another type", "one more item", "a loop", "another shape"],
)
def test_whatever_a_call_changes_in_its_arguments_is_seen(spoil):
    seen = observe(spoil, call((np.array([0.0, -0.0]), {"f": 2}, [None])))
    assert len(seen.args_after) == 1


def test_keys_that_a_call_leaves_behind_are_never_asked_to_compare_themselves():
    class Key(str):
        __hash__ = str.__hash__

        def __eq__(self, other):
            raise ZeroDivisionError

    def spoil(hparameters):
        hparameters.clear()
        hparameters[Key("f")] = 2

    seen = observe(spoil, call({"f": 2}))
    assert (seen.outcome, seen.args_after) == ("returned", (Foreign("dict"),))


def test_a_function_that_spoils_its_input_spoils_a_copy_and_is_seen():
    def spoil(X):
        X[:] = 0

    X = np.ones(3)
    seen = observe(spoil, call(X))
    assert X.sum() == 3
    assert seen.args_after[0].sum() == 0


def test_an_exception_is_described_with_the_line_it_came_from():
    def divide(X):
        scale = 0
        return 1 // scale

    raised = observe(divide, call(np.ones(1))).raised
    assert (raised.type_name, raised.message, raised.source) == (
        "ZeroDivisionError",
        "integer division or modulo by zero",
        "return 1 // scale",
    )


@pytest.mark.parametrize("error", [SystemExit(3), RecursionError("deep"), AssertionError()])
def test_whatever_is_raised_is_an_outcome(error):
    def stop():
        raise error

    assert observe(stop, call()).outcome == "raised"


def test_running_out_of_memory_is_its_own_outcome():
    def grow():
        raise MemoryError

    assert observe(grow, call()).outcome == "memory"


def test_stopping_the_session_by_hand_passes_through():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe(stop, call())


def test_the_global_random_stream_is_given_back():
    np.random.seed(7)
    expected = np.random.RandomState(7).rand()
    observe(lambda: np.random.seed(1), call())
    assert np.random.rand() == expected


def test_printed_text_is_kept_and_bounded():
    seen = observe(lambda: print("x" * 300_000), call())
    assert seen.printed == "x" * 100_000


def test_helpers_replace_globals_for_the_time_of_the_call_only():
    source = "def helper(x):\n    return 'own'\ndef outer(x):\n    return helper(x)\n"
    names: dict = {}
    exec(source, names)
    seen = observe(names["outer"], call(1), helpers={"helper": lambda x: "reference"})
    assert seen.value == "reference"
    assert observe(names["outer"], call(1)).value == "own"


def test_helpers_reach_through_partial_and_callable_objects():
    names: dict = {}
    exec(
        "def outer(a, x):\n    return helper(x)\nclass Layer:\n    def __call__(self, x):\n        return helper(x)\n",
        names,
    )
    helpers = {"helper": lambda x: x + 1}
    assert observe(partial(names["outer"], 0), call(1), helpers).value == 2
    assert observe(names["Layer"](), call(1), helpers).value == 2
    assert "helper" not in names


class Liar:
    __class__ = np.ndarray
    shape = (2, 2)

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("never asked")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (2.5, 2.5),
        ("text", "text"),
        ((1, [2.0]), (1, [2.0])),
        ({"stride": 1}, {"stride": 1}),
        ({1: 2}, Foreign("dict")),
        (Liar(), Foreign("Liar")),
        (np.array([object()]), Foreign("ndarray of dtype object")),
        (len, Foreign("builtin_function_or_method")),
    ],
)
def test_values_become_plain(value, expected):
    assert to_plain(value) == expected


def test_numpy_scalars_and_subclasses_become_base_arrays():
    scalar = to_plain(np.float32(1.5))
    assert (type(scalar), scalar.shape, scalar.dtype) == (np.ndarray, (), np.float32)
    masked = to_plain(np.ma.masked_array([1.0, 2.0]))
    assert type(masked) is np.ndarray


def test_a_bottomless_list_ends():
    nested: list = []
    nested.append(nested)
    plain = to_plain(nested)
    for _ in range(16):
        plain = plain[0]
    assert plain == Foreign("list")


def test_what_a_call_displays_stays_off_the_page():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        with capture_output() as page:
            assert observe(lambda: display("a curve"), Call("zero_pad", ())).outcome == "returned"
            display("the card")
        assert [output.data["text/plain"] for output in page.outputs] == ["'the card'"]
    finally:
        InteractiveShell.clear_instance()


def test_a_mode_may_be_compared_with_is():
    literal, arrived = "max", "".join(["m", "ax"])
    assert arrived is not literal
    assert observe(lambda mode: mode is literal, Call("pool_forward", (arrived,))).value is True


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([[0.0] * 200] * 200, "list of more than 10,000 items"),
        (([{}] * 6000, [{}] * 6000), "tuple of more than 10,000 items"),
    ],
)
def test_items_are_counted_over_the_whole_value(value, found):
    plain = to_plain(value)
    assert plain == Foreign(found)
    assert plain.is_oversized


def test_an_array_of_more_axes_than_can_be_taken_is_told_by_them():
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        pytest.skip("NumPy 1 makes no such array")
    assert to_plain(np.zeros((1,) * 33)) == Foreign("ndarray of 33 axes")
