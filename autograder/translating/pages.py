"""Pages of markdown in every language: how a reader starts."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.places import AUTOGRADER
from autograder.translating.notebook_text import Notebook, Translate, passages, translated

START_HERE = AUTOGRADER / "authoring" / "start_here.md"
"""What a student's zip says first; {assignment} stands for its name."""

_SECTION = re.compile(r"^## Start\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def first_five_minutes(root: Path) -> str:
    """The title of this project's README, and the section that says how each reader starts."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    title, section = readme.splitlines()[0], _SECTION.search(readme)
    return f"{title}\n\n{section.group().rstrip() if section else ''}\n"


def page_passages(text: str) -> list[str]:
    """The stretches of prose of a page."""
    return [passage.text for passage in passages(_as_notebook(text))]


def translated_page(text: str, translate: Translate) -> str:
    """A page with each stretch of prose as `translate` puts it."""
    return "".join(translated(_as_notebook(text), translate)["cells"][0]["source"])


def _as_notebook(text: str) -> Notebook:
    return {"cells": [{"cell_type": "markdown", "source": [text]}]}
