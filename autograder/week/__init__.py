"""The course in its week: dates and extensions, who is in, work graded as it comes, a second look."""
