"""One table of one state of a dataset, of which no more is in memory at a time than is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parley.comparison.rows import as_text, decoded, plain
from parley.errors import ParleyError, shorten
from parley.snapshots import Snapshot
from parley.table_files import TableFile


class Side:
    """A table of a state; its file stays open, so that all of it is of one time.

    Parameters
    ----------
    snapshot : Snapshot
    table : str
    schema : mapping
        Its Table Schema.

    Raises
    ------
    ParleyError
        Here and wherever rows are read: the file is missing, not the one that the descriptor tells of, or no Parquet;
        its columns are not those of the schema.
    """

    def __init__(self, snapshot: Snapshot, table: str, schema: Mapping[str, Any]) -> None:
        self._place = f"{snapshot.name}: table {table}"
        self._source = snapshot.open_table(table)
        try:
            with self._readable():
                self.file = TableFile(self._source)
            if self.column_names != [field["name"] for field in schema["fields"]]:
                raise ParleyError(
                    f"{snapshot.name}: the columns of table {table} are not those of its schema; `parley validate` "
                    "tells more"
                )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    @property
    def column_names(self) -> list[str]:
        """Names of the columns."""
        return list(self.file.schema.names)

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return self.file.num_rows

    @property
    def bytes(self) -> int:
        """About what all rows would take in memory."""
        with self._readable():
            return self.file.bytes

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Read all rows."""
        with self._readable():
            return self.file.read(columns)

    def pieces(
        self, columns: Sequence[str] | None = None, groups: Sequence[int] | None = None
    ) -> Iterator[tuple[int, pa.Table]]:
        """Go through the rows as `TableFile.pieces` does."""
        pieces = self.file.pieces(columns, groups)
        while True:
            with self._readable():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def values(self, column: str) -> pa.Array:
        """List the values of a column, each once."""
        found = [pc.unique(as_text(decoded(piece[column]))) for _, piece in self.pieces([column])]
        return pc.unique(pa.chunked_array(found, pa.string()))

    def matching(self, columns: Sequence[str], column: str, values: pa.Array) -> pa.Table:
        """Read the rows whose text in a column is among some values."""
        parts = [plain(self.file.schema.empty_table().select(columns))]
        if len(values):
            for _, piece in self.pieces(list(dict.fromkeys([*columns, column]))):
                is_meant = pc.is_in(as_text(decoded(piece[column])), value_set=values)
                if pc.any(is_meant).as_py():
                    parts.append(plain(piece.select(columns).filter(is_meant)))
        return pa.concat_tables(parts).combine_chunks()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError) as error:
            remedy = "Build the tables anew (`make data`), or get the package again"
            raise ParleyError(f"{self._place} is no Parquet: {shorten(error)}. {remedy}") from None
