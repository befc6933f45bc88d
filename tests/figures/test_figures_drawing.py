import io

import numpy as np
import pytest
from PIL import Image

from cnn_utils.figures.sheet import Canvas
from cnn_utils.palette import PANEL, channels


@pytest.fixture
def drawing():
    canvas = Canvas(200, 100, 'A "title" & more')
    canvas.grid(20, 50, np.array([[1.0, -2.0]]), "#0072b2")
    return canvas.drawing('Two cells: 1 < 2 & "so on".')


def test_the_page_gets_svg_and_other_places_get_png_and_text(drawing):
    bundle, metadata = drawing._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/png"}
    assert bundle["text/plain"] == 'A "title" & more. Two cells: 1 < 2 & "so on".'
    assert metadata == {"image/png": {"alt": 'Two cells: 1 < 2 & "so on".'}}


def test_title_and_alternative_text_are_escaped(drawing):
    svg = drawing.svg()
    assert "<title>A &quot;title&quot; &amp; more</title>" in svg
    assert "<desc>Two cells: 1 &lt; 2 &amp; &quot;so on&quot;.</desc>" in svg


def test_the_png_lies_on_a_light_panel(drawing):
    image = Image.open(io.BytesIO(drawing.png())).convert("RGB")
    assert image.size == (300, 150)
    assert np.abs(np.subtract(image.getpixel((299, 149)), channels(PANEL))).max() <= 2


def test_drawing_twice_gives_the_same_svg(drawing):
    assert drawing.svg() == drawing.svg()


def test_a_png_before_does_not_change_the_svg(drawing):
    before = drawing.svg()
    drawing.png()
    assert drawing.svg() == before


def test_save_writes_svg_and_png(drawing, tmp_path):
    drawing.save(tmp_path / "figure.svg")
    drawing.save(tmp_path / "figure.png")
    assert (tmp_path / "figure.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
