"""Take everything from a submitted notebook that could act in the browser of whoever looks at it.

An executed notebook is shown by nbgrader's formgrader and by `generate_feedback`, which write markdown, raw cells and
metadata into the page as they are. The judge's own cards are put in later and stay.
"""

from __future__ import annotations

import re
from typing import Any

from autograder.reading.notebooks import cell_text

_TAG = re.compile(r"<(?=[A-Za-z!/?])")
_SCRIPT_ADDRESS = re.compile(r"((?:java|vb)script\s*):", re.IGNORECASE)
_ATTACHMENT = re.compile(r"attachment:([^\s)\"'>]*)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}


def neutralise(notebook: dict[str, Any]) -> list[str]:
    """Make a notebook harmless to look at.

    Parameters
    ----------
    notebook : dict
        nbformat 4 without outputs; changed in place. Of metadata, only nbgrader's marks and the kernel are kept.

    Returns
    -------
    list of str
        A sentence if anything had to be changed that a person would see.
    """
    notebook["metadata"] = {"kernelspec": notebook["metadata"]["kernelspec"], "language_info": dict(_LANGUAGE)}
    changed = [_neutralise_cell(cell, number) for number, cell in enumerate(notebook["cells"])]
    return ["HTML in text cells was made plain text."] if any(changed) else []


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
    harmless = without_tags(source)
    # nbconvert stops at a picture that is not there.
    there = cell.get("attachments", {})
    cell["source"] = _ATTACHMENT.sub(lambda name: name[0] if name[1] in there else f"missing/{name[1]}", harmless)
    return bool(harmless != source)


def without_tags(text: str) -> str:
    """Markdown in which nothing is HTML: a space after "<" ends every tag, and changes neither code nor formulas."""
    return _SCRIPT_ADDRESS.sub(r"\1 :", _TAG.sub("< ", text))


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
