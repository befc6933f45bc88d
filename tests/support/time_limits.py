"""Stop what runs on, by the clock."""

import contextlib
import signal


class OutOfTime(BaseException):
    """A mutant that runs on: noticed by the clock."""


@contextlib.contextmanager
def time_limit(seconds):
    def stop(*_):
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
