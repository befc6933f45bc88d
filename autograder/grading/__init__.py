"""Grading one notebook: its cells run confined, its graded functions are judged outside."""

from autograder.grading.notebook import GradedNotebook, grade_notebook

__all__ = ["GradedNotebook", "grade_notebook"]
