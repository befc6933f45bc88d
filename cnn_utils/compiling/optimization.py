"""How hard Numba's compiler tries. Its first level takes a third of the time of its last, and the loops run as fast."""

from __future__ import annotations

from contextlib import ContextDecorator
from typing import Any

from numba.core import config, event

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


class LightlyOptimizedPackages(event.Listener):
    """Listen to "numba:compile", and have what is compiled of some packages optimized at the first level."""

    def __init__(self, *packages: str) -> None:
        self._packages = packages
        self._light = lightly_optimized()

    def on_start(self, event: Any) -> None:  # noqa: ANN401 - Numba has no types
        """Turn the level down before a function of theirs is compiled."""
        if self.concerns(event):
            self._light.__enter__()

    def on_end(self, event: Any) -> None:  # noqa: ANN401
        """Turn it up again; of functions that need each other, after the last."""
        if self.concerns(event):
            self._light.__exit__()

    def concerns(self, event: Any) -> bool:  # noqa: ANN401
        """Say whether the function that is compiled is theirs."""
        return str(event.data["dispatcher"].py_func.__module__).startswith(self._packages)
