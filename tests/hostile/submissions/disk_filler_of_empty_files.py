# outcome: returned
# value: 'full'
def conv_forward():
    try:
        for number in range(1_000_000):
            open(f"empty{number}", "w").close()
    except OSError:
        return "full"
