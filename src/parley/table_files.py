"""A table's Parquet file, read piece by piece: what is in memory at a time does not grow with the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

PIECE_BYTES = 32 << 20
"""About what one piece takes in memory."""

_SAMPLED_GROUPS, _SAMPLED_ROWS, _LEAST_ROWS = 8, 1_000, 64


class TableFile:
    """A Parquet file.

    Parameters
    ----------
    source : Path or BinaryIO
    dictionaries : sequence of str
        Columns to read as dictionaries, which have a value that recurs once.

    Raises
    ------
    pyarrow.ArrowException, OSError
        Here and wherever something is read: it cannot be.
    """

    def __init__(self, source: Path | BinaryIO, dictionaries: Sequence[str] = ()) -> None:
        opened = pq.ParquetFile(source)
        self.metadata: pq.FileMetaData = opened.metadata
        self.stated_schema: pa.Schema = opened.schema_arrow
        self._dictionaries = [name for name in dictionaries if name in self.stated_schema.names]
        self._file = pq.ParquetFile(source, metadata=self.metadata, read_dictionary=self._dictionaries)
        self.schema: pa.Schema = self._file.schema_arrow
        self._row_bytes = 0.0

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return int(self.metadata.num_rows)

    @property
    def num_groups(self) -> int:
        """Number of row groups, which are the least that can be sought."""
        return int(self.metadata.num_row_groups)

    @property
    def bytes(self) -> int:
        """About what all rows would take in memory, by a sample."""
        return int(self._bytes_per_row() * self.num_rows)

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Read all rows at once."""
        return self._file.read(columns)

    def first_rows(self) -> list[int]:
        """Number, from 0, of the first row of each row group; the number of all rows comes last."""
        firsts = [0]
        for group in range(self.num_groups):
            firsts.append(firsts[-1] + self.metadata.row_group(group).num_rows)
        return firsts

    def pieces(
        self, columns: Sequence[str] | None = None, groups: Sequence[int] | None = None
    ) -> Iterator[tuple[int, pa.Table]]:
        """Go through the rows.

        Parameters
        ----------
        columns : sequence of str, optional
            By default all.
        groups : sequence of int, optional
            Row groups, by default all.

        Yields
        ------
        int
            Number of the piece's first row in the file, from 0.
        pyarrow.Table
        """
        firsts = self.first_rows()
        size = max(_LEAST_ROWS, int(PIECE_BYTES / max(1.0, self._bytes_per_row())))
        for group in range(self.num_groups) if groups is None else groups:
            row = firsts[group]
            for batch in self._file.iter_batches(size, row_groups=[group], columns=columns):
                yield row, pa.Table.from_batches([batch])
                row += batch.num_rows

    def _bytes_per_row(self) -> float:
        """Estimate what a row takes in memory: plain columns by a sample, since the file tells only what is encoded."""
        if not self._row_bytes and self.num_rows:
            plain = [name for name in self.schema.names if name not in self._dictionaries]
            rows = size = 0
            for group in range(0, self.num_groups, -(-self.num_groups // _SAMPLED_GROUPS)):
                batch = next(self._file.iter_batches(_SAMPLED_ROWS, row_groups=[group], columns=plain), None)
                if batch is not None:
                    rows, size = rows + batch.num_rows, size + batch.nbytes
            self._row_bytes = size / max(1, rows) + self._dictionary_bytes() / self.num_rows
        return self._row_bytes

    def _dictionary_bytes(self) -> int:
        """Tell what columns take as dictionaries: their values as they are encoded, and an index for each row."""
        groups = (self.metadata.row_group(group) for group in range(self.num_groups))
        columns = (group.column(number) for group in groups for number in range(group.num_columns))
        encoded = (each.total_uncompressed_size for each in columns if each.path_in_schema in self._dictionaries)
        return int(sum(encoded)) + 4 * self.num_rows * len(self._dictionaries)
