"""What keeps a cluster from grading."""

from autograder.errors import UserError


class ClusterError(UserError):
    """The scheduler or a worker is not as it should be. The message says which, why, and what to do."""
