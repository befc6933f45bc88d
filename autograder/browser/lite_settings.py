"""What JupyterLite reads when it starts: its settings, and the list of the notebooks that come with the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.browser.extensions import KERNEL, extension_entries, extension_schemas
from autograder.browser.languages import Release

# Parts of the application that lead out of the notebook, to pages that this site does not have, or that it does itself.
_DISABLED = (
    "@jupyterlite/application-extension:service-worker-manager",
    "@jupyterlite/application-extension:share-file",
    "@jupyterlite/notebook-application-extension:logo",
    "@jupyter-notebook/application-extension:pages",
    "@jupyter-notebook/console-extension",
    "@jupyter-notebook/tree-extension",
    "@jupyterlab/terminal-extension",
    "@jupyterlab/vega5-extension",
    "@jupyterlab/mermaid-extension",
)
AUTOSAVE_SECONDS = 3
# They fold headings, and take the arrows away from a slider that has the focus.
_TAKE_ARROWS = {
    "notebook:move-cursor-heading-above-or-collapse": "ArrowLeft",
    "notebook:move-cursor-heading-below-or-expand": "ArrowRight",
}
_NOT_WRITING = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"


def settings() -> dict[str, Any]:
    """Content of jupyter-lite.json."""
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Convolutional networks, step by step",
            "appUrl": "./notebooks",
            "baseUrl": "./",
            "defaultKernelName": "python",
            "exposeAppInBrowser": True,  # the page's buttons save, download and start again through it
            "faviconUrl": "./notebooks/favicon.ico",
            "federated_extensions": extension_entries(),
            "disabledExtensions": list(_DISABLED),
            "fullLabextensionsUrl": "./extensions",
            "fullStaticUrl": "./build",
            "litePluginSettings": {
                f"{KERNEL}:kernel": {
                    "pyodideUrl": "./started.js",
                    "disablePyPIFallback": True,
                    # All that the kernel would install is in the site's own archive.
                    "loadPyodideOptions": {
                        "packages": [
                            "micropip",
                            "piplite",
                            "ssl",
                            "sqlite3",
                            "ipykernel",
                            "comm",
                            "pyodide_kernel",
                            "jedi",
                            "ipython",
                        ],
                    },
                }
            },
            "settingsOverrides": {
                "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": AUTOSAVE_SECONDS},
                "@jupyterlab/shortcuts-extension:shortcuts": {
                    "shortcuts": [
                        {"command": command, "keys": [key], "selector": _NOT_WRITING, "disabled": True}
                        for command, key in _TAKE_ARROWS.items()
                    ]
                },
                "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
                "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            },
        },
    }


def listings(releases: Sequence[Release]) -> dict[str, Any]:
    """Write what stands for a server's answers: notebooks by folder, languages, schemas of extensions."""
    folders = [_entry(release.language, "directory") for release in releases]
    found: dict[str, Any] = {
        "api/contents/all.json": {**_entry("", "directory"), "format": "json", "content": folders},
        "api/translations/all.json": {
            "data": {"en": {"displayName": "English", "nativeName": "English"}},
            "message": "",
        },
        "api/translations/en.json": {"data": {}, "message": ""},
        "build/schemas/all_federated.json": extension_schemas(),
    }
    for release in releases:
        notebook = _entry(release.path, "notebook", len(release.notebook))
        folder = {**_entry(release.language, "directory"), "format": "json", "content": [notebook]}
        found[f"api/contents/{release.language}/all.json"] = folder
    return found


def _entry(path: str, kind: str, size: int | None = None) -> dict[str, Any]:
    moment = "2026-01-01T00:00:00Z"  # the same site whenever it is made
    said = {"name": path.rpartition("/")[2], "path": path, "type": kind, "size": size, "writable": True}
    return {**said, "created": moment, "last_modified": moment, "content": None, "format": None, "mimetype": None}
