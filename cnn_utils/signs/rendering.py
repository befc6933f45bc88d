"""Balls in space become small photographs: heights, light and shadow, skin, background, grain.

Like hands.py, this module adds, multiplies, divides and takes square roots, entry by entry, and nothing else: no sums
over an axis (whose order of adding differs between machines), no powers, no matrix products. So the bytes are the same
everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnn_utils.signs.hands import SLEEVE, TIP, Balls, uniform

SIZE = 64
_FINE = 2 * SIZE  # drawn at twice the size, then averaged: soft edges
_NOWHERE = np.float32(-1e3)
# Cameras give more contrast than the eye sees. With less of it than this, the published network sometimes loses all its
# ReLUs in the first epoch and stays at one class.
_MIDDLE, _CONTRAST = np.float32(190), np.float32(1.22)
_PIXEL = np.arange(_FINE, dtype=np.float32) + np.float32(0.5)

# Skins from light to dark; walls and sleeves of several colours.
_SKINS = np.array([[208, 166, 146], [196, 152, 130], [182, 137, 114], [160, 118, 97], [134, 97, 77], [108, 77, 62]])
_WALLS = np.array([[228, 222, 212], [224, 216, 204], [226, 223, 218], [221, 215, 207], [229, 222, 206]])
_CLOTHS = np.array([[38, 40, 48], [60, 70, 96], [120, 118, 116], [92, 44, 46], [210, 208, 202]])


class _Heights(NamedTuple):
    """What the camera sees: heights (m, n, n) with `_NOWHERE` beside the hand, and what lies there."""

    z: np.ndarray
    tip: np.ndarray
    sleeve: np.ndarray


def photograph(balls: Balls, rng: np.random.RandomState) -> np.ndarray:
    """Photograph each hand in a light of its own, before a wall of its own.

    Returns
    -------
    ndarray of shape (m, 64, 64, 3), uint8
    """
    m = len(balls.centres)
    heights = _draw(_frame(balls, rng))
    skin = _between(_SKINS, uniform(rng, 0, 1, m))[:, None, None, :]
    colours = skin + heights.tip[..., None] * np.array([8, -10, -8], np.float32)
    cloth = _CLOTHS[(rng.random_sample(m) * len(_CLOTHS)).astype(int)].astype(np.float32)
    colours = np.where(heights.sleeve[..., None], cloth[:, None, None, :], colours)
    light, shadow = _light(heights, rng)
    wall = _wall(m, rng) * (1 - shadow)[..., None]
    picture = np.where((heights.z > _NOWHERE)[..., None], colours * light[..., None], wall)
    picture = _halve(_blur(_blur(picture, 1), 1))
    grain = uniform(rng, -2, 2, m, SIZE, SIZE, 1).astype(np.float32)
    picture = (picture - _MIDDLE) * _CONTRAST + _MIDDLE + grain
    rounded: np.ndarray = np.clip(np.floor(picture + np.float32(0.5)), 0, 255)
    return rounded.astype(np.uint8)


def _frame(balls: Balls, rng: np.random.RandomState) -> Balls:
    """Choose a size and a place at which the hand (without the arm) lies in the picture; z keeps the same scale."""
    m = len(balls.centres)
    hand = slice(0, balls.hand)
    scale = uniform(rng, 0.33, 0.39, m)[:, None] * _FINE
    x, y, z = (scale * balls.centres[..., k] for k in range(3))
    radii = scale * balls.radii
    placed = []
    for axis in (x, -y):
        low, high = (axis - radii)[:, hand].min(1), (axis + radii)[:, hand].max(1)
        room = _FINE - (high - low)
        placed.append(axis + (uniform(rng, 0.36, 0.64, m) * room - low)[:, None])
    centres = np.stack([*placed, z], axis=2)
    return balls._replace(centres=centres.astype(np.float32), radii=radii.astype(np.float32))


def _draw(balls: Balls) -> _Heights:
    """Keep, at every point, the highest ball above it."""
    m = len(balls.centres)
    z = np.full((m, _FINE, _FINE), _NOWHERE, np.float32)
    seen = _Heights(z, np.zeros(z.shape, np.float32), np.zeros(z.shape, bool))
    for i in range(m):
        one = _Heights(*(layer[i] for layer in seen))
        for string in balls.strings:
            _draw_string(one, balls.centres[i, string], balls.radii[i, string], balls.kinds[string.start])
    return seen


def _draw_string(seen: _Heights, centres: np.ndarray, radii: np.ndarray, kind: int) -> None:
    """Draw one string of balls, (n, 3) and (n,), into the layers of one picture, in the box that holds it."""
    low = np.maximum(np.floor((centres[:, :2] - radii[:, None]).min(0)), 0).astype(int)
    high = np.minimum(np.ceil((centres[:, :2] + radii[:, None]).max(0)), _FINE).astype(int)
    if (low >= high).any():
        return
    box = (slice(low[1], high[1]), slice(low[0], high[0]))
    dx, dy = _PIXEL[box[1]] - centres[:, :1], _PIXEL[box[0]] - centres[:, 1:2]
    # Over a ball's centre the surface lies a radius higher, at its rim level with it, outside nowhere.
    square = (radii * radii)[:, None, None] - (dy * dy)[:, :, None] - (dx * dx)[:, None, :]
    heights = np.where(square > 0, centres[:, 2, None, None] + np.sqrt(np.maximum(square, 0)), _NOWHERE)
    highest = heights.max(0)
    above = highest > seen.z[box]
    seen.z[box][above] = highest[above]
    seen.sleeve[box][above] = kind == SLEEVE
    # A finger's end reddens from its first ball to its last.
    seen.tip[box][above] = heights.argmax(0)[above] * np.float32(1 / (len(radii) - 1)) if kind == TIP else 0


def _light(heights: _Heights, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    """Brightness of the hand (m, n, n) from slopes and hollows, and the shadow it throws on the wall."""
    m = len(heights.z)
    inside = heights.z > _NOWHERE
    lowest = np.where(inside, heights.z, np.float32(1e3)).min((1, 2), keepdims=True)
    z = np.where(inside, heights.z, lowest - np.float32(4))
    soft = _blur(_blur(z, 1), 1)
    slope_x = np.clip(_difference(soft, 2), -2.5, 2.5)
    slope_y = np.clip(_difference(soft, 1), -2.5, 2.5)
    steep = np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    from_above = ((-0.6, 0.6), (-0.8, -0.3), (0.7, 1.0))
    x, y, up = (uniform(rng, low, high, m, 1, 1).astype(np.float32) for low, high in from_above)
    diffuse = np.maximum((up - slope_x * x - slope_y * y) / (steep * np.sqrt(x * x + y * y + up * up)), 0)
    hollow = np.clip((_blur(_blur(z, 2), 3) - z) * np.float32(0.035), 0, 0.45)
    ambient = uniform(rng, 0.35, 0.55, m, 1, 1).astype(np.float32)
    light = (ambient + (np.float32(1.2) - ambient) * diffuse) * (1 - hollow)
    gain = uniform(rng, 0.92, 1.08, m, 1, 1).astype(np.float32)
    shadow = _cast(inside, rng)
    return light * gain, shadow


def _cast(inside: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    m = len(inside)
    moved = np.empty(inside.shape, np.float32)
    to, place = np.floor(uniform(rng, -12, 12, m, 2)).astype(int), np.arange(_FINE)
    for i, (dx, dy) in enumerate(to):
        moved[i] = inside[i][np.clip(place - dy, 0, _FINE - 1)][:, np.clip(place - dx, 0, _FINE - 1)]
    for step in (1, 2, 4, 6):
        moved = _blur(moved, step)
    return moved * uniform(rng, 0.10, 0.35, m, 1, 1).astype(np.float32)


def _wall(m: int, rng: np.random.RandomState) -> np.ndarray:
    """Plain light walls with a gradient of brightness."""
    colour = _WALLS[(rng.random_sample(m) * len(_WALLS)).astype(int)]
    colour = colour + uniform(rng, -4, 4, m, 1) + uniform(rng, -2, 2, m, 3)
    across = np.linspace(-1, 1, _FINE, dtype=np.float32)
    slope_x, slope_y, bowl = (uniform(rng, -w, w, m, 1, 1).astype(np.float32) for w in (0.06, 0.06, 0.04))
    x, y = across[None, None, :], across[None, :, None]
    bright = 1 + slope_x * x + slope_y * y + bowl * (x * x + y * y) - np.float32(0.04)
    wall: np.ndarray = bright[..., None] * colour.astype(np.float32)[:, None, None, :]
    return wall


def _between(colours: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Colours along a scale: share 0 is the first, 1 the last."""
    place = share * (len(colours) - 1)
    left = np.minimum(place.astype(int), len(colours) - 2)
    part = (place - left)[:, None]
    mixed: np.ndarray = (1 - part) * colours[left] + part * colours[left + 1]
    return mixed.astype(np.float32)


def _blur(values: np.ndarray, step: int) -> np.ndarray:
    """Average with the neighbours `step` away, down and across, weights 1 2 1."""
    for axis in (1, 2):
        before, after = _neighbours(values, step, axis)
        values = (before + after + values + values) * np.float32(0.25)
    return values


def _difference(values: np.ndarray, axis: int) -> np.ndarray:
    before, after = _neighbours(values, 1, axis)
    slope: np.ndarray = (after - before) * np.float32(0.5)
    return slope


def _neighbours(values: np.ndarray, step: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """What lies `step` before and after each entry; the border repeats itself."""
    n = values.shape[axis]
    places = np.arange(n)
    before = np.take(values, np.maximum(places - step, 0), axis)
    after = np.take(values, np.minimum(places + step, n - 1), axis)
    return before, after


def _halve(values: np.ndarray) -> np.ndarray:
    """Average each square of four."""
    a, b = values[:, ::2, ::2], values[:, ::2, 1::2]
    c, d = values[:, 1::2, ::2], values[:, 1::2, 1::2]
    mean: np.ndarray = (a + b + c + d) * np.float32(0.25)
    return mean
