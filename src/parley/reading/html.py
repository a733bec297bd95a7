"""A saved web page: trafilatura finds text, title, date, publisher and address; the id is the file's name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parley.model import Article
from parley.reading.records import RecordReader, date_in_name, decode, file_id, read_bytes

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.IGNORECASE)
_DATE_REMEDY = "begin the file's name with the day of publication, YYYY-MM-DD"
_LAST_DATE = "2100-12-31"
"""Given, because the date finder would otherwise ask the clock."""


def read(path: Path, file: str) -> Iterator[Article]:
    """Read one article from a web page."""
    yield page_article(read_bytes(path, file), file_id(path), RecordReader(file), date_in_name(path))


def page_article(
    content: bytes, article_id: str, reader: RecordReader, published: str | None = None, url: str | None = None
) -> Article:
    """Make an article of a page.

    Parameters
    ----------
    content : bytes
    article_id : str
    reader : RecordReader
    published, url : str, optional
        Day of publication and address, where they are known better than the page tells.

    Returns
    -------
    Article

    Raises
    ------
    InvalidInput
        The page has no text or no date, or cannot be read.
    """
    page = decode(content, reader.file, _encoding(content))
    if "\0" in page:
        raise reader.fail("nul", "holds a NUL character", "save the page again")
    found = _extract(page, reader)
    published = published or getattr(found, "date", None)
    text = getattr(found, "text", None) or ""
    if not published and text:
        raise reader.fail("missing-key", "the page has no date of publication", _DATE_REMEDY, "published")
    language = _LANGUAGE.search(page[:5000])
    record = {"article_id": article_id, "published": published, "text": text}
    metadata = {"title": "title", "publisher": "sitename", "url": "url"}
    record |= {name: getattr(found, attribute, None) for name, attribute in metadata.items()}
    record |= {"url": url} if url else {}
    return reader.article(record | ({"language": _tag(language[1])} if language else {}))


def _extract(page: str, reader: RecordReader) -> Any:
    import trafilatura

    dates = {"extensive_search": False, "original_date": True, "max_date": _LAST_DATE}
    try:
        return trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except Exception as error:  # what a parser of foreign pages may raise is not known
        message = f"the page cannot be read: {error}"
        raise reader.fail("html", message, "save the page again, or as .txt") from None


def _encoding(content: bytes) -> str:
    """Name the encoding that a page declares, UTF-8 when it declares none that is known."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _CHARSET.search(content[:4096])
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def _tag(language: str) -> str:
    main, _, rest = language.partition("-")
    return f"{main.lower()}-{rest}" if rest else main.lower()
