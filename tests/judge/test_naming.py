"""Known mistakes are held against what was seen; what they do is computed once."""

from dataclasses import replace

from autograder.cases import cases_for
from autograder.judge.naming import variant_wrong_parts
from autograder.misconceptions import misconceptions_of


def test_a_variant_is_run_once_on_each_call_however_many_notebooks_are_asked_it():
    runs = []
    record = misconceptions_of("conv_forward")[0]
    counted = replace(record, variant=lambda *args: (runs.append(args), record.variant(*args))[1])
    cases = cases_for("conv_forward", "current", b"counted")
    first, again = ([variant_wrong_parts(counted, case) for case in cases] for _ in range(2))
    assert len(runs) == len({id(case.call) for case in cases}) < len(cases)
    assert all(one is other for one, other in zip(first, again, strict=True))
