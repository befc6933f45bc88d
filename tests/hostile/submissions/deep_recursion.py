# outcome: raised
def conv_forward():
    return conv_forward()
