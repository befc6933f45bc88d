"""`python -m autograder.benchmarks layers` and `python -m autograder.benchmarks training`."""

from __future__ import annotations

import argparse

from autograder.fast_layers import num_threads


def main() -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m autograder.benchmarks", description=__doc__)
    parser.add_argument("what", choices=("layers", "training"))
    parser.add_argument("--threads", type=int, default=num_threads(), help="for all libraries alike (default: all cores)")
    parser.add_argument("--rounds", type=int, default=7, help="turns that each library gets (default: 7)")
    parser.add_argument("--quick", action="store_true", help="layers: the small shapes alone")
    asked = parser.parse_args()
    if asked.what == "layers":
        from autograder.benchmarks import layers

        layers.run(asked.threads, asked.rounds, quick=asked.quick)
    else:
        from autograder.benchmarks import training

        training.run(asked.threads, asked.rounds)


if __name__ == "__main__":
    main()
