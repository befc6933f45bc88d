"""Records are whole or not there."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.course.records import KeptRecords, Record, Records, summary_of
from autograder.files import write_whole
from cnn_utils.compare.verdict import Hint, Property, Verdict
from cnn_utils.language.speaking import say, say_number
from tests.support.pseudo_language import speaking_pseudo

RECORD = Record("ada", "print", {"check_f": 7.5, "check_g": None}, {"check_f": 10.0, "check_g": 5.0})


def test_a_record_comes_back_as_it_was(tmp_path):
    records = Records(tmp_path / "a")
    records.write(RECORD)
    assert records.read("ada") == RECORD
    assert list(records) == [RECORD]


def test_the_score_counts_what_is_graded():
    assert (RECORD.score, RECORD.max_score) == (7.5, 15.0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"student": "ada"}', "[" * 100_000])
def test_a_broken_record_is_no_record(tmp_path, content):
    records = Records(tmp_path)
    (tmp_path / "ada.json").write_text(content)
    assert records.read("ada") is None
    assert list(records) == []


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_verdict_is_shortened_for_tables():
    verdict = Verdict(
        "f",
        "failed",
        0.5,
        properties=(Property("values", 1, False),),
        hints=(Hint("bias-forgotten", "The bias is forgotten.", "", ""),),
    )
    assert summary_of(verdict, 5.0, 10.0) == {
        "exercise": "f",
        "status": "failed",
        "score": 5.0,
        "max_score": 10.0,
        "misconceptions": ["bias-forgotten"],
        "message": "The bias is forgotten.",
        "properties": {"values": False},
        "notes": [],
    }


def test_kept_records_are_read_when_they_are_asked_for(tmp_path):
    records = Records(tmp_path)
    kept = KeptRecords(records)
    for student in "abc":
        records.write(Record(student, "print", {}, {}))
        kept.add(student)
    assert len(kept) == 3
    assert [record.student for record in kept] == ["a", "b", "c"]
    assert (kept[-1].student, [record.student for record in kept[:2]]) == ("c", ["a", "b"])
    (tmp_path / "b.json").unlink()
    with pytest.raises(LookupError, match="The record of b has gone"):
        kept[1]


def test_a_record_speaks_the_language_of_its_reader(tmp_path):
    records = Records(tmp_path)
    with speaking_pseudo():
        lost = say_number(
            "{n} line of {cell} lost.", "{n} lines of {cell} lost.", 2, cell=say("cell {number}", number=3)
        )
        exercise = {"exercise": "f", "message": say("Z has shape {got}.", got=(2, 3)), "properties": {"shape": False}}
        records.write(replace(RECORD, repairs=[lost], exercises=[exercise], problem=say("It is {kind}.", kind="a PDF")))
        assert records.read("ada").repairs == ["⟦2 lines of ⟦cell 3⟧ lost.⟧"]
    read = records.read("ada")
    assert (read.repairs, read.problem) == (["2 lines of cell 3 lost."], "It is a PDF.")
    assert read.exercises[0]["message"] == "Z has shape (2, 3)."


def test_a_record_is_kept_alike_whatever_the_language(tmp_path):
    def written(folder):
        Records(folder).write(replace(RECORD, repairs=[say("{n:,} NUL bytes", n=np.int64(2000))]))
        return (folder / "ada.json").read_bytes()

    english = written(tmp_path / "english")
    with speaking_pseudo():
        assert written(tmp_path / "pseudo") == english
    assert Records(tmp_path / "pseudo").read("ada").repairs == ["2,000 NUL bytes"]
