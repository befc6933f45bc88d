# outcome: missing
# cell: timeout
while True:
    pass
