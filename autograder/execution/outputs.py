"""Notebook outputs that came out of a student's process, made well-formed before anything else reads them."""

from __future__ import annotations

from typing import Any

from autograder.execution.frames import ChannelError
from cnn_utils.calls import Foreign, Plain

Output = dict[str, Any]
_MAX_OUTPUTS = 5_000


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
    if kind in ("display_data", "execute_result") and type(output.get("data")) is dict:
        cleaned: Output = {
            "output_type": kind,
            "data": _json(output["data"]),
            "metadata": _json(output.get("metadata")),
        }
        if kind == "execute_result":
            count = output.get("execution_count")
            cleaned["execution_count"] = count if type(count) is int else None
        return cleaned
    return None


def _json(bundle: Plain) -> dict[str, Any]:
    """What JSON can hold of a bundle."""
    if type(bundle) is not dict:
        return {}
    return {key: value for key, value in bundle.items() if _is_json(value)}


def _is_json(value: Plain) -> bool:
    if type(value) is list:
        return all(_is_json(item) for item in value)
    if type(value) is dict:
        return all(_is_json(item) for item in value.values())
    return value is None or (type(value) in (bool, int, float, str) and not isinstance(value, Foreign))
