"""In which language the course speaks."""
