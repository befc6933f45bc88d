"""How hard Numba's compiler tries. Its first level takes a third of the time of its last, and the loops run as fast."""

from __future__ import annotations

from contextlib import ContextDecorator
from typing import Any

from numba.core import config

_FIRST_LEVEL = config._OptLevel(1)  # type: ignore[no-untyped-call]  # what Numba takes once it is imported


class lightly_optimized(ContextDecorator):  # noqa: N801  (entered at every call: a generator's takes a microsecond)
    """Have what is compiled meanwhile optimized at the first level."""

    def __init__(self) -> None:
        self._before: list[Any] = []  # one for each call that has not ended

    def __enter__(self) -> None:
        self._before.append(config.OPT)  # type: ignore[attr-defined]
        config.OPT = _FIRST_LEVEL  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        config.OPT = self._before.pop()  # type: ignore[attr-defined]
