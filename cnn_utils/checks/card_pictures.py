"""Small pictures for a card: expected, yours and the difference, as inline SVG drawn from plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from cnn_utils.compare.outputs import scale_of
from cnn_utils.compare.sentences import short
from cnn_utils.compare.verdict import Difference
from cnn_utils.language.speaking import say
from cnn_utils.palette import ABOVE_ZERO, BELOW_ZERO, PANEL, WRONG_ENTRY, channels, ink_on

_PANEL = 148  # px, longest side of one panel
_GAP = 22
_TITLE = 20
_LEGEND = 20
_ROUNDING = 1e-6  # of the largest entry: what float32 leaves of equal numbers
_LEAST = 26  # px, the smallest cell that has room for its number
_MOST = 32  # cells along one side; a larger plane is cut around the wrong entry
_BELOW, _ABOVE, _WRONG, _ZERO = (np.array(channels(name)) for name in (BELOW_ZERO, ABOVE_ZERO, WRONG_ENTRY, PANEL))

Panel = tuple[str, np.ndarray, list[str]]  # title, colours of shape (rows, columns, 3), numbers row by row


@np.errstate(all="ignore")  # a wrong number may be of any size
def picture(difference: Difference, *, reveal: bool) -> str:
    """Draw the plane of the first wrong entry.

    Parameters
    ----------
    difference : Difference
    reveal : bool
        If true, three panels: expected, yours, difference. If false, one: which entries are wrong. A function could
        write what it is called with into its own, and a hidden call is to stay hidden.

    Returns
    -------
    str
        An ``<svg>`` element with title and description, or "" where there is nothing to draw.
    """
    if difference.got_array is None or difference.expected_array is None or not difference.index:
        return ""
    got, expected, at, where = _plane(difference)
    if got.size < 2:
        return ""
    off = np.where(np.isfinite(got), got - expected, np.inf)
    off = np.where(np.abs(off) > _ROUNDING * scale_of(expected), off, 0.0)
    scale, name = scale_of(expected), f"{say(difference.part)}{where}"
    if not reveal:
        wrong = np.abs(off) > 1e-5 * scale
        panel = (say("wrong entries"), np.where(wrong[..., None], _WRONG, _ZERO), list[str]())
        return _svg(
            [panel],
            at,
            label=say("{part}: wrong entries; the first wrong entry is outlined", part=name),
            legend=say("{part}, wrong in orange", part=name),
        )
    panels: list[Panel] = [
        (say("expected"), _colours(expected, scale), [short(value) for value in expected.flat]),
        (say("yours"), _colours(got, scale), [short(value) for value in got.flat]),
        (say("difference"), _colours(off, scale_of(off)), [_how_far(value) for value in off.flat]),
    ]
    return _svg(
        panels,
        at,
        label=say("{part}: expected, yours, difference; the first wrong entry is outlined", part=name),
        legend=say("{part}, orange above zero, blue below", part=name),
    )


def _plane(difference: Difference) -> tuple[np.ndarray, np.ndarray, tuple[int, int], str]:
    """Cut both arrays down to the 2-D plane that holds the first wrong entry."""
    got, expected = np.asarray(difference.got_array), np.asarray(difference.expected_array)
    index = difference.index or ()
    if got.ndim == 4:
        i, h, w, c = index
        got, expected, at, where = got[i, :, :, c], expected[i, :, :, c], (h, w), f"[{i}, :, :, {c}]"
    elif got.ndim == 2:
        at, where = (index[0], index[1]), ""
    else:
        at, where = (0, int(np.ravel_multi_index(index, got.shape))), ""
        got, expected = got.reshape(1, -1), expected.reshape(1, -1)
    top, left = (max(0, min(p - _MOST // 2, n - _MOST)) for p, n in zip(at, got.shape, strict=True))
    cut = np.s_[top : top + _MOST, left : left + _MOST]
    return got[cut], expected[cut], (at[0] - top, at[1] - left), where


def _colours(values: np.ndarray, scale: float) -> np.ndarray:
    """Blue for negative, orange for positive, white for zero: ndarray of shape (rows, columns, 3)."""
    share = np.clip(np.nan_to_num(values, nan=scale, posinf=scale, neginf=-scale) / scale, -1, 1)[..., None]
    return np.asarray(_ZERO + (np.where(share < 0, _BELOW, _ABOVE) - _ZERO) * np.abs(share))


def _how_far(value: float) -> str:
    """Write a difference; what is small must not look like zero."""
    return f"{value:.0e}".replace("e-0", "e-").replace("-", "−") if 0 < abs(value) < 0.005 else short(value)


def _svg(panels: Sequence[Panel], at: tuple[int, int], *, label: str, legend: str) -> str:
    rows, columns = panels[0][1].shape[:2]
    cell = _PANEL / max(rows, columns)
    width, height = columns * cell, rows * cell
    total = len(panels) * width + (len(panels) - 1) * _GAP
    total = max(total, len(panels) * 90)
    step = (total - width) / max(1, len(panels) - 1)
    label = escape(label)
    drawn = "".join(_panel(panel, at, i * step, cell) for i, panel in enumerate(panels))
    below = _text(2, _TITLE + height + 15, legend, 'opacity=".75"', size=11)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" width="{total + 4:.0f}" '
        f'height="{height + _TITLE + _LEGEND:.0f}" style="max-width:100%"><title>{label}</title>{drawn}{below}</svg>'
    )


def _panel(panel: Panel, at: tuple[int, int], left: float, cell: float) -> str:
    title, colours, words = panel
    rows, columns = colours.shape[:2]
    fills = [f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in colours.reshape(-1, 3)]
    corners = [(place % columns * cell, place // columns * cell) for place in range(rows * columns)]
    cells = "".join(
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{cell:.1f}" height="{cell:.1f}" fill="{fill}"/>'
        for (x, y), fill in zip(corners, fills, strict=True)
    )
    numbers = "".join(
        _text(x + cell / 2, y + cell / 2 + 3, word, f'text-anchor="middle" stroke="none" fill="{ink_on(fill)}"', size=9)
        for (x, y), fill, word in zip(corners, fills, words, strict=bool(words))
        if cell >= _LEAST
    )
    outline = (
        f'<rect x="{at[1] * cell:.1f}" y="{at[0] * cell:.1f}" width="{cell:.1f}" height="{cell:.1f}" '
        'fill="none" stroke="#000" stroke-width="2"/>'
    )
    frame = (
        f'<rect width="{columns * cell:.1f}" height="{rows * cell:.1f}" fill="none" stroke="#888" stroke-width="1"/>'
    )
    return (
        f'<g transform="translate({left + 2:.1f} 0)">{_text(0, 13, title)}'
        f'<g transform="translate(0 {_TITLE})" stroke="#8884" stroke-width="0.5">{cells}{numbers}</g>'
        f'<g transform="translate(0 {_TITLE})">{frame}{outline}</g></g>'
    )


def _text(x: float, y: float, words: str, style: str = "", *, size: int = 12) -> str:
    fill = "" if "fill=" in style else ' fill="currentColor"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{fill} font-family="sans-serif" {style}>'
        f"{escape(words)}</text>"
    )
