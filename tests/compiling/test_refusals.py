"""A refusal of the compiler is said whole in the reader's language."""

import pytest

from cnn_utils.compiling.refusals import sentence
from tests.support.pseudo_language import plain_words, speaking_pseudo

FromNumba = type("TypingError", (Exception,), {"__module__": "numba.core.errors"})


@pytest.mark.parametrize(
    "error",
    [
        ValueError("bad axis"),
        FromNumba("Use of unsupported NumPy function 'numpy.einsum' or unsupported use of the function."),
        FromNumba("Unknown attribute 'flatten' of type array"),
        FromNumba("NameError: name 'pads' is not defined"),
        FromNumba("Cannot unify int64 and float64 for 'value.2'"),
        FromNumba("This is not supported"),
        FromNumba("No match"),
    ],
)
def test_every_reason_is_said(error):
    with speaking_pseudo():
        assert plain_words(sentence(error, plain_words)) == []


def test_a_reason_names_what_the_compiler_does_not_know():
    error = FromNumba("Use of unsupported NumPy function 'numpy.einsum' or unsupported use of the function.")
    assert sentence(error, plain_words).endswith(": the compiler does not know numpy.einsum.")
