"""The read-only file system that student code sees: what Python needs, and nothing of the course.

Built once, in the zygote's own mount namespace; children inherit it and add their small writable folders.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.places import AUTOGRADER, CNN_UTILS, GIVEN
from autograder.sandbox.walls import linux

HOME = "/home/student"
DATA = "/data"
SYSTEM = ("usr", "lib", "lib64", "lib32", "bin", "sbin")
_ETC = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
    "alternatives",
    "fonts",
    "mime.types",
)
DEVICES = ("null", "zero", "full", "random", "urandom")
WRITTEN = {
    "etc/passwd": "student:x:1000:1000:student:/home/student:/bin/sh\n",
    "etc/group": "student:x:1000:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
}
# The grader and its notebooks, wherever they are installed, and where nbgrader keeps what everybody hands in: each may
# lie inside what Python needs.
NEVER_SHOWN = (AUTOGRADER, GIVEN / "source", Path("/usr/local/share/nbgrader/exchange"))
_MOST_DATA = 1 << 30
_STAGING = ("/tmp", "/mnt", "/media")  # any folder will do: it is covered in this namespace only


def enter_read_only_root(hidden: Iterable[Path], data: Mapping[str, Path]) -> None:
    """Build the file system and make it this process's root.

    Parameters
    ----------
    hidden : iterable of Path
        Folders that must not show even where they lie inside one that Python needs.
    data : mapping of str to Path
        Files and folders to show, read-only, below `DATA`.
    """
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    paths = needed()
    # Looked up and opened before the staging folder is covered, which may be where some of them are.
    inside = _outermost(path for path in map(Path, hidden) if path.is_dir())
    sources = {path: os.open(path, os.O_PATH) for path in paths}
    sources |= {Path(DATA) / name: os.open(source, os.O_PATH) for name, source in data.items()}
    root = Path(next(folder for folder in _STAGING if Path(folder).is_dir()))
    linux.mount_tmpfs(root, 1 << 20)
    _copy_links(root)
    linux.mount_tmpfs(_made(root / DATA[1:]), _MOST_DATA)
    for target, fd in sources.items():
        # Children of root read as nobody, which an instructor's own files seldom allow.
        show = _copy if os.geteuid() == 0 and target.is_relative_to(DATA) else _show
        show(Path(f"/proc/self/fd/{fd}"), root / target.relative_to("/"))
        os.close(fd)
    for path in inside:
        if any(path.is_relative_to(source) for source in paths):
            linux.mount_tmpfs(root / path.relative_to("/"), 4096, flags=linux.MS_RDONLY)
    _add_written(root)
    linux.pivot_into(root)
    linux.mount(
        "none", "/", flags=linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    )
    linux.mount_tmpfs(HOME, 16 << 20)  # the zygote's own; each child covers it with its own


def writable_folders() -> tuple[str, ...]:
    """Where a child gets small writable folders. /tmp is one unless Python itself is installed below it."""
    return (HOME, "/dev/shm") if os.listdir("/tmp") else (HOME, "/dev/shm", "/tmp")  # noqa: PTH208


def needed() -> list[Path]:
    """Files and folders that a running Python may still want, outermost first and none inside another."""
    wanted = [Path("/") / name for name in SYSTEM if not (Path("/") / name).is_symlink()]
    wanted += [Path("/etc") / name for name in _ETC]
    wanted += [Path("/dev") / name for name in DEVICES]
    wanted += [Path(prefix) for prefix in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix)]
    wanted += [Path(entry) for entry in sys.path if _holds_libraries(Path(entry))]
    wanted += [CNN_UTILS]
    wanted += _mapped_folders()
    # Python looks for itself by the paths it was started with, symbolic links and all.
    return _outermost(path for path in wanted if path.exists())


def _outermost(paths: Iterable[Path]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted({path.resolve() for path in paths}, key=lambda path: len(path.parts)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept


def _holds_libraries(folder: Path) -> bool:
    """Whether a folder of the path is where packages were installed to, under whatever name."""
    return folder.name in ("site-packages", "dist-packages") or (folder / "numpy").is_dir()


def _mapped_folders() -> list[Path]:
    """Folders of the libraries that are loaded, wherever this system keeps them."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    files = {line.split(maxsplit=5)[5] for line in lines if line.count("/") and ".so" in line}
    return [Path(file).parent for file in files]


def _copy_links(root: Path) -> None:
    for name in SYSTEM:
        original = Path("/") / name
        if original.is_symlink():
            (root / name).symlink_to(original.readlink())


def _show(source: Path, target: Path) -> None:
    if source.is_dir():
        _made(target)
    else:
        _made(target.parent)
        target.touch()
    linux.bind(source, target)
    linux.make_read_only(target)


def _copy(source: Path, target: Path) -> None:
    """Copy what all may read; links stay links, which lead nowhere in here."""
    _made(target.parent)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copyfile(source, target)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _add_written(root: Path) -> None:
    for name in ("tmp", "dev/shm", "proc", "etc", HOME[1:]):
        _made(root / name)
    for name, text in WRITTEN.items():
        (root / name).write_text(text)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (root / "dev" / name).symlink_to(f"/proc/self/fd/{number}")
    (root / "dev/fd").symlink_to("/proc/self/fd")
    linked: list[Path] = []
    for path in (Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable)):
        if any(path.is_relative_to(other) for other in linked) or (root / path.relative_to("/")).exists():
            continue
        _made((root / path.relative_to("/")).parent)
        (root / path.relative_to("/")).symlink_to(path.resolve())
        linked.append(path)
    linux.make_read_only(root / DATA[1:])
    linux.mount("proc", root / "proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
