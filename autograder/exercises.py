"""The graded functions of both assignments: names, parameters and who helps whom."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from autograder.places import AUTOGRADER

ADDED = AUTOGRADER / "added_exercises"
"""Where a course keeps the exercises that it added: NAME.toml says what is below, NAME.py how it is graded."""


class Assignment(StrEnum):
    """The two assignments, in the order in which a course takes them."""

    step_by_step = auto()
    application = auto()


ASSIGNMENTS = tuple(assignment.value for assignment in Assignment)


@dataclass(frozen=True)
class Exercise:
    """One graded function.

    Attributes
    ----------
    name : str
    assignment : str
        "step_by_step" or "application".
    parameters : tuple of str
        Official parameter names, in order.
    helpers : tuple of str
        Graded functions that a solution of this one usually calls.
    returns : tuple of str
        What the notebook calls the returned values.
    hints : tuple of str
        What hint() says of an added exercise; for the others see `cnn_utils.checks.hint_texts`.
    added : bool
        Whether it came by ``autograder new-exercise``.
    """

    name: str
    assignment: str
    parameters: tuple[str, ...]
    returns: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    added: bool = False


_PACKAGED = (
    Exercise("zero_pad", "step_by_step", ("X", "pad"), ("X_pad",)),
    Exercise("conv_single_step", "step_by_step", ("a_slice_prev", "W", "b"), ("Z",)),
    Exercise(
        "conv_forward",
        "step_by_step",
        ("A_prev", "W", "b", "hparameters"),
        ("Z", "cache"),
        helpers=("zero_pad", "conv_single_step"),
    ),
    Exercise("pool_forward", "step_by_step", ("A_prev", "hparameters", "mode"), ("A", "cache")),
    Exercise("conv_backward", "step_by_step", ("dZ", "cache"), ("dA_prev", "dW", "db"), helpers=("zero_pad",)),
    Exercise("create_mask_from_window", "step_by_step", ("x",), ("mask",)),
    Exercise("distribute_value", "step_by_step", ("dz", "shape"), ("a",)),
    Exercise(
        "pool_backward",
        "step_by_step",
        ("dA", "cache", "mode"),
        ("dA_prev",),
        helpers=("create_mask_from_window", "distribute_value"),
    ),
    Exercise("create_placeholders", "application", ("n_H0", "n_W0", "n_C0", "n_y"), ("X", "Y")),
    Exercise("initialize_parameters", "application", (), ("parameters",)),
    Exercise("forward_propagation", "application", ("X", "parameters"), ("Z3",)),
    Exercise("compute_cost", "application", ("Z3", "Y"), ("cost",)),
    Exercise(
        "model",
        "application",
        (
            "X_train",
            "Y_train",
            "X_test",
            "Y_test",
            "learning_rate",
            "num_epochs",
            "minibatch_size",
            "print_cost",
        ),
        ("train_accuracy", "test_accuracy", "parameters"),
        helpers=("create_placeholders", "initialize_parameters", "forward_propagation", "compute_cost"),
    ),
    Exercise("convolutional_model", "application", ("input_shape",), ("model",)),
)


def _added() -> Iterator[Exercise]:
    for path in sorted(ADDED.glob("*.toml")):
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        lists = {key: tuple(record[key]) for key in ("parameters", "returns", "helpers", "hints")}
        yield Exercise(path.stem, record["assignment"], added=True, **lists)


EXERCISES: dict[str, Exercise] = {exercise.name: exercise for exercise in (*_PACKAGED, *_added())}


def exercises_of(assignment: str) -> tuple[Exercise, ...]:
    """Graded functions of an assignment, in the order of its notebook; added ones last, by name."""
    return tuple(exercise for exercise in EXERCISES.values() if exercise.assignment == assignment)


def exercise_of(grade_id: str) -> str:
    """Name the exercise that a grade cell checks: the cell of zero_pad is "check_zero_pad"."""
    return grade_id.removeprefix("check_")
