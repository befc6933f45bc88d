"""What is added to JupyterLite: the kernel, and widgets. Scripts that pip has put among JupyterLab's extensions."""

from __future__ import annotations

import json
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KERNEL = "@jupyterlite/pyodide-kernel-extension"
WIDGETS = "@jupyter-widgets/jupyterlab-manager"  # sliders, and the form of `ask`
EXTENSIONS = (KERNEL, WIDGETS)


def extension_files() -> Iterator[tuple[str, bytes]]:
    """Files of every extension, by their place in the site; wheels go another way, maps are for debuggers."""
    for extension in EXTENSIONS:
        folder = extension_folder(extension)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in (".map", ".whl"):
                yield f"extensions/{extension}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def extension_entries() -> list[dict[str, str]]:
    """How JupyterLite is told of each: its name, and what is loaded of it."""
    return [{"name": name, **_about(name)["jupyterlab"]["_build"]} for name in EXTENSIONS]


def extension_schemas() -> list[dict[str, Any]]:
    """The settings that there are for each, as JupyterLite reads them."""
    return [
        {
            "id": f"{extension}:{path.stem}",
            "raw": "{}",
            "schema": json.loads(path.read_text(encoding="utf-8")),
            "settings": {},
            "version": _about(extension)["version"],
        }
        for extension in EXTENSIONS
        for path in sorted((extension_folder(extension) / "schemas" / extension).glob("*.json"))
    ]


def extension_folder(extension: str) -> Path:
    """Where pip has put an extension."""
    return Path(sysconfig.get_path("data")) / "share" / "jupyter" / "labextensions" / extension


def _about(extension: str) -> dict[str, Any]:
    return dict(json.loads((extension_folder(extension) / "package.json").read_text(encoding="utf-8")))
