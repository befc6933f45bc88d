"""Campaigns against the judge and the reader: thousands of values and files, none of which may end either."""

import json
import random
import time
import warnings

import numpy as np
import pytest

from autograder.cases import cases_for, reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from autograder.reading import NotANotebook, read_submission
from autograder.reporting.student_code import code_of
from cnn_utils.calling.observe import observe
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.compare.calls import Foreign, Observation, Raised

SEED = 20261130
VALUES, FILES = 10_000, 2_000
NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
SCALARS = [0, 1, -1, 2**63 - 1, -(2**63), 10**400, 1e308, -1e308, 5e-324, float("inf"), float("-inf"), float("nan"),
           True, False, None, "", "x" * 300, "\ud800", "\x1b[2J", Foreign("T" * 300), 3.5]  # fmt: skip
DTYPES = ["bool", "i1", "i4", "i8", "u1", "u8", "f2", "f4", "f8", "c8", "c16"]


def array(chance, shape=None):
    if shape is None:
        shape = [chance.choice([0, 1, 1, 2, 3, 5]) for _ in range(chance.choice([0, 1, 2, 3, 4, 4, 4, 6]))]
    numbers = np.random.RandomState(chance.randrange(2**31))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = np.asarray(numbers.randn(*shape) * 10.0 ** chance.choice([-320, -10, 0, 0, 0, 38, 308]))
        made = made.astype(chance.choice(DTYPES))
        if made.dtype.kind in "fc" and made.size and chance.random() < 0.4:
            made.reshape(-1)[numbers.randint(made.size)] = chance.choice([np.nan, np.inf, -np.inf])
    return made


def value(chance, like=None, depth=0):
    """A value of any kind, often one of the form that a right answer has."""
    kind = chance.random()
    if kind < 0.6 and isinstance(like, np.ndarray):
        return array(chance, like.shape)
    if kind < 0.6 and isinstance(like, tuple):
        return tuple(value(chance, item, depth + 1) if chance.random() < 0.7 else item for item in like)
    if kind < 0.8:
        return chance.choice(SCALARS)
    if kind < 0.9 or depth > 3:
        return array(chance)
    items = [value(chance, None, depth + 1) for _ in range(chance.randrange(4))]
    return chance.choice([tuple, list, lambda items: {str(n): item for n, item in enumerate(items)}])(items)


@pytest.mark.slow
def test_no_value_ends_the_judge():
    print("seed", SEED)
    chance, given = random.Random(SEED), 0
    right = {id(c.call): observe(reference_for(n), c.call).value for n in NAMES for c in cases_for(n)}
    while given < VALUES:
        name = chance.choice(NAMES)

        def answer(call):
            nonlocal given
            given += 1
            if chance.random() < 0.1:
                texts = ["", "X" * 200, "operands could not be broadcast", "\x1b[2J`{}%s"]
                line = chance.choice([None, 0, -5, 2**62])
                return Observation("raised", raised=Raised(chance.choice(texts), chance.choice(texts), line, "`x`"))
            like = right.get(id(call))
            returned = like if chance.random() < 0.3 else value(chance, like)
            after = () if chance.random() < 0.8 else (value(chance),)
            return Observation("returned", returned, after)

        verdict = judge(name, answer)
        assert verdict.status in ("failed", "error", "unfilled", "passed")
        assert 0 <= verdict.share <= 1
        assert len(html_card(verdict) + plain_card(verdict) + verdict.message) < 1_000_000


PARTS = ["def zero_pad(X, pad):\n    return X\n", "import numpy as np\n", "%time x\n", "print 'x'\n", "\tx = 1\n",
         "if 0: f'" + "{a}" * 3_000 + "'\n", "(" * 300, "'''", "\u00a0x = 1\n", "def f(:\n", "[" * 90 + "]" * 90,
         "x = '\ud800'\n", "\x00", "a = a + 1\n" * 500, "try:\n    pass\nexcept X, e:\n    pass\n"]  # fmt: skip


def handed_in(chance):
    """A notebook of odd cells, then bytes of it changed."""
    cells = []
    for _ in range(chance.randrange(6)):
        source = "".join(chance.choice(PARTS) for _ in range(chance.randrange(5)))
        kind = chance.choice(["code", "code", "code", "markdown", "raw", "heading", 7])
        cells.append({"cell_type": kind, "source": chance.choice([source, [source], None, 3]), "metadata": {}})
    content = bytearray(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode())
    for _ in range(chance.choice([0, 0, 1, 3, 30])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content[: chance.choice([None, None, None, len(content) // 2])])


@pytest.mark.slow
def test_no_file_ends_the_reader_or_the_report():
    print("seed", SEED)
    chance = random.Random(SEED)
    for _ in range(FILES):
        content, start = handed_in(chance), time.monotonic()
        try:
            submission = read_submission(content, name="x.ipynb", assignment="step_by_step")
        except NotANotebook:
            continue
        code_of("s", submission)
        assert time.monotonic() - start < 20
