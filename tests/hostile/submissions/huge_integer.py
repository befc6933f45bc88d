# outcome: returned
# value: Foreign('int')
def conv_forward():
    return 10**10_000
