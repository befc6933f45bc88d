"""Copies are found whatever was done to hide them; honest students who wrote the same thing are not."""

import ast
import random
import time

import pytest
from simulated_code import SOLUTIONS, copied, honest

from autograder.demo.answers import in_another_style
from autograder.reading import read_submission
from autograder.reporting.code_prints import fingerprint
from autograder.reporting.flags import Flag
from autograder.reporting.near_duplicates import near_duplicates
from autograder.reporting.student_code import StudentCode, code_of, function_code, functions_of_module
from autograder.thresholds import Thresholds

GIVEN = {name: [function] for name, function in functions_of_module("\n".join(SOLUTIONS.values())).items()}


def tree(text):
    return ast.parse(text).body[0]


def student_code(student, code):
    return StudentCode(student, {name: function_code(text, [tree(text)], frozenset()) for name, text in code.items()})


def own_phrases(student, code):
    """How many functions differ from the reference in more than names, order and layout."""
    functions = student_code(student, code).functions
    return sum(function.whole != GIVEN[name][0].whole for name, function in functions.items())


def simulated_class(students, copies, seed):
    """Honest students and copies of some; a copied student has phrased at least four functions in ways of their own."""
    chance = random.Random(seed)
    code = {f"honest-{number}": honest(chance) for number in range(students)}
    other_style = in_another_style("zero_pad")
    own = [name for name in code if code[name]["zero_pad"] != other_style and own_phrases(name, code[name]) >= 4]
    planted = set()
    for number, original in enumerate(chance.sample(own, copies)):
        code[f"planted-{number}"] = copied(code[original], chance)
        planted.add(frozenset({original, f"planted-{number}"}))
    return [student_code(name, functions) for name, functions in code.items()], planted


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_planted_copies_rank_above_every_honest_pair_in_a_class_of_200(seed):
    codes, planted = simulated_class(190, 10, seed)
    ranked = near_duplicates(codes, GIVEN)
    assert {frozenset({pair.first, pair.second}) for pair in ranked[:10]} == planted
    assert ranked[9].score >= Thresholds.near_duplicates > ranked[10].score


def test_a_number_of_thousands_of_digits_is_compared_and_flagged():
    digits = "0x" + "f" * 5000
    text = f"import numpy as np\nnp.pad = {digits}\ndef zero_pad(X, pad):\n    return X + {digits}\n"
    submission = read_submission(text.encode(), name="x.py", assignment="step_by_step")
    code = code_of("eve", submission)
    assert set(code.functions) == {"zero_pad"}
    assert code.flags == (Flag("patched library", "cell 1", "line 2: ..."),)


def test_the_common_right_solution_makes_no_pair():
    codes = [student_code(f"s{number}", SOLUTIONS) for number in range(30)]
    assert near_duplicates(codes, GIVEN) == []


def test_what_many_share_makes_no_pair_even_if_it_is_not_the_reference():
    common = {name: in_another_style(name) for name in SOLUTIONS}
    codes = [student_code(f"s{number}", common if number < 12 else SOLUTIONS) for number in range(90)]
    assert near_duplicates(codes, GIVEN) == []


def test_a_copy_shows_the_lines_that_match():
    original = SOLUTIONS | {
        "zero_pad": "def zero_pad(X, pad):\n    q = X.mean() * 7 - 3\n    return np.pad(X, q) + q % 5\n"
    }
    copy = SOLUTIONS | {
        "zero_pad": "def zero_pad(A, p):\n    # mine\n\n    w = 7 * A.mean() - 3\n    return np.pad(A, w) + w % 5\n"
    }
    codes = [student_code(f"s{number}", SOLUTIONS) for number in range(20)]
    (first, *_) = near_duplicates([*codes, student_code("a", original), student_code("b", copy)], GIVEN)
    assert {first.first, first.second} == {"a", "b"}
    (match,) = first.matches
    assert (match.function, match.first_lines, match.second_lines) == ("zero_pad", (2, 3), (4, 5))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n    b = a * 2 + 1\n    return b", "def f(x):\n    # doubled\n    y = (1 + 2 * x)\n    return y"),
        ("def f(a):\n    b = 1\n    c = a\n    return b, c", "def f(a):\n    d = a\n    e = 1\n    return e, d"),
        (
            "def f(a):\n    b, c = 1, a\n    b += c\n    return b",
            "def f(a):\n    c = a\n    b = 1\n    b = b + c\n    return b",
        ),
        ("def f(a):\n    return g(x=1, y=a) > 2", 'def f(a):\n    """Text."""\n    return 2 < g(y=a, x=1)'),
        (
            "def f(n):\n    for i in range(0, n):\n        print(i)",
            "def f(m):\n    for k in range(m):\n        print(k)",
        ),
    ],
)
def test_names_order_and_layout_leave_no_trace(one, other):
    assert fingerprint(tree(one)).whole == fingerprint(tree(other)).whole
    assert fingerprint(tree(one)).lines.keys() == fingerprint(tree(other)).lines.keys()


def test_what_is_computed_leaves_one():
    one, other = tree("def f(a, b):\n    return a - b"), tree("def f(a, b):\n    return b - a")
    assert fingerprint(one).whole != fingerprint(other).whole


@pytest.mark.slow
def test_a_thousand_students_are_compared_in_seconds():
    codes, planted = simulated_class(990, 10, seed=7)
    start = time.process_time()
    ranked = near_duplicates(codes, GIVEN)
    assert time.process_time() - start < 10
    assert {frozenset({pair.first, pair.second}) for pair in ranked[:10]} == planted


@pytest.mark.sampled(2)
@pytest.mark.parametrize("line", ["    a = a + i", "    a = a + {}"])
def test_a_function_that_is_too_large_to_compare_is_named(line):
    body = "\n".join(line.format(number) for number in range(8_000))
    text = f"def zero_pad(X, pad, i=1):\n    a = 0\n{body}\n    return X\n".encode()
    code = code_of("s", read_submission(text, name="x.py", assignment="step_by_step"))
    assert code.functions == {}
    assert code.flags == (Flag("unreadable code", "zero_pad", "too large to be compared"),)
