"""In from other systems' downloads and out to their gradebooks."""

from autograder.lms.download import opened
from autograder.lms.filling import fill, replaced
from autograder.lms.layouts import find_claims
from autograder.lms.one_notebook_each import Decision, decide

__all__ = ["Decision", "decide", "fill", "find_claims", "opened", "replaced"]
