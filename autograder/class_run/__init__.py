"""A class run: every submission of an assignment graded in parallel, written by one writer."""
