"""Benchmarks: layers and training beside TensorFlow and PyTorch, grading beside nbgrader."""
