"""ask(function): questions about the function that one has just written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnn_utils.notebook import is_interactive, live_display
from cnn_utils.questions.answer_check import attempt_in, replies
from cnn_utils.questions.ask_card import AskCard
from cnn_utils.questions.making import families_of, questions_on


def ask(
    function: Callable[..., Any], answers: Mapping[Any, Any] | None = None, exercise: str | None = None
) -> AskCard | None:
    """Ask about your own function, or say which of your answers are right, and why.

    The questions are made from the text of your function and from running it on small inputs; other code is asked other
    questions. Nothing is sent anywhere.

    Parameters
    ----------
    function : callable
        Your function, for example ``conv_forward``.
    answers : mapping, optional
        Your answers under the numbers of the questions: ``{1: 12, 2: "b", 3: (2, 3, 4)}``. With ``"try": 2`` in it, the
        questions come with other numbers.
    exercise : str, optional
        The exercise it answers, if the function has another name.

    Returns
    -------
    AskCard or None
        The card that a notebook shows. None where a form is shown, and while a notebook is graded: nobody is there to
        answer then, and the grader asks by itself.

    Raises
    ------
    ValueError
        If nothing is asked about an exercise of that name.
    """
    name = exercise or str(getattr(function, "__name__", type(function).__name__))
    if not families_of(name):
        raise ValueError(f"There are no questions on {name!r}: name the exercise, as in ask(mine, exercise='zero_pad')")
    if not is_interactive():
        return None
    asked = questions_on(function, name, attempt=attempt_in(answers))
    given = {} if answers is None else dict(answers)
    if asked.problem or any(given.get(number) is not None for number in range(1, len(asked.questions) + 1)):
        return AskCard(asked, () if asked.problem else replies(asked, given))
    card = AskCard(asked)
    return None if answers is None and _show_form(card, function) else card


def _show_form(card: AskCard, function: Callable[..., Any]) -> bool:
    """Show the form where a kernel and widgets answer it; a saved page keeps the still card."""
    live = live_display()
    if live is None:
        return False
    try:
        from IPython import get_ipython

        from cnn_utils.questions.ask_widget import AskForm, fill_answer_cell, still_id

        exercise = card.asked.exercise
        form = AskForm(card.asked, lambda attempt: questions_on(function, exercise, attempt=attempt))
    except ImportError:
        return False
    events, name = get_ipython().events, still_id()
    if fill_answer_cell not in events.callbacks["post_run_cell"]:
        events.register("post_run_cell", fill_answer_cell)
    form.hide(name)
    live(form.widget)
    live({"text/html": f'<div id="{name}">{card._repr_html_()}</div>', "text/plain": str(card)}, raw=True)
    return True
