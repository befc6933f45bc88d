import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks import frameworks, layers, measuring, training
from benchmarks.__main__ import app
from benchmarks.layers import Layer, Row


@pytest.mark.parametrize(("threads", "clock"), [(1, "process_time"), (2, "perf_counter")])
def test_turns_give_the_best_of_each(monkeypatch, threads, clock):
    now = [0.0]
    monkeypatch.setattr(measuring, "RUN_UP", 0.0)
    monkeypatch.setattr(measuring, "num_threads", lambda: threads)
    monkeypatch.setattr(measuring.time, clock, lambda: now[0])
    costs = iter([0.5, 0.4, 9.0, 0.3, 1.0, 0.2, 50.0])  # the first run and the run-ups are not counted

    def way():
        now[0] += next(costs)

    assert measuring.in_turns({"way": way}, rounds=3, seconds=0.0) == {"way": 1.0}


def test_a_table_says_how_it_was_measured(monkeypatch):
    monkeypatch.setattr(measuring, "num_threads", lambda: 1)
    assert measuring.how_measured(9) == "best of 9 turns, processor time, one thread"
    monkeypatch.setattr(measuring, "num_threads", lambda: 2)
    assert measuring.how_measured(9) == "best of 9 turns, 2 threads"


def test_kernels_of_another_processor_are_told(monkeypatch):
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    assert measuring.held_back() == ""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert measuring.held_back() == (
        "OPENBLAS_CORETYPE=Haswell: NumPy's products run as on that processor, the frameworks' as on this one."
    )


def test_geometric_mean_lets_twice_as_fast_and_twice_as_slow_cancel():
    assert measuring.geometric_mean([0.5, 2.0]) == pytest.approx(1)


def test_peak_counts_results_and_workspace():
    assert 8e6 <= measuring.peak_bytes(lambda: np.zeros(500_000) + np.zeros(500_000)) < 1.3e7


def test_ratio_is_to_the_faster_framework():
    row = Row(
        layers.CONVOLUTIONS[0], False, "float32", {"fast layers": 3.0, "TensorFlow": 6.0, "PyTorch": 2.0}, 1.0, 0, 0
    )
    assert row.ratio == 1.5


def test_table_names_every_layer_and_prints_the_means(capsys):
    rows = [
        Row(
            layer,
            backward,
            "float32",
            {"fast layers": 0.001, "TensorFlow": 0.002},
            1e6 if layer.filters else 0.0,
            10**6,
            10**6,
        )
        for layer in (layers.CONVOLUTIONS[0], layers.POOLINGS[0])
        for backward in (False, True)
    ]
    layers.report(rows, {"float32": 1e10}, bandwidth=1e10)
    text = capsys.readouterr().out
    assert "64×64×64×3 conv f4 s1 p2 → 8" in text
    assert "64×64×64×8 max f8 s8" in text
    assert "float32: ratio to the faster framework, geometric mean 0.50" in text
    assert "forward and backward together: 0.50" in text
    assert "the application's: 0.50" in text
    assert "10 % FLOP" in text
    assert "10 % B" in text


def test_every_layer_of_the_table_has_an_output():
    for layer in layers.CONVOLUTIONS + layers.POOLINGS:
        assert (layer.shape[1] + 2 * layer.pad - layer.f) // layer.stride >= 0


@pytest.mark.tensorflow
@pytest.mark.parametrize("layer", [Layer((2, 6, 5, 3), 3, 2, 1, 4), Layer((2, 6, 6, 3), 2, 2, mode="max")], ids=str)
def test_all_ways_of_a_layer_compute_the_same(layer):
    ways, *_ = (layers.conv_ways if layer.filters else layers.pool_ways)(layer, "float64", frameworks.installed())
    results = {name: [_numpy(way()) for way in pair] for name, pair in ways.items()}
    for forward, backward in results.values():
        np.testing.assert_allclose(forward[0], results["fast layers"][0][0], atol=1e-10)
        np.testing.assert_allclose(backward[0], results["fast layers"][1][0], atol=1e-10)


def _numpy(result):
    """Return the first array of a result with its axes in the order (m, n_H, n_W, n_C)."""
    first = result[0] if isinstance(result, tuple) else result
    return [first.permute(0, 2, 3, 1).numpy() if hasattr(first, "permute") else np.asarray(first)]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_training_is_measured_beside_the_graph_and_keras(monkeypatch, capsys):
    rng = np.random.default_rng(0)
    monkeypatch.setattr(training, "signs", lambda: (rng.random((12, 64, 64, 3)), np.eye(6)[np.arange(12) % 6]))
    seconds = training.run(rounds=1)
    assert list(seconds) == ["fast layers", "Keras fit", "TensorFlow graph"]
    assert "an epoch of 12 pictures" in capsys.readouterr().out


def test_help_names_the_extra_that_two_parts_need():
    said = " ".join(CliRunner().invoke(app, ["--help"]).output.split())
    assert "both need the extra [cluster] and PostgreSQL." in said


def test_the_browser_is_not_measured_without_pyodide():
    result = CliRunner(env={"PYODIDE_DIR": None}).invoke(app, ["browser"])
    assert result.exit_code == 1
    assert result.stderr == "autograder: browser needs Chromium, and a folder with Pyodide: --pyodide DIR.\n"
