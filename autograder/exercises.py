"""The graded functions of both assignments: names, parameters and who helps whom."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from autograder.errors import UserError
from autograder.own_course import course_root, on_change
from cnn_utils.language.speaking import later, say

ADDED = "exercises"
"""Where a course keeps the exercises that it added: NAME.toml says what is below, NAME.py how it is graded."""


class Assignment(StrEnum):
    """The two assignments, in the order in which a course takes them."""

    step_by_step = auto()
    application = auto()


ASSIGNMENTS = tuple(assignment.value for assignment in Assignment)
_TITLES = {"step_by_step": later("step by step"), "application": later("application")}


LAYERS_READY_MADE = frozenset({"tensorflow", "keras", "scipy", "torch", "jax", "sklearn", "skimage", "cv2", "cupy"})
"""Libraries in which the layers are to be had ready-made; who is to write them may not need them."""


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
        What hint() says in this course; where it says nothing of its own, see `cnn_utils.checks.hint_texts`.
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


EXERCISES: dict[str, Exercise] = {}
"""Every exercise by name: those that come with the package, and those of the course that this process works in."""


@on_change
def _read_exercises() -> None:
    EXERCISES.clear()
    EXERCISES.update((exercise.name, exercise) for exercise in _PACKAGED)
    EXERCISES.update((exercise.name, exercise) for exercise in _of_the_course())


def _of_the_course() -> Iterator[Exercise]:
    """Exercises that the course added, and those of the package to which it gives hints of its own."""
    root = course_root()
    for path in sorted((root / ADDED).glob("*.toml")) if root else ():
        try:
            record = tomllib.loads(path.read_text(encoding="utf-8"))
            if path.stem in EXERCISES:
                yield replace(EXERCISES[path.stem], hints=tuple(record["hints"]))
                continue
            lists = {key: tuple(record[key]) for key in ("parameters", "returns", "helpers", "hints")}
            yield Exercise(path.stem, Assignment(record["assignment"]).value, added=True, **lists)
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{path} does not describe an exercise: {error}. docs/new_exercise.md shows one that does."
            raise UserError(msg) from None


_read_exercises()


def exercises_of(assignment: str) -> tuple[Exercise, ...]:
    """Graded functions of an assignment, in the order of its notebook; added ones last, by name."""
    return tuple(exercise for exercise in EXERCISES.values() if exercise.assignment == assignment)


def exercise_of(grade_id: str) -> str:
    """Name the exercise that a grade cell checks: the cell of zero_pad is "check_zero_pad"."""
    return grade_id.removeprefix("check_")


def assignment_title(assignment: str) -> str:
    """What an assignment is called where people read it."""
    return say(_TITLES.get(assignment, assignment.replace("_", " ")))
