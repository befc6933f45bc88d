"""What notebooks and users import says what it takes, gives and raises, by numpydoc's own checks."""

import importlib
import inspect
import pkgutil

import pytest
from numpydoc.validate import validate

NOT_ASKED_FOR = {
    "ES01": "a summary that says it all needs no second one",
    "EX01": "the examples are the notebooks and the guides",
    "SA01": "a package's face is short enough to see beside",
    "PR07": "`A_prev : ndarray of shape (m, n_H, n_W, n_C)` says what the notebooks call it and how it is laid out",
    "RT02": "what is returned keeps the name that the notebooks give it",
    "RT03": "as PR07",
    "SS05": "takes plural nouns for verbs",
}

AS_IN_THE_NOTEBOOK = {"autograder.fast_layers"}  # the layers take and give what `autograder.solutions` says


def faces():
    """The packages, each with what it hands to whoever imports it."""
    for name in ("cnn_utils", "autograder"):
        package = importlib.import_module(name)
        yield name
        found = pkgutil.walk_packages(package.__path__, f"{name}.")
        yield from (one.name for one in found if one.ispkg and one.name not in AS_IN_THE_NOTEBOOK)


def public_names():
    for face in faces():
        package = importlib.import_module(face)
        for name in getattr(package, "__all__", ()):
            if inspect.isroutine(getattr(package, name)) or inspect.isclass(getattr(package, name)):
                yield f"{face}.{name}"


def says_its_fields(value):
    """Whether a class lists what it is made from under Attributes, or takes what its base takes."""
    given = inspect.signature(value).parameters.values()
    return "Attributes\n" in value.__doc__ or all(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in given)


def shortcomings(name):
    package, _, attribute = name.rpartition(".")
    value = getattr(importlib.import_module(package), attribute)
    errors = [(code, message) for code, message in validate(name)["errors"] if code not in NOT_ASKED_FOR]
    if inspect.isclass(value) and "PR01" in dict(errors) and says_its_fields(value):
        errors = [(code, message) for code, message in errors if code != "PR01"]
    return [f"{code} {message}" for code, message in errors]


@pytest.mark.parametrize("name", sorted(public_names()))
def test_the_docstring_is_complete(name):
    assert shortcomings(name) == []
