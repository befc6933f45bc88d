"""What passes between the judge and the student's process, as plain data."""
