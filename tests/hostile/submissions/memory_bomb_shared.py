# outcome: memory or killed or raised
import mmap


def conv_forward():
    kept = []
    while True:
        piece = mmap.mmap(-1, 64 << 20)
        for start in range(0, 64 << 20, 4096):
            piece[start] = 1
        kept.append(piece)
