"""check, hint, progress and their cards."""
