import re
import subprocess
import sys
from xml.etree import ElementTree

import figure_students as students
import numpy as np
import pytest

from cnn_utils import figures, palette

BY_STUDENT = {
    "padding": "zero_pad",
    "single_step": "conv_single_step",
    "feature_maps": "conv_forward",
    "pooling": "pool_forward",
    "gradient_flow": "conv_backward",
    "mask": "create_mask_from_window",
    "average_spread": "distribute_value",
    "pool_gradient": "pool_backward",
    "animate_forward": "conv_forward",
    "animate_backward": "conv_backward",
}
SIGNS = np.random.RandomState(0).randint(0, 256, (24, 64, 64, 3), dtype=np.uint8)
LABELS = np.arange(24).reshape(1, 24) % 6


def _all():
    for figure, student in BY_STUDENT.items():
        yield getattr(figures, figure)(getattr(students, student))
    yield from (figures.sliding_window(), figures.network(), figures.sample_signs(SIGNS, LABELS, range(6)))
    yield figures.cost_curve([1.9, 1.2, 0.8])


def _words(drawing):
    root = ElementTree.fromstring(getattr(drawing, "drawing", drawing).svg().replace("xlink:", ""))
    return [text.text for text in root.iter() if text.tag.endswith("text") and text.text]


def _spy(function):
    def counted(*args, **kwargs):
        counted.calls += 1
        return function(*args, **kwargs)

    counted.calls = 0
    return counted


def test_importing_figures_does_not_import_matplotlib():
    code = "import sys; from cnn_utils import figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_figure_has_title_and_alternative_text():
    for drawing in _all():
        assert len(drawing.title) > 4
        assert len(drawing.alt) > 60, drawing.title
        assert drawing.alt.endswith(".")


def test_every_figure_in_a_page_is_an_image_with_its_alternative_text():
    for drawing in _all():
        root = ElementTree.fromstring(getattr(drawing, "drawing", drawing).svg().replace("xlink:", ""))
        assert root.get("role") == "img"
        assert root.get("aria-label") == drawing.alt
        assert [child.tag.split("}")[1] for child in root][:2] == ["title", "desc"]


def test_every_figure_is_small_and_touches_nothing_else_on_the_page():
    for drawing in _all():
        html = drawing._repr_mimebundle_()[0]["text/html"]
        pictures = re.sub(r"base64,[^\"]*", "", html)
        assert len(pictures) < 60_000, drawing.title
        svg = html[html.index("<svg") : html.index("</svg>")]
        assert "<style" not in svg
        assert not re.search(r' id="(figure|axes|patch|text)', svg)


def test_page_text_takes_the_colour_of_the_page():
    for drawing in _all():
        svg = getattr(drawing, "drawing", drawing).svg()
        assert "fill: currentColor" in svg
        assert palette.INK not in svg
        assert palette.MUTED not in svg


@pytest.mark.parametrize(("figure", "student"), BY_STUDENT.items())
def test_a_figure_calls_the_students_own_function(figure, student):
    spy = _spy(getattr(students, student))
    getattr(figures, figure)(spy)
    assert spy.calls >= 1


@pytest.mark.parametrize(("figure", "student"), BY_STUDENT.items())
def test_an_unfilled_stub_gets_a_note(figure, student):
    drawing = getattr(figures, figure)(lambda *args: None)
    said = "Just now it returned None."
    assert drawing.alt == f"{student} is not ready yet: fill it in, then run this cell again. {said}"
    assert f"{student} is not ready yet: fill it in, then run this cell again" in _words(drawing)
    assert said in _words(drawing)


@pytest.mark.parametrize(("figure", "student"), BY_STUDENT.items())
def test_an_exception_gets_a_note_with_its_type(figure, student):
    def raises(*args):
        raise TypeError("'NoneType' object is not subscriptable")

    words = _words(getattr(figures, figure)(raises))
    assert "Just now it raised TypeError: 'NoneType' object is not subscriptable." in words


@pytest.mark.parametrize("figure", BY_STUDENT)
@pytest.mark.parametrize(
    "value", [0.5, "text", np.zeros((2, 2)), (None, None), (None, None, None), {}, np.array([1 + 2j]), object()]
)
def test_nothing_that_a_student_returns_breaks_a_figure(figure, value):
    drawing = getattr(figures, figure)(lambda *args: value)
    assert drawing.alt


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.sampled(4)
@pytest.mark.parametrize("figure", BY_STUDENT)
@pytest.mark.parametrize("factor", [np.nan, np.inf, 1e300, 1e-300])
def test_numbers_that_are_not_finite_or_huge_are_drawn(figure, factor):
    student = getattr(students, BY_STUDENT[figure])

    def spoilt(*args):
        value = student(*args)
        if isinstance(value, tuple):
            return tuple(part * factor if isinstance(part, np.ndarray) else part for part in value)
        return value * factor

    drawing = getattr(figures, figure)(spoilt)
    assert drawing._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize("figure", [*BY_STUDENT, "sliding_window", "network", "cost_curve", "try_window", "maps"])
def test_while_grading_a_figure_is_left_out_and_calls_nothing(figure, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def hangs(*args):
        pytest.fail("a figure called the student's function while grading")

    left_out = getattr(figures, figure)(hangs)
    assert repr(left_out) == left_out.alt == "The figure is drawn in your notebook; it is left out while grading."


def test_a_students_mistake_is_seen_in_the_padding():
    def ones(X, pad):
        return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=1)

    assert "a border two cells wide of numbers that are not all zero" in figures.padding(ones).alt
    assert "a border two cells wide of zeros" in figures.padding(students.zero_pad).alt


def test_a_wrong_shape_is_named():
    words = _words(figures.padding(lambda X, pad: X))
    assert "Just now: X_pad has shape (2, 3, 4, 1), where (2, 7, 8, 1) is needed." in words


def test_the_figure_shows_the_students_z_not_a_right_one():
    assert "conv_single_step returned 7." in figures.single_step(lambda *args: 7.0).alt
    # (1 + 0 + 0) + (0 + 0 - 6) + (2 + 0 - 1) + 1, by hand
    assert "conv_single_step returned −3." in figures.single_step(students.conv_single_step).alt


def test_pooling_shows_both_modes():
    alt = figures.pooling(students.pool_forward).alt
    assert "9, 2, 6, 3 for max" in alt
    assert "3.75, 1.25, 3.75, 2 for average" in alt


def test_a_student_who_changes_the_input_does_not_change_the_figure():
    def spoils(a_slice_prev, W, b):
        a_slice_prev[:] = 99
        return 0.0

    assert "99" not in _words(figures.single_step(spoils))


def test_sample_signs_count_the_classes():
    assert "The set holds 4 of class 0, 4 of class 1" in figures.sample_signs(SIGNS, LABELS, range(6)).alt


def test_an_empty_cost_curve_says_so():
    assert figures.cost_curve([]).alt == "An empty plot: no epoch has been trained yet."


def test_a_cost_curve_survives_nan():
    assert "nan" in figures.cost_curve([1.0, float("nan")]).alt
