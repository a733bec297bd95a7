"""Rows of an Arrow record batch -> articles: columns article_id, published and text, and optional metadata.

A row is read by itself: neither its place in the batch nor the other rows change what it gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyarrow as pa

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading.json import record_article
from parley.reading.records import FIELDS, RecordReader

ARTICLE_SCHEMA = pa.schema([pa.field(name, pa.date32() if name == "published" else pa.string()) for name in FIELDS])
"""All that is known of an article; only article_id, published and text must be there."""

REQUIRED = ("article_id", "published", "text")


def batch_from_articles(articles: Iterable[Article]) -> pa.RecordBatch:
    """Lay articles out as a record batch of `ARTICLE_SCHEMA`."""
    rows = [tuple(getattr(article, name) for name in FIELDS) for article in articles]
    columns = list(zip(*rows, strict=True)) or [()] * len(FIELDS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ARTICLE_SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ARTICLE_SCHEMA)


def articles_from_batch(batch: pa.RecordBatch) -> Iterator[Article | tuple[str, Finding]]:
    """Read the rows of a record batch.

    Parameters
    ----------
    batch : pyarrow.RecordBatch

    Yields
    ------
    Article or tuple of str and Finding
        One for each row; for one that gives no article, the id it claims, or one made of its content, and the reason.

    Raises
    ------
    InvalidInput
        The columns are not those of articles.
    """
    batch = batch.select(check_columns(batch.schema, RecordReader("articles")))
    ids = batch.column("article_id")
    for at in range(batch.num_rows):
        yield row_article(batch, at, RecordReader(_claimed(ids[at]) or "articles"), "")


def row_article(
    batch: pa.RecordBatch, at: int, reader: RecordReader, fallback_id: str
) -> Article | tuple[str, Finding]:
    """Read one row, cell by cell, so that a broken cell costs one article.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Its columns have passed `check_columns`.
    at : int
        Row, from 0.
    reader : RecordReader
    fallback_id : str
        Id of an article whose own is missing or broken; when empty, one made of the row's content.

    Returns
    -------
    Article or tuple of str and Finding
    """
    record = {}
    for name in batch.schema.names:
        try:
            record[name] = batch.column(name)[at].as_py()
        except (ValueError, OverflowError) as error:  # bytes that are no UTF-8, days that are in no calendar
            finding = reader.fail("column-type", f"cannot be read: {error}", "mend the cell", name).findings[0]
            return fallback_id or _id_of_row(batch, at), finding
    item = record_article(record, reader, fallback_id)
    if isinstance(item, Article) or item[0]:
        return item
    return _id_of_row(batch, at), item[1]


def check_columns(schema: pa.Schema, whole: RecordReader) -> list[str]:
    """List the columns to read.

    Raises
    ------
    InvalidInput
        With all that is wrong with the columns.
    """
    missing = [name for name in REQUIRED if name not in schema.names]
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


def _claimed(cell: pa.Scalar) -> str:
    try:
        return str(cell.as_py() or "")
    except ValueError:
        return ""


def _id_of_row(batch: pa.RecordBatch, at: int) -> str:
    """Make an id of a row's content, the same wherever the row stands."""
    # A copy without the offset of the slice, which would differ from batch to batch.
    row = batch.slice(at, 1).take(pa.array([0]))
    return "article-" + hashlib.sha256(row.serialize().to_pybytes()).hexdigest()[:16]


def _is_fit(name: str, kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    is_string = pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_string_view(value)
    is_date = pa.types.is_date(value) or pa.types.is_timestamp(value)
    return bool(is_string or pa.types.is_null(value) or (name == "published" and is_date))
