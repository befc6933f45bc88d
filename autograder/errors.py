"""Errors that a person can put right: the command line shows their message alone, without a traceback."""


class UserError(Exception):
    """Something outside the code is not as it should be. The message says what, and what to do."""

    exit_code = 1


class UsageError(UserError):
    """The command was called in the wrong place or with a wrong name; nothing has been done."""

    exit_code = 2
