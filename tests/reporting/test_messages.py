"""What students read: all of it in one table, and each first sentence short."""

import json

from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.misconceptions import catalogue
from autograder.reporting.messages import Message, messages

TABLE = list(messages())


def test_every_first_sentence_has_twenty_words_or_fewer():
    assert [(message.place, message.text) for message in TABLE if message.first_words > 20] == []


def test_the_table_holds_what_each_room_says():
    texts = {message.text for message in TABLE}
    assert {
        "The window starts at h * stride but ends at h + f.",
        "Names that NumPy has removed were given back: {names}.",
        "There is no function named {exercise}.",
        "The grader itself failed here, which is no mistake of yours: your instructor will look at it.",
        "The file is a notebook without any cells.",
        "The sum of dA_prev is not the sum of dA: pooling hands every gradient back once, whole.",
    } <= texts


def test_what_a_sentence_quotes_counts_as_one_word():
    assert Message("", "{exercise} uses your {' and '.join(used)}. Then more.").first_words == 4


def test_the_command_prints_a_line_for_each():
    lines = CliRunner().invoke(app, ["messages"]).output.splitlines()
    assert len(lines) >= len(TABLE)
    assert any(line.startswith("conv_forward/stride-ignored ") for line in lines)


def test_entries_that_nobody_was_given_are_listed(tmp_path):
    line = {"exercises": [{"exercise": "zero_pad", "misconceptions": ["always-one"]}]}
    (tmp_path / "seen.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    output = CliRunner().invoke(app, ["messages", "--unseen", str(tmp_path / "seen.jsonl")]).output
    assert "zero_pad/always-two" in output
    assert "zero_pad/always-one" not in output
    assert f"{len(catalogue()) - 1} of {len(catalogue())} entries are named nowhere in" in output
