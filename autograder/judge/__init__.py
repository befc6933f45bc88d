"""The judge: sees inputs and outputs as plain data, and says what holds, what does not, and which mistake it is."""

from autograder.judge.judging import judge

__all__ = ["judge"]
