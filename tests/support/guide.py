"""The guide to an exercise of one's own, followed to the letter in a course."""

import json
import re

from autograder.authoring.source_notebooks import ROOT, source_path

GUIDE = (ROOT / "docs" / "new_exercise.md").read_text(encoding="utf-8")


def follow_guide(root, run):
    """Take its steps in a course; by command what `run` gave, which is called with each after `python -m`.

    An indented line is a command; a fenced block goes where the last `...` of the text above it says.
    """
    said = {}
    for place, content in _steps(GUIDE):
        if content is None:
            said[place] = run(place.split())
        else:
            _write(root, place, content)
    return said


def _steps(text):
    """Commands and texts, in order: (command, None) or (place, content)."""
    place, fenced = None, None
    for line in text.splitlines():
        if line.startswith("```"):
            if fenced is not None:
                yield place, "".join(fenced)
            fenced = [] if fenced is None else None
        elif fenced is not None:
            fenced.append(line + "\n")
        elif line.startswith("    "):
            yield line.strip(), None
        else:
            quoted = re.findall(r"`([\w/]+\.toml|[\w/]+\.py|relu_backward(?:_task)?)`", line)
            place = quoted[-1] if quoted else place


def _write(root, place, content):
    if "." in place:
        (root / place).write_text(content, encoding="utf-8")
        return
    path = source_path("step_by_step", root)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["id"] == place)["source"] = content.rstrip("\n")
    path.write_text(json.dumps(notebook), encoding="utf-8")
