"""Where the two packages lie, wherever they are installed."""

from __future__ import annotations

from pathlib import Path

import autograder
import cnn_utils

AUTOGRADER = Path(autograder.__path__[0])
CNN_UTILS = Path(cnn_utils.__path__[0])
IMPORT_PATHS = tuple(dict.fromkeys(str(folder.parent) for folder in (AUTOGRADER, CNN_UTILS)))
"""What a process started from here needs on its path to import both."""

_PACKED = AUTOGRADER / "course_template"
GIVEN = _PACKED if _PACKED.is_dir() else AUTOGRADER.parent
"""The course as this version gives it, source/ and docs/: packed into a wheel, or the checkout itself."""
