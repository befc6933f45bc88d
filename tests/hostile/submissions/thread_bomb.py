# outcome: raised or timeout
import threading, time


def conv_forward():
    while True:
        threading.Thread(target=time.sleep, args=(10_000,), daemon=True).start()
