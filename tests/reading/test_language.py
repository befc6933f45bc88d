"""In which language a notebook's student is answered."""

import json

import pytest

from autograder.reading import read_submission
from cnn_utils.language.speaking import speaking
from tests.support.pseudo_language import PSEUDO, add_pseudo


@pytest.fixture(autouse=True)
def pseudo():
    add_pseudo()


def read(*lines, metadata=None, suffix=".ipynb"):
    cells = [{"cell_type": "code", "metadata": {}, "source": line, "outputs": []} for line in lines]
    notebook = {"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 4}
    return read_submission(json.dumps(notebook).encode(), name=f"x{suffix}")


@pytest.mark.parametrize(
    ("lines", "metadata", "language"),
    [
        ((), {"cnn_utils": {"language": PSEUDO}}, PSEUDO),
        (('speak("en")',), {"cnn_utils": {"language": PSEUDO}}, PSEUDO),
        ((f'from cnn_utils import speak\nspeak("{PSEUDO}")',), {}, PSEUDO),
        ((f"cnn_utils.speak(language='{PSEUDO}')",), {}, PSEUDO),
        ((f'speak("{PSEUDO}")', 'speak("en")'), {}, "en"),
        ((f'# speak("{PSEUDO}")',), {}, "en"),
        (('speak("xx")',), {}, "en"),
        ((f'speak("{PSEUDO}")',), {"cnn_utils": {"language": "xx"}}, PSEUDO),
        ((), {"cnn_utils": "ko"}, "en"),
        ((), {"cnn_utils": {"language": ["ko"]}}, "en"),
    ],
)
def test_metadata_come_before_a_line_of_code_and_what_nobody_speaks_is_english(lines, metadata, language):
    assert read(*lines, "x = 1", metadata=metadata).language == language


def test_a_notebook_that_names_none_is_answered_in_the_language_in_use(monkeypatch):
    monkeypatch.setenv("CNN_UTILS_LANGUAGE", PSEUDO)
    assert read("x = 1").language == PSEUDO
    assert read('speak("en")').language == "en"
    with speaking("en"):
        assert read("x = 1").language == "en"


def test_what_was_put_right_before_the_language_was_known_is_said_in_it():
    submission = read("\ud800", "def zero_pad(X, pad):\n    return (", metadata={"cnn_utils": {"language": PSEUDO}})
    assert submission.repairs == (
        "⟦Cell 1 holds half characters (lone surrogates); they were replaced.⟧",
        "⟦Cell 1 does not parse: one line of it skipped, the rest kept.⟧",
        "⟦Cell 2 does not parse: 2 lines of it (zero_pad) skipped, the rest kept.⟧",
    )
    assert submission.broken == {"zero_pad": "⟦zero_pad does not parse: '(' was never closed (cell 2, line 2).⟧"}
