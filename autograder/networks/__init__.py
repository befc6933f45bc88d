"""Networks trained end to end: the better one of application, and the same one in NumPy alone."""
