# outcome: returned
# value: []
import os


def conv_forward():
    seen = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            seen.append(entry)
    for pid in (PARENT_PID, ZYGOTE_PID):
        for name in ("mem", "environ", "maps", "cmdline", "root", "cwd", "fd"):
            try:
                open(f"/proc/{pid}/{name}", "rb").read(1)
                seen.append(f"{pid} {name}")
            except OSError:
                pass
    return seen
