"""In from other systems' downloads and out to their gradebooks."""

from autograder.lms.deciding import Decision, decide
from autograder.lms.filling import fill
from autograder.lms.layouts import Found, find_submissions
from autograder.lms.mark_files import FORMATS, write_csv

__all__ = ["FORMATS", "Decision", "Found", "decide", "fill", "find_submissions", "write_csv"]
