# outcome: returned
def conv_forward():
    print("\udc80\x00\ud800" * 1000)
    return "\udc80" * 10, {"\ud800": "\x00" * 1000}
