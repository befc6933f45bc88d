# outcome: timeout
def conv_forward():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
