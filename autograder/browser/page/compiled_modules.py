"""What Python compiled on the first visit, kept for the next ones: to compile is most of what an import takes there."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

_UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""In the place of a source's date and size: files are unpacked anew at each visit, so their dates say nothing."""


def begin() -> None:
    """Have imports write down what they compile."""
    sys.dont_write_bytecode = False


def gathered() -> bytes:
    """Pack what has been written down so far, to be unpacked at the root of the file system."""
    buffer = io.BytesIO()
    written = {Path(getattr(module, "__cached__", None) or "").absolute() for module in list(sys.modules.values())}
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in filter(Path.is_file, written):
            code = path.read_bytes()
            archive.writestr(str(path).lstrip("/"), code[:4] + _UNCHECKED + code[16:])
    return buffer.getvalue()
