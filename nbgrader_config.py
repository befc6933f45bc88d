"""nbgrader's configuration of this course: read by every `nbgrader` and `autograder` command that works in it."""

from autograder.authoring.nbgrader_settings import configure

c = get_config()

configure(c)  # stubs line by line, confined grading; all that comes below is yours

c.CourseDirectory.course_id = "convnets"

# "lines" leaves n_H = None with its comment; "blank" leaves one empty line of each solution.
c.LineStubs.level = "lines"

# What coming late costs: "none", "zero" (it counts nothing), or for each "per_day" or "per_hour" that has begun.
# c.LatePolicy.penalty_method = "per_day"
# c.LatePolicy.percent = 10  # of the points reached
# c.LatePolicy.most_percent = 50
# c.LatePolicy.grace_minutes = 15
