"""Numbers that stand for rows and for sets of rows, so that a million of them are compared at once.

Equal rows have equal marks; that two others have the same is as likely as one in 2⁶⁴.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]
UNKNOWN = np.iinfo(np.int64).min
"""Stands for null."""

Marks = npt.NDArray[np.uint64]


def whole_numbers(column: pa.Array) -> Numbers:
    """Give whole numbers, days and dictionaries' indices as NumPy's."""
    if pa.types.is_dictionary(column.type):
        column = column.indices
    elif pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return pc.fill_null(column.cast(pa.int64()), UNKNOWN).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def text_marks(column: pa.DictionaryArray) -> Marks:
    """Mark strings by what they say, the same in whichever table or part; null is 0."""
    from pandas.util import hash_array

    values = np.append(column.dictionary.to_numpy(zero_copy_only=False).astype(object), "")
    marks = hash_array(values, categorize=False)
    marks[-1] = 0
    return marks[pc.fill_null(column.indices, len(values) - 1).to_numpy(zero_copy_only=False)]  # type: ignore[no-any-return]


def row_marks(*columns: Numbers | Marks) -> Marks:
    """Mark rows by their values in some columns."""
    marks = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        marks = _mixed(marks + column.astype(np.uint64))
    return marks


def set_marks(groups: Numbers, members: Marks, count: int) -> Marks:
    """Mark each group, by its number from 0, by the set of its members; 0 where it has none."""
    marks = np.zeros(count, np.uint64)
    _, first = np.unique(row_marks(groups, members), return_index=True)
    first = first[groups[first] >= 0]
    np.add.at(marks, groups[first], members[first])
    return marks


def first_alike(marks: Marks) -> Numbers:
    """Give, for each row, the number of the first row of the same mark."""
    _, first, places = np.unique(marks, return_index=True, return_inverse=True)
    return first[places]


def _mixed(marks: Marks) -> Marks:
    """Spread numbers over all 64 bits, by the steps of SplitMix64."""
    marks = marks + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        marks = (marks ^ (marks >> np.uint64(shift))) * np.uint64(factor)
    return marks ^ (marks >> np.uint64(31))
