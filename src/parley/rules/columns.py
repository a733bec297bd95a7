"""The tables of a package as columns, with the look-ups that rules share; nothing is done row by row."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import primary_key
from parley.rules.marks import UNKNOWN, Marks, Numbers, row_marks, set_marks, whole_numbers

SEPARATOR = "\x1f"
"""Stands between the parts of a composite key; no id holds it."""

ROW_NUMBERS = {"participants": "participant_no", "topics": "topic_no"}
"""Columns that number the rows of a meeting, by table."""

KEYS = {"meetings": "meeting_id"} | ROW_NUMBERS
"""Tables whose rows evidence supports, each with the last part of its key."""


class Breach(NamedTuple):
    """Where a rule is broken: table, number of the row from 0, field; and what there is to say beyond the rule."""

    table: str
    row: int
    field: str
    detail: str = ""


MOST_ROWS = 1_000
"""Rows told one by one for each rule and field; of more only the number is told."""


GUEST = -1
"""Number of a row that is told of in another part."""

MOST_WORDS = 10_000
"""Code points of a quote that are looked at."""


class Tables:
    """The tables of a package, with what was looked up in them once.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        All tables, with the schema's columns and types.
    numbers : mapping of str to numpy.ndarray, optional
        Of a part of a package: the numbers that its rows have in the whole, by table; `GUEST` for a row that stands
        there for others' sake and is told of in another part.
    """

    def __init__(self, tables: Mapping[str, pa.Table], numbers: Mapping[str, Numbers] | None = None) -> None:
        self._tables = dict(tables)
        self._numbers = dict(numbers or {})
        self._columns: dict[tuple[str, str], pa.Array] = {}
        self._keys: dict[tuple[str, str], pa.Array] = {}
        self._steps: dict[str, Numbers] = {}
        self._supports: dict[str, tuple[pa.Array, pa.Array]] = {}
        # What several checks look up at a time is made once.
        self._lock = threading.RLock()

    def __getitem__(self, table: str) -> pa.Table:
        return self._tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table] | Tables) -> Tables:
        """Hold tables; those that are held already as they are."""
        return tables if isinstance(tables, Tables) else cls(tables)

    def number(self, table: str, row: int) -> int:
        """Tell a row's number in the whole package; `GUEST` where nothing is to be told of it."""
        return int(self._numbers[table][row]) if table in self._numbers else row

    def column(self, table: str, field: str) -> pa.Array:
        """Give a column as one array; a dictionary's as its strings."""
        with self._lock:
            if (table, field) not in self._columns:
                self._columns[table, field] = self.cells(table, field).combine_chunks()
        return self._columns[table, field]

    def where(self, table: str, field: str, is_so: Callable[[pa.Array], pa.Array]) -> pa.Array:
        """Mark the rows whose value is so; null where there is none. Strings, which recur, are asked once each."""
        (key,) = self.keys(table, field)
        if not pa.types.is_dictionary(key.type):
            return is_so(key)
        answers = is_so(key.dictionary)
        return answers.take(key.indices) if pc.any(answers).as_py() else pa.repeat(False, len(key))

    def nulls(self, table: str, field: str) -> pa.ChunkedArray:
        """Mark the rows that have no value."""
        column = self[table].column(field)
        return pc.is_null(column) if column.null_count else pa.repeat(False, len(column))

    def cells(self, table: str, field: str) -> pa.ChunkedArray:
        """Give a column as it was read, in pieces; a dictionary's as its strings."""
        column = self._tables[table].column(field)
        return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column

    def columns(self, table: str, *fields: str) -> list[pa.Array]:
        """Give several columns."""
        return [self.column(table, field) for field in fields]

    def keys(self, table: str, *fields: str) -> list[pa.Array]:
        """Give columns to look up by; strings as dictionaries, which fields of one name share, in whichever table."""
        return [self._key(table, field) for field in fields]

    def _key(self, table: str, field: str) -> pa.Array:
        with self._lock:
            if (table, field) not in self._keys:
                alike = {table} | {other for other in self if _is_text(self[other].schema, field)}
                columns = {each: self[each].column(field) for each in sorted(alike)}
                for each, chunks in zip(columns, _encoded_alike(list(columns.values())), strict=True):
                    self._keys[each, field] = chunks
        return self._keys[table, field]

    def values(self, table: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Go through the rows of some columns as Python values."""
        return zip(*(self._tables[table].column(field).to_pylist() for field in fields), strict=True)

    def row(self, table: str, number: int) -> dict[str, Any]:
        """Give one row."""
        (row,) = self._tables[table].slice(number, 1).to_pylist()
        return row  # type: ignore[no-any-return]

    def key(self, table: str, number: int) -> str:
        """Write a row's primary key for people: its parts joined by "/"."""
        return "/".join(str(self[table].column(field)[number].as_py()) for field in primary_key(table))

    def looked_up(self, table: str, parent: str, field: str) -> pa.Array:
        """Give, for each row of a table, a field of the row that it refers to in a parent by the parent's key."""
        return self.column(parent, field).take(self.looked_up_rows(table, parent))

    def looked_up_rows(self, table: str, parent: str) -> pa.Array:
        """Give, for each row of a table, the number of the row that it refers to in a parent, or null."""
        key = primary_key(parent)
        return positions(self.keys(table, *key), self.keys(parent, *key))

    def steps(self, table: str) -> Numbers:
        """Tell of each row but the first whether its primary key is greater than the one before it: 1, 0 or -1."""
        with self._lock:
            if table not in self._steps:
                self._steps[table] = _steps(self.keys(table, *primary_key(table)))
        return self._steps[table]

    def supports(self, table: str) -> tuple[pa.Array, pa.Array]:
        """Give the numbers of the rows of evidence for a table, and of the rows there that they support, or null."""
        with self._lock:
            if table not in self._supports:
                numbers = pc.indices_nonzero(self.where("evidence", "table", lambda names: is_in(names, [table])))
                meeting_id, row_no = (key.take(numbers) for key in self.keys("evidence", "meeting_id", "row_no"))
                rows = positions([meeting_id, row_no][: len(primary_key(table))], self.keys(table, *primary_key(table)))
                if table == "meetings":
                    rows = pc.if_else(pc.equal(row_no, 0), rows, pa.scalar(None, rows.type))
                self._supports[table] = numbers, rows
        return self._supports[table]

    def quotes(self, numbers: pa.Array) -> Iterator[str | None]:
        """Give the words of some rows of evidence, very long ones cut off; None where the text is not at hand."""
        texts = self.texts
        keys = [key.take(numbers) for key in self.keys("evidence", "article_id")]
        articles = positions(keys, self.keys("articles", "article_id")).to_pylist()
        spans = (self.column("evidence", end).take(numbers).to_pylist() for end in ("start", "end"))
        for article, start, end in zip(articles, *spans, strict=True):
            text = None if article is None else texts[article]
            if text is None or start is None or end is None:
                yield None
            else:
                yield text[start : min(end, start + MOST_WORDS)]

    @functools.cached_property
    def texts(self) -> list[str | None]:
        """The texts of the articles, in the order of the table; one that recurs is there once."""
        found: list[str | None] = []
        for chunk in self["articles"].column("text").chunks:
            encoded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
            values = [*encoded.dictionary.to_pylist(), None]
            found += [values[-1 if number is None else number] for number in encoded.indices.to_pylist()]
        return found

    def breaches(self, table: str, mask: pa.Array, field: str, detail: str = "") -> Iterator[Breach]:
        """Tell the rows that a mask marks; `detail` may name columns of the row in braces."""
        rows = true_rows(mask)
        if table in self._numbers:
            rows = [row for row in rows if self._numbers[table][row] != GUEST]
        for count, number in enumerate(rows):
            is_told = detail and count < MOST_ROWS
            yield Breach(table, number, field, detail.format_map(self.row(table, number)) if is_told else "")

    @functools.cached_property
    def participants_meetings(self) -> pa.Array:
        """Number of the row of each participant's meeting; null where there is none."""
        return positions(self.keys("participants", "meeting_id"), self.keys("meetings", "meeting_id"))

    def participant_marks(self, *columns: Numbers | Marks) -> Marks:
        """Mark each meeting by the set of its participants, by some numbers that stand for values of theirs."""
        members = row_marks(*columns)
        return set_marks(whole_numbers(self.participants_meetings), members, self["meetings"].num_rows)

    @functools.cached_property
    def actor_counts(self) -> pa.Array:
        """Number of different actors of each meeting, in the order of the table `meetings`."""
        pairs = pa.table(self.columns("participants", "meeting_id", "actor_id"), names=["meeting_id", "actor_id"])
        counts = pairs.group_by("meeting_id").aggregate([("actor_id", "count_distinct")])
        rows = pc.index_in(self.column("meetings", "meeting_id"), value_set=counts["meeting_id"].combine_chunks())
        return pc.fill_null(counts["actor_id_count_distinct"].combine_chunks().take(rows), 0)


def _is_text(schema: pa.Schema, field: str) -> bool:
    kind = schema.field(field).type if field in schema.names else pa.null()
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _encoded_alike(columns: Sequence[pa.ChunkedArray]) -> Iterator[pa.Array]:
    """Give columns as one array each; strings as dictionaries that are the same in all."""
    encoded = [column.dictionary_encode() if pa.types.is_string(column.type) else column for column in columns]
    chunks = iter(
        pa.chunked_array([chunk for each in encoded for chunk in each.chunks], encoded[0].type)
        .unify_dictionaries()
        .chunks
    )
    for column in encoded:
        yield pa.chunked_array([next(chunks) for _ in column.chunks], column.type).combine_chunks()


def _steps(columns: Sequence[pa.Array]) -> Numbers:
    steps = np.zeros(max(0, len(columns[0]) - 1), np.int64)
    for column in reversed(columns):
        numbers = whole_numbers(column)
        changed = np.flatnonzero(numbers[1:] != numbers[:-1])
        after, before = (column.take(pa.array(changed + offset)) for offset in (1, 0))
        if pa.types.is_dictionary(column.type):
            after, before = after.dictionary_decode(), before.dictionary_decode()
        is_greater = pc.fill_null(pc.greater(after, before), False).to_numpy(zero_copy_only=False)
        steps[changed] = np.where(is_greater, 1, -1)
    return steps


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
    """Find each key, given by its columns, among a parent's; null where it is not, or a part of it is null."""
    pairs = [_numbered_alike(*pair) for pair in zip(keys, parent_keys, strict=True)]
    own, parents = zip(*pairs, strict=True)
    is_whole = np.all([column != UNKNOWN for column in own], axis=0)
    if len(pairs) == 1 and pa.types.is_dictionary(keys[0].type):
        # Each string has a number of its own, so that a list of the parents' rows is as good as a search.
        rows = np.full(max(own[0].max(initial=0), parents[0].max(initial=0)) + 1, UNKNOWN)
        is_named = parents[0] != UNKNOWN
        rows[parents[0][is_named][::-1]] = np.flatnonzero(is_named)[::-1]
        found = rows[np.where(is_whole, own[0], 0)]
        return pa.array(found, mask=~is_whole | (found == UNKNOWN))
    return pc.index_in(
        pa.array(row_marks(*own), mask=~is_whole), value_set=pa.array(row_marks(*parents)), skip_nulls=True
    ).cast(pa.int64())


def _numbered_alike(column: pa.Array, other: pa.Array) -> tuple[Numbers, Numbers]:
    """Give equal numbers to equal values of two columns."""
    if pa.types.is_dictionary(column.type) and not column.dictionary.equals(other.dictionary):
        column, other = _encoded_alike([pa.chunked_array([column]), pa.chunked_array([other])])
    return whole_numbers(column), whole_numbers(other)
