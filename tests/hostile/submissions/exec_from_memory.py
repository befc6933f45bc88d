# outcome: returned
# value: []
import ctypes, os, subprocess, sys


def conv_forward():
    """A program without a file, and one that claims another's rights, stay behind the same walls."""
    found = []
    try:
        fd = os.memfd_create("program")
        with open("/bin/true", "rb") as program:
            os.write(fd, program.read())
        subprocess.run([f"/proc/self/fd/{fd}"], pass_fds=[fd], check=False)
    except OSError:
        pass
    look = "import os; print(open('/proc/self/status').read(), os.listdir('/proc'))"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True).stdout
    for line in ("Seccomp:\t2", "NoNewPrivs:\t1", "CapEff:\t0000000000000000"):
        if line not in seen:
            found.append(line)
    for program in ("su", "mount", "sudo", "passwd", "newuidmap"):
        for folder in ("/bin", "/usr/bin"):
            try:
                done = subprocess.run([f"{folder}/{program}", "--version"], capture_output=True, stdin=-3)
            except OSError:
                continue
            if b"uid=0" in done.stdout:
                found.append(program)
    try:
        os.setuid(0)
        found.append("setuid")
    except OSError:
        pass
    return found
