"""The families of questions: each makes one question about a function, or none where it does not fit."""
