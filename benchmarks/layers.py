"""Forward and backward of convolution and pooling beside TensorFlow and PyTorch: one process, as many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from autograder import fast_layers
from autograder.console import out, progress_bar, say
from benchmarks import frameworks
from benchmarks.measuring import (
    OURS,
    Way,
    copy_bandwidth,
    geometric_mean,
    held_back,
    how_measured,
    in_turns,
    matmul_peak,
    peak_bytes,
)

Array = NDArray[np.floating[Any]]
Shape = tuple[int, int, int, int]


@dataclass(frozen=True)
class Layer:
    """One line of the table: a layer over an input of `shape`. Pooling has no filters."""

    shape: Shape
    f: int
    stride: int
    pad: int = 0
    filters: int = 0
    mode: str = ""

    def __str__(self) -> str:
        kind = f"conv f{self.f} s{self.stride} p{self.pad} → {self.filters}" if self.filters else self._pooling
        return f"{'×'.join(map(str, self.shape))} {kind}"

    @property
    def _pooling(self) -> str:
        return f"{self.mode} f{self.f} s{self.stride}"


# The application's own two convolutions come first.
CONVOLUTIONS = (
    Layer((64, 64, 64, 3), 4, 1, 2, 8),
    Layer((64, 8, 8, 8), 2, 1, 1, 16),
    Layer((10, 4, 4, 3), 2, 2, 2, 8),
    Layer((2, 5, 7, 4), 3, 2, 1, 8),
    Layer((16, 16, 16, 4), 3, 1, 1, 8),
    Layer((32, 28, 28, 1), 5, 1, 2, 6),
    Layer((16, 64, 64, 3), 5, 2, 2, 16),
    Layer((32, 32, 32, 16), 3, 1, 1, 16),
    Layer((32, 32, 32, 16), 3, 2, 1, 32),
    Layer((32, 32, 32, 64), 3, 1, 1, 64),
    Layer((16, 56, 56, 64), 3, 1, 1, 64),
    Layer((16, 56, 56, 64), 3, 2, 1, 128),
)
POOLINGS = tuple(
    Layer(shape, f, stride, mode=mode)
    for shape, f, stride in (
        ((64, 64, 64, 8), 8, 8),
        ((64, 8, 8, 16), 4, 4),
        ((10, 4, 4, 3), 3, 2),
        ((16, 16, 16, 4), 2, 2),
        ((32, 32, 32, 16), 2, 2),
        ((32, 32, 32, 16), 3, 1),
        ((32, 32, 32, 64), 2, 2),
        ((16, 56, 56, 64), 3, 2),
    )
    for mode in ("max", "average")
)
ASSIGNMENT = CONVOLUTIONS[:2]


@dataclass(frozen=True)
class Row:
    """What was measured of one pass of a layer: seconds by name, operations of its products, bytes at once.

    `moved`: bytes of what it reads and writes, each once; no machine needs less.
    """

    layer: Layer
    backward: bool
    dtype: str
    seconds: dict[str, float]
    operations: float
    peak_bytes: int
    moved: int

    @property
    def ratio(self) -> float:
        """Our time over that of the faster framework; below 1 we are faster."""
        others = [seconds for name, seconds in self.seconds.items() if name != OURS]
        return self.seconds[OURS] / min(others) if others else float("nan")

    def of_bound(self, peak: float, bandwidth: float) -> str:
        """What the machine could do it in, over our time: bound by arithmetic or by memory, whichever takes longer."""
        arithmetic, memory = self.operations / peak, self.moved / bandwidth
        kind = "FLOP" if arithmetic >= memory else "B"
        return f"{100 * max(arithmetic, memory) / self.seconds[OURS]:.0f} % {kind}"


def measure(
    layers: Sequence[Layer],
    dtypes: Sequence[str],
    rounds: int,
    done: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Row]:
    """Measure every layer in every precision, forward and backward."""
    names = frameworks.installed()
    total = len(layers) * len(dtypes)
    for count, (dtype, layer) in enumerate((dtype, layer) for dtype in dtypes for layer in layers):
        yield from _rows(layer, dtype, names, rounds)
        done(count + 1, total)


def _rows(layer: Layer, dtype: str, names: Sequence[str], rounds: int) -> Iterator[Row]:
    ways, operations, moved = (conv_ways if layer.filters else pool_ways)(layer, dtype, names)
    for backward in (False, True):
        passes = {name: pair[backward] for name, pair in ways.items()}
        seconds = in_turns(passes, rounds)
        work = operations * (2 if backward else 1)
        yield Row(layer, backward, dtype, seconds, work, peak_bytes(passes[OURS]), moved[backward])


def conv_ways(
    layer: Layer, dtype: str, names: Sequence[str]
) -> tuple[dict[str, tuple[Way, Way]], float, tuple[int, int]]:
    """Ways to compute a convolution, forward and backward; its operations and the bytes it moves."""
    rng = np.random.default_rng(1)
    A_prev = rng.standard_normal(layer.shape).astype(dtype)
    W = rng.standard_normal((layer.f, layer.f, layer.shape[3], layer.filters)).astype(dtype)
    b = rng.standard_normal((1, 1, 1, layer.filters)).astype(dtype)
    hparameters = {"stride": layer.stride, "pad": layer.pad}
    Z, cache = fast_layers.conv_forward(A_prev, W, b, hparameters)
    dZ = rng.standard_normal(Z.shape).astype(dtype)
    ways: dict[str, tuple[Way, Way]] = {
        OURS: (
            lambda: fast_layers.conv_forward(A_prev, W, b, hparameters),
            lambda: fast_layers.conv_backward(dZ, cache),
        )
    }
    for name in names:
        ways[name] = frameworks.convolution(name, A_prev, W, b, dZ, layer.stride, layer.pad)
    return ways, 2.0 * Z.size * W[..., 0].size, (A_prev.nbytes + Z.nbytes, 2 * A_prev.nbytes + Z.nbytes)


def pool_ways(
    layer: Layer, dtype: str, names: Sequence[str]
) -> tuple[dict[str, tuple[Way, Way]], float, tuple[int, int]]:
    """Ways to compute a pooling, forward and backward; its operations and the bytes it moves."""
    rng = np.random.default_rng(1)
    A_prev = rng.standard_normal(layer.shape).astype(dtype)
    hparameters = {"f": layer.f, "stride": layer.stride}
    A, cache = fast_layers.pool_forward(A_prev, hparameters, layer.mode)
    dA = rng.standard_normal(A.shape).astype(dtype)
    ways: dict[str, tuple[Way, Way]] = {
        OURS: (
            lambda: fast_layers.pool_forward(A_prev, hparameters, layer.mode),
            lambda: fast_layers.pool_backward(dA, cache, layer.mode),
        )
    }
    for name in names:
        ways[name] = frameworks.pooling(name, A_prev, dA, layer.f, layer.stride, layer.mode)
    remembered = A.nbytes if layer.mode == "max" else 0  # where the maxima were
    moved = A_prev.nbytes + A.nbytes + remembered
    return ways, 0.0, (moved, moved)


def report(rows: Sequence[Row], peaks: dict[str, float], bandwidth: float, measured: str = "") -> None:
    """Print the table, a line for each pass, and the geometric means."""
    names = list(rows[0].seconds)
    for dtype in dict.fromkeys(row.dtype for row in rows):
        here = [row for row in rows if row.dtype == dtype]
        table = Table(title=f"{dtype}: milliseconds, {measured}", box=None, pad_edge=False)
        table.add_column("layer", no_wrap=True)
        for heading in ("pass", *names, "ratio", "MB moved", "of bound", "MB at once"):
            table.add_column(heading, justify="right")
        for row in here:
            table.add_row(*_cells(row, names, row.of_bound(peaks[dtype], bandwidth)))
        out.print(table)
        say(f"{dtype}: ratio to the faster framework, geometric mean {geometric_mean(r.ratio for r in here):.2f}")
        say(f"  forward and backward together: {geometric_mean(r.ratio for r in _both_ways(here)):.2f}")
        for title, chosen in (("convolution", CONVOLUTIONS), ("pooling", POOLINGS), ("the application's", ASSIGNMENT)):
            ratios = [row.ratio for row in here if row.layer in chosen]
            if ratios:
                say(f"  {title}: {geometric_mean(ratios):.2f}")


def _both_ways(rows: Sequence[Row]) -> list[Row]:
    """One row for each layer: some look again on the way back for what others have stored on the way there."""
    together = []
    for there, back in zip(rows[::2], rows[1::2], strict=True):
        seconds = {name: time + back.seconds[name] for name, time in there.seconds.items()}
        together.append(replace(there, seconds=seconds))
    return together


def _cells(row: Row, names: Sequence[str], of_bound: str) -> list[str]:
    times = [f"{1000 * row.seconds[name]:.3f}" for name in names]
    direction, moved, at_once = "backward" if row.backward else "forward", row.moved / 1e6, row.peak_bytes / 1e6
    return [str(row.layer), direction, *times, f"{row.ratio:.2f}", f"{moved:.2f}", of_bound, f"{at_once:.1f}"]


def run(rounds: int = 15, *, quick: bool = False) -> list[Row]:
    """Measure the whole table, or the small shapes alone, and print it."""
    layers: Sequence[Layer] = CONVOLUTIONS + POOLINGS
    if quick:
        layers = [layer for layer in layers if np.prod(layer.shape) < 100_000]
    dtypes = ("float32", "float64")
    peaks, bandwidth = {dtype: matmul_peak(dtype) for dtype in dtypes}, copy_bandwidth()
    for dtype, peak in peaks.items():
        say(f"matrix product of this machine in {dtype}: {peak / 1e9:.0f} GFLOP/s")
    say(f"memory of this machine, read and written by one copy: {bandwidth / 1e9:.1f} GB/s")
    if held_back():
        say(held_back())
    with progress_bar("layers") as done:
        rows = list(measure(layers, dtypes, rounds, done))
    report(rows, peaks, bandwidth, how_measured(rounds))
    return rows
