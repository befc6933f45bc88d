"""What acts on a terminal, or lets a text read as another one, is written out."""

import json

import pytest

from cnn_utils.language.visible import visible, visible_in_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\u202eslautca", r"\u202eslautca"),
        ("\x9b\x7f\r", r"\x9b\x7f\r"),
        ("half \ud83d", r"half \ud83d"),
        ("one line\n\tand 両方, naïve, 한국어 👩‍🔬", "one line\n\tand 両方, naïve, 한국어 👩‍🔬"),
    ],
)
def test_what_acts_is_written_as_python_writes_it(text, shown):
    assert visible(text) == shown


def test_a_json_text_is_read_as_the_written_form():
    text = visible_in_json(json.dumps({"x": "a\u202eb\x9b"}, ensure_ascii=False))
    assert json.loads(text) == {"x": r"a\u202eb" + r"\x9b"}
