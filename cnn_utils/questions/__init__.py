"""Questions about a student's own function: made from its text and from running it, each with one right answer."""
