"""From the instructor's notebooks to everything made of them: release, solutions, the student's zip."""
