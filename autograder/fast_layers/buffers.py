"""The buffer of NumPy's element-wise operations, made as long as a row of what they work on.

Rows that do not lie side by side are copied into a buffer first, as many as fit, and operated on there, so that the
inner loop is a long one. From a few hundred numbers on a row is long enough by itself, and the copies double the time.
NumPy leaves them out where its buffer holds no more than one row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

Given = TypeVar("Given")
Result = TypeVar("Result")

# Numbers: rows shorter than the first are quicker copied; a buffer longer than the second falls out of the first-level
# cache where a mask is turned into numbers, which goes through the buffer in any case.
SHORT_ROW, LONGEST_BUFFER = 256, 2048


def uncopied_rows(work: Callable[[Given], Result], row: int) -> Callable[[Given], Result]:
    """Return `work` as it is to be called where its operations go along rows of `row` numbers.

    NumPy keeps the length for each thread by itself.
    """
    if row < SHORT_ROW:
        return work

    def with_short_buffer(given: Given) -> Result:
        before = np.setbufsize(min(row, LONGEST_BUFFER) // 16 * 16)  # NumPy asks for a multiple of 16
        try:
            return work(given)
        finally:
            np.setbufsize(before)

    return with_short_buffer
