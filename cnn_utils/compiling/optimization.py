"""How hard Numba's compiler tries. Its first level takes a third of the time of its last, and the loops run as fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from numba.core import config

_FIRST_LEVEL = config._OptLevel(1)  # type: ignore[no-untyped-call]  # what Numba takes once it is imported


@contextmanager
def lightly_optimized() -> Iterator[None]:
    """Have what is compiled meanwhile optimized at the first level."""
    before, config.OPT = config.OPT, _FIRST_LEVEL  # type: ignore[attr-defined]
    try:
        yield
    finally:
        config.OPT = before  # type: ignore[attr-defined]
