"""WARC, as web archives and Common Crawl keep what they fetched: each page answered with success is an article.

Its id is that of its record, its address the one it was fetched from; text, date and the rest are found in the page
(`parley.reading.html`). Other records (requests, images, redirections) are no articles and are passed over.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading.html import page_article
from parley.reading.records import MAX_FILE_BYTES, RecordReader

_LINE_BYTES = 65_536
_MOST_HEADERS = 1_000
_PAGE = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? 200\b")


class _Record(NamedTuple):
    headers: dict[str, str]
    content: bytes


def read(path: Path, file: str) -> Iterator[Article | tuple[str, Finding]]:
    """Read the pages of an archive, record by record."""
    with path.open("rb") as stream:
        yield from read_stream(stream, file, is_compressed=path.suffix.lower() == ".gz")


def read_stream(stream: BinaryIO, file: str, *, is_compressed: bool) -> Iterator[Article | tuple[str, Finding]]:
    """Read the pages of an archive from an open file, wherever it lies.

    Parameters
    ----------
    stream : binary file
    file : str
        Name for the findings.
    is_compressed : bool
        Whether its records are compressed by gzip.

    Yields
    ------
    Article or tuple of str and Finding

    Raises
    ------
    InvalidInput
        It is no whole archive; what stands before the fault has been given.
    """
    whole = RecordReader(file)
    unpacked = gzip.GzipFile(fileobj=stream) if is_compressed else stream
    number = 0
    try:
        for number, record in enumerate(_records(unpacked, whole), 1):  # type: ignore[arg-type]
            body = _page_of(record)
            if body is not None:
                yield _article(record, body, RecordReader(file, row=f"record {number}"))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise whole.fail("warc", f"not a whole archive: {error}", "fetch or copy the file again") from None
    if not number:
        raise whole.fail("empty-text", "the archive is empty", "give one with records")


def _article(record: _Record, body: bytes, reader: RecordReader) -> Article | tuple[str, Finding]:
    article_id = re.sub(r"[^A-Za-z0-9-]", "", record.headers.get("warc-record-id", "").rpartition(":")[2])
    if not article_id:
        finding = reader.fail("missing-key", "the record has no WARC-Record-ID", "write the archive again").findings[0]
        return "record", finding
    try:
        return page_article(body, article_id, reader, url=record.headers.get("warc-target-uri", "").strip("<>"))
    except InvalidInput as error:
        return article_id, error.findings[0]


def _records(stream: BinaryIO, whole: RecordReader) -> Iterator[_Record]:
    while line := stream.readline(_LINE_BYTES):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise whole.fail("warc", "not a WARC record", "give an archive with the ending .warc or .warc.gz")
        headers: dict[str, str] = {}
        while (line := stream.readline(_LINE_BYTES)).strip():
            if len(headers) > _MOST_HEADERS:
                raise whole.fail("warc", f"a record of more than {_MOST_HEADERS} headers", "write the archive again")
            name, _, value = line.decode("utf-8", "replace").partition(":")
            headers[name.strip().lower()] = value.strip()
        length = headers.get("content-length", "")
        if not length.isdigit():
            raise whole.fail("warc", "a record without Content-Length", "write the archive again")
        yield _Record(headers, _content(stream, int(length), whole))


def _content(stream: BinaryIO, length: int, whole: RecordReader) -> bytes:
    """Read what a record holds; of one larger than an article can be, nothing."""
    kept, left = [], length
    while left:
        block = stream.read(min(left, 1 << 20))
        if not block:
            raise whole.fail("warc", "not a whole archive: it ends inside a record", "fetch or copy the file again")
        left -= len(block)
        if length <= MAX_FILE_BYTES:
            kept.append(block)
    return b"".join(kept)


def _page_of(record: _Record) -> bytes | None:
    """Give the page that a server answered with; None when it answered something else."""
    if record.headers.get("warc-type") != "response" or not _STATUS.match(record.content):
        return None
    head, _, body = record.content.partition(b"\r\n\r\n")
    fields = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip().lower()
    if not _PAGE.match(fields.get("content-type", "")):
        return None
    if "chunked" in fields.get("transfer-encoding", ""):
        body = _unchunked(body)
    if "gzip" in fields.get("content-encoding", "") and body.startswith(b"\x1f\x8b"):
        try:
            return zlib.decompressobj(31).decompress(body, MAX_FILE_BYTES)
        except zlib.error:
            return b""
    return body


def _unchunked(body: bytes) -> bytes:
    """Join the chunks of a body; archives may have joined them before."""
    kept, at = list[bytes](), 0
    while match := _CHUNK.match(body, at):
        length = int(match[1], 16)
        if not length:
            return b"".join(kept)
        kept.append(body[match.end() : match.end() + length])
        at = match.end() + length + 2
    return b"".join(kept) if kept else body
