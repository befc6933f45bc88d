"""JupyterLite's notebook application, without what a Python notebook never asks for."""

from __future__ import annotations

import json
import re
import sysconfig
import tarfile
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from autograder.browser.pins import JUPYTERLITE

KERNEL = "@jupyterlite/pyodide-kernel-extension"
# What the one page that is used here is made of.
_KEPT = re.compile(
    r"((notebooks/)?(index\.html|jupyter-lite\.(json|ipynb)|favicon\.ico)|config-utils\.js|build/(?!.*/bundle\.js).+)"
)
_APP = "build/notebooks/bundle.js"
# Every browser that runs WebAssembly reads .woff2; maps are for debuggers.
_OTHER_FORMS = re.compile(r"\.map$|/fa-[^/]*\.(svg|eot|ttf|woff)$")
# Diagrams, charts and terminals: a notebook loads them when it shows one.
_NEVER_SHOWN = re.compile(r"(@mermaid-js/|mermaid|elkjs|cytoscape|layout-base|katex|langium|dagre|d3-|vega|@xterm/)")


def app_files() -> Iterator[tuple[str, bytes]]:
    """Files of the application, by their place in the site."""
    archive = files("jupyterlite_core") / f"jupyterlite-app-{JUPYTERLITE['jupyterlite-core']}.tgz"
    with archive.open("rb") as stream, tarfile.open(fileobj=stream) as package:
        content = {
            member.name.removeprefix("package/"): package.extractfile(member).read()  # type: ignore[union-attr]
            for member in package
            if member.isfile()
        }
    for name, data in content.items():
        if not (_KEPT.fullmatch(name) or name == _APP) or _OTHER_FORMS.search(name):
            continue
        if not _NEVER_SHOWN.match(_mostly(content.get(f"{name}.map", b""))):
            yield name, data


def _mostly(source_map: bytes) -> str:
    """The npm package that most of a script comes from."""
    if not source_map:
        return ""
    said = json.loads(source_map)
    sizes: Counter[str] = Counter()
    for source, text in zip(said["sources"], said.get("sourcesContent") or (), strict=False):
        package = re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)", source)
        sizes[package[1] if package else "own"] += len(text or "")
    return sizes.most_common(1)[0][0] if sizes else ""


def kernel_files() -> Iterator[tuple[str, bytes]]:
    """Files of the kernel's extension, by their place in the site; its Python goes another way."""
    for path in sorted(kernel_folder().rglob("*")):
        name = path.relative_to(kernel_folder()).as_posix()
        if path.is_file() and not name.endswith((".map", ".whl")):
            yield f"extensions/{KERNEL}/{name}", path.read_bytes()


def kernel_folder() -> Path:
    """Where pip has put the kernel's extension."""
    return Path(sysconfig.get_path("data")) / "share" / "jupyter" / "labextensions" / KERNEL


def kernel_entry() -> str:
    """The script of the kernel's extension that is loaded first."""
    said = json.loads((kernel_folder() / "package.json").read_text(encoding="utf-8"))
    return str(said["jupyterlab"]["_build"]["load"])
