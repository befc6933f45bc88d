import contextlib
import re
import shutil
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from cnn_utils import SignsFileError, load_dataset
from cnn_utils.signs import drawn as drawn_signs
from cnn_utils.signs import loading as datasets
from cnn_utils.signs.h5_files import NAMES, Signs, read_signs, write_signs

ADVICE = " Download the file again, or remove it: without SIGNS files, load_dataset() draws its own signs."


def some_signs(m, seed=0):
    rng = np.random.RandomState(seed)
    pictures = rng.randint(0, 256, (m, 64, 64, 3), dtype=np.uint8)
    return Signs(pictures, np.arange(m) % 6, np.arange(6))


def arrays(m=7):
    """The arrays of a small train_signs.h5, to be spoilt one at a time."""
    signs = some_signs(m)
    return {"train_set_x": signs.pictures, "train_set_y": signs.labels, "list_classes": signs.classes}


@pytest.fixture(autouse=True)
def nowhere_else(tmp_path, monkeypatch):
    """No SIGNS, no cache: only what a test puts there."""
    monkeypatch.delenv("SIGNS_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def few_signs(monkeypatch):
    """Stand in for the drawing, which takes seconds; counts how often it is asked for."""
    train, test, calls = some_signs(12, 1), some_signs(6, 2), []
    monkeypatch.setattr(drawn_signs, "draw_signs", lambda: calls.append(1) or (train, test))
    monkeypatch.setattr(drawn_signs, "FINGERPRINT", drawn_signs.fingerprint(train, test))
    return calls


def put_signs(folder):
    folder.mkdir(parents=True, exist_ok=True)
    write_signs(folder / NAMES["train"], "train", some_signs(12))
    write_signs(folder / NAMES["test"], "test", some_signs(6, 3))
    return folder


def spoil(path, **changes):
    """Write a train file in which some arrays are replaced, or left out where the change is None."""
    with h5py.File(path, "w") as file:
        for name, values in {**arrays(), **changes}.items():
            if callable(values):
                values(file, name)
            elif values is not None:
                file[name] = values


def refused(path, expected, found):
    message = f"{path}: expected {expected}, found {found}.{ADVICE}"
    with pytest.raises(SignsFileError, match=f"^{re.escape(message)}$"):
        read_signs(path, "train")


# ----- where the pictures come from


def test_shapes_and_types_are_those_of_the_published_function(capsys):
    data = load_dataset(put_signs(Path("here")))
    assert [part.shape for part in data] == [(12, 64, 64, 3), (1, 12), (6, 64, 64, 3), (1, 6), (6,)]
    assert [str(part.dtype) for part in data] == ["uint8", "int64", "uint8", "int64", "int64"]
    assert capsys.readouterr().out == "SIGNS from here: 12 training and 6 test pictures.\n"


def test_an_argument_goes_before_the_variable_and_the_variable_before_the_folder(monkeypatch, capsys):
    put_signs(Path("datasets"))
    load_dataset()
    monkeypatch.setenv("SIGNS_DIR", str(put_signs(Path("variable"))))
    load_dataset()
    load_dataset(str(put_signs(Path("argument"))))
    sources = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert sources == ["SIGNS from datasets", "SIGNS from variable", "SIGNS from argument"]


@pytest.mark.parametrize(
    ("named", "start", "end"),
    [
        (
            "argument",
            "load_dataset was asked for here, but test_signs.h5 is not in it.",
            "Or call load_dataset() without a folder to work with drawn signs.",
        ),
        (
            "variable",
            "SIGNS_DIR names here, but test_signs.h5 is not in it.",
            "Or unset SIGNS_DIR to work with drawn signs.",
        ),
        (
            "datasets",
            "the current folder has datasets, but test_signs.h5 is not in it.",
            "Or move the other one away to work with drawn signs.",
        ),
    ],
)
def test_half_of_signs_is_an_error_and_not_a_silent_drawing(named, start, end, monkeypatch):
    folder = put_signs(Path("datasets" if named == "datasets" else "here"))
    (folder / "test_signs.h5").unlink()
    if named == "variable":
        monkeypatch.setenv("SIGNS_DIR", "here")
    message = f"{start} SIGNS comes as two files, train_signs.h5 and test_signs.h5: put both there. {end}"
    with pytest.raises(SignsFileError, match=f"^{re.escape(message)}$"):
        load_dataset("here" if named == "argument" else None)


def test_a_named_folder_without_signs_is_an_error():
    message = "load_dataset was asked for nowhere, but train_signs.h5 and test_signs.h5 are not in it."
    with pytest.raises(SignsFileError, match=f"^{re.escape(message)}"):
        load_dataset("nowhere")


# ----- drawn signs are kept


def test_drawn_signs_are_drawn_once(few_signs, capsys):
    first, second = load_dataset(), load_dataset()
    assert len(few_signs) == 1
    assert capsys.readouterr().out == (
        "Drawn signs (drawn now, kept for next time): 12 training and 6 test pictures.\n"
        "Drawn signs: 12 training and 6 test pictures.\n"
    )
    for kept, drawn in zip(second, first, strict=True):
        np.testing.assert_array_equal(kept, drawn)


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "rubbish"])
def test_a_damaged_copy_is_drawn_again(damage, few_signs, capsys):
    load_dataset()
    path = next(datasets.cache_folder().glob("train_signs.h5"))
    if damage == "gone":
        path.unlink()
    elif damage == "changed":
        with h5py.File(path, "a") as file:
            file["train_set_x"][3, 2, 1, 0] ^= 1
    else:
        path.write_bytes(path.read_bytes()[:5000] if damage == "cut" else b"not this")
    load_dataset()
    load_dataset()
    assert len(few_signs) == 2
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Drawn signs (drawn again: the copy kept from last time was damaged): 12 training and 6 test pictures.",
        "Drawn signs: 12 training and 6 test pictures.",
    ]


def test_a_home_that_cannot_be_written_is_no_error(few_signs, capsys, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    load_dataset()
    assert (
        capsys.readouterr().out
        == "Drawn signs (drawn now; they cannot be kept here): 12 training and 6 test pictures.\n"
    )


def test_no_home_at_all_is_no_error(few_signs, capsys, monkeypatch):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "home", nobody)
    load_dataset()
    assert "(drawn now; they cannot be kept here)" in capsys.readouterr().out


def test_nothing_unfinished_is_left_in_the_cache(few_signs):
    load_dataset()
    assert sorted(path.name for path in datasets.cache_folder().rglob("*.*")) == sorted(NAMES.values())


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [("linux", None, "home/.cache"), ("darwin", None, "home/Library/Caches"), ("win32", "local", "local"),
     ("win32", None, "home/AppData/Local")],
)  # fmt: skip
def test_each_platform_has_its_own_place_for_caches(platform, variable, expected, monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / variable) if variable else "")
    assert datasets.cache_folder().parent == tmp_path / expected / "cnn_utils"


# ----- what is no SIGNS file is refused, in words


def test_what_was_written_is_read_back(tmp_path):
    signs = some_signs(5)
    write_signs(tmp_path / "train_signs.h5", "train", signs)
    for got, expected in zip(read_signs(tmp_path / "train_signs.h5", "train"), signs, strict=True):
        np.testing.assert_array_equal(got, expected)


def test_missing_file_and_folder():
    path = Path("train_signs.h5")
    refused(path, "a file", "nothing there")
    path.mkdir()
    refused(path, "a file", "a folder")


@pytest.mark.parametrize("kept", [0, 10, 500, 3000, 60_000])
def test_a_file_cut_short_is_refused(kept):
    path = Path("train_signs.h5")
    spoil(path)
    path.write_bytes(path.read_bytes()[:kept])
    refused(path, "an HDF5 file", f"{kept} bytes that HDF5 cannot read")


@pytest.mark.parametrize("seed", range(20))
def test_scrambled_bytes_never_end_in_another_error(seed):
    path, rng = Path("train_signs.h5"), np.random.RandomState(seed)
    spoil(path)
    data = bytearray(path.read_bytes())
    for place in rng.randint(0, 3000, 40):
        data[place] = rng.randint(256)
    path.write_bytes(bytes(data))
    with contextlib.suppress(SignsFileError):  # some bytes do not matter: then it reads
        read_signs(path, "train")


SPOILT = {
    "no pictures": ({"train_set_x": None}, "an array train_set_x", "only list_classes, train_set_y"),
    "a group": (
        {"train_set_x": lambda file, name: file.create_group(name)},
        "an array train_set_x",
        "a group of that name",
    ),
    "float pictures": ({"train_set_x": np.zeros((7, 64, 64, 3), "f4")}, "train_set_x of uint8", "dtype float"),
    "wide pictures": ({"train_set_x": np.zeros((7, 64, 64, 3), "i8")}, "train_set_x of uint8", "dtype int64"),
    "small pictures": (
        {"train_set_x": np.zeros((7, 32, 32, 3), "u1")},
        "train_set_x of shape (m, 64, 64, 3)",
        "shape (7, 32, 32, 3)",
    ),
    "grey pictures": (
        {"train_set_x": np.zeros((7, 64, 64), "u1")},
        "train_set_x of shape (m, 64, 64, 3)",
        "shape (7, 64, 64)",
    ),
    "none": (
        {"train_set_x": np.zeros((0, 64, 64, 3), "u1")},
        "train_set_x of shape (m, 64, 64, 3)",
        "shape (0, 64, 64, 3)",
    ),
    "an empty space": (
        {"train_set_x": h5py.Empty("u1")},
        "train_set_x of shape (m, 64, 64, 3)",
        "shape None",
    ),
    "labels too few": ({"train_set_y": np.zeros(5, int)}, "train_set_y of shape (7,)", "shape (5,)"),
    "labels in a row": ({"train_set_y": np.zeros((1, 7), int)}, "train_set_y of shape (7,)", "shape (1, 7)"),
    "labels as text": (
        {"train_set_y": np.array([b"1"] * 7)},
        "train_set_y of whole numbers",
        "texts",
    ),
    "labels as floats": ({"train_set_y": np.zeros(7)}, "train_set_y of whole numbers", "dtype float"),
    "label 6": ({"train_set_y": np.array([0, 1, 2, 6, 4, 5, 0])}, "labels from 0 to 5 in train_set_y", "6 at index 3"),
    "label -1": (
        {"train_set_y": np.array([0, 1, 2, 3, 4, 5, -1])},
        "labels from 0 to 5 in train_set_y",
        "-1 at index 6",
    ),
    "other classes": ({"list_classes": np.arange(1, 7)}, "list_classes [0 1 2 3 4 5]", "[1 2 3 4 5 6]"),
    "ten classes": ({"list_classes": np.arange(10)}, "list_classes of shape (6,)", "shape (10,)"),
    "a link elsewhere": (
        {"train_set_x": h5py.ExternalLink("secret.h5", "/train_set_x")},
        "train_set_x in the file itself",
        "a link to /train_set_x in secret.h5",
    ),
    "a soft link": (
        {"train_set_x": h5py.SoftLink("/list_classes")},
        "train_set_x in the file itself",
        "a link to /list_classes",
    ),
    "references": (
        {"train_set_y": lambda file, name: file.create_dataset(name, (7,), h5py.ref_dtype)},
        "train_set_y of whole numbers",
        "references",
    ),
    "varying lengths": (
        {"train_set_y": lambda file, name: file.create_dataset(name, (7,), h5py.vlen_dtype(np.int64))},
        "train_set_y of whole numbers",
        "lists of varying length",
    ),
    "records": (
        {"train_set_y": np.zeros(7, [("a", int)])},
        "train_set_y of whole numbers",
        "records",
    ),
    "compression": (
        {"train_set_x": lambda file, name: file.create_dataset(name, data=arrays()[name], compression="gzip")},
        "train_set_x without compression",
        "1 HDF5 filter(s)",
    ),
    "never written": (
        {"train_set_x": lambda file, name: file.create_dataset(name, (7, 64, 64, 3), "u1")},
        "86016 bytes of train_set_x",
        "0 bytes in the file",
    ),
    "a bomb": (
        {"train_set_x": lambda file, name: file.create_dataset(name, (2**40, 64, 64, 3), "u1", chunks=(1, 64, 64, 3))},
        "at most 20000 pictures",
        f"{2**40} declared",
    ),
    "huge chunks": (
        {
            "train_set_x": lambda file, name: file.create_dataset(
                name, (7, 64, 64, 3), "u1", chunks=(2**16, 64, 64, 3), maxshape=(None, 64, 64, 3)
            )
        },
        "train_set_x in chunks of at most 64 MB",
        "chunks of (65536, 64, 64, 3)",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_refused_by_name(name):
    changes, expected, found = SPOILT[name]
    path = Path("train_signs.h5")
    spoil(path, **changes)
    refused(path, expected, found)


def test_data_kept_in_another_file_is_refused():
    path = Path("train_signs.h5")
    Path("elsewhere.bin").write_bytes(bytes(7 * 64 * 64 * 3))
    external = [("elsewhere.bin", 0, 7 * 64 * 64 * 3)]
    spoil(path, train_set_x=lambda file, name: file.create_dataset(name, (7, 64, 64, 3), "u1", external=external))
    refused(path, "train_set_x in the file itself", "data kept in another file")


def test_a_virtual_dataset_is_refused():
    path = Path("train_signs.h5")
    layout = h5py.VirtualLayout((7, 64, 64, 3), "u1")
    layout[:] = h5py.VirtualSource("other.h5", "train_set_x", (7, 64, 64, 3))
    spoil(path, train_set_x=lambda file, name: file.create_virtual_dataset(name, layout))
    refused(path, "train_set_x in the file itself", "a virtual dataset, put together from other files")


def test_chunks_without_compression_are_read():
    path = Path("train_signs.h5")
    spoil(path, train_set_x=lambda file, name: file.create_dataset(name, data=arrays()[name], chunks=(2, 64, 64, 3)))
    np.testing.assert_array_equal(read_signs(path, "train").pictures, arrays()["train_set_x"])


def test_the_real_training_file_is_read(signs_file, tmp_path):
    signs = read_signs(signs_file, "train")
    assert signs.pictures.shape == (1080, 64, 64, 3)
    assert np.bincount(signs.labels).tolist() == [180] * 6
    assert signs.labels[6] == 2
    shutil.copy(signs_file, tmp_path / "train_signs.h5")
    with pytest.raises(SignsFileError, match=r"but test_signs\.h5 is not in it"):
        load_dataset(tmp_path)


@pytest.mark.slow
def test_while_a_notebook_is_graded_the_first_pictures_are_enough(monkeypatch, capsys):
    everything = load_dataset()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    capsys.readouterr()
    few = load_dataset()
    assert (few.X_train_orig.shape, few.Y_test_orig.shape) == ((64, 64, 64, 3), (1, 32))
    np.testing.assert_array_equal(few.X_train_orig, everything.X_train_orig[:64])
    assert "the first of them while this is graded: 64 training and 32 test pictures." in capsys.readouterr().out
