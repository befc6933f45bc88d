"""Grading beyond one machine: the class run's tasks on a Dask cluster."""
