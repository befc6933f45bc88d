import contextlib
import io
import re

import numpy as np
import pytest

pytestmark = pytest.mark.tensorflow
pytest.importorskip("tensorflow")

from autograder.networks.improved_model import averaged, improved_model, side_by_side, varied  # noqa: E402


def coloured(m, seed=0):
    """Pictures that a network tells apart at once: class k is bright in channel k % 3, more so from 3 on."""
    labels = np.arange(m) % 6
    X = np.random.RandomState(seed).uniform(0.0, 0.2, (m, 64, 64, 3))
    for picture, label in zip(X, labels, strict=True):
        picture[:, :, label % 3] += 0.4 + 0.3 * (label // 3)
    return X, np.eye(6)[labels]


def train(**changes):
    settings = {"num_epochs": 2, "minibatch_size": 16, "print_cost": False, **changes}
    X, Y = coloured(32)
    X.flags.writeable = Y.flags.writeable = False  # the inputs stay as they are
    return improved_model(X, Y, *coloured(12, 1), **settings)


@pytest.fixture(scope="module")
def trained():
    """One short training, with what it told and printed."""
    told, printed = [], io.StringIO()
    with contextlib.redirect_stdout(printed):
        returned = train(print_cost=True, on_epoch=lambda *figures: told.append(figures))
    return returned, told, printed.getvalue().splitlines()


@pytest.mark.slow
def test_returns_are_those_of_model_and_the_network_gives_its_accuracies(trained):
    (train_accuracy, test_accuracy, network), _, _ = trained
    X, Y = coloured(12, 1)
    assert isinstance(train_accuracy, float)
    assert isinstance(test_accuracy, float)
    probabilities = network.predict(X, verbose=0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(1) == Y.argmax(1)).mean() == test_accuracy


@pytest.mark.slow
def test_progress_is_told_after_every_epoch(trained):
    (train_accuracy, test_accuracy, _), told, lines = trained
    assert re.fullmatch(r"Epoch   1 of 2: cost \d\.\d{4}, accuracy \d\.\d{3}, \d+ s left", lines[0])
    assert re.fullmatch(r"Epoch   2 of 2: cost \d\.\d{4}, accuracy \d\.\d{3}, 0 s left", lines[1])
    assert lines[2:] == [f"Train accuracy: {train_accuracy:.4f}", f"Test accuracy: {test_accuracy:.4f}"]
    assert [epoch for epoch, _, _ in told] == [0, 1]
    assert all(isinstance(figure, float) for _, *figures in told for figure in figures)


@pytest.mark.slow
def test_the_seed_decides_and_nothing_is_printed_unless_asked_for(trained, capsys):
    X, _ = coloured(12, 1)
    first = trained[0][2].predict(X, verbose=0)
    again, other = (train(seed=seed)[2].predict(X, verbose=0) for seed in (0, 1))
    np.testing.assert_allclose(first, again, atol=1e-5)
    assert np.abs(first - other).max() > 1e-3
    assert capsys.readouterr().out == ""


def test_pictures_vary_in_every_epoch_and_keep_their_labels_scale_and_shape():
    import keras

    keras.utils.set_random_seed(0)
    X, Y = coloured(30)
    batches = list(varied(X, Y, 16, num_epochs=2, seed=0).as_numpy_iterator())
    assert [pictures.shape for pictures, _ in batches] == 2 * [(16, 64, 64, 3), (14, 64, 64, 3)]
    for pictures, labels in batches:
        assert 0 <= pictures.min() <= pictures.max() <= 1
        # Colour tells the class here, and no turn or tint of a picture changes which channel is brightest.
        np.testing.assert_array_equal(pictures.mean((1, 2)).argmax(1), labels[:, 0].argmax(1) % 3)
        np.testing.assert_array_equal(labels[:, 0], labels[:, 1])  # the same for both networks
    brightness = [np.sort(np.concatenate([part[0].mean((1, 2, 3)) for part in batches[k : k + 2]])) for k in (0, 2)]
    assert np.abs(brightness[0] - brightness[1]).max() > 1e-3
    for labels in (batches[0][1].sum(0) + batches[1][1].sum(0), batches[2][1].sum(0) + batches[3][1].sum(0)):
        np.testing.assert_array_equal(labels, 5)  # every example once an epoch


def test_a_picture_and_its_mirror_image_get_the_same_answer():
    network = averaged(side_by_side((64, 64, 3), 6))
    X, _ = coloured(4)
    answer, mirrored = (network.predict(pictures, verbose=0) for pictures in (X, X[:, :, ::-1]))
    np.testing.assert_allclose(answer, mirrored, atol=1e-6)


def test_two_networks_start_from_other_weights_and_are_averaged():
    core = side_by_side((64, 64, 3), 6)
    X, _ = coloured(4)
    X = np.minimum(X, X[:, :, ::-1])  # its own mirror image
    answers = core.predict(X, verbose=0)
    assert answers.shape == (4, 2, 6)
    assert np.abs(answers[:, 0] - answers[:, 1]).max() > 1e-3
    np.testing.assert_allclose(averaged(core).predict(X, verbose=0), answers.mean(1), atol=1e-6)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras under NumPy 2
def test_the_network_can_be_saved_and_loaded(tmp_path):
    import keras

    network = averaged(side_by_side((64, 64, 3), 6))
    network.save(tmp_path / "network.keras")
    X, _ = coloured(2)
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(loaded.predict(X, verbose=0), network.predict(X, verbose=0), atol=1e-6)


def test_unscaled_pictures_and_transposed_labels_are_refused():
    X, Y = coloured(12)
    message = "scaled to 0-1, got shape (12, 64, 64, 3) with values from 0 to 255: divide by 255."
    pictures = np.linspace(0, 255, X.size).reshape(X.shape)
    with pytest.raises(ValueError, match=re.escape(message)):
        improved_model(pictures, Y, X, Y)
    message = "improved_model expects one-hot labels of shape (12, n_y), got (6, 12)."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        improved_model(X, Y.T, X, Y)


@pytest.mark.slow
def test_a_short_training_beats_the_published_accuracy_by_far_on_real_signs(signs_file):
    """A third of the epochs on 960 pictures; 120 that took no part judge it. The full training is measured by hand."""
    import h5py

    with h5py.File(signs_file) as file:
        X, Y = file["train_set_x"][...] / np.float32(255), np.eye(6)[file["train_set_y"][...]]
    order = np.random.RandomState(0).permutation(len(X))
    kept, rest = order[:120], order[120:]
    _, accuracy, _ = improved_model(X[rest], Y[rest], X[kept], Y[kept], num_epochs=20, print_cost=False)
    assert accuracy > 0.93
