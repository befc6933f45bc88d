"""What the families share: run the function, read a number of its output, put a question together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.question import LETTERS, Answer, Kind, Question, Wrong
from cnn_utils.questions.subject import Subject

_LARGEST = 1_000_000
_MOST_WRONG = 6


def number_at(value: Plain, place: tuple[int, ...] = ()) -> int | float | None:
    """Read one number of an output, as an answer is written; None where there is none."""
    number = exact_number_at(value, place)
    if number is None:
        return None
    rounded = round(number, 6)
    return int(rounded) if rounded.is_integer() else round(rounded, 2)


def exact_number_at(value: Plain, place: tuple[int, ...] = ()) -> float | None:
    """Read one number of an output; None where there is none."""
    if isinstance(value, np.ndarray) and value.size == 1 and not place:
        value = value.reshape(())
    if place and not isinstance(value, np.ndarray):
        return None
    try:
        number = float(value[place] if isinstance(value, np.ndarray) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError, IndexError):
        return None
    return number if abs(number) < _LARGEST else None


def output(subject: Subject, args: tuple[Plain, ...], which: int = 0) -> Plain:
    """Run the function and take one of its outputs; None where it gives none."""
    outputs = subject.run(args).outputs
    return outputs[which] if outputs is not None and len(outputs) > which else None


def made(
    family: str,
    text: str,
    kind: Kind,
    answer: Answer | None,
    reason: str,
    slips: Sequence[tuple[Any, str]],
    by_rule: object = None,
) -> Question | None:
    """Put a question together: slips that give the answer itself, or one another's, are left out.

    Where the function gives something else than the rule of its exercise, the reason is left for the student to find.
    """
    if answer is None:
        return None
    leads_to_mistake = by_rule is not None and answer != by_rule
    if leads_to_mistake:
        reason = say(
            "Your function gives {answer}. Go through its lines with these numbers: is that what you meant?",
            answer=shown(answer),
        )
    kept: dict[Any, str] = {}
    for slip, meaning in [*slips, *_near(kind, answer)]:
        if slip is not None and slip != answer and len(kept) < _MOST_WRONG:
            kept.setdefault(slip, meaning)
    wrong = tuple(Wrong(slip, meaning) for slip, meaning in kept.items())
    return Question(family, text, kind, answer, reason, wrong, leads_to_mistake=leads_to_mistake)


def _near(kind: Kind, answer: Any) -> list[tuple[Any, str]]:  # noqa: ANN401 - an answer of any kind
    """Answers that are nearly right, and what to look at then."""
    if kind == "number":
        return [
            (answer + 1, later("One too many: does the counting begin at 0 or at 1?")),
            (answer - 1 if answer else None, later("One too few: does the first one count?")),
            (2 * answer, later("Twice as much: is something counted double?")),
            (answer // 2, later("Half of it, or less: is something left out?")),
            (answer + 2, later("Two too many: go through it once more.")),
        ]
    if kind == "shape":
        return [
            (tuple(reversed(answer)), later("The axes stand in the other order.")),
            (answer[1:] or None, later("One axis is missing.")),
            ((*answer, 1), later("There is no further axis.")),
            ((1, *answer), later("There is no further axis.")),
            (tuple(length + 1 for length in answer), later("Each length is one too large.")),
        ]
    return []


def shown(answer: object) -> str:
    """Write an answer as Python does."""
    return f"{answer:g}" if isinstance(answer, float) else str(answer)


def chosen(
    family: str, text: str, options: Sequence[tuple[str, str]], right: int, reason: str, draw: random.Random
) -> Question:
    """Put a question of several choices together, in a drawn order.

    Parameters
    ----------
    family, text, reason : str
    options : sequence of (str, str)
        What each says, and what it means to say so.
    right : int
        Which of the options is right.
    draw : random.Random
    """
    order = list(range(len(options)))
    draw.shuffle(order)
    wrong = tuple(Wrong(LETTERS[at], options[place][1]) for at, place in enumerate(order) if place != right)
    shown_in_order = tuple(options[place][0] for place in order)
    return Question(family, text, "choice", LETTERS[order.index(right)], reason, wrong, shown_in_order)
