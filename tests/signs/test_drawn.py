import math

import numpy as np
import pytest

from cnn_utils.signs.drawn import FINGERPRINT, draw_signs, fingerprint
from cnn_utils.signs.hands import cos_sin, pose_hands
from cnn_utils.signs.rendering import photograph


@pytest.fixture(scope="module")
def drawn():
    """The whole set, drawn afresh: no copy that an earlier run has kept."""
    return draw_signs()


@pytest.mark.slow
def test_every_byte_is_the_same_on_every_machine(drawn):
    assert fingerprint(*drawn) == FINGERPRINT


@pytest.mark.slow
def test_layout_is_that_of_signs(drawn):
    for signs, a_class in zip(drawn, (180, 20), strict=True):
        assert signs.pictures.shape == (6 * a_class, 64, 64, 3)
        assert (signs.pictures.dtype, signs.labels.dtype) == (np.uint8, np.int64)
        assert np.bincount(signs.labels).tolist() == [a_class] * 6
        assert signs.classes.tolist() == [0, 1, 2, 3, 4, 5]
    assert drawn[0].labels[6] == 2  # the example that the notebook shows


@pytest.mark.slow
def test_no_picture_comes_twice_and_none_is_in_both_sets(drawn):
    pictures = [picture.tobytes() for signs in drawn for picture in signs.pictures]
    assert len(set(pictures)) == len(pictures)


@pytest.mark.slow
def test_hands_are_darker_than_the_wall_and_in_the_middle(drawn):
    brightness = drawn[0].pictures.mean(-1)
    corners = brightness[:, :6, :6].mean((1, 2))
    middles = brightness[:, 28:40, 26:38].mean((1, 2))
    assert (middles < corners).mean() > 0.99
    assert corners.min() > 150


@pytest.mark.parametrize("label", range(1, 6))
def test_as_many_fingers_are_out_as_the_label_says(label):
    """Counted on the skeleton, by distances, which turning a hand does not change."""
    centres = pose_hands(np.full(100, label), np.random.RandomState(0)).centres
    roots, tips = centres[:, [0, 24, 48, 72]], centres[:, [23, 47, 71, 95]]
    thumb = centres[:, 8 * 15 - 1]
    stretched = np.sqrt(((tips - roots) ** 2).sum(-1)) > 0.85 * np.array([0.95, 1.04, 0.98, 0.77])
    away = np.sqrt(((thumb - roots[:, 3]) ** 2).sum(-1)) > 0.82
    np.testing.assert_array_equal(stretched.sum(1) + away, label)


def test_the_same_seed_draws_the_same_hands_and_the_global_stream_is_left_alone():
    labels = np.arange(6)
    state = np.random.get_state()[1].copy()
    first, second = (photograph(pose_hands(labels, rng), rng) for rng in map(np.random.RandomState, (4, 4)))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(np.random.get_state()[1], state)
    assert first.shape == (6, 64, 64, 3)
    assert first.dtype == np.uint8


def test_series_are_cosine_and_sine():
    angles = np.linspace(-math.pi, math.pi, 101)
    cosine, sine = cos_sin(angles)
    np.testing.assert_allclose(cosine, np.cos(angles), atol=1e-9)
    np.testing.assert_allclose(sine, np.sin(angles), atol=1e-9)
