"""One colour for each quantity, everywhere: figures, animations, training view, cards.

The hues are from the Okabe-Ito set, which stays distinct for colour-blind readers; every use also carries a label.
`INK` and `MUTED` mark what is drawn on the page itself: inline SVG replaces them by the page's own text colour, so
they follow a light or a dark theme. What is drawn on a cell uses `CELL_INK` or white and stays as it is.
"""

from __future__ import annotations

INPUT = "#0072b2"
PADDING = "#8c939c"
WEIGHTS = "#e69f00"
OUTPUT = "#009e73"
GRADIENT = "#d55e00"
COST = "#cc79a7"
ACCURACY = "#3a9bd9"  # darker than the set's sky blue, whose line is faint on white
PASSED = OUTPUT
MISTAKE = GRADIENT  # what training, or a student, still has to correct
OPEN = PADDING  # nothing written yet
HINT = INPUT
WRONG_ENTRY = WEIGHTS
BELOW_ZERO, ABOVE_ZERO = INPUT, WEIGHTS  # entries of an array, by their sign

INK = "#1b1f25"
MUTED = "#5e6670"
CELL_INK = "#0f1317"
PANEL = "#fbfbf9"
WHITE = "#ffffff"


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb", 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tint(colour: str, amount: float) -> str:
    """Mix `colour` with white: 0 is white, 1 the colour itself."""
    return "#" + "".join(f"{round(255 + (part - 255) * amount):02x}" for part in channels(colour))


def shade(colour: str, amount: float) -> str:
    """Mix `colour` with black: 0 is black, 1 the colour itself."""
    return "#" + "".join(f"{round(part * amount):02x}" for part in channels(colour))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0 (black) to 1 (white)."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG defines it, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(fill: str) -> str:
    """Text colour that reads best on a cell of this fill."""
    return max(CELL_INK, WHITE, key=lambda colour: contrast(colour, fill))
