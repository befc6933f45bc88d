# outcome: returned
def conv_forward():
    value = []
    value.append(value)
    value.append({"again": value})
    return value
