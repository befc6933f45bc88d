"""What the site is made of, pinned together: each of these fits no other version of the next.

JupyterLite's core is the notebook application, its kernel the bridge from that to Python, Pyodide that Python. A kernel
is built for one Pyodide, and a Pyodide carries one NumPy. Pyodide 0.27, with NumPy 2.0.2, is the line that was seen to
run the whole notebook. Pyodide 314 carries NumPy 2.4, which fails notebooks that were right when they were written
(cnn_utils/pyproject.toml says how), so no folder with that one is taken either.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from autograder.errors import UserError

JUPYTERLITE = {"jupyterlite-core": "0.6.4", "jupyterlite-pyodide-kernel": "0.6.1"}
"""As the extra `browser` in pyproject.toml asks for them."""

PYODIDE = "0.27.7"
PYODIDE_CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
"""Where a site takes Pyodide from, if not from a folder beside it: the address in Pyodide's own documentation."""

NUMPY_BELOW = "2.4"

FIRST = ("numpy", "ipython", "micropip")
"""Packages that the first card needs."""
FROZEN = ("ipython",)
"""Those of the first that are plain Python, and are imported once for all visits."""
LATER = ("matplotlib",)
"""Packages that pictures need: fetched when the first of them is drawn."""


def require_jupyterlite() -> None:
    """See to it that JupyterLite is here, in the versions above.

    Raises
    ------
    UserError
        If it is not.
    """
    for name, wanted in JUPYTERLITE.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            msg = (
                f"A site for the browser is made of {name} {wanted}; found here: {found}. "
                "Install it with: pip install 'convnets-step-by-step-grader[browser]'"
            )
            raise UserError(msg)
