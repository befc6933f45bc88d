"""Make the questions on one function: families drawn from a fingerprint of its own code, each question checked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.calling.observe import random_stream_kept
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import later, say, speaking
from cnn_utils.questions.families import (
    flow_questions,
    hand_questions,
    outcome_questions,
    structure_questions,
    trace_questions,
    what_if_questions,
)
from cnn_utils.questions.families.consequences import NUMBERS, consequence
from cnn_utils.questions.families.small_calls import STEPS, any_call
from cnn_utils.questions.graph_families import (
    cost_questions,
    graph_questions,
    keras_questions,
    network_questions,
    training_questions,
)
from cnn_utils.questions.graph_families.graphs import graph_of
from cnn_utils.questions.question import Asked, Question
from cnn_utils.questions.subject import Subject

Maker = Callable[[Subject, random.Random], Question | None]

COUNT = 3
ATTEMPTS = 3
_ROUNDS = 3

# What asks about the student's own lines comes first more often than what fits every style.
_IN_ORDER = (
    (trace_questions, structure_questions),
    (what_if_questions, flow_questions),
    (hand_questions, outcome_questions),
)
_OF_STEPS: dict[str, Maker] = {
    name: maker for modules in _IN_ORDER for module in modules for name, maker in module.FAMILIES.items()
}
_RANKS = {name: rank / 2 for rank, modules in enumerate(_IN_ORDER) for module in modules for name in module.FAMILIES}
_RANKS["value_before_run"] = 0.5  # the same for every function that builds a graph
_OF_GRAPHS: dict[str, Maker] = {
    name: maker
    for module in (graph_questions, network_questions, cost_questions, keras_questions)
    for name, maker in module.FAMILIES.items()
}


def families_of(exercise: str) -> Mapping[str, Maker]:
    """The families that may fit an exercise; empty where nothing is asked about it."""
    if exercise in STEPS:
        return _OF_STEPS
    if exercise == training_questions.EXERCISE:
        return training_questions.FAMILIES
    return _OF_GRAPHS if exercise in graph_questions.EXERCISES else {}


@random_stream_kept()
@speaking(ENGLISH)  # what is compared is English everywhere; `say` says it anew where it is shown
def questions_on(
    function: Function, exercise: str, *, count: int = COUNT, attempt: int = 1, key: str = "", open_only: bool = False
) -> Asked:
    """Make questions about a function.

    Parameters
    ----------
    function : callable
    exercise : str
    count : int
    attempt : int
        Another attempt asks with other numbers.
    key : str
        Of a course: with it, questions are asked that nobody can see before.
    open_only : bool
        Leave out what can be answered by choosing.

    Returns
    -------
    Asked
        The same for the same code, whatever its names and layout; without questions, and with a sentence that says
        why, where there are none.
    """
    if not callable(function):
        none = say("There is no function {exercise} yet: ask() is about one that runs.", exercise=exercise)
        return Asked(exercise, (), none, attempt)
    subject = Subject.of(function, exercise)
    draw = random.Random(f"{subject.key} {attempt} {key}")
    if exercise in STEPS:
        subject.words, subject.args = any_call(subject, draw)
    elif exercise == training_questions.EXERCISE:
        training_questions.train_shortly(subject, draw)
    problem = _problem_of(subject)
    if problem:
        return Asked(exercise, (), problem, attempt)
    found: list[Question] = []
    for question in _drawn(subject, draw):
        if question.text not in [other.text for other in found] and not (open_only and question.choices):
            found.append(question)
        if len(found) == count:
            break
    if not found:
        problem = say("No question fits {exercise} as it is written.", exercise=exercise)
    return Asked(exercise, tuple(found), problem, attempt)


def _problem_of(subject: Subject) -> str:
    """Say why nothing can be asked: the function stops, or does not end."""
    name = subject.exercise
    if not families_of(name):
        return say("There are no questions on {exercise}.", exercise=name)
    seen = graph_of(subject).seen if subject.exercise in graph_questions.EXERCISES else subject.example.seen
    if seen.outcome == "returned":
        first = seen.value[0] if isinstance(seen.value, tuple) and seen.value else seen.value
        if first is None:
            return say("{exercise} returns nothing yet: fill it in first, then ask again.", exercise=name)
        if name in STEPS and _draws_numbers(subject):
            return say(
                "{exercise} draws random numbers: questions come when it gives the same each time.", exercise=name
            )
        return ""
    if seen.outcome == "raised" and seen.raised is not None:
        stops = (
            later("{exercise} stops with {error} in line {line}: questions come when it runs.")
            if seen.raised.line
            else later("{exercise} stops with {error}: questions come when it runs.")
        )
        return say(stops, exercise=name, error=seen.raised.type_name, line=seen.raised.line)
    return say("{exercise} does not come to an end on a small input: questions come when it does.", exercise=name)


def _draws_numbers(subject: Subject) -> bool:
    """Whether the function gives something else when it is called again."""
    if not any(word in subject.text for word in ("rand", "rng")):
        return False

    return consequence(subject.example, subject.run(subject.args)) == NUMBERS


def _drawn(subject: Subject, draw: random.Random) -> Iterator[Question]:
    """Questions one after the other, each family once before any comes again with other numbers."""
    families = families_of(subject.exercise)
    for _ in range(_ROUNDS):
        ranked = {name: draw.random() + _RANKS.get(name, 0.0) for name in sorted(families)}
        for name in sorted(ranked, key=ranked.__getitem__):
            mine = random.Random(draw.random())  # what one family draws does not change what the next one does
            question = families[name](subject, mine)
            if question is not None and question.is_fair() and question.wrong:
                yield question
