"""Notebook outputs that came out of a student's process, made well-formed before anything else reads them."""

from __future__ import annotations

import re
from typing import Any

from autograder.sandbox.wire.frames import ChannelError
from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say

Output = dict[str, Any]
_MAX_OUTPUTS = 5_000
# What a browser only shows. HTML, SVG, JavaScript, markdown and LaTeX from a student could act in the instructor's.
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_TOO_MANY = later("[The outputs of this notebook were larger than the grader keeps; the rest is not shown.]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def clean_outputs(outputs: Plain) -> list[Output]:
    """Outputs in notebook format 4; those of no known form are left out.

    Parameters
    ----------
    outputs : Plain
        As the child sent them.
    """
    if type(outputs) is not list:
        raise ChannelError("the outputs of a cell are no list")
    return [
        clean for output in outputs[:_MAX_OUTPUTS] if type(output) is dict and (clean := _clean(output)) is not None
    ]


def within(outputs: list[Output], room: int) -> tuple[list[Output], int]:
    """Outputs that fit into `room` characters, and how much of it is left; 0 once something did not fit.

    Each cell is bounded in the child, which student code can talk into anything, and a notebook may have thousands. Of
    what does not fit, the first error and the first result stay, cut short: a grade cell may be scored by them.
    """
    for number, output in enumerate(outputs):
        size = _size(output)
        if size > room:
            said = {"output_type": "stream", "name": "stdout", "text": f"{say(_TOO_MANY)}\n"}
            note: list[Output] = [said] if room else []
            return outputs[:number] + note + _cut_short(outputs[number:]), 0
        room -= size
    return outputs, room


def _cut_short(outputs: list[Output]) -> list[Output]:
    first = {output["output_type"]: output for output in reversed(outputs)}
    cut = []
    if error := first.get("error"):
        cut.append(error | {"ename": error["ename"][:200], "evalue": error["evalue"][:200], "traceback": []})
    if result := first.get("execute_result"):
        cut.append(result | {"data": {"text/plain": result["data"].get("text/plain", "")[:200]}})
    return cut


def _size(value: Any) -> int:  # noqa: ANN401 - any part of an output
    if isinstance(value, dict):
        return sum(map(_size, value.values())) + 100
    return sum(map(_size, value)) if isinstance(value, list) else len(value) if isinstance(value, str) else 1


def stopped_output(name: str, text: str) -> Output:
    """The error output of a cell that was stopped from outside."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def _clean(output: dict[str, Plain]) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr") and type(output.get("text")) is str:
        return {"output_type": kind, "name": output["name"], "text": output["text"]}
    if kind == "error" and type(lines := output.get("traceback")) is list:
        text = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
        return {"output_type": kind, **text, "traceback": [line for line in lines if type(line) is str]}
    if kind in ("display_data", "execute_result") and type(data := output.get("data")) is dict:
        passive = _passive(data)
        if not passive and kind == "display_data":
            return None  # nbconvert cannot show an output of no kind
        cleaned: Output = {
            "output_type": kind,
            "data": passive or {"text/plain": ""},
            "metadata": {},  # sizes of pictures at best; a template would copy it into the page
        }
        if kind == "execute_result":
            count = output.get("execution_count")
            cleaned["execution_count"] = count if type(count) is int else None
        return cleaned
    return None


def _passive(bundle: dict[str, Plain]) -> dict[str, str]:
    """The plain text and the pictures of an output."""
    texts = {kind: text for kind, text in bundle.items() if type(text) is str}
    pictures = {kind: texts[kind] for kind in _PICTURES if kind in texts and _BASE64.fullmatch(texts[kind])}
    return ({"text/plain": texts["text/plain"]} if "text/plain" in texts else {}) | pictures
