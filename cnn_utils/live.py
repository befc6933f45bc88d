"""Whether what has been shown can still be changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any


def live_display() -> Callable[..., Any] | None:
    """IPython's `display` where a kernel can change what it has shown and somebody watches, else None."""
    if "NBGRADER_EXECUTION" in os.environ:
        return None
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    return display if getattr(get_ipython(), "kernel", None) is not None else None
