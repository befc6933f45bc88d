"""Grading one notebook: its cells run confined, its graded functions are judged outside."""

from autograder.grading.graded_notebook import Cells, GradedNotebook, grade_notebook

__all__ = ["Cells", "GradedNotebook", "grade_notebook"]
