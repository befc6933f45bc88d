"""The page around the notebook: our own files, with their sentences and colours filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from autograder.browser.page_words import page_words
from cnn_utils.palette import GRADIENT, INK, INPUT, MUTED, OUTPUT, PADDING, PANEL, WEIGHTS, shade

PAGE = files("autograder.browser") / "page"
_KINDS = (".html", ".css", ".js")
# The others stand in start/.
_PLACES = {"index.html": "", "check.html": "", "service-worker.js": "", "started.js": "jupyter/"}
_COLOURS = {
    "input": INPUT,
    "output": OUTPUT,
    "weights": WEIGHTS,
    "padding": PADDING,
    "gradient-ink": shade(GRADIENT, 0.7),
    "ink": INK,
    "muted": MUTED,
    "panel": PANEL,
}


def page_files(languages: Sequence[str]) -> dict[str, bytes]:
    """Content of each file of the page, by its place in the site.

    Parameters
    ----------
    languages : sequence of str
        Codes of those of the menu: the page knows its sentences in all of them, and is written in the first.
    """
    content = {path.name: path.read_text(encoding="utf-8") for path in PAGE.iterdir() if path.name.endswith(_KINDS)}
    words = {language: page_words(language) for language in languages}
    for name in content:
        if name.endswith(".html"):
            content[name] = _filled(content[name], words)
    content["palette.css"] = "".join([":root {\n", *(f"  --{name}: {is_};\n" for name, is_ in _COLOURS.items()), "}\n"])
    return {_PLACES.get(name, "start/") + name: text.encode() for name, text in content.items()}


def _filled(page: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """Write the sentences into a page: the first language's where they are read, all of them for its script."""
    first = next(iter(words))
    page = page.replace('lang="en"', f'lang="{escape(first)}"')
    page = re.sub(r'(<[^>]*data-say="(\w+)"[^>]*>)', lambda found: found[1] + escape(words[first][found[2]]), page)
    said = json.dumps(words, ensure_ascii=False).replace("</", "<\\/")
    return page.replace("<!-- words -->", f'<script type="application/json" id="words">{said}</script>')
