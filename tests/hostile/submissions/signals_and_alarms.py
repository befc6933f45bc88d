# outcome: timeout
import signal, sys, threading, time


def ignore(*_):
    pass


for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, ignore)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
sys.excepthook = threading.excepthook = sys.unraisablehook = lambda *_: time.sleep(100)


def conv_forward():
    while True:
        try:
            time.sleep(100)
        except BaseException:
            pass
