# outcome: timeout
def conv_forward():
    return sum(range(10**18))
