"""Notebook JSON of any format from 3 on, to cells; written by hand because importing nbformat takes 1.6 s."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from autograder.reading.code.fixing import with_plain_spaces
from autograder.reading.submission import Cell, CellType, NotANotebook
from cnn_utils.language.speaking import later, say

_MAX_CELLS = 20_000
_MAX_BRACKETS = 1_000_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_A_FUNCTION = re.compile(r"^[ \t]*def \w+\(.*:[ \t]*(?:#|$)", re.M)  # as no other language writes it
_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS: dict[type, str] = {
    list: later("list"),
    str: later("text"),
    int: later("number"),
    float: later("number"),
    bool: later("truth value"),
    type(None): later("null"),
}
_TYPES: dict[str, CellType] = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown"}


def parse_notebook(text: str, repairs: list[str]) -> tuple[list[Cell], dict[str, Any]]:
    """Cells and notebook metadata of an .ipynb text.

    Raises
    ------
    NotANotebook
        If the text is no JSON, or JSON but no notebook, or a notebook of another language.
    """
    document = _load(text)
    if not isinstance(document, dict):
        raise NotANotebook(say("The file is JSON, but a {kind}, not a notebook.", kind=say(_kind(document))))
    found = _raw_cells(document, repairs)
    refuse_too_many(len(found))
    cells = [cell for index, raw in enumerate(found) if (cell := _cell(index, raw, repairs)) is not None]
    metadata = _metadata(document.get("metadata"))
    _refuse_other_languages(metadata, cells, repairs)
    return _with_single_ids(cells, repairs), metadata


def refuse_too_many(n: int) -> None:
    """Read no notebook of more cells than anybody writes.

    Parameters
    ----------
    n : int
        How many there are.

    Raises
    ------
    NotANotebook
        If they are too many.
    """
    if n > _MAX_CELLS:
        message = later("The notebook has {n:,} cells; more than {most:,} are not read.")
        raise NotANotebook(say(message, n=n, most=_MAX_CELLS))


def _load(text: str) -> Any:  # noqa: ANN401 - JSON may hold anything
    # Strings are a few long tokens; a bomb is made of brackets, each of which costs 64 bytes or more once parsed.
    if text.count("[") + text.count("{") > _MAX_BRACKETS:
        raise NotANotebook(say("The file is JSON with a million lists and more, not a notebook."))
    try:
        return json.loads(text, parse_int=_bounded_int, strict=False)
    except RecursionError:
        raise NotANotebook(say("The file is JSON nested thousands of levels deep, not a notebook.")) from None
    except json.JSONDecodeError as error:
        raise NotANotebook(_what_is_broken(text, error)) from None


def _bounded_int(digits: str) -> int:
    return int(digits) if len(digits) < 20 else 0


def _what_is_broken(text: str, error: json.JSONDecodeError) -> str:
    rest = text[error.pos :].strip()
    if not rest or error.msg.startswith("Unterminated string"):
        lines = text.rstrip().count("\n") + 1
        return say(
            "The file is a notebook cut off at line {line}: save it again and hand in the whole file.", line=lines
        )
    if "<<<<<<<" in text and ">>>>>>>" in text:
        return say("The file is a notebook with unresolved Git merge marks (<<<<<<<).")
    return say(
        "The file is not valid JSON: {error} at line {line}, column {column}.",
        error=error.msg,
        line=error.lineno,
        column=error.colno,
    )


def _raw_cells(document: dict[str, Any], repairs: list[str]) -> list[Any]:
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        repairs.append(say("The notebook is in the old format 3; its cells were brought to format 4."))
        return [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if "nbformat" in document:
        raise NotANotebook(say("The file is a notebook without any cells."))
    keys = ", ".join(sorted(str(key)[:20] for key in document)[:4])
    if not keys:
        raise NotANotebook(say("The file is JSON, but no notebook: it has no cells (no keys)."))
    raise NotANotebook(say("The file is JSON, but no notebook: it has no cells ({keys}).", keys=keys))


def _languages(metadata: dict[str, Any]) -> list[str]:
    """What the metadata call the language, the name first."""
    info, kernel = (metadata.get(part) for part in ("language_info", "kernelspec"))
    info, kernel = (part if isinstance(part, dict) else {} for part in (info, kernel))
    mode = info.get("codemirror_mode")
    named = [info.get("name"), kernel.get("language"), mode.get("name") if isinstance(mode, dict) else mode]
    return [each.strip() for each in named if isinstance(each, str) and each.strip()]


def _refuse_other_languages(metadata: dict[str, Any], cells: list[Cell], repairs: list[str]) -> None:
    languages = _languages(metadata)
    # A kernel of another name may run Python all the same, as PySpark's does: one of the places says so.
    if languages and not any(each.lower().startswith(("python", "ipython", "sage")) for each in languages):
        language = languages[0][:30]
        if not any(cell.type == "code" and _A_FUNCTION.search(cell.source) for cell in cells):
            raise NotANotebook(say("The file is a notebook in {language}, not in Python.", language=language))
        message = later("The notebook says that it is in {language}; its functions are Python's, and it was read so.")
        repairs.append(say(message, language=language))
    info = metadata.get("language_info")
    if isinstance(info, dict) and str(info.get("version", "")).startswith("2."):
        repairs.append(say("The notebook was written with Python 2; it is run with Python 3."))


def _cell(index: int, raw: Any, repairs: list[str]) -> Cell | None:  # noqa: ANN401
    if not isinstance(raw, dict):
        repairs.append(
            say("Cell {cell} is no cell but a {kind}; it was skipped.", cell=index + 1, kind=say(_kind(raw)))
        )
        return None
    kind = raw.get("cell_type")
    if not isinstance(kind, str) or kind not in _TYPES:
        kind = "code" if "outputs" in raw else "raw"
        repairs.append(say("Cell {cell} has no known type; it was read as {kind} text.", cell=index + 1, kind=kind))
    source = raw.get("source", raw.get("input", ""))  # format 3 says input
    identifier = raw.get("id")
    return Cell(
        index=index,
        id=identifier if isinstance(identifier, str) and _ID.fullmatch(identifier) else "",
        type=_TYPES[kind],
        source=_text(source, index, repairs),
        metadata=_metadata(raw.get("metadata")),
    )


def _metadata(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A dict that can be written again: neither nested without end nor holding half characters."""
    if not isinstance(value, dict) or not value or not _shallow(value, 32):
        return {}
    text = json.dumps(value, ensure_ascii=False)
    cleaned: dict[str, Any] = json.loads(_SURROGATE.sub("?", text)) if _SURROGATE.search(text) else value
    return cleaned


def _shallow(value: dict[str, Any] | list[Any], levels: int) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_shallow(item, levels - 1) for item in items if isinstance(item, dict | list))


def _text(source: Any, index: int, repairs: list[str]) -> str:  # noqa: ANN401
    if isinstance(source, list):
        text = "".join(line for line in source if isinstance(line, str))
    else:
        text = source if isinstance(source, str) else ""
    if _SURROGATE.search(text):
        message = later("Cell {cell} holds half characters (lone surrogates); they were replaced.")
        repairs.append(say(message, cell=index + 1))
        text = _SURROGATE.sub("\ufffd", text)
    if "\x00" in text:
        repairs.append(say("Cell {cell} holds NUL characters; they were taken out.", cell=index + 1))
        text = text.replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _with_single_ids(cells: list[Cell], repairs: list[str]) -> list[Cell]:
    """Give each cell an id that no other has, where it has none or one of a cell before it."""
    fresh = free_ids(cell.id for cell in cells)
    seen = {""}
    twice: list[str] = []
    for number, cell in enumerate(cells):
        if cell.id in seen:
            twice += [cell.id] if cell.id else []
            cells[number] = replace(cell, id=next(fresh))
        seen.add(cell.id)
    if len(twice) > 3:
        repairs.append(say("Cell ids that occur twice were given up: {ids} and more.", ids=", ".join(twice[:3])))
    elif twice:
        repairs.append(say("Cell ids that occur twice were given up: {ids}.", ids=", ".join(twice)))
    return cells


def free_ids(taken: Iterable[str]) -> Iterator[str]:
    """Ids for cells, without end, of which none is taken."""
    names = frozenset(taken)
    return (name for number in count() if (name := f"cell-{number}") not in names)


def as_notebook(cells: list[Cell], metadata: dict[str, Any]) -> dict[str, Any]:
    """A clean nbformat 4.5 notebook of these cells, without outputs and with an id for each cell.

    Code is left as it is, magics and all, but for odd spaces that no Python takes: a shell is to run it.
    """
    return {
        "cells": [_as_json(cell) for cell in cells],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _as_json(cell: Cell) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": cell.id or f"cell-{cell.index}",
        "cell_type": cell.type,
        "metadata": cell.metadata,
        "source": with_plain_spaces(cell.source) if cell.type == "code" else cell.source,
    }
    return entry | {"execution_count": None, "outputs": []} if cell.type == "code" else entry


def cell_text(cell: Mapping[str, Any]) -> str:
    """Text of a cell of notebook JSON, which may be kept as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _kind(value: Any) -> str:  # noqa: ANN401
    return _KINDS.get(type(value), later("value"))
