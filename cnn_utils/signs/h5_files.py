"""Reading and writing the two SIGNS files, with nothing read before everything about them has been checked.

A .h5 file can point at other files, declare sizes that it does not hold, and name filters that load code. SIGNS needs
none of that: three plain arrays of whole numbers. Whatever is more than that is refused by name.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnn_utils.language.speaking import later, say

if TYPE_CHECKING:
    import h5py

NAMES = {"train": "train_signs.h5", "test": "test_signs.h5"}
N_CLASSES = 6
_PICTURE = (64, 64, 3)
_MOST_PICTURES = 20_000  # 246 MB of pixels; SIGNS has 1080 and 120
_MOST_CHUNK = 64 * 2**20  # HDF5 holds a whole chunk in memory, however little of it is asked for


class SignsFileError(ValueError):
    """A SIGNS file is missing, damaged, or holds something else; the message says what to do."""


class Signs(NamedTuple):
    """The content of one file: pictures (m, 64, 64, 3) uint8, labels (m,) int64, classes (6,) int64."""

    pictures: np.ndarray
    labels: np.ndarray
    classes: np.ndarray

    def first(self, most: int | None) -> Signs:
        """Return the first `most` pictures with their labels, or all."""
        return Signs(self.pictures[:most], self.labels[:most], self.classes)


def read_signs(path: Path, part: str, most: int | None = None) -> Signs:
    """Read one SIGNS file.

    Parameters
    ----------
    path : Path
    part : str
        "train" or "test": the arrays are called train_set_x or test_set_x, and so on.
    most : int, optional
        Read only so many, the first ones.

    Raises
    ------
    SignsFileError
        With what was expected, what was found, and what to do.
    """
    import h5py

    path = Path(path)
    try:
        if not path.is_file():
            raise _refusal(path, say("a file"), say("a folder") if path.is_dir() else say("nothing there"))
        with h5py.File(path, "r", locking="best-effort") as file:
            found = _plain_array(file, path, f"{part}_set_x", "uint8", None)
            m = found.shape[0]
            y = _plain_array(file, path, f"{part}_set_y", later("whole numbers"), (m,))
            names = _plain_array(file, path, "list_classes", later("whole numbers"), (N_CLASSES,))
            signs = Signs(found[:most], y[:most].astype(np.int64), names[...].astype(np.int64))
    except PermissionError as error:
        message = say("{path}: no permission to read it. Change its permissions, or copy it elsewhere.", path=path)
        raise SignsFileError(message) from error
    except (OSError, RuntimeError, TypeError, KeyError) as error:
        # What h5py raises for files that are no HDF5, cut short or scrambled: it depends on where the damage is.
        found_bytes = say("{n} bytes that HDF5 cannot read", n=path.stat().st_size)
        raise _refusal(path, say("an HDF5 file"), found_bytes) from error
    _check_values(path, part, signs)
    return signs


def write_signs(path: Path, part: str, signs: Signs) -> None:
    """Write one file in the layout of SIGNS; the name appears only once the file is whole.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    import h5py

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    os.close(handle)  # Windows lets nobody else open or rename a file that is open here
    unfinished = Path(name)
    try:
        with h5py.File(unfinished, "w") as file:
            file[f"{part}_set_x"] = signs.pictures
            file[f"{part}_set_y"] = signs.labels
            file["list_classes"] = signs.classes
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _plain_array(file: h5py.File, path: Path, name: str, dtype: str, shape: tuple[int, ...] | None) -> h5py.Dataset:
    """Return the dataset once it is known to lie here, whole, with this dtype and shape; nothing is read yet."""
    import h5py

    link = file.get(name, getlink=True)
    if link is None:
        others = ", ".join(sorted(file)[:5])
        found = say("only {names}", names=others) if others else say("only an empty file")
        raise _refusal(path, say("an array {name}", name=name), found)
    if not isinstance(link, h5py.HardLink):
        raise _refusal(path, say("{name} in the file itself", name=name), _target(link))
    dataset = file[name]
    if not isinstance(dataset, h5py.Dataset):
        found = say("a {type} of that name", type=type(dataset).__name__.lower())
        raise _refusal(path, say("an array {name}", name=name), found)
    _check_dtype(path, name, dataset, dtype)
    _check_shape(path, name, dataset, shape)
    _check_storage(path, name, dataset)
    return dataset


def _target(link: h5py.SoftLink | h5py.ExternalLink) -> str:
    if hasattr(link, "filename"):
        return say("a link to {target} in {file}", target=link.path, file=link.filename)
    return say("a link to {target}", target=link.path)


def _check_dtype(path: Path, name: str, dataset: h5py.Dataset, dtype: str) -> None:
    import h5py

    kind = dataset.id.get_type()
    if kind.get_class() != h5py.h5t.INTEGER:
        kinds = {
            h5py.h5t.FLOAT: later("dtype float"),
            h5py.h5t.REFERENCE: later("references"),
            h5py.h5t.VLEN: later("lists of varying length"),
            h5py.h5t.STRING: later("texts"),
            h5py.h5t.COMPOUND: later("records"),
            h5py.h5t.OPAQUE: later("opaque bytes"),
            h5py.h5t.ENUM: later("names for numbers"),
            h5py.h5t.ARRAY: later("arrays in an array"),
            h5py.h5t.BITFIELD: later("bit fields"),
        }
        called = kinds.get(kind.get_class(), later("another type"))
        raise _refusal(path, _of_dtype(name, dtype), say(called))
    if dtype == "uint8" and dataset.dtype != np.uint8:
        raise _refusal(path, _of_dtype(name, dtype), say("dtype {dtype}", dtype=dataset.dtype))


def _of_dtype(name: str, dtype: str) -> str:
    return say("{name} of {dtype}", name=name, dtype=say(dtype))


def _check_shape(path: Path, name: str, dataset: h5py.Dataset, shape: tuple[int, ...] | None) -> None:
    found = dataset.shape
    if shape is not None:
        if found != shape:
            raise _refusal(path, say("{name} of shape {shape}", name=name, shape=shape), _shape(found))
    elif found is None or len(found) != 4 or found[1:] != _PICTURE or found[0] < 1:
        expected = say("{name} of shape {shape}", name=name, shape="(m, 64, 64, 3)")
        raise _refusal(path, expected, _shape(found))
    elif found[0] > _MOST_PICTURES:
        raise _refusal(path, say("at most {n} pictures", n=_MOST_PICTURES), say("{n} declared", n=found[0]))


def _shape(shape: tuple[int, ...] | None) -> str:
    return say("shape {shape}", shape=shape)


def _check_storage(path: Path, name: str, dataset: h5py.Dataset) -> None:
    """Refuse arrays whose bytes lie elsewhere, run through a filter, or are not there at all."""
    import h5py

    plan = dataset.id.get_create_plist()
    itself = say("{name} in the file itself", name=name)
    if plan.get_layout() == h5py.h5d.VIRTUAL:
        raise _refusal(path, itself, say("a virtual dataset, put together from other files"))
    if plan.get_external_count():
        raise _refusal(path, itself, say("data kept in another file"))
    if plan.get_nfilters():
        found = say("{n} HDF5 filter(s)", n=plan.get_nfilters())
        raise _refusal(path, say("{name} without compression", name=name), found)
    if dataset.chunks and np.prod(dataset.chunks, dtype=float) * dataset.dtype.itemsize > _MOST_CHUNK:
        expected = say("{name} in chunks of at most 64 MB", name=name)
        raise _refusal(path, expected, say("chunks of {shape}", shape=dataset.chunks))
    declared = int(np.prod(dataset.shape, dtype=np.int64)) * dataset.dtype.itemsize
    if dataset.id.get_storage_size() < declared:
        expected = say("{n} bytes of {name}", n=declared, name=name)
        raise _refusal(path, expected, say("{n} bytes in the file", n=dataset.id.get_storage_size()))


def _check_values(path: Path, part: str, signs: Signs) -> None:
    wrong = np.flatnonzero((signs.labels < 0) | (signs.labels >= N_CLASSES))
    if wrong.size:
        found = say("{label} at index {index}", label=signs.labels[wrong[0]], index=wrong[0])
        expected = say("labels from 0 to {last} in {name}", last=N_CLASSES - 1, name=f"{part}_set_y")
        raise _refusal(path, expected, found)
    if not np.array_equal(signs.classes, np.arange(N_CLASSES)):
        raise _refusal(path, "list_classes [0 1 2 3 4 5]", str(signs.classes))


def _refusal(path: Path, expected: str, found: str) -> SignsFileError:
    return SignsFileError(
        say(
            "{path}: expected {expected}, found {found}. Download the file again, or remove it: without SIGNS files, "
            "load_dataset() draws its own signs.",
            path=path,
            expected=expected,
            found=found,
        )
    )
