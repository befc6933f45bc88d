"""From bytes to text: byte-order marks, UTF-16, NUL bytes, line endings; and what a file is that is no text."""

from __future__ import annotations

from autograder.reading.submission import NotANotebook
from cnn_utils.language.speaking import later, say

MAX_BYTES = 128 * 2**20

# First bytes of what people hand in under the name of a notebook.
_SIGNATURES = (
    (b"%PDF", later("The file is a PDF.")),
    (
        b"PK\x03\x04",
        later("The file is a zip archive (or an Office document): unpack it and hand in the notebook inside."),
    ),
    (b"\x1f\x8b", later("The file is a gzip archive: unpack it and hand in the notebook inside.")),
    (b"Rar!", later("The file is a RAR archive: unpack it and hand in the notebook inside.")),
    (b"7z\xbc\xaf", later("The file is a 7-Zip archive: unpack it and hand in the notebook inside.")),
    (b"\x89PNG", later("The file is a PNG picture.")),
    (b"\xff\xd8\xff", later("The file is a JPEG picture.")),
    (b"GIF8", later("The file is a GIF picture.")),
    (b"\x89HDF", later("The file is an HDF5 data file.")),
    (b"\x93NUMPY", later("The file is a NumPy array file.")),
    (b"SQLite format 3", later("The file is an SQLite database.")),
    (b"\x7fELF", later("The file is a Linux program.")),
    (b"MZ", later("The file is a Windows program.")),
    (b"\xd0\xcf\x11\xe0", later("The file is an old Office document.")),
    (b"{\\rtf", later("The file is an RTF document.")),
    (b"version https://git-lfs", later("The file is a Git LFS pointer: the notebook itself was not downloaded.")),
)
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes, repairs: list[str]) -> str:
    """Text of a file, with plain line endings.

    Parameters
    ----------
    data : bytes
    repairs : list of str
        Sentences are added for whatever had to be changed.

    Raises
    ------
    NotANotebook
        If the file is empty, too large or some other kind of file.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise NotANotebook(say("The file is empty.") if not data else say("The file holds nothing but blanks."))
    if len(data) > MAX_BYTES:
        size = len(data) / 2**20
        raise NotANotebook(
            say("The file has {size:,.0f} MB; more than {most} MB are not read.", size=size, most=MAX_BYTES // 2**20)
        )
    if what := _signature(data):
        raise NotANotebook(say(what))
    return _plain_lines(_to_text(data, repairs), repairs)


def _signature(data: bytes) -> str:
    for start, what in _SIGNATURES:
        # Two letters alone would also match a text that begins with them.
        if data.startswith(start) and (len(start) > 2 or b"\x00" in data[:64] or start[0] < 32):
            return what
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<!doctype xhtml")):
        return later("The file is an HTML page, not the notebook itself.")
    if head.startswith((b"<?xml", b"<svg")):
        return later("The file is an XML document.")
    return ""


def _to_text(data: bytes, repairs: list[str]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            repairs.append(say("The file was encoded in {encoding}; it was read as such.", encoding=encoding.upper()))
            return data.decode(encoding, "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        repairs.append(say("A byte-order mark at the start of the file was skipped."))
        data = data[3:]
    guess = _utf16_without_mark(data)
    if guess:
        repairs.append(
            say(
                "The file was encoded in {encoding} without a byte-order mark; it was read as such.",
                encoding=guess.upper(),
            )
        )
        return data.decode(guess, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.count(b"\x00", 0, 4096) > 40:
            raise NotANotebook(say("The file is binary data, not text.")) from error
        repairs.append(say("The file is not UTF-8 text; bytes that are not were read as Windows-1252."))
        return data.decode("cp1252", "replace")


def _utf16_without_mark(data: bytes) -> str:
    even, odd = data[0:400:2], data[1:400:2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _plain_lines(text: str, repairs: list[str]) -> str:
    if "\x00" in text:
        repairs.append(say("{n} NUL bytes were taken out.", n=text.count("\x00")))
        text = text.replace("\x00", "")
    if "\r" in text:
        repairs.append(say("Windows or old Mac line endings were made plain."))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
