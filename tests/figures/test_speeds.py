import numpy as np
import pytest

from autograder.solutions import conv_forward
from cnn_utils.figures import speeds as timing
from cnn_utils.figures.speeds import Speeds, compare_speed, installed_convolutions


def test_lines_name_factor_and_time():
    speeds = Speeds({"loops": 1.5, "one product": 0.003, "library": 0.0000005})
    assert speeds.lines() == [
        "loops           1.5 s",
        "one product      3 ms  500 times as fast",
        "library        0.5 µs  3,000,000 times as fast",
    ]
    assert speeds.factor == pytest.approx(3_000_000)
    assert repr(speeds) == "\n".join(speeds.lines())


def test_the_plot_says_in_words_what_it_shows():
    html = Speeds({"<loops>": 1.0, "fast": 0.1})._repr_html_()
    assert 'aria-label="&lt;loops&gt;' in html
    assert html.count("border-radius") == 2


def test_functions_run_on_the_same_arguments_and_the_slowest_comes_first(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def taking(seconds):
        def function(given):
            assert given == "the same"
            clock[0] += seconds

        return function

    speeds = compare_speed({"quick": taking(0.004), "slow": taking(2.0)}, "the same")
    assert speeds.seconds == {"slow": pytest.approx(2.0), "quick": pytest.approx(0.004)}
    assert list(speeds.seconds) == ["slow", "quick"]


@pytest.mark.tensorflow
def test_installed_libraries_convolve_as_the_assignment_does():
    rng = np.random.default_rng(0)
    A_prev, W, b = (
        rng.standard_normal((2, 5, 6, 3)),
        rng.standard_normal((3, 3, 3, 4)),
        rng.standard_normal((1, 1, 1, 4)),
    )
    want, _ = conv_forward(A_prev, W, b, {"stride": 2, "pad": 1})
    for convolution in installed_convolutions().values():
        np.testing.assert_allclose(convolution(A_prev, W, b, {"stride": 2, "pad": 1}), want, atol=1e-10)
