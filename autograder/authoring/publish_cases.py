"""Write the seeded cases, and what every misconception gives on them, as the data that students receive.

No code of a solution or of a wrong variant travels: only inputs, expected outputs, wrong outputs and the hints.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

import numpy as np

from autograder.cases import cases_for
from autograder.cases.case import Case
from autograder.exercises import ASSIGNMENTS, exercises_of
from autograder.judge.naming import variant_wrong_parts
from autograder.misconceptions import Misconception, misconceptions_of
from cnn_utils.checks.case_files import ArrayStore, encode, rounded


def generated_files() -> dict[str, bytes]:
    """Build the files of both assignments, by their path from the root of the repository."""
    files: dict[str, bytes] = {}
    for assignment in ASSIGNMENTS:
        written, store = _published(assignment)
        text = json.dumps(written, indent=1, ensure_ascii=False) + "\n"
        files[f"cnn_utils/data/{assignment}.json"] = text.encode()
        files[f"cnn_utils/data/{assignment}.npz"] = archive_of(store)
    return files


def _published(assignment: str) -> tuple[dict[str, Any], ArrayStore]:
    store = ArrayStore()
    return {one.name: published_entry(one.name, store) for one in exercises_of(assignment) if not one.added}, store


def published_entry(exercise: str, store: ArrayStore) -> dict[str, Any]:
    """Write down the visible cases of an exercise, and what its known mistakes give on them."""
    cases = [case for case in cases_for(exercise) if case.visible]
    mistakes = [_mistake(record, cases, store) for record in misconceptions_of(exercise)]
    return {"cases": [_case(case, store) for case in cases], "mistakes": [m for m in mistakes if m is not None]}


def _case(case: Case, store: ArrayStore) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": encode(case.title, store),
        "kind": case.call.kind,
        "args": encode(case.call.args, store),
        "expected": encode(rounded(case.expected), store),
    }


def _mistake(record: Misconception, cases: list[Case], store: ArrayStore) -> dict[str, Any] | None:
    """Write down a record that at least one visible case shows."""
    wrong_parts = [variant_wrong_parts(record, case) for case in cases]
    if "current" in record.right_in or record.general or not any(wrong_parts):
        return None
    return {"hint": asdict(record.hint), "wrong_parts": [encode(rounded(wrong), store) for wrong in wrong_parts]}


def archive_of(store: ArrayStore) -> bytes:
    """Pack the arrays as an .npz whose bytes are the same on every machine.

    Deflate, which NumPy would use, gives other bytes from one zlib to the next; bzip2 has had one implementation for
    decades.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        for name, array in store.arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")  # dated 1980, as a ZipInfo is unless told otherwise
            member.compress_type = zipfile.ZIP_BZIP2
            member.create_system = 3
            with archive.open(member, "w") as file:
                np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()
