# outcome: timeout
def conv_forward():
    while True:
        pass
