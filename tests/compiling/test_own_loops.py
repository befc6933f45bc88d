"""compiled(): the student's functions, called in the same way, or a sentence on why they stay as they are."""

import time

import numpy as np
import pytest
from loop_variants import functions_of, variants

from autograder import plain_layers, solutions
from cnn_utils import compiled
from cnn_utils.compiling import own_loops

pytest.importorskip("numba")


@pytest.fixture(scope="module")
def conv_forward():
    return compiled(solutions.conv_forward)


def convolution(dtype=np.float64):
    draw = np.random.default_rng(1).standard_normal
    return (
        draw((2, 9, 8, 3)).astype(dtype),
        draw((3, 3, 3, 4)).astype(dtype),
        draw((1, 1, 1, 4)).astype(dtype),
        {"stride": 2, "pad": 1},
    )


def test_compiled_loops_give_what_the_loops_give_and_the_callers_own_cache(conv_forward):
    assert conv_forward is not solutions.conv_forward
    assert conv_forward.__name__ == "conv_forward"
    A_prev, W, b, hparameters = convolution()
    Z, cache = conv_forward(A_prev, W=W, b=b, hparameters=hparameters)
    np.testing.assert_allclose(Z, plain_layers.conv_forward(A_prev, W, b, hparameters)[0], atol=1e-12)
    assert [one is other for one, other in zip(cache, (A_prev, W, b, hparameters), strict=True)] == [True] * 4


def test_compiled_loops_take_arrays_of_any_order(conv_forward):
    A_prev, W, b, hparameters = convolution()
    turned = np.asfortranarray(A_prev)
    turned.flags.writeable = False
    Z, _ = conv_forward(turned, W, b, hparameters)
    np.testing.assert_allclose(Z, plain_layers.conv_forward(A_prev, W, b, hparameters)[0], atol=1e-12)


def test_names_are_compared_slices_are_filled_and_messages_are_left_out():
    source = """
def filled(a, value, kind="even"):
    if kind == "even":
        a[:, :] = value
        a[:1, 1:] += a[1:2, :1] * 0
    elif kind in ("odd", "other"):
        a[:] = 2 * value
    else:
        raise ValueError(f"what is {kind}?")
    return a

def distribute_value(dz, shape):
    even = filled(np.zeros(shape), dz / (shape[0] * shape[1]))
    return 2 * even - filled(np.zeros(shape), dz / (2 * shape[0] * shape[1]), "odd")
"""
    functions = functions_of(source, "<names>")
    loops = compiled(functions["distribute_value"])
    assert loops is not functions["distribute_value"]
    np.testing.assert_allclose(loops(6.0, (2, 3)), np.ones((2, 3)))


def test_an_index_beyond_an_array_raises_instead_of_reading_what_lies_there(capsys):
    source = """
def distribute_value(dz, shape):
    n_H, n_W = shape
    a = np.zeros(shape)
    for h in range(n_H):
        for w in range(n_W + (1 if n_H > 5 else 0)):
            a[h, w] = dz / (n_H * n_W)
    return a
"""
    loops = compiled(functions_of(source, "<beyond>")["distribute_value"])
    assert capsys.readouterr().out == ""
    with pytest.raises(IndexError):
        loops(1.0, (6, 2))


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "def distribute_value(dz, shape):\n    return np.einsum(',ij', dz / 6, np.ones(shape))\n",
            "distribute_value stays as it is: line 2 (return np.einsum(',ij', dz / 6, np.ones(shape))): "
            "the compiler does not know numpy.einsum.\n",
        ),
        (
            "def distribute_value(dz, shape):\n    return None + 1\n",
            "distribute_value stays as it is: it does not run yet; it raised TypeError: "
            "unsupported operand type(s) for +: 'NoneType' and 'int'.\n",
        ),
        (
            "def my_layer(x):\n    return x\n",
            "my_layer stays as it is: only the functions of step_by_step can be compiled and tried out.\n",
        ),
        (
            "def distribute_value(dz, shape):\n"
            "    return distribute_value(dz, shape[:2]) if len(shape) > 2 else dz * np.ones(shape)\n",
            "distribute_value stays as it is: distribute_value calls itself, which the compiler does not follow.\n",
        ),
    ],
)
def test_what_cannot_be_compiled_stays_as_it_is_and_one_sentence_says_why(source, sentence, capsys):
    function = next(value for name, value in functions_of(source, "<kept>").items() if name in source.split("(")[0])
    assert compiled(function) is function
    assert capsys.readouterr().out == sentence


def test_without_numba_loops_stay_and_it_is_said_once(monkeypatch, capsys):
    monkeypatch.setattr(own_loops, "find_spec", lambda name: None)
    own_loops.say_that_numba_is_missing.cache_clear()
    for _ in range(2):
        assert compiled(solutions.conv_forward) is solutions.conv_forward
    assert capsys.readouterr().out == (
        "Your loops stay as they are: Numba, which compiles them, is not installed (pip install numba).\n"
    )


def arguments_of(name):
    A_prev, W, b, hparameters = convolution()
    window = {"f": 3, "stride": 2}
    return {
        "conv_forward": (A_prev, W, b, hparameters),
        "conv_backward": (plain_layers.conv_forward(A_prev, W, b, hparameters)[0], (A_prev, W, b, hparameters)),
        "pool_forward": (np.round(A_prev), window),
        "pool_backward": (plain_layers.pool_forward(A_prev, window)[0], (np.round(A_prev), window)),
    }[name]


def first_array(result):
    return result[0] if isinstance(result, tuple) else result


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Conversion of an array:DeprecationWarning")  # some students' float(b): no error
def test_nine_in_ten_right_solutions_compile_and_none_gives_something_else(capsys):
    counts, quicker = {"conv_forward": 24, "conv_backward": 12, "pool_forward": 12, "pool_backward": 12}, []
    for name, functions in [(one, functions) for one, count in counts.items() for functions in variants(one, count)]:
        loops, arguments = compiled(functions[name]), arguments_of(name)
        if loops is functions[name]:
            continue
        want = first_array(getattr(plain_layers, name)(*arguments))
        np.testing.assert_allclose(first_array(loops(*arguments)), want, atol=1e-12)
        quicker.append(_seconds(functions[name], arguments) / _seconds(loops, arguments))
    with capsys.disabled():
        print(f"\n{len(quicker)} of 60 compile; {np.median(quicker):.0f} times as fast (median)")
    assert len(quicker) >= 54


def _seconds(function, arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start
