"""In from other systems' downloads and out to their gradebooks."""

from autograder.lms.deciding import Decision, decide
from autograder.lms.download import opened
from autograder.lms.filling import fill
from autograder.lms.layouts import find_claims

__all__ = ["Decision", "decide", "fill", "find_claims", "opened"]
