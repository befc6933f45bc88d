"""The version of both distributions, the students' and the grader's: this is the one place where it is written."""

VERSION = "0.1.0"
