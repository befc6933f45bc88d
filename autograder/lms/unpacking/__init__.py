"""What others packed: archives of every kind, and the names inside."""
