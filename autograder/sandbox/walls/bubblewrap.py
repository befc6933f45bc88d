"""A sandbox made by bubblewrap, for machines where it may make namespaces and Python may not.

Bubblewrap confines what it starts, not what runs already. So here a zygote gives one child and is thrown away: as safe
as the walls of our own, but each submission waits for its imports.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.places import AUTOGRADER
from autograder.sandbox.walls.read_only_root import DATA, DEVICES, HOME, SYSTEM, needed

# All of the instructor's package that a zygote imports; nothing of it knows a case or a solution.
_SHOWN = ("__init__.py", "errors.py", "exercises.py", "own_course.py", "places.py", "thresholds.py", "sandbox")


def works() -> bool:
    """Whether bubblewrap is installed and may make a sandbox here."""
    if shutil.which("bwrap") is None:
        return False
    trial = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def bubblewrap_command(settings: Mapping[str, Any]) -> list[str]:
    """The words before a command that run it confined.

    Parameters
    ----------
    settings : mapping
        "hidden", "data" and "limits", as for a zygote.
    """
    size = str(int(settings["limits"]["tmp_size"]))
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--uid", "1000", "--gid", "1000", "--proc", "/proc", "--dir", "/dev"]
    for folder in ("/tmp", HOME, "/dev/shm"):
        words += ["--size", size, "--tmpfs", folder]
    for path in needed():
        words += ["--dev-bind" if path.name in DEVICES else "--ro-bind", str(path), str(path)]
    for name in SYSTEM:
        if (link := Path("/") / name).is_symlink():
            words += ["--symlink", str(link.readlink()), str(link)]
    for path in settings["hidden"]:
        if Path(path).is_dir() and any(Path(path).is_relative_to(shown) for shown in needed()):
            words += ["--tmpfs", path]
    for name in _SHOWN:
        words += ["--ro-bind", str(AUTOGRADER / name), str(AUTOGRADER / name)]
    for name, source in settings["data"].items():
        words += ["--ro-bind", source, f"{DATA}/{name}"]
    return [*words, "--dir", DATA, "--remount-ro", "/", "--chdir", HOME, "--"]
