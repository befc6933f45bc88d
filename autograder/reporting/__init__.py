"""The class report: what a class scored, misunderstood, and may have shared, on one self-contained page."""

from autograder.reporting.report import write_report

__all__ = ["write_report"]
