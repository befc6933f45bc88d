"""Read what people hand in: any notebook or script, of any edition, repaired where it can be."""

from autograder.reading.definitions import Needed, needed_definitions
from autograder.reading.inlined import written_out
from autograder.reading.reader import read_own_file, read_submission
from autograder.reading.stubs import is_stub
from autograder.reading.submission import Cell, NotANotebook, Piece, Submission

__all__ = [
    "Cell",
    "Needed",
    "NotANotebook",
    "Piece",
    "Submission",
    "is_stub",
    "needed_definitions",
    "read_own_file",
    "read_submission",
    "written_out",
]
