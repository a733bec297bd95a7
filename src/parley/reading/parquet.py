"""Parquet: columns article_id, published and text, and optional metadata; other columns are not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parley.errors import Finding
from parley.model import Article
from parley.reading.records import RecordReader, file_id

BATCH_ROWS = 64
"""Rows in memory at a time."""


def read(path: Path, file: str) -> Iterator[Article | tuple[str, Finding]]:
    """Read the articles of a Parquet file, batch by batch."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    from parley.reading.arrow import check_columns, row_article

    whole = RecordReader(file)
    number = 0
    try:
        with ParquetFile(path) as table:
            columns = check_columns(table.schema_arrow, whole)
        # As a dictionary, so that a long text which a small file repeats takes its place once.
        with ParquetFile(path, read_dictionary=["text"]) as table:
            for batch in table.iter_batches(BATCH_ROWS, columns=columns):
                for at in range(batch.num_rows):
                    number += 1
                    yield row_article(batch, at, RecordReader(file, row=f"row {number}"), f"{file_id(path)}-{number}")
    except (ArrowException, OSError) as error:
        raise whole.fail(
            "parquet", f"not a whole Parquet file: {str(error).splitlines()[0]}", "write or copy the file again"
        ) from None
    if not number:
        raise whole.fail("empty-text", "the table has no rows", "give one row for each article")


def count_rows(path: Path) -> int:
    """Count the rows of a file by its footer; 0 when it has none."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as table:
            return int(table.metadata.num_rows)
    except (ArrowException, OSError):
        return 0
