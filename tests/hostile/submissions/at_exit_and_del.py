# outcome: returned
# value: 1
import atexit, threading, time


class Forever:
    def __del__(self):
        while True:
            time.sleep(1)


atexit.register(lambda: time.sleep(1000))
threading.Thread(target=lambda: time.sleep(1000)).start()
kept = Forever()


def conv_forward():
    return 1
