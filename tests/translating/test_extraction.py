"""What the code says is found where it is said, however it is written there."""

import ast

from autograder.authoring.source_notebooks import ROOT
from autograder.translating.extraction import PARTS, found_in

SPEAKERS = {"say", "later", "say_number"}
SPEAKING = "from cnn_utils.language"  # the command line's own `say` prints


def test_no_sentence_that_is_said_escapes_the_translators():
    found = {one.text for part in PARTS for one in found_in(part, ROOT)}
    said = {
        (path.relative_to(ROOT).as_posix(), node.args[0].value)
        for package in ("cnn_utils", "autograder")
        for path in (ROOT / package).rglob("*.py")
        if SPEAKING in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value.strip()
    }
    assert {(place, text) for place, text in said if text not in found} == set()
    assert len(said) > 1000
