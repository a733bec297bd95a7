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
                for record in batch.to_pylist():
                    number += 1
                    reader = RecordReader(file, row=f"row {number}")
                    yield record_article(record, reader, f"{file_id(path)}-{number}")
    except (ArrowException, OSError) as error:
        raise whole.fail(
            "parquet", f"not a whole Parquet file: {str(error).splitlines()[0]}", "write or copy the file again"
        ) from None
    if not number:
        raise whole.fail("empty-text", "the table has no rows", "give one row for each article")


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
