"""The questions as a form: choose or type, check, read why, try again; the answers go into the notebook's own cell."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable
from typing import Any

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.answer_check import TRY, replies
from cnn_utils.questions.ask_card import AskCard, answer_line, prose, reply_html
from cnn_utils.questions.making import ATTEMPTS
from cnn_utils.questions.question import LETTERS, Asked, Question

_ENTER = {
    "number": later("a number"),
    "line": later("the number of a line"),
    "shape": "(2, 3, 4)",
    "name": later("a name"),
}
# What was answered in a form and is not yet in its cell, by exercise.
waiting: dict[str, dict[Any, Any]] = {}


class AskForm:
    """A form with the questions on one function.

    Parameters
    ----------
    asked : Asked
    ask_again : callable
        Takes the number of an attempt, gives its questions.
    """

    def __init__(self, asked: Asked, ask_again: Callable[[int], Asked]) -> None:
        import ipywidgets

        self._widgets = ipywidgets
        self._ask_again = ask_again
        self._fields: list[Any] = []
        self._told: list[Any] = []
        self.asked = asked
        self._style = ipywidgets.HTML()
        self.widget = ipywidgets.VBox()
        self._show(asked)

    def hide(self, name: str) -> None:
        """Hide the still card of this name wherever the form is there to be seen."""
        self._style.value = f"<style>#{name}{{display:none}}</style>"

    @property
    def answers(self) -> dict[Any, Any]:
        """What stands in the form, as the answer cell keeps it."""
        given = {number: typed(field.value) for number, field in enumerate(self._fields, 1)}
        return given if self.asked.attempt == 1 else {TRY: self.asked.attempt, **given}

    def _show(self, asked: Asked) -> None:
        widgets = self._widgets
        self.asked = asked
        self._fields = [self._field(question) for question in asked.questions]
        self._told = [widgets.HTML() for _ in asked.questions]
        self._closing = widgets.HTML()
        check = widgets.Button(description=say("Check my answers"), button_style="primary")
        again = widgets.Button(description=say("Other numbers"), disabled=asked.attempt >= ATTEMPTS)
        check.on_click(self._check)
        again.on_click(lambda _: self._show(self._ask_again(asked.attempt + 1)))
        rows = [
            widgets.VBox([widgets.HTML(f"<b>{number}.</b> {prose(say(question.text))}"), field, told])
            for number, (question, field, told) in enumerate(
                zip(asked.questions, self._fields, self._told, strict=True), 1
            )
        ]
        title = widgets.HTML(f"<b>{AskCard(asked).headline}</b>")
        self.widget.children = [self._style, title, *rows, widgets.HBox([check, again]), self._closing]

    def _field(self, question: Question) -> Any:  # noqa: ANN401  # ipywidgets has no types
        if question.kind != "choice":
            return self._widgets.Text(placeholder=say(_ENTER[question.kind]), layout={"width": "220px"})
        options = [(f"{letter}) {say(text)}", letter) for letter, text in zip(LETTERS, question.choices, strict=False)]
        return self._widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})

    def _check(self, _button: object) -> None:
        answers = self.answers
        card = AskCard(self.asked, replies(self.asked, answers))
        for told, reply in zip(self._told, card.replies, strict=True):
            told.value = reply_html(reply)
        waiting[self.asked.exercise] = answers
        line = answer_line(self.asked.exercise, answers)
        praise = say("All right.")
        done = f"<b>{praise}</b> " if card.is_right else ""
        self._closing.value = done + say(
            "Now run the cell below: your answers are written into it, and kept with the notebook. "
            "If they are not, copy this line there: {code}",
            code=prose(f"`{line}`"),
        )


def typed(value: Any) -> Any:  # noqa: ANN401 - what a field of the form holds
    """Read what was typed: a number, a shape, or else a text; None for nothing."""
    if value is None or not value.strip():
        return None
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value.strip()


def fill_answer_cell(result: Any) -> None:  # noqa: ANN401 - IPython's ExecutionResult
    """After a cell has run: if it is an answer cell without answers, write those of the form into it."""
    from IPython import get_ipython

    source = str(getattr(result.info, "raw_cell", ""))
    for exercise in [name for name in waiting if is_unanswered(source, name)]:
        answers = waiting.pop(exercise)
        shell = get_ipython()
        shell.set_next_input(answer_line(exercise, answers), replace=True)
        shell.user_ns[f"answers_{exercise}"] = answers


def is_unanswered(source: str, exercise: str) -> bool:
    """Whether a cell is the answer cell of an exercise and holds no answer yet."""
    name, _, value = source.strip().partition("=")
    if name.strip() != f"answers_{exercise}":
        return False
    try:
        answers = ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        return False
    return isinstance(answers, dict) and all(answers[key] is None for key in answers if key != TRY)


def still_id() -> str:
    """A name for the still card, which the form's style hides where the form is there."""
    return f"cnn-ask-{uuid.uuid4().hex[:12]}"
