import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_utils.figures.plot import ticks
from cnn_utils.figures.window import output_size, sliding_window


@given(n=st.integers(1, 30), f=st.integers(1, 9), stride=st.integers(1, 5), pad=st.integers(0, 4))
def test_the_output_size_counts_the_places_where_the_window_fits(n, f, stride, pad):
    starts = [start for start in range(0, n + 2 * pad, stride) if start + f <= n + 2 * pad]
    assert output_size(n, f, stride, pad) == len(starts)


def test_the_published_sizes():
    assert output_size(4, 2, 2, 2) == 4
    assert (output_size(5, 3, 2, 1), output_size(7, 3, 2, 1)) == (3, 4)


def test_the_subtitle_writes_the_formula_with_its_numbers():
    words = "n_H = floor((n − f + 2·pad) / stride) + 1 = floor((6 − 3 + 2) / 1) + 1 = 6"
    assert words in sliding_window().svg()


def test_alternative_text_names_sizes_and_window():
    assert sliding_window(7, 3, 2, 0, at=4).alt == (
        "A 3 by 3 window on a 7 by 7 input with padding 0, moved by 2 at a time, fits 3 times along each side: the "
        "output is 3 by 3. Shown is the window for output (1, 1)."
    )


@pytest.mark.parametrize(
    ("n", "f", "stride", "tail"),
    [
        (7, 3, 3, "; the last row and column are never reached."),
        (8, 3, 3, "; the last 2 rows and columns are never reached."),
    ],
)
def test_what_the_floor_cuts_off_is_said(n, f, stride, tail):
    assert sliding_window(n, f, stride, 0).alt.endswith(tail)


def test_a_window_that_does_not_fit_is_said():
    assert sliding_window(2, 5, 1, 1).alt == "A window of 5 by 5 does not fit on an input of 2 by 2 with padding 1."


def test_a_stride_of_zero_is_a_clear_error():
    message = "n, f and stride are at least 1 and pad at least 0; given were n = 6, f = 3, stride = 0, pad = 1"
    with pytest.raises(ValueError, match=f"^{message}$"):
        sliding_window(stride=0)


@pytest.mark.parametrize("at", [-3, 0, 35, 36, 1000])
def test_any_place_is_drawn(at):
    assert "Shown is the window for output" in sliding_window(at=at).alt


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-6, 1e6))
def test_ticks_cover_the_range_with_few_steps(low, span):
    chosen = ticks(low, low + span)
    assert chosen[0] <= low + 1e-6 * (abs(low) + span)
    assert chosen[-1] >= low + span - 1e-6 * (abs(low) + span)
    assert len(chosen) <= 8


def test_ticks_are_round():
    assert ticks(0, 1.93) == [0.0, 0.5, 1.0, 1.5, 2.0]
