"""Balls in space become small photographs: heights, light and shadow, skin, background, grain.

Like hands.py, this module adds, multiplies, divides and takes square roots, entry by entry, and nothing else: no sums over an
axis (whose order of adding differs between machines), no powers, no matrix products. So the bytes are the same everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnn_utils.hands import SLEEVE, TIP, Balls, uniform

SIZE = 64
_FINE = 2 * SIZE  # drawn at twice the size, then averaged: soft edges
_NOWHERE = np.float32(-1e3)

# Light to dark, and how each looks where the blood shows.
_SKINS = np.array([[226, 172, 146], [208, 148, 118], [190, 130, 98], [168, 112, 80], [138, 90, 64], [104, 68, 50]])
_WALLS = np.array([[226, 222, 214], [214, 208, 196], [222, 224, 226], [206, 204, 204], [230, 224, 208]])
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
    centres, radii = _frame(balls, rng)
    heights = _draw(balls._replace(centres=centres, radii=radii))
    skin = _between(_SKINS, uniform(rng, 0, 1, m))
    colours = skin[:, None, None, :] * np.float32(1)
    colours = colours + heights.tip[..., None] * np.array([10, -10, -8], np.float32)
    cloth = _CLOTHS[(rng.random_sample(m) * len(_CLOTHS)).astype(int)].astype(np.float32)
    colours = np.where(heights.sleeve[..., None], cloth[:, None, None, :], colours)
    light, shadow = _light(heights, rng)
    wall = _wall(m, rng) * (1 - shadow)[..., None]
    picture = np.where((heights.z > _NOWHERE)[..., None], colours * light[..., None], wall)
    picture = _halve(_blur(_blur(picture, 1), 2))
    picture = picture + uniform(rng, -3, 3, m, SIZE, SIZE, 1).astype(np.float32)
    return np.clip(np.floor(picture + np.float32(0.5)), 0, 255).astype(np.uint8)


def _frame(balls: Balls, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    """Choose a size and a place at which the hand (without the arm) lies in the picture; z keeps the same scale."""
    m = len(balls.centres)
    hand = slice(0, balls.strings[-7].stop)
    scale = uniform(rng, 0.25, 0.36, m)[:, None] * _FINE
    x, y, z = (scale * balls.centres[..., k] for k in range(3))
    radii = scale * balls.radii
    placed = []
    for axis in (x, -y):
        low, high = (axis - radii)[:, hand].min(1), (axis + radii)[:, hand].max(1)
        room = _FINE - (high - low)
        placed.append(axis + (uniform(rng, 0.1, 0.9, m) * room - low)[:, None])
    return np.stack([*placed, z], axis=2), radii


def _draw(balls: Balls) -> _Heights:
    """Keep, at every point, the highest ball above it."""
    m = len(balls.centres)
    z = np.full((m, _FINE, _FINE), _NOWHERE, np.float32)
    tip, sleeve = np.zeros(z.shape, np.float32), np.zeros(z.shape, bool)
    pixel = np.arange(_FINE) + 0.5
    for i in range(m):
        for string in balls.strings:
            _draw_string(z[i], tip[i], sleeve[i], balls.centres[i, string], balls.radii[i, string], balls.kinds[i, string], pixel)
    return _Heights(z, tip, sleeve)


def _draw_string(
    z: np.ndarray, tip: np.ndarray, sleeve: np.ndarray, centres: np.ndarray, radii: np.ndarray, kinds: np.ndarray, pixel: np.ndarray
) -> None:
    low = np.clip(np.floor((centres[:, :2] - radii[:, None]).min(0)), 0, _FINE).astype(int)
    high = np.clip(np.ceil((centres[:, :2] + radii[:, None]).max(0)), 0, _FINE).astype(int)
    box = (slice(low[1], high[1]), slice(low[0], high[0]))
    if not z[box].size:
        return
    dx = pixel[box[1]] - centres[:, :1]
    dy = pixel[box[0]] - centres[:, 1:2]
    square = (radii * radii)[:, None, None] - (dy * dy)[:, :, None] - (dx * dx)[:, None, :]
    heights = np.where(square > 0, centres[:, 2, None, None] + np.sqrt(np.maximum(square, 0)), _NOWHERE)
    highest = heights.max(0).astype(np.float32)
    seen = highest > z[box]
    z[box][seen] = highest[seen]
    sleeve[box][seen] = kinds[0] == SLEEVE
    tip[box][seen] = 0.0
    if kinds[0] == TIP:
        share = np.linspace(0, 1, len(kinds))[heights.argmax(0)]
        tip[box][seen] = share[seen]


def _light(heights: _Heights, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    """Brightness of the hand (m, n, n) from slopes and hollows, and the shadow it throws on the wall."""
    m = len(heights.z)
    inside = heights.z > _NOWHERE
    lowest = np.where(inside, heights.z, np.float32(1e3)).min((1, 2), keepdims=True)
    z = np.where(inside, heights.z, lowest - np.float32(4))
    soft = _blur(z, 1)
    slope_x = np.clip(_difference(soft, 2), -2.5, 2.5)
    slope_y = np.clip(_difference(soft, 1), -2.5, 2.5)
    steep = np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    to_light = [uniform(rng, low, high, m, 1, 1).astype(np.float32) for low, high in ((-0.7, 0.7), (-0.8, -0.2), (0.7, 1.0))]
    length = np.sqrt(to_light[0] * to_light[0] + to_light[1] * to_light[1] + to_light[2] * to_light[2])
    diffuse = np.maximum((to_light[2] - slope_x * to_light[0] - slope_y * to_light[1]) / (steep * length), 0)
    hollow = np.clip((_blur(_blur(z, 2), 3) - z) * np.float32(0.035), 0, 0.45)
    ambient = uniform(rng, 0.35, 0.55, m, 1, 1).astype(np.float32)
    light = (ambient + (np.float32(1.2) - ambient) * diffuse) * (1 - hollow)
    gain = uniform(rng, 0.85, 1.12, m, 1, 1).astype(np.float32)
    shadow = _cast(inside, rng)
    return light * gain, shadow


def _cast(inside: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    m = len(inside)
    moved = np.empty(inside.shape, np.float32)
    for i, (dx, dy) in enumerate((rng.random_sample((m, 2)) * np.array([24, 14]) - np.array([12, 2])).astype(int)):
        moved[i] = np.roll(inside[i], (dy, dx), (0, 1))
    for step in (1, 2, 4, 6):
        moved = _blur(moved, step)
    return moved * uniform(rng, 0.05, 0.28, m, 1, 1).astype(np.float32)


def _wall(m: int, rng: np.random.RandomState) -> np.ndarray:
    """Plain light walls with a gradient of brightness."""
    colour = _WALLS[(rng.random_sample(m) * len(_WALLS)).astype(int)] + uniform(rng, -8, 8, m, 3)
    across = np.linspace(-1, 1, _FINE, dtype=np.float32)
    slope_x, slope_y, bowl = (uniform(rng, -w, w, m, 1, 1).astype(np.float32) for w in (0.10, 0.10, 0.06))
    x, y = across[None, None, :], across[None, :, None]
    bright = 1 + slope_x * x + slope_y * y + bowl * (x * x + y * y) - np.float32(0.04)
    return bright[..., None] * colour.astype(np.float32)[:, None, None, :]


def _between(colours: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Colours along a scale: share 0 is the first, 1 the last."""
    place = share * (len(colours) - 1)
    left = np.minimum(place.astype(int), len(colours) - 2)
    part = (place - left)[:, None]
    return ((1 - part) * colours[left] + part * colours[left + 1]).astype(np.float32)


def _blur(values: np.ndarray, step: int) -> np.ndarray:
    """Average with the neighbours `step` away, down and across, weights 1 2 1; the border repeats itself."""
    for axis in (1, 2):
        n = values.shape[axis]
        before = values.take(np.maximum(np.arange(n) - step, 0), axis)
        after = values.take(np.minimum(np.arange(n) + step, n - 1), axis)
        values = (before + after + values + values) * np.float32(0.25)
    return values


def _difference(values: np.ndarray, axis: int) -> np.ndarray:
    n = values.shape[axis]
    before = values.take(np.maximum(np.arange(n) - 1, 0), axis)
    after = values.take(np.minimum(np.arange(n) + 1, n - 1), axis)
    return (after - before) * np.float32(0.5)


def _halve(values: np.ndarray) -> np.ndarray:
    """Average each square of four."""
    a, b = values[:, ::2, ::2], values[:, ::2, 1::2]
    c, d = values[:, 1::2, ::2], values[:, 1::2, 1::2]
    return (a + b + c + d) * np.float32(0.25)
