"""What a new exercise begins as: a function that doubles its input, to be rewritten."""

from __future__ import annotations

import json
from string import Template
from typing import Any

from autograder.exercises import Exercise

_TASK = Template("""\
### Write `$name`

Say here what `$name` is for, and give its formula.""")

_SOLUTION = Template('''\
def $name($parameters):
    """Say in one line what $name does.

    Parameters
    ----------
$described_parameters

    Returns
    -------
$described_returns
    """
    ### START CODE HERE ###
$body
    ### END CODE HERE ###

    return $returns''')

_CHECK = Template("""\
check($name)
### BEGIN HIDDEN TESTS
from autograder import grade
grade($name, points=$points)
### END HIDDEN TESTS""")

_RECORD = Template("""\
# What $name is called with and returns, as the notebook says it too. How it is graded stands in $name.py.
assignment = "$assignment"
parameters = $parameters
returns = $returns
helpers = []  # graded functions that a solution of this one calls: a mistake of theirs is not paid for twice
hints = [     # what hint($name) says, one more at each call; never the solution
    "Which entry of $output does an entry of $first decide?",
    "Take a number and work out by hand what becomes of it.",
    "Multiply every entry of $first by two.",
]
""")

_GRADING = Template('''\
"""How $name is graded: the weights of what it must show, the calls, and the mistakes that are named."""

from __future__ import annotations

from autograder.cases.hidden import Line, Random, Shape
from autograder.misconceptions.record import Misconception
from cnn_utils.compare.calls import Plain

# Together 1. Every call speaks for the last two; the others are named in the lines below.
WEIGHTS = {"published example": 0.3, "values": 0.6, "output size": 0.05, "inputs unchanged": 0.05}


def _arguments(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Draw the arguments of one call, in the order of the parameters."""
    return $arguments


# What students receive, and what check() shows. The expected output is what the notebook's solution returns.
SEEDED = (Line("example", ("published example",), ((3, 4),), _arguments),)

# What they do not receive: of every line each student gets one of the shapes, and other numbers.
HIDDEN = (Line("other-shapes", ("values",), ((2, 5), (4, 3), (5, 2)), _arguments),)

MISCONCEPTIONS = (
    Misconception(
        "not-doubled",
        exercise="$name",
        variant=lambda $parameters: $unchanged,
        what="The input is returned as it came, not doubled.",
        where="Look at the line that makes $output.",
        why="Every entry of $output is twice the entry of $first.",
        origin="this course",
    ),
)
''')


def cells_of(exercise: Exercise, points: float) -> list[dict[str, Any]]:
    """Cells of the notebook: the task, the solution between its markers, and the check with the hidden grade."""
    first, returns = exercise.parameters[0], ", ".join(exercise.returns)
    solution = _SOLUTION.substitute(
        name=exercise.name,
        parameters=", ".join(exercise.parameters),
        described_parameters=_described(exercise.parameters),
        described_returns=_described(exercise.returns),
        body="\n".join(f"    {name} = 2 * {first}" for name in exercise.returns),
        returns=returns,
    )
    check = _CHECK.substitute(name=exercise.name, points=f"{points:g}")
    return [
        _cell("markdown", f"{exercise.name}_task", _TASK.substitute(name=exercise.name), {}),
        _cell("code", exercise.name, solution, {"solution": True, "locked": False}),
        _cell("code", f"check_{exercise.name}", check, {"grade": True, "points": _whole(points)}),
    ]


def record_of(exercise: Exercise) -> str:
    """The text of NAME.toml."""
    return _RECORD.substitute(
        name=exercise.name,
        assignment=exercise.assignment,
        parameters=json.dumps(exercise.parameters),
        returns=json.dumps(exercise.returns),
        first=exercise.parameters[0],
        output=exercise.returns[0],
    )


def grading_of(exercise: Exercise) -> str:
    """The text of NAME.py."""
    first = exercise.parameters[0]
    return _GRADING.substitute(
        name=exercise.name,
        parameters=", ".join(exercise.parameters),
        arguments=_tuple(["rng.randn(*shape)"] * len(exercise.parameters)),
        unchanged=_tuple([f"{first} * 1"] * len(exercise.returns)) if len(exercise.returns) > 1 else f"{first} * 1",
        first=first,
        output=exercise.returns[0],
    )


def _described(names: tuple[str, ...]) -> str:
    return "\n".join(f"    {name} : ndarray\n        Say what it is." for name in names)


def _tuple(items: list[str]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _cell(kind: str, cell_id: str, source: str, nbgrader_metadata: dict[str, Any]) -> dict[str, Any]:
    plain = {"grade": False, "locked": True, "schema_version": 3, "solution": False, "task": False}
    metadata = {"nbgrader": {**plain, "grade_id": cell_id, **nbgrader_metadata}}
    return {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}


def _whole(points: float) -> float:
    """Points as the notebooks write them: 10, not 10.0."""
    return int(points) if points == int(points) else points
