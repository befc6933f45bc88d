"""Keys from which hidden cases are drawn: other numbers for every student, the same at every regrade."""

from __future__ import annotations

import hmac

import numpy as np

FIXED_KEY = b"convolutional networks, step by step"
"""Used where the student is unknown: `autograder check`, `grade` in a notebook."""


def key_for(secret: bytes, student: str, exercise: str) -> bytes:
    """HMAC-SHA256 of student and exercise under the course's secret.

    Parameters
    ----------
    secret : bytes
        The course's own.
    student : str
        Our id of the student.
    exercise : str
        Name of the graded function.

    Returns
    -------
    bytes
        32 bytes, the same at every regrade (HMAC: RFC 2104).
    """
    # The length keeps ("ab", "c") and ("a", "bc") apart.
    message = f"{len(student)}:{student}{exercise}".encode()
    return hmac.digest(secret, message, "sha256")


# To make a generator takes ten times as long as to seed it, and cases are drawn by the dozen.
_generator = np.random.RandomState(0)


def stream(key: bytes, label: str) -> np.random.RandomState:
    """Random numbers for one case, the same on every NumPy: the legacy generator is frozen, the newer ones are not.

    There is one generator, which starts anew with each call: draw all of a case before asking for the next stream.
    """
    digest = hmac.digest(key, label.encode(), "sha256")
    _generator.seed(np.frombuffer(digest, dtype="<u4"))
    return _generator
