"""The SIGNS pictures: the real ones where they are, drawn ones everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnn_utils.language.speaking import later, say, together
from cnn_utils.notebook import executed_for
from cnn_utils.signs.h5_files import NAMES, Signs, SignsFileError, read_signs, write_signs


class Dataset(NamedTuple):
    """What `load_dataset` returns; it unpacks into its five parts.

    Attributes
    ----------
    X_train_orig, X_test_orig : ndarray of shape (m, 64, 64, 3), uint8
    Y_train_orig, Y_test_orig : ndarray of shape (1, m), int64
    classes : ndarray of shape (6,), int64
    """

    X_train_orig: np.ndarray
    Y_train_orig: np.ndarray
    X_test_orig: np.ndarray
    Y_test_orig: np.ndarray
    classes: np.ndarray


def load_dataset(folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Load the SIGNS training and test pictures.

    Looks for train_signs.h5 and test_signs.h5 in `folder`, else in the folder that the variable SIGNS_DIR names, else
    in ``datasets`` of the current folder. Where there are none it draws 1080 and 120 hands, the same on every machine.
    It prints in one line which of these it was. While nbgrader grades a notebook, it hands out only the first 64 and
    32 pictures.

    Parameters
    ----------
    folder : path, optional
        Where the two files lie.

    Returns
    -------
    X_train_orig : ndarray of shape (m_train, 64, 64, 3), uint8
    Y_train_orig : ndarray of shape (1, m_train), int64
    X_test_orig : ndarray of shape (m_test, 64, 64, 3), uint8
    Y_test_orig : ndarray of shape (1, m_test), int64
    classes : ndarray of shape (6,), int64

    Raises
    ------
    SignsFileError
        If a file is missing or damaged, or holds something else than SIGNS.
    """
    found = _real_folder(folder)
    is_graded = executed_for() == "autograde"
    # Marks do not come from what these pictures train; hundreds of submissions would wait for it.
    most = _GRADED if is_graded else _ALL
    if found is None:
        train, test, source = _drawn(most)
    else:
        train, test = (read_signs(found / NAMES[part], part, most[part]) for part in NAMES)
        source = say("SIGNS from {folder}", folder=found)
    if is_graded:
        source = say("{source}, the first of them while this is graded", source=source)
    counts = {"train": len(train.labels), "test": len(test.labels)}
    print(say("{source}: {train} training and {test} test pictures.", source=source, **counts))
    return Dataset(train.pictures, train.labels[None], test.pictures, test.labels[None], train.classes)


_ALL = {"train": None, "test": None}
_GRADED = {"train": 64, "test": 32}  # one whole minibatch, and half as many to test on


def _real_folder(folder: str | os.PathLike[str] | None) -> Path | None:
    """Find the folder with both files; None if nobody named one and ``datasets`` has neither."""
    if folder is not None:
        named, misses = Path(folder).expanduser(), _ASKED_FOR
    elif os.environ.get("SIGNS_DIR"):
        named, misses = Path(os.environ["SIGNS_DIR"]).expanduser(), _NAMED
    else:
        named, misses = Path("datasets"), _CURRENT
    missing = [name for name in NAMES.values() if not (named / name).exists()]
    if not missing:
        return named
    if len(missing) == 2 and misses is _CURRENT:
        return None
    both = dict(zip(("first", "second"), NAMES.values(), strict=True))
    told = {"folder": named, "file": missing[0], **both}
    raise SignsFileError(
        together(
            [
                say(misses.both if len(missing) == 2 else misses.one, **told),
                say("SIGNS comes as two files, {first} and {second}: put both there.", **both),
                say(misses.instead),
            ]
        )
    )


class _Misses(NamedTuple):
    """What is said of a folder without the files: both missing, one missing, and what to do instead."""

    both: str
    one: str
    instead: str


_ASKED_FOR = _Misses(
    later("load_dataset was asked for {folder}, but {first} and {second} are not in it."),
    later("load_dataset was asked for {folder}, but {file} is not in it."),
    later("Or call load_dataset() without a folder to work with drawn signs."),
)
_NAMED = _Misses(
    later("SIGNS_DIR names {folder}, but {first} and {second} are not in it."),
    later("SIGNS_DIR names {folder}, but {file} is not in it."),
    later("Or unset SIGNS_DIR to work with drawn signs."),
)
_CURRENT = _Misses(
    "",  # without both, the signs are drawn
    later("the current folder has {folder}, but {file} is not in it."),
    later("Or move the other one away to work with drawn signs."),
)


def _drawn(most: Mapping[str, int | None]) -> tuple[Signs, Signs, str]:
    """Take drawn signs from the cache, or draw them and leave them there."""
    from cnn_utils.signs.drawn import draw_signs

    try:
        kept = _kept(most)
    except SignsFileError:
        kept, source = None, say("Drawn signs (drawn again: the copy kept from last time was damaged)")
    else:
        source = say("Drawn signs (drawn now, kept for next time)")
    if kept is not None:
        return *kept, say("Drawn signs")
    train, test = draw_signs()
    if not _keep(train, test):
        source = say("Drawn signs (drawn now; they cannot be kept here)")
    return train.first(most["train"]), test.first(most["test"]), source


def _kept(most: Mapping[str, int | None]) -> tuple[Signs, Signs] | None:
    """Read what an earlier call has kept; None if there is nothing, SignsFileError if it is not what was kept.

    Only of all of them is it known what they add up to.
    """
    from cnn_utils.signs.drawn import FINGERPRINT, fingerprint

    try:
        folder = cache_folder()
        if not any((folder / name).exists() for name in NAMES.values()):
            return None
    except (OSError, RuntimeError):  # a folder that may not be looked into; no home at all
        return None
    train, test = (read_signs(folder / NAMES[part], part, most[part]) for part in NAMES)
    if most is _ALL and fingerprint(train, test) != FINGERPRINT:
        raise SignsFileError(f"{folder}: these are not the signs that this version draws.")
    return train, test


def _keep(train: Signs, test: Signs) -> bool:
    """Leave the signs for next time; False on a read-only home, a full disk, or where there is no home."""
    try:
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        write_signs(folder / NAMES["train"], "train", train)
        write_signs(folder / NAMES["test"], "test", test)
    except (OSError, RuntimeError):
        return False
    return True


def cache_folder() -> Path:
    """Where this platform keeps what can be made again, and in it this version's signs."""
    from cnn_utils.signs.drawn import FINGERPRINT

    if os.environ.get("XDG_CACHE_HOME"):
        base = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "cnn_utils" / f"drawn_signs-{FINGERPRINT[:12]}"
