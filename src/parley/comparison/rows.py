"""Compare two Arrow tables row by row, by their key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from parley.errors import ParleyError

_OLD, _NEW = "old row", "new row"


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
    if old.select(key).equals(new.select(key)):
        _check_unique(old.select(key), key)
        nothing = old.select(key).slice(0, 0)
        return RowChanges(nothing, nothing, _changed_values(old, new, key, columns))
    old_rows, new_rows = _matched(old.select(key), new.select(key), key)
    is_old, is_new = pc.is_valid(old_rows), pc.is_valid(new_rows)
    both = pc.and_(is_old, is_new)
    kept_old, kept_new = old_rows.filter(both), new_rows.filter(both)
    order = pc.sort_indices(kept_old)
    return RowChanges(
        added=new.select(key).take(_sorted(new_rows.filter(pc.invert(is_old)))),
        removed=old.select(key).take(_sorted(old_rows.filter(pc.invert(is_new)))),
        changed=_changed_values(old.take(kept_old.take(order)), new.take(kept_new.take(order)), key, columns),
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


def _matched(old: pa.Table, new: pa.Table, key: Sequence[str]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Give the numbers of the rows that belong together, null where one side has none."""
    _check_unique(old, key)
    _check_unique(new, key)
    left = old.append_column(_OLD, pa.array(range(old.num_rows), pa.int64()))
    right = new.append_column(_NEW, pa.array(range(new.num_rows), pa.int64()))
    joined = left.join(right, list(key), join_type="full outer")
    return joined[_OLD], joined[_NEW]


def _check_unique(keys: pa.Table, key: Sequence[str]) -> None:
    if _is_ascending(keys):
        return
    counts = keys.group_by(list(key)).aggregate([([], "count_all")])
    if counts.num_rows == keys.num_rows:
        return
    twice = counts.filter(pc.greater(counts["count_all"], 1)).select(list(key)).slice(0, 1).to_pylist()[0]
    shown = ", ".join(f"{name} {value}" for name, value in twice.items())
    raise ParleyError(f"a key occurs twice ({shown}); mend the table first: `parley validate` tells the rows")


def _is_ascending(keys: pa.Table) -> bool:
    """Tell whether each row stands strictly after the one before, as in released tables: far cheaper than grouping."""
    is_after = pa.scalar(False)
    is_equal = pa.scalar(True)
    for column in keys.columns:
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        is_after = pc.or_(is_after, pc.and_(is_equal, pc.less(before, after)))
        is_equal = pc.and_(is_equal, pc.equal(before, after))
    return keys.num_rows < 2 or pc.all(is_after, skip_nulls=False).as_py() is True


def _sorted(rows: pa.ChunkedArray) -> pa.ChunkedArray:
    return rows.take(pc.sort_indices(rows))


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
