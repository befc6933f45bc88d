# outcome: missing
# cell: memory
kept = []
while True:
    kept.append("x" * (16 << 20))
