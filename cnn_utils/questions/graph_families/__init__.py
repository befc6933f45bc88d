"""Families of questions on functions that build a graph, in TensorFlow."""
