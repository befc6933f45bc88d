import io
import json
import re

import figure_students as students
import numpy as np
import pytest
from PIL import Image

from cnn_utils import figures


def _steps(html):
    return [(int(first), int(last)) for first, last in re.findall(r'data-first="(\d+)" data-last="(\d+)"', html)]


@pytest.mark.parametrize(
    ("n", "f", "stride", "pad", "steps"), [(4, 3, 1, 1, 16), (5, 3, 2, 0, 4), (6, 2, 2, 0, 9), (3, 3, 1, 0, 1)]
)
def test_forward_has_one_step_for_each_place_of_the_window(n, f, stride, pad, steps):
    animation = figures.animate_forward(students.conv_forward, n, f, stride, pad)
    assert len(animation.captions) == steps
    assert max(last for _, last in _steps(animation.html())) == steps - 1


def test_backward_has_one_step_for_each_entry_of_dz():
    assert len(figures.animate_backward(students.conv_backward).captions) == 9
    assert len(figures.animate_backward(students.conv_backward, f=3, pad=1).captions) == 16


def test_captions_name_the_window_and_the_students_number():
    captions = figures.animate_forward(students.conv_forward, n=5, f=3, stride=2, pad=0).captions
    assert captions[1].startswith("Z[0, 0, 1, 0] = ")
    assert captions[1].endswith(", from rows 0 to 2 and columns 2 to 4")


def test_the_students_own_z_is_shown():
    def sevens(A_prev, W, b, hparameters):
        return np.full((1, 4, 4, 1), 7.0), None

    assert all("= 7, from" in caption for caption in figures.animate_forward(sevens).captions)


def test_backward_ends_with_the_whole_gradient():
    # Each step must hand in dZ with one more entry, so that the last gradient is the one of all of dZ.
    handed = []

    def remembers(dZ, cache):
        handed.append(np.count_nonzero(dZ))
        return students.conv_backward(dZ, cache)

    figures.animate_backward(remembers)
    assert handed == list(range(1, 10))


@pytest.mark.parametrize(("n", "f"), [(2, 5), (12, 3)])
def test_too_few_or_too_many_places_are_a_clear_error(n, f):
    places = max(n - f + 1, 0) ** 2
    message = f"n = {n}, f = {f}, stride = 1, pad = 0 give {places} places for the window; an animation shows 1 to 49"
    with pytest.raises(ValueError, match=re.escape(message)):
        figures.animate_forward(students.conv_forward, n, f, 1, 0)


@pytest.mark.parametrize(
    "animation",
    [figures.animate_forward(students.conv_forward), figures.animate_backward(students.conv_backward)],
    ids=["forward", "backward"],
)
class TestBoth:
    def test_the_page_is_under_a_megabyte_and_needs_no_library(self, animation):
        html = animation._repr_mimebundle_()[0]["text/html"]
        assert len(html.encode()) < 100_000
        assert "http" not in re.sub(r'xmlns(:xlink)?="[^"]*"', "", html)

    def test_without_scripts_the_last_step_is_seen(self, animation):
        html, last = animation.html(), len(animation.captions) - 1
        for tail, style in re.findall(r'data-last="(\d+)"( style="display:none")?', html):
            assert bool(style) == (int(tail) != last)

    def test_every_step_shows_something_of_its_own(self, animation):
        spans = _steps(animation.html())
        for step in range(len(animation.captions)):
            assert any(first <= step <= last for first, last in spans)
            assert (step, step) in spans

    def test_captions_travel_as_data(self, animation):
        found = re.search(r"const captions = (\[.*?\]), last", animation.html())
        assert tuple(json.loads(found[1])) == animation.captions

    def test_two_on_a_page_do_not_meet(self, animation):
        names = [re.search(r'<div id="([^"]+)"', animation.html())[1] for _ in range(2)]
        assert names[0] != names[1]

    def test_the_gif_has_a_frame_for_each_step_and_is_small(self, animation):
        content = animation.gif()
        assert len(content) < 1_000_000
        with Image.open(io.BytesIO(content)) as image:
            assert image.n_frames == len(animation.captions)
            assert image.info["loop"] == 0
            first = np.asarray(image.convert("RGB"), dtype=int)
            image.seek(1)
            assert np.abs(np.asarray(image.convert("RGB"), dtype=int) - first).max() > 50

    def test_save_writes_the_gif(self, animation, tmp_path):
        animation.save(tmp_path / "window.gif")
        assert (tmp_path / "window.gif").read_bytes().startswith(b"GIF89a")

    def test_the_controls_have_names(self, animation):
        html = animation.html()
        assert html.count("aria-label=") >= 4
        assert 'aria-live="polite"' in html

    def test_alternative_text_says_what_moves(self, animation):
        assert re.search(r"slides over|Entry after entry", animation.alt)
