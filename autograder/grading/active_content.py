"""Take everything from a submitted notebook that could act in the browser of whoever looks at it.

An executed notebook is shown by nbgrader's formgrader and by `generate_feedback`, which write markdown, raw cells and
metadata into the page as they are. The judge's own cards are put in later and stay.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Any

import nh3

from autograder.reading.language import METADATA
from autograder.reading.notebooks import cell_text
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import say

_TAG = re.compile(r"<(?=[A-Za-z!/?])")
# Where markdown may begin to name an address, with as much of it as can hold a scheme.
_LINK = re.compile(r"\](?=([(:]\s*<?[^\n]{0,200}))")
_MOST_LINKS = 1_000
_SCHEMES = {"http", "https", "mailto"}
# What MathJax makes a link or an attribute of.
_ACTIVE_TEX = re.compile(r"\\(?=(?:href|mmlToken|require|cssId|class|style|data)\b)")
_ATTACHMENT = re.compile(r"attachment:([^\s)\"'>]*)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}


def neutralise(notebook: dict[str, Any], language: str = ENGLISH) -> list[str]:
    """Make a notebook harmless to look at.

    Parameters
    ----------
    notebook : dict
        nbformat 4 without outputs; changed in place. Of metadata, only nbgrader's marks and the kernel are kept.
    language : str
        The notebook's, one that is known: it is kept too.

    Returns
    -------
    list of str
        A sentence if anything had to be changed that a person would see.
    """
    notebook["metadata"] = {"kernelspec": notebook["metadata"]["kernelspec"], "language_info": dict(_LANGUAGE)}
    if language != ENGLISH:
        notebook["metadata"][METADATA] = {"language": language}
    changed = [_neutralise_cell(cell, number) for number, cell in enumerate(notebook["cells"])]
    return [say("HTML and links that run something were made plain text.")] if any(changed) else []


def _neutralise_cell(cell: dict[str, Any], number: int) -> bool:
    nbgrader_metadata = cell["metadata"].get("nbgrader")
    cell["metadata"] = {} if nbgrader_metadata is None else {"nbgrader": nbgrader_metadata}
    if "id" in cell and not _CELL_ID.fullmatch(str(cell["id"])):
        cell["id"] = f"cell-{number}"
    if cell["cell_type"] == "code":
        return False
    if cell["cell_type"] == "raw":
        cell["cell_type"] = "markdown"  # nbconvert copies a raw cell into the page
    if "attachments" in cell:
        cell["attachments"] = _pictures_only(cell["attachments"])
    source = cell_text(cell)
    changed = harmless(source)
    # nbconvert stops at a picture that is not there.
    there = cell.get("attachments", {})
    cell["source"] = _ATTACHMENT.sub(lambda name: name[0] if name[1] in there else f"missing/{name[1]}", changed)
    return changed != source


def harmless(text: str) -> str:
    """Markdown that shows what it says and does nothing.

    A space after "<" ends every tag, and changes neither code nor formulas; a space before the address of a link that
    leads anywhere but to a page or into the mail leaves it a text.
    """
    text = _ACTIVE_TEX.sub(r"\\ ", _TAG.sub("< ", text))
    few = len(_LINK.findall(text)) <= _MOST_LINKS
    return _LINK.sub(lambda found: "]" if few and _leads_to_a_page(found[1]) else "] ", text)


@lru_cache(maxsize=4096)
def _leads_to_a_page(address: str) -> bool:
    """Whether a browser would take an address, its entities and escapes decoded, for one of a scheme we know."""
    address = address[1:].lstrip().removeprefix("<")
    if address.startswith("attachment:"):  # no other spelling: nbconvert stops at a picture that is not there
        return True
    scheme, colon, _ = _decoded(address).partition(":")
    if not colon:
        return True
    link = f'<a href="{escape(scheme)}://x">'
    return "href" in nh3.clean(link, tags={"a"}, attributes={"a": {"href"}}, link_rel=None, url_schemes=_SCHEMES)


def _decoded(address: str) -> str:
    """An address without entities and escapes, however often they are wrapped: nbconvert decodes twice."""
    while (plain := unescape(address).replace("\\", "")) != address:
        address = plain
    return address


def _pictures_only(attachments: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401 - the student's to break
    if not isinstance(attachments, dict):
        return {}
    kept = {str(name): pictures_of(bundle) for name, bundle in attachments.items() if isinstance(bundle, dict)}
    return {name: bundle for name, bundle in kept.items() if bundle and _CELL_ID.fullmatch(name.replace(".", "_"))}


def pictures_of(bundle: dict[str, Any]) -> dict[str, str]:
    """Pictures of a mime bundle whose data is base64 and nothing else."""
    texts = {kind: "".join(data) if isinstance(data, list) else data for kind, data in bundle.items()}
    return {
        kind: text
        for kind, text in texts.items()
        if kind in _PICTURES and isinstance(text, str) and _BASE64.fullmatch(text)
    }
