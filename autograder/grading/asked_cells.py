"""The questions about a student's own code: asked anew in the session, their answers judged outside of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.judge.answer_grade import share_right
from autograder.reading.code.written import written
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.answer_check import attempt_in, replies
from cnn_utils.questions.ask_card import AskCard
from cnn_utils.questions.question import Asked

AskAbout = Callable[[str, int], Asked]
"""Takes an exercise and an attempt; gives the questions on what the session defines."""

_LONGEST = 5_000
_NOTHING = later("No question has been answered.")


@dataclass(frozen=True)
class Answered:
    """What a student knew of one function of theirs.

    Attributes
    ----------
    exercise : str
    share : float
        Of the questions that were answered right.
    families : dict of str to bool
        Whether the answer was right, by family.
    text, html : str
        The card.
    """

    exercise: str
    share: float = 0.0
    families: Mapping[str, bool] = field(default_factory=dict)
    text: str = field(default_factory=lambda: say(_NOTHING))
    html: str = field(default_factory=lambda: f"<p>{say(_NOTHING)}</p>")

    def to_json(self) -> dict[str, Any]:
        """What a record keeps of it."""
        return {"exercise": self.exercise, "share": round(self.share, 3), "families": dict(self.families)}


def judge_answers(exercise: str, cells: Sequence[Mapping[str, Any]], ask_about: AskAbout) -> Answered:
    """Ask anew about what the session defines, and hold the answers that the notebook keeps against it.

    Where nothing was answered, nothing is asked, which costs no time.
    """
    answers = answers_in(cells, exercise)
    if not any(value is not None for key, value in answers.items() if key != "try"):
        return Answered(exercise)
    asked = ask_about(exercise, attempt_in(answers))
    told = replies(asked, answers)
    card = AskCard(asked, told)
    families = {question.family: reply.right is True for question, reply in zip(asked.questions, told, strict=True)}
    return Answered(exercise, share_right(asked, answers), families, str(card), card._repr_html_())


def answers_in(cells: Sequence[Mapping[str, Any]], exercise: str) -> dict[Any, Any]:
    """Read the answers from the text of a notebook: the last dict of plain values of that name. No code is run."""
    found: dict[Any, Any] = {}
    for cell in cells:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "code" and f"answers_{exercise}" in source and len(source) < _LONGEST:
            found = _assigned(source, f"answers_{exercise}") or found
    return found


def _assigned(source: str, name: str) -> dict[Any, Any] | None:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in reversed(body):
        if isinstance(node, ast.Assign) and [written(target) for target in node.targets] == [name]:
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                return None
            return value if isinstance(value, dict) else None
    return None
