"""JSON lines: one article a line, as in `parley.reading.json`; read line by line, empty lines passed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading.json import parse, record_article
from parley.reading.records import MAX_TEXT_LENGTH, RecordReader, decode, file_id

MAX_LINE_BYTES = 6 * MAX_TEXT_LENGTH + 1_000_000
"""Longest line that is read: a text of `MAX_TEXT_LENGTH` with every character escaped."""


def read(path: Path, file: str) -> Iterator[Article | tuple[str, Finding]]:
    """Read the articles of a file of JSON lines."""
    number = 0
    with path.open("rb") as lines:
        for number, line in enumerate(_lines(lines), 1):
            reader, fallback_id = RecordReader(file, line=number), f"{file_id(path)}-{number}"
            if line is None or line.strip():
                yield line_article(line, reader, fallback_id)
    if not number:
        raise RecordReader(file).fail("empty-text", "the file is empty", "write one JSON object a line")


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Give the lines of a file, None in the place of one that is too long."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(1 << 20)
        yield None


def line_article(line: bytes | None, reader: RecordReader, fallback_id: str) -> Article | tuple[str, Finding]:
    """Make an article of one line, None standing for one too long, or say under which id which finding stands."""
    try:
        if line is None:
            message = f"the line is longer than {MAX_LINE_BYTES:,} bytes"
            raise reader.fail("text-too-long", message, "split the text into its articles")
        record = parse(decode(line, reader.file), reader)
    except InvalidInput as error:
        return fallback_id, error.findings[0]
    return record_article(record, reader, fallback_id)
