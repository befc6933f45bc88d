import pytest

from autograder.console import say, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J100/100\x1b[8m", "\\x1b[2J100/100\\x1b[8m"),
        ("\x9b2J", "\\x9b2J"),  # the same, in one character of eight bits
        ("a\rb\bc\x07\x00", "a\\rb\\x08c\\x07\\x00"),
        ("abc\u202ecba\u2066", "abc\\u202ecba\\u2066"),
        ("één\ttwo\nλ ✓", "één\ttwo\nλ ✓"),
    ],
)
def test_what_a_terminal_would_act_upon_is_written_out(text, shown):
    assert visible(text) == shown


def test_a_name_is_no_emoji(capsys):
    """A file may be called so, and is to be found under its name."""
    say(":smile:.ipynb: nothing is in it.")
    assert capsys.readouterr().out == ":smile:.ipynb: nothing is in it.\n"
