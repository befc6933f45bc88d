"""JupyterLite's notebook application, without what a Python notebook never asks for."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

from autograder.browser.pins import JUPYTERLITE

# What the one page that is used here is made of.
_KEPT = re.compile(
    r"((notebooks/)?(index\.html|jupyter-lite\.(json|ipynb)|favicon\.ico)|config-utils\.js|build/(?!.*/bundle\.js).+)"
)
_APP = "build/notebooks/bundle.js"
_PAGE = "notebooks/index.html"
_RUN_FIRST = b'<script src="../../start/take-worker.js"></script>'
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
            yield name, data.replace(b"<head>", b"<head>" + _RUN_FIRST) if name == _PAGE else data


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
