"""From a download to submitted/: whose notebook each file is, in whichever system's layout it comes."""

from autograder.collecting.deciding import Decision, decide
from autograder.collecting.filling import fill
from autograder.collecting.layouts import Found, find_submissions

__all__ = ["Decision", "Found", "decide", "fill", "find_submissions"]
