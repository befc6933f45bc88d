"""The table of older names, held against what NumPy says itself of the names that it took away."""

import warnings

import numpy as np
import pytest
from numpy import _expired_attrs_2_0

from autograder.sandbox.inside.older.numpy_names import METHODS, TODAY, WITHOUT_SUCCESSOR, give_back

EXPIRED = _expired_attrs_2_0.__expired_attributes__
# Of NumPy's release notes, under "Expired deprecations", beside what 2.0 took away and lists itself.
NOTED = {
    "1.23 and 1.24": "alen asscalar bool int float complex object str long unicode rank",
    "1.25 and 1.26": "typeDict sctypeNA typeNA int0 uint0 void0 object0 bytes0 str0 bool8",
    "2.0": "product cumproduct sometrue alltrue msort math NAN emath",
    "2.4 and later": "in1d trapz row_stack",
}
STATED = set(EXPIRED) | {name for names in NOTED.values() for name in names.split()}
SOURCE_OF_METHODS = {"ptp", "itemset", "newbyteorder", "tostring"}  # 2.0, and 2.3 for the last


def is_there(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hasattr(np, name)


@pytest.fixture
def numpy_as_it_was():
    before = set(vars(np))
    yield
    for name in TODAY.keys() & (set(vars(np)) - before):  # no submodule that was imported meanwhile
        delattr(np, name)


def test_every_name_that_numpy_lists_as_removed_has_a_successor_or_none_on_purpose():
    assert set(EXPIRED) | set(np.__former_attrs__) <= TODAY.keys() | WITHOUT_SUCCESSOR


def test_every_name_of_the_table_was_removed_by_numpys_own_word():
    assert TODAY.keys() | WITHOUT_SUCCESSOR <= STATED
    assert not TODAY.keys() & WITHOUT_SUCCESSOR
    assert METHODS.keys() == SOURCE_OF_METHODS


@pytest.mark.parametrize("name", [name for name in TODAY if not is_there(name)])
def test_each_of_them_comes_back_when_code_uses_it(name, numpy_as_it_was):
    assert give_back([f"import numpy as np\nnp.{name}"]) == [f"np.{name}"]
    assert getattr(np, name) is not None


def test_an_import_of_a_removed_name_gives_it_back(numpy_as_it_was):
    assert give_back(["from numpy import asscalar, product"]) == ["np.asscalar", "np.product"]
    assert np.asscalar(np.array([[2]])) == 2
