"""The tables of a package as columns, with the look-ups that rules share; nothing is done row by row."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import primary_key

SEPARATOR = "\x1f"
"""Stands between the parts of a composite key; no id holds it."""


class Breach(NamedTuple):
    """Where a rule is broken: table, number of the row from 0, field; and what there is to say beyond the rule."""

    table: str
    row: int
    field: str
    detail: str = ""


class Tables:
    """The tables of a package.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        All tables, with the schema's columns and types.
    """

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables
        self._columns: dict[tuple[str, str], pa.Array] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def column(self, table: str, field: str) -> pa.Array:
        """Give a column as one array; a dictionary's as its strings."""
        if (table, field) not in self._columns:
            column = self._tables[table].column(field)
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            self._columns[table, field] = column.combine_chunks()
        return self._columns[table, field]

    def columns(self, table: str, *fields: str) -> list[pa.Array]:
        """Give several columns."""
        return [self.column(table, field) for field in fields]

    def values(self, table: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Go through the rows of some columns as Python values."""
        return zip(*(self._tables[table].column(field).to_pylist() for field in fields), strict=True)

    def row(self, table: str, number: int) -> dict[str, Any]:
        """Give one row."""
        (row,) = self._tables[table].slice(number, 1).to_pylist()
        return row  # type: ignore[no-any-return]

    def key(self, table: str, number: int) -> str:
        """Write a row's primary key for people: its parts joined by "/"."""
        row = self.row(table, number)
        return "/".join(str(row[field]) for field in primary_key(table))

    def looked_up(self, table: str, parent: str, field: str) -> pa.Array:
        """Give, for each row of a table, a field of the row that it refers to in a parent by the parent's key."""
        key = primary_key(parent)
        return self.column(parent, field).take(positions(self.columns(table, *key), self.columns(parent, *key)))

    def breaches(self, table: str, mask: pa.Array, field: str, detail: str = "") -> Iterator[Breach]:
        """Tell the rows that a mask marks; `detail` may name columns of the row in braces."""
        for number in true_rows(mask):
            yield Breach(table, number, field, detail.format_map(self.row(table, number)) if detail else "")

    @functools.cached_property
    def actors_by_meeting(self) -> dict[str, frozenset[tuple[str, str]]]:
        """The actors of each meeting, each with the capacity in which it takes part."""
        found: dict[str, set[tuple[str, str]]] = {}
        for meeting_id, actor_id, capacity in self.values("participants", "meeting_id", "actor_id", "capacity"):
            found.setdefault(meeting_id, set()).add((actor_id, capacity))
        return {meeting_id: frozenset(actors) for meeting_id, actors in found.items()}

    @functools.cached_property
    def actor_counts(self) -> pa.Array:
        """Number of different actors of each meeting, in the order of the table `meetings`."""
        pairs = pa.table(self.columns("participants", "meeting_id", "actor_id"), names=["meeting_id", "actor_id"])
        counts = pairs.group_by("meeting_id").aggregate([("actor_id", "count_distinct")])
        rows = pc.index_in(self.column("meetings", "meeting_id"), value_set=counts["meeting_id"].combine_chunks())
        return pc.fill_null(counts["actor_id_count_distinct"].combine_chunks().take(rows), 0)


def true_rows(mask: pa.Array) -> list[int]:
    """List the positions at which a mask is true, null being false."""
    return pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()  # type: ignore[no-any-return]


def all_of(*masks: pa.Array) -> pa.Array:
    """Join masks by "and"."""
    return functools.reduce(pc.and_kleene, masks)


def any_of(*masks: pa.Array) -> pa.Array:
    """Join masks by "or"."""
    return functools.reduce(pc.or_kleene, masks)


def is_in(column: pa.Array, values: Any) -> pa.Array:
    """Mark the values that are among others; null is not."""
    values = values if isinstance(values, pa.Array) else pa.array(values, column.type)
    return pc.is_in(column, value_set=values, skip_nulls=True)


def positions(keys: Sequence[pa.Array], parent_keys: Sequence[pa.Array]) -> pa.Array:
    """Find each key, given by its columns, among a parent's; null where it is not."""
    return pc.index_in(_joined(keys), value_set=_joined(parent_keys), skip_nulls=True)


def _joined(columns: Sequence[pa.Array]) -> pa.Array:
    """Join the parts of keys; a key with a null part is null."""
    if len(columns) == 1:
        return columns[0]
    return pc.binary_join_element_wise(*(column.cast(pa.string()) for column in columns), SEPARATOR)
