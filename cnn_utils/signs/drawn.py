"""A stand-in for SIGNS that needs no download: drawn hands showing 0 to 5 fingers, the same bytes on every machine."""

from __future__ import annotations

import hashlib

import numpy as np

from cnn_utils.signs.h5_files import N_CLASSES, Signs
from cnn_utils.signs.hands import pose_hands
from cnn_utils.signs.rendering import photograph

# SHA-256 of all pictures and labels; a test draws them and compares. Whoever changes a hand changes this.
FINGERPRINT = "33838ed3ce579303b33011c5c5568afda3a3875075cd14991f4f594b6d6e9d43"

_A_CLASS = {"train": 180, "test": 20}
_SEEDS = {"train": 2, "test": 3}  # with these, training example 6 has label 2, as in SIGNS
_AT_A_TIME = 40  # hands drawn together: few enough to stay in the processor's cache


def draw_signs() -> tuple[Signs, Signs]:
    """Draw the training set, 180 pictures a class, and the test set, 20 a class."""
    train, test = (_draw_part(_A_CLASS[part], _SEEDS[part]) for part in ("train", "test"))
    return train, test


def fingerprint(train: Signs, test: Signs) -> str:
    """SHA-256 over the pictures and labels of both sets."""
    digest = hashlib.sha256()
    for signs in (train, test):
        digest.update(np.ascontiguousarray(signs.pictures).data)
        digest.update(signs.labels.astype("<i8").data)
    return digest.hexdigest()


def _draw_part(a_class: int, seed: int) -> Signs:
    rng = np.random.RandomState(seed)
    labels = rng.permutation(np.repeat(np.arange(N_CLASSES, dtype=np.int64), a_class))
    cuts = range(0, len(labels), _AT_A_TIME)
    pictures = [photograph(pose_hands(labels[k : k + _AT_A_TIME], rng), rng) for k in cuts]
    return Signs(np.concatenate(pictures), labels, np.arange(N_CLASSES, dtype=np.int64))
