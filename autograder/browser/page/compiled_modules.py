"""What Python compiled on the first visit, kept for the next ones: to compile is most of what an import takes there."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

_UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""In the place of a source's date and size: files are unpacked anew at each visit, so their dates say nothing."""
_WORTH_KEEPING = 20


class Compiled:
    """Has imports write down what they compile, and packs it when there is enough of it.

    Parameters
    ----------
    before : bytes or None
        What earlier visits kept.
    root : str
        Where it is unpacked.
    """

    def __init__(self, before: bytes | None, root: str = "/") -> None:
        sys.dont_write_bytecode = False
        self._kept = 0
        if before is not None:
            with zipfile.ZipFile(io.BytesIO(before)) as archive:
                archive.extractall(root)
                self._kept = len(archive.namelist())

    def news(self) -> bytes | None:
        """Pack everything written down so far; None if little has come since the last time."""
        files = _written()
        if len(files) < self._kept + _WORTH_KEEPING:
            return None
        self._kept = len(files)
        return _packed(files)


def _written() -> list[Path]:
    """Compiled modules, and matplotlib's list of fonts, which takes it as long to make."""
    cached = {Path(getattr(module, "__cached__", None) or "").absolute() for module in list(sys.modules.values())}
    matplotlib: Any = sys.modules.get("matplotlib")
    fonts = Path(matplotlib.get_cachedir()).glob("fontlist-*.json") if hasattr(matplotlib, "get_cachedir") else ()
    return [*filter(Path.is_file, cached), *fonts]


def _packed(files: list[Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in files:
            content = path.read_bytes()
            if path.suffix == ".pyc":
                content = content[:4] + _UNCHECKED + content[16:]
            archive.writestr(str(path).lstrip("/"), content)
    return buffer.getvalue()
