"""Deal a package that does not fit into memory out into parts, each of which can be checked by itself.

A part has some articles, and the meetings that they report with all rows of these. What those rows refer to in other
parts stands there, too, as a guest, of which nothing is told there; reference tables stand in all parts and are told of
in the first. What is lent so changes the work, never what is found. The parts lie on the disk until they are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import ipc

from parley.rules import Tables
from parley.rules.columns import GUEST
from parley.rules.marks import Marks, Numbers, text_marks

MAX_PARTS = 512
"""Files open at a time; beyond, parts grow."""

_DEALT = {
    "meetings": "meeting_id",
    "participants": "meeting_id",
    "topics": "meeting_id",
    "meeting_sources": "meeting_id",
    "evidence": "meeting_id",
    "articles": "article_id",
}
"""Tables whose rows go to the part of a meeting or article; articles last, when it is known where they are guests."""

_NUMBER = "number of the row"

Parts = npt.NDArray[np.int64]
Pieces = Callable[[str], Iterator[tuple[int, pa.Table]]]
"""From a table to its pieces, each with the number of its first row."""


class Dealer:
    """Deals the rows of a package out.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Schema
        The tables that there are, strings being dictionaries.
    pieces : callable
    number : int
        How many parts to make.
    folder : Path
        Where they lie meanwhile.
    """

    def __init__(self, tables: Mapping[str, pa.Schema], pieces: Pieces, number: int, folder: Path) -> None:
        self._schemas, self._pieces, self._folder = tables, pieces, folder
        self._number = min(number, MAX_PARTS)
        self._homes = self._homes_of_meetings()
        self._guests: dict[str, list[tuple[Marks, Parts]]] = {"articles": [], "meetings": []}
        self._whole = {table: self._read(table) for table in tables if table not in _DEALT}
        if "retired_ids" in tables:
            for column in ("old_id", "new_id"):
                ids = np.unique(text_marks(_one(self._whole["retired_ids"][column])))
                for table in self._guests:
                    self._guests[table].append((ids, np.zeros(len(ids), np.int64)))
        for table in _DEALT:
            if table in tables:
                self._deal(table)

    def parts(self) -> Iterator[Tables]:
        """Give the parts one after the other, each read when it is asked for."""
        for part in range(self._number):
            tables, numbers = dict(self._whole), {}
            for table in self._schemas:
                if table in _DEALT:
                    tables[table], numbers[table] = self._part(table, part)
                elif part:
                    numbers[table] = np.full(tables[table].num_rows, GUEST)
            given = Tables(tables, numbers)
            del tables, numbers
            yield given
            del given

    def _read(self, table: str) -> pa.Table:
        empty = self._schemas[table].empty_table()
        return pa.concat_tables([empty, *(piece for _, piece in self._pieces(table))])

    def _homes_of_meetings(self) -> tuple[Marks, Parts]:
        """Give each meeting the least of the parts of its articles."""
        ids, homes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        if "meeting_sources" in self._schemas:
            for _, piece in self._pieces("meeting_sources"):
                ids.append(_marks(piece, "meeting_id"))
                homes.append(self._parts_of(_marks(piece, "article_id")))
        order = np.lexsort((np.concatenate(homes), np.concatenate(ids)))
        meetings, first = np.unique(np.concatenate(ids)[order], return_index=True)
        return meetings, np.concatenate(homes)[order][first]

    def _parts_of(self, marks: Marks) -> Parts:
        return (marks % np.uint64(self._number)).astype(np.int64)

    def _home(self, table: str, marks: Marks) -> Parts:
        """Give the parts of articles, or of meetings."""
        homes = self._parts_of(marks)
        meetings, parts = self._homes
        if _DEALT[table] == "meeting_id" and len(meetings):
            places = np.minimum(np.searchsorted(meetings, marks), len(meetings) - 1)
            homes = np.where(meetings[places] == marks, parts[places], homes)
        return homes

    def _deal(self, table: str) -> None:
        schema = _spilled(self._schemas[table])
        guests = _sorted(self._guests[table]) if table in self._guests else None
        with ExitStack() as stack:
            writers: dict[int, ipc.RecordBatchStreamWriter] = {}
            for first, piece in self._pieces(table):
                columns = [_compact(_one(column)) for column in piece.columns]
                piece = pa.Table.from_arrays(columns, names=piece.column_names)
                rows, parts, is_guest = self._places(table, piece, guests)
                numbers = np.where(is_guest, GUEST, first + rows)
                order = np.lexsort((rows, parts))
                dealt = piece.take(pa.array(rows[order])).append_column(_NUMBER, pa.array(numbers[order]))
                cuts = np.searchsorted(parts[order], np.arange(self._number + 1))
                for part, (start, end) in enumerate(pairwise(cuts)):
                    if end == start:
                        continue
                    if part not in writers:
                        options = ipc.IpcWriteOptions(compression="lz4")
                        writers[part] = stack.enter_context(
                            ipc.new_stream(self._path(table, part), schema, options=options)
                        )
                    columns = [_compact(_one(column)) for column in dealt.slice(start, end - start).columns]
                    writers[part].write_table(pa.Table.from_arrays(columns, schema=schema))

    def _places(
        self, table: str, piece: pa.Table, guests: tuple[Marks, Parts] | None
    ) -> tuple[Numbers, Parts, npt.NDArray[np.bool_]]:
        """Tell which rows of a piece go to which part, and whether as guests."""
        marks = _marks(piece, _DEALT[table])
        home = self._home(table, marks)
        rows, parts = [np.arange(len(home))], [home]
        if table in ("meeting_sources", "evidence"):
            articles = _marks(piece, "article_id")
            elsewhere = self._parts_of(articles)
            is_away = elsewhere != home
            self._guests["articles"].append(_pairs(articles[is_away], home[is_away]))
            if table == "meeting_sources":
                # An article's part wants to know that meetings are reported by it.
                rows.append(np.flatnonzero(is_away))
                parts.append(elsewhere[is_away])
        if guests is not None:
            start, end = (np.searchsorted(guests[0], marks, side) for side in ("left", "right"))
            times = end - start
            if times.any():
                row = np.repeat(np.arange(len(marks)), times)
                place = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + np.repeat(start, times)
                is_away = guests[1][place] != home[row]
                rows.append(row[is_away])
                parts.append(guests[1][place[is_away]])
        is_guest = np.arange(sum(map(len, rows))) >= len(home)
        return np.concatenate(rows), np.concatenate(parts), is_guest

    def _part(self, table: str, part: int) -> tuple[pa.Table, Numbers]:
        path = self._path(table, part)
        if not path.exists():
            return self._schemas[table].empty_table(), np.empty(0, np.int64)
        with pa.memory_map(str(path)) as source:
            rows = ipc.open_stream(source).read_all()
        path.unlink()
        return rows.drop_columns([_NUMBER]), rows[_NUMBER].to_numpy()

    def _path(self, table: str, part: int) -> Path:
        return self._folder / f"{table}-{part:04d}.arrow"


def _marks(piece: pa.Table, column: str) -> Marks:
    return text_marks(_compact(_one(piece[column])))


def _one(column: pa.ChunkedArray) -> pa.Array:
    """Give a column of a piece as one array."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def _compact(column: pa.Array) -> pa.Array:
    """Leave those values out of a dictionary that no row has: a piece may have the whole table's."""
    if not pa.types.is_dictionary(column.type):
        return column
    used = column.indices.dictionary_encode()
    return pa.DictionaryArray.from_arrays(used.indices, column.dictionary.take(used.dictionary))


def _spilled(schema: pa.Schema) -> pa.Schema:
    """Describe what is written of a table: whether nulls are allowed is for the checks to say."""
    fields = [pa.field(field.name, field.type) for field in schema]
    return pa.schema([*fields, pa.field(_NUMBER, pa.int64())])


def _pairs(marks: Marks, parts: Parts) -> tuple[Marks, Parts]:
    """Keep each pair once."""
    order = np.lexsort((parts, marks))
    marks, parts = marks[order], parts[order]
    is_first = np.ones(len(marks), bool)
    is_first[1:] = (marks[1:] != marks[:-1]) | (parts[1:] != parts[:-1])
    return marks[is_first], parts[is_first]


def _sorted(pairs: list[tuple[Marks, Parts]]) -> tuple[Marks, Parts]:
    marks, parts = zip((np.empty(0, np.uint64), np.empty(0, np.int64)), *pairs, strict=True)
    return _pairs(np.concatenate(marks), np.concatenate(parts))
