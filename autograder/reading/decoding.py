"""From bytes to text: byte-order marks, UTF-16, NUL bytes, line endings; and what a file is that is no text."""

from __future__ import annotations

from autograder.reading.submission import NotANotebook

MAX_BYTES = 128 * 2**20

# First bytes of what people hand in under the name of a notebook.
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (or an Office document): unpack it and hand in the notebook inside"),
    (b"\x1f\x8b", "a gzip archive: unpack it and hand in the notebook inside"),
    (b"Rar!", "a RAR archive: unpack it and hand in the notebook inside"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it and hand in the notebook inside"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x89HDF", "an HDF5 data file"),
    (b"\x93NUMPY", "a NumPy array file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a Linux program"),
    (b"MZ", "a Windows program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"version https://git-lfs", "a Git LFS pointer: the notebook itself was not downloaded"),
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
        raise NotANotebook("The file is empty." if not data else "The file holds nothing but blanks.")
    if len(data) > MAX_BYTES:
        size = len(data) / 2**20
        raise NotANotebook(f"The file has {size:,.0f} MB; more than {MAX_BYTES // 2**20} MB are not read.")
    kind = _signature(data)
    if kind:
        raise NotANotebook(f"The file is {kind}.")
    return _plain_lines(_to_text(data, repairs), repairs)


def _signature(data: bytes) -> str:
    for start, kind in _SIGNATURES:
        # Two letters alone would also match a text that begins with them.
        if data.startswith(start) and (len(start) > 2 or b"\x00" in data[:64] or start[0] < 32):
            return kind
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<!doctype xhtml")):
        return "an HTML page, not the notebook itself"
    if head.startswith((b"<?xml", b"<svg")):
        return "an XML document"
    return ""


def _to_text(data: bytes, repairs: list[str]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            repairs.append(f"The file was encoded in {encoding.upper()}; it was read as such.")
            return data.decode(encoding, "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        repairs.append("A byte-order mark at the start of the file was skipped.")
        data = data[3:]
    guess = _utf16_without_mark(data)
    if guess:
        repairs.append(f"The file was encoded in {guess.upper()} without a byte-order mark; it was read as such.")
        return data.decode(guess, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.count(b"\x00", 0, 4096) > 40:
            raise NotANotebook("The file is binary data, not text.") from error
        repairs.append("The file is not UTF-8 text; bytes that are not were read as Windows-1252.")
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
        repairs.append(f"{text.count(chr(0))} NUL bytes were taken out.")
        text = text.replace("\x00", "")
    if "\r" in text:
        repairs.append("Windows or old Mac line endings were made plain.")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
