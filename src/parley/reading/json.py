"""JSON: one article as an object, or several in a list, with article_id, published, text and optional metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading.records import RecordReader, decode, file_id, read_bytes

MAX_BYTES = 500_000_000
"""Largest file that is read whole; larger collections belong into .jsonl or .parquet."""


def read(path: Path, file: str) -> Iterator[Article | tuple[str, Finding]]:
    """Read the articles of a JSON file."""
    content = parse(decode(read_bytes(path, file, MAX_BYTES), file), RecordReader(file))
    if not isinstance(content, list):
        yield record_article(content, RecordReader(file), file_id(path))
        return
    if not content:
        raise RecordReader(file).fail("empty-text", "the list is empty", "give one object for each article")
    for number, record in enumerate(content, 1):
        yield record_article(record, RecordReader(file, row=f"record {number}"), f"{file_id(path)}-{number}")


def parse(text: str, reader: RecordReader) -> Any:
    """Parse JSON.

    Raises
    ------
    InvalidInput
        The text is not JSON, or nested deeper than Python can follow.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = reader.line or error.lineno
        remedy = "write one JSON object" + (" a line" if reader.line else ", or a list of them")
        finding = Finding(reader.file, "json-syntax", f"not JSON: {error.msg}", remedy, line, error.colno)
        raise InvalidInput([finding]) from None
    except (ValueError, RecursionError) as error:
        message = "nested too deep" if isinstance(error, RecursionError) else f"not JSON: {error}"
        raise reader.fail("json-syntax", message, "write one flat object for each article") from None


def record_article(record: Any, reader: RecordReader, fallback_id: str) -> Article | tuple[str, Finding]:
    """Make an article of a parsed record, or say under which id which finding stands in its place."""
    try:
        if not isinstance(record, dict):
            message = f"not an object but {type(record).__name__}"
            raise reader.fail("type", message, "write an object with article_id, published and text")
        return reader.article(record)
    except InvalidInput as error:
        finding = error.findings[0]
        claimed = record.get("article_id") if isinstance(record, dict) else None
        is_sound = isinstance(claimed, str) and finding.field != "article_id"
        return (str(claimed) if is_sound else fallback_id), finding
