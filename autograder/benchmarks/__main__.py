"""`python -m autograder.benchmarks layers` and `python -m autograder.benchmarks training`.

All libraries use as many threads as OMP_NUM_THREADS says, or else one for each core.
"""

from __future__ import annotations

import argparse

from autograder.benchmarks import frameworks
from autograder.fast_layers import num_threads


def main() -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m autograder.benchmarks", description=__doc__)
    parser.add_argument("what", choices=("layers", "training"))
    parser.add_argument("--rounds", type=int, default=7, help="turns that each library gets (default: 7)")
    parser.add_argument("--quick", action="store_true", help="layers: the small shapes alone")
    asked = parser.parse_args()
    frameworks.use_threads(num_threads())
    if asked.what == "layers":
        from autograder.benchmarks import layers

        layers.run(asked.rounds, quick=asked.quick)
    else:
        from autograder.benchmarks import training

        training.run(asked.rounds)


if __name__ == "__main__":
    main()
