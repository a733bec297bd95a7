"""Compare two Arrow tables row by row, by their key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parley.errors import ParleyError

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


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
    old, new = _plain(old.select([*key, *columns])), _plain(new.select([*key, *columns]))
    old_keys, new_keys = _numbered_keys(old, new, key)
    for side, numbers in ((old, old_keys), (new, new_keys)):
        _check_unique(side.select(key), numbers)
    places = pc.index_in(pa.array(new_keys), value_set=pa.array(old_keys))
    is_kept_new = places.is_valid().to_numpy(zero_copy_only=False)
    kept_old = places.drop_null().to_numpy()
    is_kept_old = np.zeros(old.num_rows, bool)
    is_kept_old[kept_old] = True
    return RowChanges(
        added=new.select(key).filter(pa.array(~is_kept_new)),
        removed=old.select(key).filter(pa.array(~is_kept_old)),
        changed=_changed_values(_rows(old, is_kept_old), _rows(new, is_kept_new, kept_old), key, columns),
    )


def as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write values of any plain type as text; null stays null."""
    return values if pa.types.is_string(values.type) else pc.cast(values, pa.string())


def _plain(table: pa.Table) -> pa.Table:
    """Replace dictionary columns, whose codes may differ from table to table, by their values."""
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    schema = pa.schema([pa.field(field.name, field.type) for field in fields])
    columns = [pc.cast(column, field.type) for column, field in zip(table.columns, schema, strict=True)]
    return pa.Table.from_arrays(columns, schema=schema).combine_chunks()


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
    both = pa.chunked_array([*old.chunks, *new.chunks], old.type)
    encoded = both.dictionary_encode("encode").unify_dictionaries()
    parts = [chunk.indices.to_numpy() for chunk in encoded.chunks]
    size = len(encoded.chunk(0).dictionary) if parts else 0
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64), max(1, size)


def _check_unique(keys: pa.Table, numbers: Numbers) -> None:
    if np.all(numbers[1:] > numbers[:-1]):
        return
    _, firsts, counts = np.unique(numbers, return_index=True, return_counts=True)
    twice = firsts[counts > 1]
    if len(twice):
        shown = ", ".join(f"{name} {value}" for name, value in keys.slice(min(twice), 1).to_pylist()[0].items())
        raise ParleyError(f"a key occurs twice ({shown}); mend the table first: `parley validate` tells the rows")


def _rows(table: pa.Table, is_kept: Mask, places: Numbers | None = None) -> pa.Table:
    """Keep the rows that both sides have, in the old one's order, which is mostly the new one's, too."""
    kept = table if is_kept.all() else table.filter(pa.array(is_kept))
    if places is None or np.all(places[1:] > places[:-1]):
        return kept
    return kept.take(pa.array(np.argsort(places)))


def _changed_values(old: pa.Table, new: pa.Table, key: Sequence[str], columns: Sequence[str]) -> pa.Table:
    schema = pa.schema([*(old.schema.field(name) for name in key), *_VALUE_FIELDS])
    parts = [schema.empty_table()]
    for name in columns:
        differs = _differs(old[name], new[name])
        if not pc.any(differs).as_py():
            continue
        rows = pc.indices_nonzero(differs)
        keys = old.select(key).take(rows)
        values = [
            pa.array([name] * len(rows), pa.string()),
            as_text(old[name].take(rows)),
            as_text(new[name].take(rows)),
        ]
        parts.append(pa.Table.from_arrays([*keys.columns, *values], schema=schema))
    return pa.concat_tables(parts)


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
