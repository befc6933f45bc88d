"""Read what people hand in: any notebook or script, of any edition, repaired where it can be."""

from autograder.reading.code.bindings import binds
from autograder.reading.code.definitions import Needed, functions_in, needed_definitions
from autograder.reading.code.inlined_helpers import inlined_helpers
from autograder.reading.code.stubs import is_stub
from autograder.reading.file_bytes import read_own_file
from autograder.reading.hand_in import hand_in_of
from autograder.reading.own_modules import modules_beside
from autograder.reading.reader import read_submission
from autograder.reading.submission import Cell, NotANotebook, Piece, Submission

__all__ = [
    "Cell",
    "Needed",
    "NotANotebook",
    "Piece",
    "Submission",
    "binds",
    "functions_in",
    "hand_in_of",
    "inlined_helpers",
    "is_stub",
    "modules_beside",
    "needed_definitions",
    "read_own_file",
    "read_submission",
]
