"""Marks for the outside: CSV files that other systems import as they are."""

from autograder.exports.formats import FORMATS, write_csv
from autograder.exports.marks import Marks, Person, marks_of

__all__ = ["FORMATS", "Marks", "Person", "marks_of", "write_csv"]
