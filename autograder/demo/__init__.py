"""A simulated class: notebooks filled as real students fill them, so that grading can be seen without real students."""
