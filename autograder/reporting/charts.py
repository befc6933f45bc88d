"""Pictures of the report: inline SVG with title and description; colours come from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import count

from cnn_utils.language.speaking import later, say

_numbers = count(1)
_WIDTH, _HEIGHT, _FOOT, _HEAD = 720, 200, 34, 18


def bars(counts: Sequence[int], labels: Sequence[str], title: str, unit: str, axis: str = "") -> str:
    """Draw a column for each count, with the count above and a label below.

    Parameters
    ----------
    counts : sequence of int
    labels : sequence of str
    title : str
    unit : str
        What is counted: "students".
    axis : str
        What the labels say, written under them.
    """
    step = _WIDTH / max(1, len(counts))
    most = max([*counts, 1])
    base = _HEIGHT - _FOOT
    drawn = [f'<line class="axis" x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>']
    for number, (many, label) in enumerate(zip(counts, labels, strict=True)):
        height = (base - _HEAD) * many / most
        left, middle = number * step + 4, (number + 0.5) * step
        top, width = base - height, step - 8
        drawn.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'
        )
        if many:
            drawn.append(f'<text class="count" x="{middle:.1f}" y="{base - height - 5:.1f}">{many}</text>')
        drawn.append(f'<text class="label" x="{middle:.1f}" y="{base + 15}">{escape(label)}</text>')
    drawn.append(f'<text class="label" x="{_WIDTH / 2}" y="{_HEIGHT - 3}">{escape(axis)}</text>')
    said = ", ".join(f"{label}: {many}" for many, label in zip(counts, labels, strict=True))
    told = say("{unit} by {axis}: {counts}.", unit=unit, axis=axis or say("group"), counts=said)
    return _svg(_WIDTH, _HEIGHT, title, told, "".join(drawn), "chart")


def strip(counts: Sequence[int], title: str) -> str:
    """Draw the spread of an exercise's scores in the height of a line: none left, all right, partial credit between."""
    most, width, height = max([*counts, 1]), 9, 26
    drawn = []
    for number, many in enumerate(counts):
        tall = max(2.0, height * many / most) if many else 0.0
        kind = "none" if number == 0 else "all" if number == len(counts) - 1 else "some"
        left = number * (width + 2)
        drawn.append(
            f'<rect class="{kind}" x="{left}" y="{height - tall:.1f}" width="{width}" height="{tall:.1f}" rx="1.5"/>'
        )
    total = len(counts) * (width + 2) - 2
    drawn.append(f'<line class="axis" x1="0" y1="{height}.5" x2="{total}" y2="{height}.5"/>')
    message = later("{none} with no points, {some} with some, {full} with all.")
    said = say(message, none=counts[0], some=sum(counts[1:-1]), full=counts[-1])
    return _svg(total, height + 1, title, said, "".join(drawn), "strip")


def _svg(width: float, height: float, title: str, description: str, inside: str, kind: str) -> str:
    number = next(_numbers)
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t{number} d{number}">'
        f'<title id="t{number}">{escape(title)}</title><desc id="d{number}">{escape(description)}</desc>{inside}</svg>'
    )
