import re
import sys

import pytest

from cnn_utils import figures
from cnn_utils.figures import try_it


def _parts(tool):
    box = tool.widget()
    sliders = {slider.description: slider for column in box.children[0].children for slider in column.children}
    return sliders, box.children[1]


@pytest.fixture
def shown(monkeypatch):
    """What is displayed while a kernel listens."""
    objects = []

    def display(value, metadata=None, raw=False):
        objects.append(value)

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(try_it, "live_display", lambda: display)
    return objects


def test_sliders_are_shown_above_a_still_picture_that_they_hide(shown):
    figures.try_window()._ipython_display_()
    sliders, still = shown
    name = re.match(r'<div id="(cnn-still-\w+)">', still["text/html"])[1]
    assert sliders.children[1].value.startswith(f"<style>#{name}{{display:none}}</style>")
    assert still["text/html"].count("<svg") == 1
    assert "A still picture" in still["text/html"]
    assert {"text/html", "image/png", "text/plain"} == set(still)


def test_the_still_picture_stays_hidden_when_a_slider_moves(shown):
    figures.try_window()._ipython_display_()
    shown[0].children[0].children[0].children[0].value = 8
    assert "{display:none}" in shown[0].children[1].value


def test_two_on_a_page_hide_their_own_still_picture(shown):
    for _ in range(2):
        figures.try_window()._ipython_display_()
    assert shown[1]["text/html"][:40] != shown[3]["text/html"][:40]


def test_without_a_kernel_there_is_the_still_picture_only(shown, monkeypatch):
    monkeypatch.setattr(try_it, "live_display", lambda: None)
    figures.try_window()._ipython_display_()
    (still,) = shown
    assert "A still picture" not in still["text/html"]


def test_without_ipywidgets_there_is_the_still_picture_only(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    figures.try_window()._ipython_display_()
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n", 8, "the output is 8 by 8"),
        ("f", 5, "the output is 4 by 4"),
        ("stride", 2, "the output is 3 by 3"),
        ("pad", 0, "the output is 4 by 4"),
    ],
)
def test_a_slider_changes_the_picture_and_the_output_size(name, value, words):
    tool = figures.try_window(n=6, f=3, stride=1, pad=1)
    sliders, picture = _parts(tool)
    before = picture.value
    sliders[name].value = value
    assert picture.value != before
    assert words in tool.alt


def test_the_window_walks():
    tool = figures.try_window(n=6, f=3, stride=1, pad=1)
    sliders, _ = _parts(tool)
    assert sliders["place"].max == 35
    sliders["place"].value = 8
    assert "for output (1, 2)" in tool.alt


def test_fewer_places_pull_the_window_back():
    tool = figures.try_window()
    sliders, _ = _parts(tool)
    sliders["place"].value = 35
    sliders["stride"].value = 3
    assert sliders["place"].max == 3
    assert "for output (1, 1)" in tool.alt


def test_every_corner_of_the_sliders_gives_a_picture():
    tool = figures.try_window()
    sliders, picture = _parts(tool)
    for name, slider in sliders.items():
        for value in (slider.min, slider.max):
            sliders[name].value = value
            assert picture.value.count("<svg") == 1


def test_numbers_beyond_the_sliders_widen_them():
    tool = figures.try_window(n=12)
    sliders, _ = _parts(tool)
    assert (sliders["n"].value, sliders["n"].max) == (12, 12)
    assert "on a 12 by 12 input" in tool.alt


def test_the_height_of_the_picture_stays():
    heights = set()
    for n, pad in ((1, 0), (6, 1), (10, 3)):
        svg = figures.try_window(n=n, f=1, pad=pad).drawing.svg()
        heights.add(svg.split('viewBox="0 0 ')[1].split()[1])
    assert len(heights) == 1
