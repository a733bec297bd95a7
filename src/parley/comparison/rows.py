"""Compare two Arrow tables row by row, by their key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parley.errors import ParleyError

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What became of the rows of a table.

    Attributes
    ----------
    added, removed : pyarrow.Table
        The key columns of the rows that only one side has.
    changed : pyarrow.Table
        One row per value that differs: the key columns, then ``column``, ``old`` and ``new``, which are the values as
        text.
    """

    added: pa.Table
    removed: pa.Table
    changed: pa.Table


class KeyTwiceError(Exception):
    """A key occurs twice: in the old or the new table, first in a row, by its number from 0."""

    def __init__(self, is_new: bool, row: int, key: Mapping[str, object]) -> None:
        self.is_new, self.row, self.key = is_new, row, key

    def refusal(self) -> ParleyError:
        """Tell it to a person."""
        shown = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return ParleyError(f"a key occurs twice ({shown}); mend the table first: `parley validate` tells the rows")


@dataclass(frozen=True, slots=True)
class PlacedChanges:
    """What became of rows, and the numbers that they have in their tables.

    Attributes
    ----------
    rows : RowChanges
    added, removed, changed : numpy.ndarray
        Number of the row of each, of those changed in the old table.
    columns : numpy.ndarray
        Number of the column of each value changed.
    """

    rows: RowChanges
    added: Numbers
    removed: Numbers
    changed: Numbers
    columns: Numbers


def compare_rows(old: pa.Table, new: pa.Table, key: Sequence[str], columns: Sequence[str]) -> RowChanges:
    """Compare two tables.

    Parameters
    ----------
    old, new : pyarrow.Table
        Rows in any order.
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
        A key occurs twice on one side.
    """
    try:
        return place_changes(old, new, key, columns).rows
    except KeyTwiceError as error:
        raise error.refusal() from None


def place_changes(old: pa.Table, new: pa.Table, key: Sequence[str], columns: Sequence[str]) -> PlacedChanges:
    """Compare two tables as `compare_rows` does; KeyTwiceError where a key occurs twice."""
    old_keys, new_keys = _numbered_keys(old, new, key)
    for is_new, side, numbers in ((False, old, old_keys), (True, new, new_keys)):
        _check_unique(is_new, side.select(key), numbers)
    places = pc.index_in(pa.array(new_keys), value_set=pa.array(old_keys))
    is_new = places.is_null().to_numpy(zero_copy_only=False)
    kept_old = places.drop_null().to_numpy()
    is_gone = np.ones(old.num_rows, bool)
    is_gone[kept_old] = False
    # Each row of the new side that the old one has, too, in the old one's order.
    kept_new = np.flatnonzero(~is_new)[np.argsort(kept_old, kind="stable")]
    changed, rows, numbers = _changed_values(old, new, np.flatnonzero(~is_gone), kept_new, key, columns)
    found = RowChanges(
        added=plain(new.select(key).filter(pa.array(is_new))),
        removed=plain(old.select(key).filter(pa.array(is_gone))),
        changed=changed,
    )
    return PlacedChanges(found, np.flatnonzero(is_new), np.flatnonzero(is_gone), rows, numbers)


def as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write values of any plain type as text; null stays null."""
    return values if pa.types.is_string(values.type) else pc.cast(values, pa.string())


def plain(table: pa.Table) -> pa.Table:
    """Replace dictionary columns by their values, and leave out what a schema tells beside names and types."""
    return pa.table({name: decoded(table[name]) for name in table.column_names})


def decoded(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Replace the codes of a dictionary, which may differ from table to table, by their values."""
    return pc.cast(values, values.type.value_type) if pa.types.is_dictionary(values.type) else values


def _numbered_keys(old: pa.Table, new: pa.Table, key: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Give each row the number of its key, the same where the keys are the same: numbers are found far faster."""
    numbers: Numbers = np.zeros(old.num_rows + new.num_rows, np.int64)
    count = 1
    for name in key:
        codes, size = _codes(old[name], new[name])
        if count * size > _MOST:
            encoded = pa.array(numbers).dictionary_encode()
            numbers, count = encoded.indices.to_numpy().astype(np.int64), len(encoded.dictionary)
        numbers = numbers * size + codes
        count *= size
    return numbers[: old.num_rows], numbers[old.num_rows :]


_MOST = 2**62


def _codes(old: pa.ChunkedArray, new: pa.ChunkedArray) -> tuple[Numbers, int]:
    """Number the values of a column of both sides, and tell how many there are."""
    if old.type != new.type:
        old, new = as_text(old), as_text(new)
    both = pa.table([pa.chunked_array([*old.chunks, *new.chunks], old.type)], ["both"]).combine_chunks()["both"]
    encoded = (both if pa.types.is_dictionary(both.type) else both.dictionary_encode("encode")).unify_dictionaries()
    parts = [chunk.indices.to_numpy() for chunk in encoded.chunks]
    size = len(encoded.chunk(0).dictionary) if parts else 0
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64), max(1, size)


def _check_unique(is_new: bool, keys: pa.Table, numbers: Numbers) -> None:
    if _is_ascending(numbers) or _is_ascending(np.sort(numbers)):
        return
    _, firsts, counts = np.unique(numbers, return_index=True, return_counts=True)
    row = int(min(firsts[counts > 1]))
    raise KeyTwiceError(is_new, row, keys.slice(row, 1).to_pylist()[0])


def _changed_values(
    old: pa.Table, new: pa.Table, old_rows: Numbers, new_rows: Numbers, key: Sequence[str], columns: Sequence[str]
) -> tuple[pa.Table, Numbers, Numbers]:
    """Tell the values that differ between rows that belong together, with their rows and columns by number."""
    keys = plain(old.select(key).slice(0, 0))
    parts = [pa.schema([*keys.schema, *_VALUE_FIELDS]).empty_table()]
    places, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for number, name in enumerate(columns):
        before, after = _values(old[name], old_rows), _values(new[name], new_rows)
        differs = _differs(before, after)
        if not pc.any(differs).as_py():
            continue
        rows = pc.indices_nonzero(differs)
        places.append(old_rows[rows.to_numpy()])
        numbers.append(np.full(len(rows), number))
        keys = plain(old.select(key).take(pa.array(places[-1])))
        values = [
            pa.array([name] * len(rows), pa.string()),
            as_text(before.take(rows)),
            as_text(after.take(rows)),
        ]
        parts.append(pa.Table.from_arrays([*keys.columns, *values], schema=parts[0].schema))
    return pa.concat_tables(parts), np.concatenate(places), np.concatenate(numbers)


def _values(column: pa.ChunkedArray, rows: Numbers) -> pa.ChunkedArray:
    """Take values of these rows out of a column, in that order."""
    if not _is_ascending(rows):
        return decoded(column.take(pa.array(rows)))
    if len(rows) == len(column):
        return decoded(column)
    is_kept = np.zeros(len(column), bool)
    is_kept[rows] = True
    return decoded(column.filter(pa.array(is_kept)))


def _is_ascending(numbers: Numbers) -> bool:
    return bool(np.all(numbers[1:] > numbers[:-1]))


_VALUE_FIELDS = [pa.field(name, pa.string()) for name in ("column", "old", "new")]


def _differs(old: pa.ChunkedArray, new: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell where values differ; two nulls are alike, and so are two NaN."""
    if old.equals(new):
        return pa.chunked_array([pa.nulls(len(old), pa.bool_()).fill_null(False)])
    one_null = pc.xor(pc.is_null(old), pc.is_null(new))
    differs = pc.or_(one_null, pc.fill_null(pc.not_equal(old, new), False))
    if pa.types.is_floating(old.type):
        both_nan = pc.and_(pc.is_nan(old), pc.is_nan(new))
        differs = pc.and_not(differs, pc.fill_null(both_nan, False))
    return differs
