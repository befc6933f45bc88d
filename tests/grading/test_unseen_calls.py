"""What the judge calls a function with is seen by that call alone: no cell and no page shows it."""

import json

from notebook_files import IMPORTS, ZERO_PAD_PLAN, notebook

from autograder.grading.worker import Worker
from autograder.sandbox.options import EngineOptions

KEEPS = """
seen = []
def zero_pad(X, pad):
    seen.append(X)
    print("called with", X)
    display(X)
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
"""


def test_a_function_that_keeps_what_it_is_called_with_can_show_it_to_nobody():
    submission = notebook(IMPORTS, KEEPS, "print(len(seen), 'calls')")
    with Worker(EngineOptions("step_by_step", require_sandbox=False)) as worker:
        graded = worker.grade(ZERO_PAD_PLAN, "ada", submission)
    assert graded.record.scores == {"check_zero_pad": 10.0}
    outputs = [output for cell in json.loads(graded.notebook)["cells"] for output in cell.get("outputs", ())]
    assert [output["text"] for output in outputs if output["output_type"] == "stream"] == ["0 calls\n"]
    assert b"called with [" not in graded.feedback + graded.notebook
