"""Whose turn it is: nobody starves, and nobody waits for those who cannot be served now."""

import pytest

from autograder.week.as_it_comes.turns import Turns

OLD, NEW = (("notebook", 1, 1, 1),), (("notebook", 1, 2, 2),)


@pytest.fixture
def turns():
    """Ada waits longest, then Bob, then Cy."""
    turns = Turns()
    for name in ("ada", "bob", "cy"):
        turns.join(name)
    return turns


def test_who_waits_longest_comes_first_and_keeps_the_place_with_new_work(turns):
    turns.join("ada")
    assert turns.next({"cy": OLD, "bob": OLD, "ada": NEW}) == ["ada", "bob", "cy"]
    turns.leave("ada")
    turns.join("ada")
    assert turns.next({"cy": OLD, "bob": OLD, "ada": NEW}) == ["bob", "cy", "ada"]


def test_an_answer_comes_before_a_mark_and_a_mark_before_another_try(turns):
    assert turns.answer("ada", OLD)
    assert not turns.answer("ada", OLD)  # told once
    turns.fail(["bob"])
    assert turns.next({"ada": OLD, "bob": OLD, "cy": OLD}) == ["cy"]
    assert turns.next({"ada": NEW, "bob": OLD}) == ["ada"]
    assert turns.next({"ada": OLD, "bob": OLD}) == ["ada"]
    assert turns.next({"bob": OLD}) == ["bob"]


def test_it_is_no_time_for_a_pause_while_somebodys_work_is_still_being_written(turns):
    turns.answer("ada", OLD)
    turns.fail(["bob"])
    assert turns.is_trouble
    assert not turns.is_all_trouble  # Cy's has come and is not whole
    turns.leave("cy")
    assert turns.is_all_trouble
    turns.succeed(["ada", "bob"])
    assert not turns.is_trouble
