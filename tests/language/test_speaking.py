"""A sentence is said in the language in use, and said anew in another."""

import pickle

from cnn_utils.language.speaking import Said, say, say_number, speaking, tells
from tests.support.pseudo_language import speaking_pseudo


def test_a_sentence_of_another_language_is_said_anew():
    with speaking_pseudo():
        sentence = say("Cell {number} is empty.", number=3)
    assert sentence == "⟦Cell 3 is empty.⟧"
    assert say(sentence) == "Cell 3 is empty."


def test_a_sentence_in_a_sentence_is_said_anew_with_it():
    with speaking_pseudo():
        sentence = say("{place} stops.", place=say("Cell {number}", number=3))
    assert sentence == "⟦⟦Cell 3⟧ stops.⟧"
    assert say(sentence) == "Cell 3 stops."


def test_a_sentence_that_depends_on_a_number_is_said_anew():
    with speaking_pseudo():
        sentences = [say_number("{n} line of {cell}.", "{n} lines of {cell}.", n, cell="f") for n in (1, 2)]
    assert sentences == ["⟦1 line of f.⟧", "⟦2 lines of f.⟧"]
    assert list(map(say, sentences)) == ["1 line of f.", "2 lines of f."]


def test_nothing_is_said_of_nothing():
    with speaking_pseudo():
        assert say("") == ""


def test_a_sentence_survives_the_way_into_another_process():
    with speaking_pseudo():
        sentence = pickle.loads(pickle.dumps(say("Cell {number} is empty.", number=3)))
    assert isinstance(sentence, Said)
    assert say(sentence) == "Cell 3 is empty."


def test_a_sentence_is_known_by_its_message_in_any_language():
    with speaking_pseudo():
        sentence = say("Cell {number} is empty.", number=3)
    assert tells(sentence, "Cell {number} is empty.")
    assert not tells("Cell 3 is empty.", "Cell {number} is empty.")


def test_a_stretch_of_a_program_speaks_its_language_alone():
    with speaking_pseudo(), speaking("en"):
        assert say("Yes.") == "Yes."
