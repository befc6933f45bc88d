"""What a page says of a hidden call carries none of its inputs."""

import pytest

from autograder.judge.hidden_inputs import in_few_words
from cnn_utils.compare.verdict import Difference


@pytest.mark.parametrize(
    ("stage", "got", "said"),
    [
        ("shape", "(2, 7, 5, 3)", "(2, 7, 5, 3)"),
        ("shape", "(1, 2, 3, 4, 5, 6)", "an odd one"),
        ("shape", "(1000,)", "an odd one"),
        ("type", "an ndarray of shape (2, 3)", "an ndarray of shape (2, 3)"),
        ("type", "a tuple of 31415", "something else"),
        ("values", "0.123456789", "0.123"),
        ("values", "words", "something else"),
        ("finite", "nan", "nan"),
    ],
)
def test_a_wrong_output_is_told_in_what_fits_in_a_few_digits(stage, got, said):
    assert in_few_words(Difference(stage, "Z", got, "")).got == said
