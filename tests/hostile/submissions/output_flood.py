# outcome: timeout or returned
# cell: timeout or memory
def conv_forward():
    while True:
        print("x" * 100_000)


conv = conv_forward()
