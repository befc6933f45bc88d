"""Campaigns against the judge and the reader: thousands of values and files, none of which may end either."""

import json
import random
import time
import warnings
from contextlib import suppress
from copy import deepcopy

import numpy as np
import pytest

from autograder.cases import cases_for, reference_for
from autograder.class_run.run import make_plan
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.exercises import exercises_of
from autograder.grading.worker import Worker
from autograder.judge import judge
from autograder.reading import NotANotebook, read_submission
from autograder.reporting.near_duplicates import near_duplicates
from autograder.reporting.student_code import code_of
from autograder.sandbox.options import EngineOptions
from cnn_utils.calling.observe import observe
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.compare.calls import Foreign, Observation, Raised

A = "step_by_step"
SEED = 20261130
VALUES, FILES = 10_000, 2_000
NAMES = [exercise.name for exercise in exercises_of(A)]
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
         "def create_mask(x):\n    return 0x" + "f" * 5_000 + "\n", "exec('" + "-" * 7_000 + "1')\n",
         "x = '\ud800'\n", "\x00", "a = a + 1\n" * 500, "try:\n    pass\nexcept X, e:\n    pass\n"]  # fmt: skip


RESULTS = [
    "1e308", "10**400", "float('nan')", "'x' * 10**6", "X", "args", "np.zeros((2,) * 9)", "np.array(object())", "1 / 0",
    "[[]] * 9999", "__import__('os')._exit(3)", "(_ for _ in ())", "type('T' * 50, (), {})()", "len", "np.ma.masked",
]  # fmt: skip
ODD = [
    None,
    7,
    -1,
    10**400,
    float("nan"),
    "x",
    "\ud800",
    "\x1b[2J<script>",
    [],
    {},
    [[]],
    {"a": None},
    True,
    "9" * 5000,
]


def odd_cells(chance):
    """Cells that are hardly any."""
    for _ in range(chance.randrange(6)):
        source = "".join(chance.choice(PARTS) for _ in range(chance.randrange(5)))
        kind = chance.choice(["code", "code", "code", "markdown", "raw", "heading", 7])
        yield {"cell_type": kind, "source": chance.choice([source, [source], None, 3]), "metadata": {}}


def odd_answers(chance, cells):
    """Some of the released cells, some functions of which return something."""
    for cell in sorted(chance.sample(cells, 6), key=cells.index):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in NAMES and chance.random() < 0.5:
            result = chance.choice(RESULTS)
            cell["source"] = f"def {name}(X, *args, **named):\n    return {result}\n"
        yield cell


def disturb(chance, value):
    """Put something odd in place of a part, anywhere."""
    while isinstance(value, dict | list) and value:
        places = list(value) if isinstance(value, dict) else range(len(value))
        place = chance.choice(places)
        if not isinstance(value[place], dict | list) or not value[place] or chance.random() < 0.2:
            value[place] = deepcopy(chance.choice([*ODD, value[chance.choice(places)]]))
            return
        value = value[place]


def handed_in(chance, released):
    """A notebook, disturbed in its parts, then in its bytes."""
    notebook = json.loads(released)
    if chance.random() < 0.3:
        notebook["cells"] = list(odd_cells(chance))
    else:
        notebook["cells"] = list(odd_answers(chance, notebook["cells"]))
    for _ in range(chance.choice([0, 1, 5, 30])):
        disturb(chance, notebook)
    content = bytearray(json.dumps(notebook).encode())
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content[: chance.choice([None] * 9 + [len(content) // 2])])


@pytest.fixture
def grading(course_root):
    """Worker, plan and the released notebook of a course."""
    with GradebookWriter(Course(course_root), A, A) as writer:
        plan = make_plan(Course(course_root), A, writer.master_cells())
    released = (course_root / "release" / A / f"{A}.ipynb").read_bytes()
    with Worker(EngineOptions.for_course(A, course_root)) as worker:
        yield lambda content: worker.grade(plan, "ada", content), released


@pytest.mark.slow
def test_no_hand_in_ends_reading_grading_or_the_report(grading):
    print("seed", SEED)
    grade, released = grading
    chance, codes = random.Random(SEED), []
    for number in range(FILES):
        content, start = handed_in(chance, released), time.monotonic()
        graded = grade(content)
        assert graded.record.faults == [], number
        assert None not in graded.record.scores.values(), number
        assert "ungraded" not in {exercise["status"] for exercise in graded.record.exercises}, number
        assert len(graded.feedback) + len(graded.notebook) < 4_000_000, number
        with suppress(NotANotebook):
            codes.append(code_of(f"s{number}", read_submission(content, name="x.ipynb", assignment=A)))
        assert time.monotonic() - start < 120, number
    start = time.process_time()
    near_duplicates(codes, {})
    assert time.process_time() - start < 60
