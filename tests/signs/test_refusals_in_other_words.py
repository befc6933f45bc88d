"""In a language that brackets what is translated, refusals of files and labels stand in brackets, whole."""

import h5py
import numpy as np
import pytest

from cnn_utils import convert_to_one_hot, load_dataset, load_picture, random_mini_batches
from cnn_utils.signs.h5_files import read_signs
from tests.support.pseudo_language import plain_words, speaking_pseudo


def without_labels(folder):
    with h5py.File(folder / "train_signs.h5", "w") as file:
        file["train_set_x"] = np.zeros((1, 64, 64, 3), np.uint8)
    read_signs(folder / "train_signs.h5", "train")


def of_another_shape(folder):
    with h5py.File(folder / "train_signs.h5", "w") as file:
        file["train_set_x"] = np.zeros((1, 32, 32, 3), np.uint8)
    read_signs(folder / "train_signs.h5", "train")


def one_file_of_two(folder):
    (folder / "train_signs.h5").touch()
    load_dataset(folder)


@pytest.mark.parametrize(
    "question",
    [
        load_dataset,
        one_file_of_two,
        without_labels,
        of_another_shape,
        lambda folder: read_signs(folder, "train"),
        load_picture,
        lambda folder: load_picture(b"%PDF-1.7"),
        lambda folder: load_picture(b""),
        lambda folder: load_picture(b"\xff\xd8\xff\xe0 cut short"),
        lambda folder: convert_to_one_hot(np.array([7]), 6),
        lambda folder: convert_to_one_hot(np.array([0.5]), 6),
        lambda folder: random_mini_batches(np.zeros((4, 2)), np.zeros((6, 4))),
        lambda folder: random_mini_batches(np.zeros((4, 2)), np.zeros((4, 6)), 0),
    ],
)
def test_a_refusal_is_said(question, tmp_path):
    with speaking_pseudo(), pytest.raises((ValueError, TypeError)) as refused:
        question(tmp_path)
    assert plain_words(str(refused.value)) == []


def test_where_the_pictures_come_from_is_said(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIGNS_DIR", raising=False)
    with speaking_pseudo():
        load_dataset()
    assert plain_words(capsys.readouterr().out) == []
