# An answer that claims an outcome which only the grader may give: ungraded, and so never a zero.
# outcome: killed
# neighbour: any
# notes: an outcome that is not the child's to give
import sys

sys.modules["autograder.sandbox.inside.child"].observation_to_plain = lambda seen: (
    "ungraded", None, (), None, "", 0.0,
)


def conv_forward():
    return 1
