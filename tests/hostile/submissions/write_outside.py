# outcome: returned
# value: []
import os


def conv_forward():
    written = []
    places = [
        "/",
        "/usr",
        "/usr/bin",
        "/etc",
        "/data",
        "/root",
        "/work",
        "/proc",
        "/proc/sys/kernel",
        "/dev",
        "/var",
    ]
    for place in (*places, *SECRET_PATHS, *PYTHON_PATHS):
        try:
            with open(os.path.join(place, "planted"), "w") as file:
                file.write("x")
            written.append(place)
        except OSError:
            pass
        for act in (
            os.rmdir,
            os.remove,
            lambda p: os.chmod(p, 0o777),
            lambda p: os.rename(p, p + "x"),
            os.mkdir,
        ):
            try:
                act(place)
                written.append(place)
            except OSError:
                pass
    for name in (
        "/proc/sys/kernel/core_pattern",
        "/proc/sysrq-trigger",
        "/proc/self/oom_score_adj",
    ):
        try:
            with open(name, "w") as file:
                file.write("-1000" if "oom" in name else "x")
            written.append(name)
        except OSError:
            pass
    return written
