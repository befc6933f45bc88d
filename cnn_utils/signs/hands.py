"""Hands as strings of balls in space: a skeleton, posed at random so that 0 to 5 fingers show.

Coordinates: x to the right, y up, z towards the viewer; the wrist is the origin, the palm faces the viewer and the
fingers point up. The unit is the length from the wrist to the root of the middle finger. A right hand has its thumb on
the right.

Every number comes from additions, multiplications, divisions and square roots, which all machines round alike: the
libraries' sines differ in their last digit from one machine to the next, so this module has its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SKIN, TIP, SLEEVE = 0, 1, 2

# From the index finger to the little finger: where each begins, the lengths of its three bones, its thickness.
_ROOTS = np.array([[0.31, 0.97, 0.0], [0.10, 1.0, 0.0], [-0.12, 0.95, 0.0], [-0.32, 0.84, 0.0]])
_BONES = np.array([[0.46, 0.27, 0.22], [0.50, 0.31, 0.23], [0.46, 0.29, 0.23], [0.36, 0.21, 0.20]])
_THICK = np.array([0.116, 0.118, 0.112, 0.097])
_FAN = np.array([0.17, 0.03, -0.11, -0.27])  # angles to the thumb's side when the fingers are spread as at rest

# The thumb's joints (ball of the thumb, root, middle, tip) in the four ways in which it is held.
_THUMB_OUT = np.array([[0.15, 0.10, 0.0], [0.47, 0.44, 0.08], [0.71, 0.73, 0.08], [0.90, 0.98, 0.06]])
_THUMB_OVER_FIST = np.array([[0.15, 0.10, 0.02], [0.40, 0.46, 0.26], [0.30, 0.76, 0.52], [0.03, 0.80, 0.62]])
_THUMB_ON_PALM = np.array([[0.15, 0.10, 0.02], [0.37, 0.46, 0.20], [0.20, 0.72, 0.27], [-0.08, 0.80, 0.26]])
_THUMB_IN_RING = np.array([[0.15, 0.10, 0.02], [0.38, 0.32, 0.38], [0.34, 0.52, 0.70], [0.29, 0.80, 0.88]])

# Which of thumb, index, middle, ring and little finger are out, and how often a number is shown so.
_SHOWN = {
    1: (((0, 1, 0, 0, 0), 1.0),),
    2: (((0, 1, 1, 0, 0), 0.95), ((1, 1, 0, 0, 0), 0.05)),
    3: (((1, 1, 1, 0, 0), 0.9), ((0, 1, 1, 1, 0), 0.1)),
    4: (((0, 1, 1, 1, 1), 1.0),),
    5: (((1, 1, 1, 1, 1), 1.0),),
}


class Balls(NamedTuple):
    """m hands as n balls each; a string is a run of balls that lie close enough to look like one body.

    Attributes
    ----------
    centres : ndarray of shape (m, n, 3)
    radii : ndarray of shape (m, n)
    kinds : ndarray of shape (n,)
        SKIN, TIP (a finger's end, redder) or SLEEVE.
    strings : tuple of slice
        Which balls belong together.
    hand : int
        The first so many balls are the hand; the rest is the arm.
    """

    centres: np.ndarray
    radii: np.ndarray
    kinds: np.ndarray
    strings: tuple[slice, ...]
    hand: int


def uniform(rng: np.random.RandomState, low: float, high: float, *shape: int) -> np.ndarray:
    """Draw from [low, high); not rng.uniform, whose compiled product and sum some machines round as one."""
    return low + (high - low) * rng.random_sample(shape)


def cos_sin(angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cosine and sine by their series, to 1e-9 between -pi and pi, the same digits on every machine."""
    square = angle * angle
    cosine, sine = np.ones_like(angle), np.ones_like(angle)
    for k in range(22, 0, -2):
        cosine = 1 - cosine * square / (k * (k - 1))
        sine = 1 - sine * square / (k * (k + 1))
    return cosine, angle * sine


def pose_hands(labels: np.ndarray, rng: np.random.RandomState) -> Balls:
    """Pose one hand for each label, at random, and turn it as hands before a camera are turned.

    Parameters
    ----------
    labels : ndarray of shape (m,)
        How many fingers to show, 0 to 5.
    rng : RandomState

    Returns
    -------
    Balls
    """
    m = len(labels)
    out = _choose_fingers(labels, rng)
    ring = (labels == 0) & (rng.random_sample(m) < 0.8)
    fingers = _fingers(out[:, 1:], ring, rng)
    thumb = _thumb(labels, out[:, 0], ring, fingers[2].end, rng)
    hand = [*fingers, *thumb, *_palm(m)]
    balls = _gather([*hand, *_arm(m, rng)], hand=sum(string.number for string in hand))
    return balls._replace(centres=_turn(balls.centres, ring, rng))


def _choose_fingers(labels: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Booleans (m, 5): which of thumb to little finger are out."""
    luck = rng.random_sample(len(labels))
    out = np.zeros((len(labels), 5), dtype=bool)
    for label, ways in _SHOWN.items():
        passed = 0.0
        for fingers, share in ways:
            chosen = (labels == label) & (luck >= passed)
            out[chosen] = fingers
            passed += share
    return out


def _fingers(out: np.ndarray, ring: np.ndarray, rng: np.random.RandomState) -> list[_String]:
    """Four fingers: stretched, curled into the palm, or bent to meet the thumb in a ring."""
    m = len(out)
    stretched = uniform(rng, 0.0, 1.0, m, 1, 1) * np.array([0.3, 0.25, 0.2]) + uniform(rng, -0.08, 0.12, m, 4, 3)
    curled = np.array([1.3, 1.75, 1.0]) + uniform(rng, -0.15, 0.15, m, 4, 3)
    bent = np.array([0.75, 0.95, 0.6]) * uniform(rng, 0.9, 1.1, m, 1, 1) + uniform(rng, -0.1, 0.1, m, 4, 3)
    bends = np.where(out[..., None], stretched, np.where(ring[:, None, None], bent, curled))
    spread = uniform(rng, 0.5, 1.8, m, 1) * _FAN + uniform(rng, -0.05, 0.05, m, 4)
    cos_a, sin_a = cos_sin(np.where(out, spread, 0.2 * spread))
    strings = []
    for finger in range(4):
        joint = np.repeat(_ROOTS[None, finger], m, axis=0)
        bend = np.zeros(m)
        for bone in range(3):
            bend = bend + bends[:, finger, bone]
            cos_b, sin_b = cos_sin(bend)
            along = np.stack([sin_a[:, finger] * cos_b, cos_a[:, finger] * cos_b, sin_b], axis=1)
            end = joint + _BONES[finger, bone] * along
            thick = _THICK[finger] * np.array([1.0, 0.93, 0.88, 0.76])[bone : bone + 2]
            strings.append(_String(joint, end, thick[0], thick[1], 8, TIP if bone == 2 else SKIN))
            joint = end
    return strings


def _thumb(
    labels: np.ndarray, out: np.ndarray, ring: np.ndarray, index_tip: np.ndarray, rng: np.random.RandomState
) -> list[_String]:
    """Ball, root and end of the thumb: spread, over the fist, on the palm, or meeting the index finger in a ring."""
    m = len(labels)
    held = np.where((labels == 4)[:, None, None], _THUMB_ON_PALM, _THUMB_OVER_FIST)
    held = np.where(ring[:, None, None], _THUMB_IN_RING, held)
    joints = np.where(out[:, None, None], _THUMB_OUT, held) + uniform(rng, -0.025, 0.025, m, 4, 3)
    joints[ring, 3] = index_tip[ring] + np.array([0.0, -0.08, 0.03])
    joints[ring, 2] = (joints[ring, 1] + joints[ring, 3]) / 2 + np.array([0.03, -0.09, 0.10])
    cosine, sine = cos_sin(np.where(out, uniform(rng, -0.35, 0.35, m), 0.0))  # how far it is spread from the hand
    x, y = joints[:, 1:, 0] - _THUMB_OUT[0, 0], joints[:, 1:, 1] - _THUMB_OUT[0, 1]
    joints[:, 1:, 0] = _THUMB_OUT[0, 0] + cosine[:, None] * x + sine[:, None] * y
    joints[:, 1:, 1] = _THUMB_OUT[0, 1] - sine[:, None] * x + cosine[:, None] * y
    thick = (0.175, 0.16, 0.123, 0.094)
    return [
        _String(joints[:, k], joints[:, k + 1], thick[k], thick[k + 1], 8, TIP if k == 2 else SKIN) for k in range(3)
    ]


def _palm(m: int) -> list[_String]:
    """Rays from the wrist to the roots of the fingers and between them, and the cushion below the little finger."""
    roots = np.concatenate([_ROOTS, (_ROOTS[:-1] + _ROOTS[1:]) / 2])
    rays = [_String(_row(m, 0.62 * x, 0.06, 0), _row(m, x, y - 0.04, -0.02), 0.18, 0.135, 9, SKIN) for x, y, _ in roots]
    cushion = _String(_row(m, -0.16, 0.10, 0), _row(m, -0.30, 0.62, 0.03), 0.175, 0.16, 9, SKIN)
    return [*rays, cushion]


def _row(m: int, x: float, y: float, z: float) -> np.ndarray:
    return np.tile(np.array([x, y, z]), (m, 1))


def _arm(m: int, rng: np.random.RandomState) -> list[_String]:
    """Three strings side by side from the wrist out of the picture, bent at the wrist; some end in a sleeve."""
    cosine, sine = cos_sin(uniform(rng, -0.45, 0.45, m))
    down = np.stack([sine, -cosine, np.zeros(m)], axis=1)
    across = np.stack([cosine, sine, np.zeros(m)], axis=1)
    sleeve = uniform(rng, 0.5, 3.5, m)  # where it begins; most begin outside the picture
    strings = []
    for side in (-0.14, 0.0, 0.14):
        start, end = side * across - 0.02 * down, 1.6 * side * across + 3.2 * down
        strings.append(_String(start, end, 0.18, 0.28, 44, SKIN))
    for side in (-0.2, 0.0, 0.2):
        start = side * across + sleeve[:, None] * down
        strings.append(_String(start, start + 3.0 * down, 0.31, 0.37, 40, SLEEVE))
    return strings


class _String(NamedTuple):
    """A bone or a ray: balls in a row from `start` to `end`, both (m, 3)."""

    start: np.ndarray
    end: np.ndarray
    thick_start: float
    thick_end: float
    number: int
    kind: int


def _gather(strings: list[_String], hand: int) -> Balls:
    """Lay the balls of every string along its line."""
    centres, radii, kinds, slices, first = [], [], [], [], 0
    for string in strings:
        m = len(string.start)
        t = np.arange(string.number) / (string.number - 1)
        centres.append(string.start[:, None] + t[:, None] * (string.end - string.start)[:, None])
        radii.append(np.tile(string.thick_start + t * (string.thick_end - string.thick_start), (m, 1)))
        kinds.append(np.full(string.number, string.kind))
        slices.append(slice(first, first + string.number))
        first += string.number
    return Balls(np.concatenate(centres, 1), np.concatenate(radii, 1), np.concatenate(kinds), tuple(slices), hand)


def _turn(centres: np.ndarray, ring: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Turn each hand about y, x and z; mirror some into left hands. A ring is shown from the thumb's side."""
    m = len(centres)
    yaw = np.where(ring, uniform(rng, -1.5, -0.85, m), uniform(rng, -0.2, 0.2, m))
    x, y, z = centres[..., 0], centres[..., 1], centres[..., 2]
    x, z = _rotate(x, z, yaw)
    y, z = _rotate(y, z, uniform(rng, -0.2, 0.2, m))
    x, y = _rotate(x, y, uniform(rng, -0.42, 0.42, m))
    left = np.where(rng.random_sample(m) < 0.4, -1.0, 1.0)
    return np.stack([left[:, None] * x, y, z], axis=2)


def _rotate(u: np.ndarray, v: np.ndarray, angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cosine, sine = cos_sin(angle)
    cosine, sine = cosine[:, None], sine[:, None]
    return cosine * u + sine * v, cosine * v - sine * u
