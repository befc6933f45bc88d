from itertools import combinations

import numpy as np
import pytest

from cnn_utils import palette

QUANTITIES = {
    name: getattr(palette, name) for name in ("INPUT", "PADDING", "WEIGHTS", "OUTPUT", "GRADIENT", "COST", "ACCURACY")
}
# Viénot, Brettel and Mollon 1999: what a protanope and a deuteranope see, on linear RGB.
BLIND = {
    "protan": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deutan": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
    "normal": np.eye(3),
}


TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _seen(colour, kind):
    """CIELAB of a colour, in which distances are about what an eye sees."""
    linear = np.clip(BLIND[kind] @ (np.array(palette.channels(colour)) / 255) ** 2.2, 0, 1)
    x, y, z = np.cbrt(TO_XYZ @ linear / (0.9505, 1.0, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        *combinations(("INPUT", "PADDING", "WEIGHTS", "OUTPUT", "GRADIENT"), 2),
        ("COST", "ACCURACY"),  # seen beside each other while training
    ],
)
def test_quantities_stay_apart_for_colour_blind_readers(kind, one, other):
    assert np.linalg.norm(_seen(QUANTITIES[one], kind) - _seen(QUANTITIES[other], kind)) > 15


@pytest.mark.parametrize("colour", QUANTITIES.values(), ids=QUANTITIES)
@pytest.mark.parametrize("amount", [0.06, 0.1, 0.25, 0.3, 0.4, 0.55, 0.65, 0.8, 1.0])
def test_numbers_on_cells_can_be_read(colour, amount):
    fill = palette.tint(colour, amount)
    assert palette.contrast(palette.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
@pytest.mark.parametrize(
    "colour", [palette.INPUT, palette.OUTPUT, palette.GRADIENT, palette.COST, palette.ACCURACY, palette.PADDING]
)
def test_lines_stand_out_on_light_and_dark_pages(page, colour):
    assert palette.contrast(colour, page) >= 2.5


def test_contrast_of_black_and_white_is_21():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)


def test_tint_and_shade_end_in_white_and_black():
    assert palette.tint("#0072b2", 0) == "#ffffff"
    assert palette.tint("#0072b2", 1) == palette.shade("#0072b2", 1) == "#0072b2"
    assert palette.shade("#0072b2", 0) == "#000000"
