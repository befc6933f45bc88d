"""A folder that looks like Pyodide: its files' names and its lock file, and a runtime that runs nothing."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGES = {
    "numpy": ([], "numpy"),
    "ipython": (["prompt_toolkit"], "IPython"),
    "prompt-toolkit": ([], "prompt_toolkit"),
    "micropip": ([], "micropip"),
    "matplotlib": (["numpy", "cycler"], "matplotlib"),
    "cycler": ([], "cycler"),
    "scipy": (["numpy"], "scipy"),
}
# Every name of it is a function that gives the same again: enough for a kernel that is asked nothing.
RUNS_NOTHING = """
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === "then" ? undefined : anything),
  apply: () => anything,
  set: () => true,
});
self.loadPyodide = async () => anything;
"""


def make_pyodide(folder: Path, *, numpy: str = "2.0.2", script: str = RUNS_NOTHING) -> Path:
    """Write the folder."""
    folder.mkdir(parents=True)
    lock = {
        "info": {"version": "0.27.7"},
        "packages": {
            name: {
                "name": name,
                "version": numpy if name == "numpy" else "1.0",
                "file_name": f"{name}-1.0-py3-none-any.whl",
                "depends": depends,
                "imports": [imported],
            }
            for name, (depends, imported) in PACKAGES.items()
        },
    }
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (folder / "pyodide.js").write_text(script, encoding="utf-8")
    for name in ("pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"):
        (folder / name).write_bytes(b"of the runtime")
    for package in lock["packages"].values():
        (folder / package["file_name"]).write_bytes(b"a wheel")
    return folder
