"""Waiting ends when a file comes, when a signal's handler says so at any moment, or after the time given."""

import signal

from autograder.week.as_it_comes.waking import Waker


def test_a_signals_handler_may_wake_it_in_the_midst_of_anything(tmp_path):
    waker, told = Waker([tmp_path]), []

    def handler(_number, _frame):
        told.append(1)
        waker.wake()

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)  # in the midst of whatever waiting does
    try:
        while len(told) < 3000:
            waker.wait(0.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    waker.wake()
    waker.wait(100)
