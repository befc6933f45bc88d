"""Read any notebook or script: the one entry point of this package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from autograder.reading.code.definitions import functions_in
from autograder.reading.code.patience import bounded_reading
from autograder.reading.code.source_code import code_of
from autograder.reading.decoding import decode
from autograder.reading.editions import recognise_assignment, recognise_edition
from autograder.reading.file_bytes import read_file
from autograder.reading.language import language_of
from autograder.reading.notebooks import as_notebook, parse_notebook
from autograder.reading.own_modules import imported_modules
from autograder.reading.scripts import parse_script
from autograder.reading.submission import NotANotebook, Submission
from cnn_utils.language.speaking import say, speaking

_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def read_submission(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    assignment: str | None = None,
    beside: Mapping[str, bytes] | None = None,
) -> Submission:
    """Read a notebook of any format from 3 on, a .py export or script, or a page with fenced code.

    Parameters
    ----------
    source : path or bytes
    name : str, optional
        File name to report; that of the path by default.
    assignment : str, optional
        "step_by_step" or "application", where it is known; recognised by the functions otherwise.
    beside : mapping of str to bytes, optional
        Modules that were handed in with the file, by name.

    Returns
    -------
    Submission
        Cells, edition, functions, and every repair that was needed.

    Raises
    ------
    NotANotebook
        With one line that says what the file is.
    """
    name = name or (str(Path(source).name) if not isinstance(source, bytes) else "submission")
    repairs: list[str] = []
    text = decode(source if isinstance(source, bytes) else read_file(Path(source)), repairs)
    try:
        if re.match(r"\s*[\[{]", text) and (name.lower().endswith((".ipynb", ".json")) or _is_json_like(text)):
            cells, metadata = parse_notebook(text, repairs)
        elif name.lower().endswith(".ipynb") and text.lstrip()[:1] in '"}]':
            raise NotANotebook(say("The file is a piece of a notebook: its beginning is missing."))
        else:
            cells, metadata = parse_script(text, repairs), _KERNEL
    except RecursionError:
        raise NotANotebook(say("The file is nested thousands of levels deep; it is no notebook.")) from None
    with bounded_reading():
        pieces, broken, fixed = code_of(cells)
        functions = functions_in(pieces)
        modules = imported_modules(cells, pieces, beside or {})
    assignment = assignment or recognise_assignment(cells, [*functions, *broken])
    language = language_of(cells, metadata)
    with speaking(language):  # only now is it known which one, so that what was said is said anew
        broken, repairs = {key: say(why) for key, why in broken.items()}, list(map(say, repairs + fixed))
    return Submission(
        name=name,
        assignment=assignment,
        edition=recognise_edition(cells, assignment, metadata),
        cells=tuple(cells),
        pieces=pieces,
        functions=functions,
        broken={key: why for key, why in broken.items() if key not in functions},
        repairs=tuple(dict.fromkeys(repairs)),
        notebook=as_notebook(cells, metadata),
        modules=modules,
        language=language,
    )


def _is_json_like(text: str) -> bool:
    return bool(re.match(r'\s*\{\s*"', text)) and ('"cells"' in text or '"worksheets"' in text)
