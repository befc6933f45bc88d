"""Right solutions of the NumPy exercises in different styles."""
