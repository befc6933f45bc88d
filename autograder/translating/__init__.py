"""From English in source/ and in the code to every language of the course, and back to what is missing."""
