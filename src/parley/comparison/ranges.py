"""Compare tables that do not fit into memory: range after range of their key's first column.

Each range is read from the row groups that reach into it. Tables sorted by key, as all of this dataset are, are read
little more than once so; others take longer, but no more memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley.comparison.rows import (
    KeyTwiceError,
    Numbers,
    PlacedChanges,
    RowChanges,
    as_text,
    compare_rows,
    decoded,
    place_changes,
)
from parley.comparison.sides import Side

RANGE_BYTES = 512 << 20
"""About what the rows of both sides that are compared at a time take in memory."""

_SAMPLED = 100_000
"""Keys of each side from which the ranges are cut, at most about twice as many."""


class _Reach(NamedTuple):
    """The least and the greatest value that each row group has, and every so many values of all."""

    least: list[str]
    greatest: list[str]
    sample: list[str]


def compare_sides(old: Side, new: Side, key: Sequence[str], columns: Sequence[str]) -> RowChanges:
    """Compare a table of two states.

    Parameters
    ----------
    old, new : Side
    key : sequence of str
        Columns that tell a row from the others.
    columns : sequence of str
        The other columns to compare.

    Returns
    -------
    RowChanges
        In the order of the old and the new table.

    Raises
    ------
    ParleyError
        A table cannot be read, or a key occurs twice on one side.
    """
    number = -(-(old.bytes + new.bytes) // RANGE_BYTES)
    if number <= 1:
        return compare_rows(old.read(), new.read(), key, columns)
    reaches = _reach(old, key[0]), _reach(new, key[0])
    keys = sorted(reaches[0].sample + reaches[1].sample)
    bounds = sorted({keys[len(keys) * cut // number] for cut in range(1, number)} - {""})
    found: list[PlacedChanges] = []
    twice: list[KeyTwiceError] = []
    for start, end in pairwise([None, *bounds, None]):
        (before, old_rows), (after, new_rows) = (
            _range(side, reach, key[0], start, end) for side, reach in zip((old, new), reaches, strict=True)
        )
        try:
            changes = place_changes(before, after, key, columns)
        except KeyTwiceError as error:
            rows = new_rows if error.is_new else old_rows
            twice.append(KeyTwiceError(error.is_new, int(rows[error.row]), error.key))
        else:
            places = new_rows[changes.added], old_rows[changes.removed], old_rows[changes.changed]
            found.append(PlacedChanges(changes.rows, *places, changes.columns))
    if twice:
        raise min(twice, key=lambda error: (error.is_new, error.row)).refusal()
    return _joined(found)


def _reach(side: Side, column: str) -> _Reach:
    step = max(1, side.num_rows // _SAMPLED)
    least, greatest, sample = [], [], []
    for group in range(side.file.num_groups):
        ends: list[str] = []
        for _, piece in side.pieces([column], [group]):
            values = _texts(piece, column)
            ends += pc.min_max(values).as_py().values() if len(values) else ()
            sample += values.take(pa.array(np.arange(0, len(values), step))).to_pylist()
        least.append(min(ends, default=""))
        greatest.append(max(ends, default=""))
    return _Reach(least, greatest, sample)


def _range(side: Side, reach: _Reach, column: str, start: str | None, end: str | None) -> tuple[pa.Table, Numbers]:
    """Read the rows whose values of a column lie from a start to before an end, and their numbers."""
    groups = [
        group
        for group, (least, greatest) in enumerate(zip(reach.least, reach.greatest, strict=True))
        if (start is None or greatest >= start) and (end is None or least < end)
    ]
    parts, numbers = [side.file.schema.empty_table()], [np.empty(0, np.int64)]
    for first, piece in side.pieces(groups=groups):
        values = _texts(piece, column)
        is_within = np.ones(len(values), bool)
        if start is not None:
            is_within &= pc.greater_equal(values, start).to_numpy()
        if end is not None:
            is_within &= pc.less(values, end).to_numpy()
        rows = np.flatnonzero(is_within)
        numbers.append(first + rows)
        parts.append(piece if len(rows) == len(values) else piece.filter(pa.array(is_within)))
    return pa.concat_tables(parts), np.concatenate(numbers)


def _texts(piece: pa.Table, column: str) -> pa.ChunkedArray:
    """Give a column as text; null is the least."""
    return pc.fill_null(as_text(decoded(piece[column])), "")


def _joined(found: Sequence[PlacedChanges]) -> RowChanges:
    """Bring what was found range by range into the order of the tables."""
    return RowChanges(
        added=_in_order((each.rows.added for each in found), [each.added for each in found]),
        removed=_in_order((each.rows.removed for each in found), [each.removed for each in found]),
        changed=_in_order(
            (each.rows.changed for each in found),
            [each.changed for each in found],
            [each.columns for each in found],
        ),
    )


def _in_order(parts: Iterable[pa.Table], *numbers: Sequence[Numbers]) -> pa.Table:
    """Put tables together, sorted by the last of some numbers of their rows, and then those before."""
    order = np.lexsort([np.concatenate(each) for each in numbers])
    return pa.concat_tables(parts).take(pa.array(order)).combine_chunks()
