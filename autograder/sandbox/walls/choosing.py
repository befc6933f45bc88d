"""Which walls are worth a try on this machine, the strongest first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from autograder.sandbox.walls import bubblewrap

Walls = Literal["namespaces", "bubblewrap", "none"]
UNCOUNTED = (
    "The kernel does not count this user's processes, who is root outside this user namespace, "
    "and there is no control group to count them: a fork bomb could not be stopped."
)


def walls_to_try(*, has_groups: bool) -> Iterator[Walls]:
    """Yield the walls that could confine student code here; nothing where a fork bomb could not be stopped.

    Parameters
    ----------
    has_groups : bool
        Whether control groups count processes.
    """
    if not has_groups and not counts_processes():
        return
    yield "namespaces"
    is_bounded = has_groups or os.geteuid() != 0  # inside bubblewrap root stays root to the kernel
    if is_bounded and bubblewrap.works():
        yield "bubblewrap"


def counts_processes() -> bool:
    """Whether the kernel holds this user's children to a number of processes; it lets root have any number.

    True root does not matter, as its children become nobody. But who looks like an ordinary user in a user namespace
    may be root outside.
    """
    user, map_of_users = os.geteuid(), Path("/proc/self/uid_map")
    if user == 0 or not map_of_users.exists():
        return True
    rows = [tuple(map(int, line.split())) for line in map_of_users.read_text().splitlines()]
    return not any(inside <= user < inside + count and outside + user - inside == 0 for inside, outside, count in rows)
