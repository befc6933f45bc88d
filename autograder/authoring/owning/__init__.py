"""What an instructor makes their own: a course, its updates, and exercises added to it."""
