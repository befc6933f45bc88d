"""CSV as other programs write it: any separator, any encoding; and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.files import NotAPlainFile, read_plain, write_whole

_FORMULA = "=+-@"
_LONGEST = 64 << 20
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula: such a text gets an apostrophe in front.

    A line break within is a blank, so that no line begins with what was in the middle.
    """
    line = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    start = unicodedata.normalize("NFKC", line.strip()[:1] or " ")  # ＝ is as good as =
    return f"'{line}" if start in _FORMULA or text.startswith(("\t", "\r")) else line


@dataclass
class Table:
    """A table as a file has it.

    Attributes
    ----------
    rows : list of list of str
        The first holds the titles.
    encoding, delimiter, line_end : str
        As the file has them, so that it can be written again in the same way.
    """

    rows: list[list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"

    def write(self, path: Path) -> None:
        """Write it, whole or not at all."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.line_end).writerows(self.rows)
        write_whole(path, text.getvalue().encode(self.encoding))


def read_table(path: Path) -> Table:
    """Read a CSV.

    Raises
    ------
    UserError
        If there is no such file, or it is no table.
    """
    try:
        content = read_plain(path.resolve(), _LONGEST + 1)
    except NotAPlainFile as error:
        raise UserError(f"{path} cannot be read: {error.args[0]}") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > _LONGEST:
        raise UserError(f"{path} has more than {_LONGEST >> 20} MB; a table of a class has not.")
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = content.decode(encoding, "replace")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UserError(f"{path} is no table: {error}.") from None
    if not rows or len(rows[0]) < 2:
        raise UserError(f"{path} is no table: its first line has no titles.")
    return Table(rows, encoding, delimiter, "\r\n" if head.endswith("\r") else "\n")
