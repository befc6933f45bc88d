"""The oral sheet: questions about each student's own code, to be printed and talked about."""

from autograder.oral.oral_sheets import Sheet, write_sheets

__all__ = ["Sheet", "write_sheets"]
