"""What each question on a layer should be answered, found without the code that made it.

An oracle takes the student's function, the exercise, a question and a source of random numbers, and gives the answers
that are right: of a choice its letters, of everything else the value. What a question does not show may be any number,
so each is answered for several inputs; where they give several answers, the question's words do not tell which.
"""

import answers_by_running
import answers_by_text
import numpy as np

ORACLES = answers_by_running.ORACLES | answers_by_text.ORACLES


def right_answers(function, exercise, question):
    """All answers that are right for some numbers which a question's words allow: one, where it is fair."""
    chance = np.random.default_rng(list(question.text.encode()))
    return ORACLES[question.family](function, exercise, question, chance)
