"""Put the parts of a run together: each table sorted by primary key, in memory that does not grow with the corpus.

A table larger than a bucket is dealt out by ranges of its key's first column, then each range is sorted by itself. The
bounds are taken from a sample; they change the work, not the result.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import ipc

from parley.errors import ParleyError
from parley.files import table_schema
from parley.runs import Part, part_schema, read_part
from parley.schema import arrow_schema
from parley.tables import PARQUET_OPTIONS, enum_of

BUCKET_BYTES = 64 << 20
"""Size of what is sorted at a time; several copies of it are in memory."""

MAX_BUCKETS = 512
"""Files open at a time; beyond, buckets grow."""

GROUP_ROWS, GROUP_TEXT, SLICE_ROWS = 262_144, 64 << 20, 1_024
"""Rows, and bytes of text, after which a row group of a table ends, at a whole number of slices."""

_SAMPLED_PARTS = 200

PathOf = Callable[[int], Path]


def write_table(table: str, parts: Sequence[Part], scratch: Path, path_of: PathOf) -> int:
    """Sort the rows of all parts and write them as Parquet.

    Parameters
    ----------
    table : str
    parts : sequence of Part
    scratch : Path
        Folder for the buckets; they are deleted one by one.
    path_of : callable
        From the number of a row group, from 0, to the file it belongs to.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    ParleyError
        Two rows have one key.
    """
    schema = arrow_schema(table)
    dictionaries = {
        field.name: _dictionary(table, field.name, parts) for field in schema if pa.types.is_dictionary(field.type)
    }
    rows = 0
    with ExitStack() as stack:
        writer: pq.ParquetWriter | None = None
        path: Path | None = None
        for number, group in enumerate(_groups(table, _sorted_tables(table, parts, scratch))):
            if path != path_of(number):
                stack.close()
                path = path_of(number)
                path.parent.mkdir(parents=True, exist_ok=True)
                writer = stack.enter_context(pq.ParquetWriter(path, schema, **PARQUET_OPTIONS))
            assert writer is not None
            if group.num_rows or not number:
                writer.write_table(_encoded(group, schema, dictionaries), row_group_size=GROUP_ROWS)
            rows += group.num_rows
    return rows


def _sorted_tables(table: str, parts: Sequence[Part], scratch: Path) -> Iterator[pa.Table]:
    """Give the table sorted by primary key, range after range."""
    keys = list(table_schema(table)["primaryKey"])
    last: tuple[Any, ...] | None = None
    for bucket in _buckets(table, parts, scratch):
        rows = bucket.sort_by([(key, "ascending") for key in keys])
        _check_keys(table, rows.select(keys))
        if rows.num_rows:
            first = tuple(rows[key][0].as_py() for key in keys)
            if first == last:
                raise _twice(table, first)
            last = tuple(rows[key][-1].as_py() for key in keys)
        yield rows


def _buckets(table: str, parts: Sequence[Part], scratch: Path) -> Iterator[pa.Table]:
    size = sum(part.sizes[table] for part in parts)
    number = min(MAX_BUCKETS, -(-size // BUCKET_BYTES))
    if number <= 1:
        yield pa.concat_tables([part_schema(table).empty_table(), *(read_part(part.path(table)) for part in parts)])
        return
    paths = [scratch / f"{table}-{bucket:04d}.arrow" for bucket in range(number)]
    _deal(table, parts, _bounds(table, parts, number), paths)
    for path in paths:
        with pa.memory_map(str(path)) as source:
            yield ipc.open_stream(source).read_all()
        path.unlink()


def _bounds(table: str, parts: Sequence[Part], number: int) -> list[str]:
    """Cut the key's range into about equal numbers of rows, by the keys of some parts."""
    key = table_schema(table)["primaryKey"][0]
    chosen = parts[:: -(-len(parts) // _SAMPLED_PARTS)]
    keys = sorted(value for part in chosen for value in read_part(part.path(table), [key])[key].to_pylist())
    return [keys[len(keys) * cut // number] for cut in range(1, number)] if keys else []


def _deal(table: str, parts: Sequence[Part], bounds: Sequence[str], paths: Sequence[Path]) -> None:
    schema, key = part_schema(table), table_schema(table)["primaryKey"][0]
    with ExitStack() as stack:
        writers = [stack.enter_context(ipc.new_stream(path, schema)) for path in paths]
        for rows in _read_together(table, parts):
            places = np.array([bisect.bisect_right(bounds, value) for value in rows[key].to_pylist()])
            order = np.argsort(places, kind="stable")
            rows = rows.take(pa.array(order)).combine_chunks()
            cuts = np.searchsorted(places[order], np.arange(len(paths) + 1))
            for writer, start, end in zip(writers, cuts[:-1], cuts[1:], strict=True):
                if end > start:
                    writer.write_table(rows.slice(start, end - start))


def _read_together(table: str, parts: Sequence[Part]) -> Iterator[pa.Table]:
    """Read parts, several at a time, so that each bucket gets more than a few rows at once."""
    read: list[pa.Table] = []
    size = 0
    for part in parts:
        read.append(read_part(part.path(table)))
        size += part.sizes[table]
        if size >= BUCKET_BYTES:
            yield pa.concat_tables(read)
            read, size = [], 0
    if read:
        yield pa.concat_tables(read)


def _groups(table: str, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Cut a sorted table into row groups; where they end depends on the rows alone. An empty table is one group."""
    group: list[pa.Table] = []
    rows = text = given = 0
    for each in _slices(part_schema(table).empty_table(), tables):
        group.append(each)
        rows += each.num_rows
        text += (pc.sum(pc.binary_length(each["text"])).as_py() or 0) if "text" in each.column_names else 0
        if rows >= GROUP_ROWS or text >= GROUP_TEXT:
            yield pa.concat_tables(group)
            group, rows, text, given = [], 0, 0, given + 1
    if group or not given:
        yield pa.concat_tables([part_schema(table).empty_table(), *group])


def _slices(empty: pa.Table, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Cut a table that comes in pieces of any length into slices of `SLICE_ROWS`."""
    rest = empty
    for each in tables:
        rest = pa.concat_tables([rest, each])
        whole = rest.num_rows - rest.num_rows % SLICE_ROWS
        for start in range(0, whole, SLICE_ROWS):
            yield rest.slice(start, SLICE_ROWS)
        rest = rest.slice(whole).combine_chunks()
    if rest.num_rows:
        yield rest


def _dictionary(table: str, column: str, parts: Sequence[Part]) -> pa.Array:
    """List the values of a column: its enum, else in alphabetical order."""
    values = enum_of(table, column)
    if values is None:
        found: set[str] = set()
        for part in parts:
            found.update(read_part(part.path(table), [column])[column].unique().drop_null().to_pylist())
        values = sorted(found)
    return pa.array(values, pa.string())


def _encoded(rows: pa.Table, schema: pa.Schema, dictionaries: dict[str, pa.Array]) -> pa.Table:
    columns = []
    for field in schema:
        column = rows[field.name].combine_chunks()
        if field.name in dictionaries:
            values = dictionaries[field.name]
            column = pa.DictionaryArray.from_arrays(pc.index_in(column, values).cast(pa.int32()), values)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def _check_keys(table: str, keys: pa.Table) -> None:
    """Raise when two neighbours have one key."""
    if keys.num_rows < 2:
        return
    same = np.ones(keys.num_rows - 1, bool)
    for column in keys.columns:
        values = column.combine_chunks()
        same &= pc.equal(values.slice(1), values.slice(0, len(values) - 1)).to_numpy(zero_copy_only=False)
    if same.any():
        at = int(same.argmax())
        raise _twice(table, tuple(column[at].as_py() for column in keys.columns))


def _twice(table: str, key: tuple[Any, ...]) -> ParleyError:
    return ParleyError(
        f"{table}: two rows have the key {'/'.join(map(str, key))}; report it together with the articles"
    )
