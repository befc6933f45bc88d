"""What runs in the student's process: no case, no solution, no misconception is ever imported here."""
