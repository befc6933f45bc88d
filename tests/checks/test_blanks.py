import pytest

from cnn_utils.checks.blanks import first_blank
from cnn_utils.checks.notebook_check import check_silently


def unfilled(A_prev, W, b, hparameters):
    stride = hparameters["stride"]
    # Size of the output
    (n_H, n_W) = None  # noqa: RUF059 - as it is handed out
    Z = None

    return Z, stride


def begun(A_prev, W, b, hparameters):
    Z = None
    Z = A_prev
    for i in range(None):  # over the examples
        Z[i] = None
    return Z, None


def inside_a_loop(A_prev, W, b, hparameters):
    for i in range(3):
        if i == 1:
            W[:, :, :, i] += None
    return W, None


def filled_below_an_old_line(A_prev, W, b, hparameters):
    Z = None
    Z = A_prev + b.nonsense
    return Z, None


def filled_in_a_pair(A_prev, W, b, hparameters):
    Z = None
    Z, b = A_prev, W
    return Z[None][b.nonsense]


def an_entry_is_not_the_array(A_prev, W, b, hparameters):
    Z = None
    Z[0] = A_prev
    return Z, None


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (unfilled, "(n_H, n_W) = None"),
        (begun, "for i in range(None):"),
        (inside_a_loop, "W[:, :, :, i] += None"),
        (filled_below_an_old_line, None),
        (filled_in_a_pair, None),
        (an_entry_is_not_the_array, "Z = None"),
    ],
)
def test_the_first_line_that_waits_is_found(function, line):
    assert first_blank(function) == line


@pytest.mark.parametrize("function", [len, eval("lambda x: None"), 3])
def test_what_has_no_text_has_no_blank(function):
    assert first_blank(function) is None


@pytest.mark.parametrize("function", [unfilled, begun, inside_a_loop])
def test_an_error_that_a_blank_leads_to_is_still_to_be_written(function):
    verdict = check_silently(function, "conv_forward")
    assert verdict.status == "unfilled"
    assert verdict.message == f"Still to be filled in: `{first_blank(function)}`."


def test_where_the_blank_stands_above_the_line_that_stops_both_are_told():
    def pools(A_prev, hparameters, mode="max"):
        n_H = None
        return [A_prev for h in range(n_H)], None

    verdict = check_silently(pools, "pool_forward")
    assert verdict.status == "unfilled"
    assert verdict.message == (
        "Still to be filled in: `n_H = None`. Until then pool_forward stops with TypeError at "
        "`return [A_prev for h in range(n_H)], None`: 'NoneType' object cannot be interpreted as an integer"
    )


def test_another_error_is_an_error():
    verdict = check_silently(filled_below_an_old_line, "conv_forward")
    assert verdict.status == "error"
    assert verdict.message.startswith("conv_forward stops with AttributeError at `Z = A_prev + b.nonsense`: ")
