"""Downloads as course systems write them, made by code: small notebooks, and zips with what goes wrong with zips."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import typer
from typer.testing import CliRunner

from autograder.cli.collect import command
from autograder.course.roster import read_roster

A = "step_by_step"
NB = f"{A}.ipynb"
FILE = "_assignsubmission_file_/"  # what Moodle puts behind the participant's number


def notebook(source: str, grade_id: str = "zero_pad") -> bytes:
    cell = {"cell_type": "code", "id": "one", "metadata": {"nbgrader": {"grade_id": grade_id}}, "source": [source]}
    cell |= {"execution_count": None, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


RIGHT = notebook("def zero_pad(X, pad):\n    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))\n")
WRONG = notebook("def zero_pad(X, pad):\n    return X[pad:]\n")  # worked on as well: its content does not tell
BLANK = notebook("def zero_pad(X, pad):\n    X_pad = None\n    return X_pad\n")
OTHER = notebook("def compute_cost(Z3, Y):\n    return tf.reduce_mean(Z3)\n", "compute_cost")
SCRIPT = b"import numpy as np\n\n\ndef zero_pad(X, pad):\n    return np.pad(X, pad)\n"
PAGE = b"<html><body>see my notebook</body></html>\n"
APPLE = b"\x00\x05\x16\x07" + bytes(60)  # what a Mac puts beside each file
app = typer.Typer()  # of one command: it is made anew at every call
app.command()(command)
LETTERS = {RIGHT: "R", WRONG: "W", BLANK: "blank", OTHER: "other"}


def packed(files: dict[str, bytes], encoding: str = "") -> bytes:
    """A zip; with an encoding, its names are written in it, and nothing in the zip says which it is."""
    memory, raw_names = io.BytesIO(), {}
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            if encoding:
                raw = name.encode(encoding)
                name = f"{number}".ljust(len(raw), "~")
                raw_names[name.encode()] = raw
            archive.writestr(name, content)
    data = memory.getvalue()
    for stand_in, raw in raw_names.items():
        data = data.replace(stand_in, raw)
    return data


def damaged(data: bytes, name: str) -> bytes:
    """The zip with a member's content other than it was."""
    at = data.index(name.encode()) + len(name) + 40
    return data[:at] + bytes(byte ^ 0x5A for byte in data[at : at + 16]) + data[at + 16 :]


def locked(data: bytes, name: str) -> bytes:
    """The zip with a member marked as encrypted, in both places where a zip says so."""
    changed, raw = bytearray(data), name.encode()
    changed[data.index(raw) - 30 + 6] |= 1
    changed[data.rindex(b"PK\x01\x02", 0, data.rindex(raw)) + 8] |= 1
    return bytes(changed)


def folder(place: Path, files: dict[str, bytes]) -> Path:
    """Write files as a folder."""
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return place


class Collected:
    """What `autograder collect` made of a course, and what it said.

    Attributes
    ----------
    code : int
        Exit code.
    said : str
    """

    def __init__(self, root: Path, code: int, said: str) -> None:
        self.root, self.code, self.said = root, code, said

    @property
    def notebooks(self) -> dict[str, str]:
        """By student: R, W, blank, or ? for another notebook."""
        homes = sorted(self.root.glob(f"submitted/*/{A}"))
        return {home.parent.name: LETTERS.get((home / NB).read_bytes(), "?") for home in homes}

    @property
    def times(self) -> dict[str, str]:
        """By student: the line of timestamp.txt."""
        stamps = sorted(self.root.glob(f"submitted/*/{A}/timestamp.txt"))
        return {stamp.parents[1].name: stamp.read_text(encoding="utf-8").strip() for stamp in stamps}

    @property
    def people(self):
        """The roster."""
        return read_roster(self.root)

    @property
    def ids(self) -> dict[str, dict[str, str]]:
        """By student: the numbers of other systems."""
        return {student: person.ids for student, person in self.people.items()}


def collect(root: Path, download: bytes | dict[str, bytes] | Path, *options: str) -> Collected:
    """Run `autograder collect` on a zip's bytes, on files that become a zip, or on what lies somewhere."""
    for assignment in (A, "application"):  # what makes a folder a course
        folder(root / "source" / assignment, {f"{assignment}.ipynb": b"{}"})
    if isinstance(download, dict):
        download = packed(download)
    if isinstance(download, bytes):
        path = root.parent / "download.zip"
        path.write_bytes(download)
        download = path
    result = CliRunner().invoke(app, [str(download), "--assignment", A, "--course", str(root), *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Collected(root, result.exit_code, result.output)
