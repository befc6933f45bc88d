"""Functions as students hand them in: the mark, the repairs and the names that are said of each."""

import pytest
from student_functions import CASES, NETWORK, script

from autograder.cases import key_for
from autograder.grading.judge_submission import judge_submission
from autograder.reading import read_submission
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session

NUMPY = [case for case in CASES if case.exercise not in NETWORK]
RIGHT = [case for case in NUMPY if case.expected == "passed"]

REPAIRS = {
    "M05": ["Cell 1: lines for IPython or the shell (%..., !...) were left out."],
    "M07": ["Cell 1: lines for IPython or the shell (%..., !...) were left out."],
    "M02-cv2": ["cv2 is not installed here; an empty stand-in took its place."],
    "M15-float": ["Names that NumPy has removed were given back: np.float."],
    "M15-asscalar": ["Names that NumPy has removed were given back: np.asscalar."],
    "M15-int": ["Names that NumPy has removed were given back: np.int."],
    "M15-dtype": ["Names that NumPy has removed were given back: np.float_, np.object."],
    "M15-rank": ["Names that NumPy has removed were given back: np.alltrue, np.rank."],
    "M15-inf": ["Names that NumPy has removed were given back: np.Inf, np.NINF."],
    "M15-hint": ["Names that NumPy has removed were given back: np.float_."],
    "M16-lib": ["Names that NumPy has removed were given back: np.lib.pad."],
    "M16-arraypad": ["Names that NumPy has removed were given back: np.lib.arraypad."],
    "M16-from": ["Names that NumPy has removed were given back: np.lib.pad."],
    "M17": ["Names that NumPy has removed were given back: np.math."],
    "M18-int0": ["Names that NumPy has removed were given back: np.int0."],
    "M18-mat": ["Names that NumPy has removed were given back: np.mat."],
    "M18-typeDict": ["Names that NumPy has removed were given back: np.typeDict."],
    "M18-asscalar": ["Names that NumPy has removed were given back: np.asscalar, np.product."],
    "M19-ptp": ["Names that NumPy has removed were given back: x.ptp()."],
    "M19-itemset": ["Names that NumPy has removed were given back: x.itemset()."],
    "M20-xrange": ["xrange was used without an import and given."],
    "M20-tqdm": ["tqdm is not installed here; an empty stand-in took its place."],
    "M20-numba": ["numba is left out while grading; an empty stand-in took its place."],
}


@pytest.fixture(scope="module")
def engine():
    with Engine(EngineOptions(require_sandbox=False)) as started:
        yield started


def judged(engine, case, key=None):
    submission = read_submission(script(case), name="homework.py")
    keys = {"key_for": lambda name: key_for(b"secret", key, name)} if key else {}
    done = judge_submission(submission, [case.exercise], lambda: Session(engine), **keys)
    return done.verdicts[case.exercise], done.repairs


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.id)
def test_what_is_right_passes_and_each_help_is_listed(engine, case):
    verdict, repairs = judged(engine, case)
    assert (verdict.status, verdict.share, verdict.findings) == ("passed", 1.0, ())
    assert repairs == REPAIRS.get(case.id, [])


# What is said of each wrong function, in the first sentence of its message; and the names that come with it.
SAID = {
    "N01": (
        ["only-the-column-moves"],
        "The column where the window starts is never set back to 0, and its row never moves.",
    ),
    "N02": (["column-never-set-back"], "The column where the window starts is not set back to 0 at a new row."),
    "N03": (["f-always-2"], "f is always 2, whatever hparameters says."),
    "N04": (["f-at-most-2"], "An f above 2 is taken for 2."),
    "N05": (["stride-at-most-2"], "A stride above 2 is taken for 2."),
    "N06": (["pad-at-most-1"], "A pad above 1 is taken for 1."),
    "N07": (["pad-squared"], "pad is squared."),
    "N08": (["end-without-the-stride"], "The window starts at h * stride but ends at h + f."),
    "N09": (["right-at-stride-1-only"], "It is right at stride 1 and wrong above."),
    "N10": (["stride-and-pad-exchanged"], "stride and pad are exchanged where they are read."),
    "N11": (["random-start"], "The same call gives other numbers every time: something starts from random numbers."),
    "N12": (["loops-stop-f-early"], "The loops stop f rows and f columns early."),
    "N12-plus-1": (["loops-stop-f-minus-one-early"], "The loops stop f - 1 rows and columns early."),
    "N13": (["always-two"], "The frame is two pixels wide, whatever pad says."),
    "N13-conv": (["stride-always-2-and-pad-1"], "stride is always 2 and pad always 1, whatever hparameters says."),
    "N14": (["one-over-dz"], "Every entry is 1 / dz."),
    "N15": (["dz-not-used"], "dz is not used: every entry is 1 / (n_H * n_W)."),
    "N16": (["all-examples-and-channels"], "The window holds all examples and all channels."),
    "N17": (["dots-left-in"], "The dots of the exercise's text were left in."),
    "N18": (
        ["dA-starts-from-the-input"],
        "dA_prev holds the input too: the gradient is added up on top of A_prev.",
    ),
}
WRONG = [case for case in NUMPY if case.expected == "failed"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.id)
def test_what_is_said_of_a_wrong_function_is_true_of_it(engine, case):
    names, first = SAID[case.id]
    for student in (None, "ada", "bob"):
        verdict, _ = judged(engine, case, student)
        assert verdict.status in ("failed", "error")
        assert [hint.misconception for hint in verdict.hints] == names, student
        assert verdict.message.startswith(first)
