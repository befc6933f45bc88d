"""Grading one notebook, from its bytes to everything the course keeps of it: judged one way, whoever asks."""
