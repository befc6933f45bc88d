"""The course folder: submissions, records, gradebook, roster."""
