"""A question as a record: its text, its one right answer, and what each wrong answer would mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import say, speaking
from cnn_utils.questions.plain_sentences import sentence_from_plain, sentence_to_plain

Kind = Literal["number", "shape", "line", "name", "choice"]
Answer = int | float | str | tuple[int, ...]

MOST_WORDS = 35
"""No text of a question is longer: it is read beside code."""
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Wrong:
    """A wrong answer and the sentence that says what whoever gives it has in mind."""

    answer: Answer
    meaning: str


@dataclass(frozen=True)
class Question:
    """One question about one function.

    Attributes
    ----------
    family : str
        What kind of question it is: "line_runs", "shape_of_output", ...
    text : str
    kind : str
        What is asked for: "number", "shape" (whole numbers in a row), "line" (its number), "name" (of a variable), or
        "choice" (one of the letters of `choices`).
    answer : int, float, str or tuple of int
        What running the function gives.
    why : str
        The reason, with the function's own numbers.
    wrong : tuple of Wrong
        Known wrong answers; others are wrong too.
    choices : tuple of str
        What the letters a, b, c ... stand for, where `kind` is "choice".
    leads_to_mistake : bool
        Whether the function gives something else there than the exercise asks for.
    """

    family: str
    text: str
    kind: Kind
    answer: Answer
    why: str
    wrong: tuple[Wrong, ...] = ()
    choices: tuple[str, ...] = ()
    leads_to_mistake: bool = False

    @property
    def shown_answer(self) -> str:
        """The right answer as a person reads it."""
        return self.shown(self.answer)

    def shown(self, answer: Answer) -> str:
        """Write an answer as a person reads it: a letter with what it stands for."""
        if self.choices and isinstance(answer, str) and answer in LETTERS[: len(self.choices)]:
            return say(self.choices[LETTERS.index(answer)])
        return f"{answer:g}" if isinstance(answer, float) else str(answer)

    def is_fair(self) -> bool:
        """Whether exactly one answer is right, and every text, in English, short enough to be read beside code."""
        answers = [as_given(self.kind, wrong.answer) for wrong in self.wrong]
        texts = [self.text, self.why, *self.choices, *(wrong.meaning for wrong in self.wrong)]
        return (
            as_given(self.kind, self.answer) is not None
            and None not in answers
            and as_given(self.kind, self.answer) not in answers
            and len(set(answers)) == len(answers)
            and len(set(self.choices)) == len(self.choices)
            and all(len(text.split()) <= MOST_WORDS for text in texts)
        )


def as_given(kind: str, answer: object) -> Answer | None:
    """Bring an answer into the form that is compared; None for what is no answer of that kind.

    Nothing that a student's object brings along is run: only plain numbers, texts, and rows of whole numbers count.
    """
    if kind == "choice":
        letter = answer.strip(" .)").lower() if type(answer) is str else ""
        return letter if len(letter) == 1 and letter in LETTERS else None
    if kind == "name":
        return answer.strip(" `'\"") or None if type(answer) is str else None
    if kind == "shape":
        row: Any = answer if type(answer) in (tuple, list) else (answer,)
        whole = tuple(number for number in row if type(number) is int)
        return whole if whole and len(whole) == len(row) else None
    if type(answer) is str:
        answer = _number_in(answer)
    if type(answer) is int:
        return answer
    if type(answer) is not float or not math.isfinite(answer):
        return None
    rounded = round(answer, 2)
    return int(rounded) if rounded.is_integer() else rounded


def _number_in(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Asked:
    """The questions on one function, or a sentence that says why there are none.

    Attributes
    ----------
    exercise : str
    questions : tuple of Question
    problem : str
    attempt : int
        Each attempt has other numbers.
    """

    exercise: str
    questions: tuple[Question, ...] = ()
    problem: str = ""
    attempt: int = field(default=1)


def asked_to_plain(asked: Asked) -> dict[str, Any]:
    """Write questions as plain data that can leave the process of a student."""
    return {
        "exercise": asked.exercise,
        "problem": sentence_to_plain(asked.problem),
        "attempt": asked.attempt,
        "questions": [
            {part.name: getattr(question, part.name) for part in fields(Question)}
            | {
                "text": sentence_to_plain(question.text),
                "why": sentence_to_plain(question.why),
                "wrong": [(wrong.answer, sentence_to_plain(wrong.meaning)) for wrong in question.wrong],
                "choices": [sentence_to_plain(text) for text in question.choices],
            }
            for question in asked.questions
        ],
    }


@speaking(ENGLISH)
def asked_from_plain(value: Any) -> Asked:  # noqa: ANN401 - a student may have forged it: every part is checked
    """Read what `asked_to_plain` wrote.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    try:
        exercise, problem, attempt, questions = (value[key] for key in ("exercise", "problem", "attempt", "questions"))
        if type(attempt) is not int:
            raise TypeError("the attempt is no number")
        asked = Asked(_text(exercise), tuple(map(_question, questions[:20])), sentence_from_plain(problem), attempt)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"these are no questions: {error}") from None
    if not all(question.is_fair() for question in asked.questions):
        raise ValueError("a question has two right answers, or none")
    return asked


def _question(parts: Any) -> Question:  # noqa: ANN401 - as above
    if parts["kind"] not in get_args(Kind):
        raise ValueError("there is no such kind of question")
    return Question(
        family=_text(parts["family"]),
        text=sentence_from_plain(parts["text"]),
        kind=parts["kind"],
        answer=parts["answer"],
        why=sentence_from_plain(parts["why"]),
        wrong=tuple(Wrong(answer, sentence_from_plain(meaning)) for answer, meaning in parts["wrong"][:20]),
        choices=tuple(sentence_from_plain(one) for one in parts["choices"][: len(LETTERS)]),
        leads_to_mistake=parts["leads_to_mistake"] is True,
    )


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError("a text is missing")
    return value[:1000]
