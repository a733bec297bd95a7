"""Parquet: columns article_id, published and text, and optional metadata; other columns are not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading.json import record_article
from parley.reading.records import FIELDS, RecordReader, file_id

BATCH_ROWS = 64
"""Rows in memory at a time."""

_REQUIRED = ("article_id", "published", "text")


def read(path: Path, file: str) -> Iterator[Article | tuple[str, Finding]]:
    """Read the articles of a Parquet file, batch by batch."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    whole = RecordReader(file)
    number = 0
    try:
        with ParquetFile(path) as table:
            columns = _check_columns(table.schema_arrow, whole)
            for batch in table.iter_batches(BATCH_ROWS, columns=columns):
                for at in range(batch.num_rows):
                    number += 1
                    yield _row_article(batch, at, RecordReader(file, row=f"row {number}"), f"{file_id(path)}-{number}")
    except (ArrowException, OSError) as error:
        raise whole.fail(
            "parquet", f"not a whole Parquet file: {str(error).splitlines()[0]}", "write or copy the file again"
        ) from None
    if not number:
        raise whole.fail("empty-text", "the table has no rows", "give one row for each article")


def _row_article(batch: Any, at: int, reader: RecordReader, fallback_id: str) -> Article | tuple[str, Finding]:
    record = {}
    for name in batch.schema.names:
        try:
            record[name] = batch.column(name)[at].as_py()
        except (ValueError, OverflowError) as error:  # bytes that are no UTF-8, days that are in no calendar
            return fallback_id, reader.fail("column-type", f"cannot be read: {error}", "mend the cell", name).findings[
                0
            ]
    return record_article(record, reader, fallback_id)


def _check_columns(schema: Any, whole: RecordReader) -> list[str]:
    """List the columns to read, or raise all that is wrong with them."""
    missing = [name for name in _REQUIRED if name not in schema.names]
    faults = [
        whole.fail("missing-column", "the column is missing", f"add a column {name}", name).findings[0]
        for name in missing
    ]
    present = [name for name in FIELDS if name in schema.names]
    for name in present:
        kind = schema.field(name).type
        if not _is_fit(name, kind):
            wanted = "dates or strings" if name == "published" else "strings"
            fault = whole.fail("column-type", f"the column holds {kind}", f"write it as {wanted}", name)
            faults += fault.findings
    if faults:
        raise InvalidInput(faults)
    return present


def _is_fit(name: str, kind: Any) -> bool:
    from pyarrow import types

    value = kind.value_type if types.is_dictionary(kind) else kind
    is_string = types.is_string(value) or types.is_large_string(value) or types.is_string_view(value)
    is_date = types.is_date(value) or types.is_timestamp(value)
    return bool(is_string or types.is_null(value) or (name == "published" and is_date))
