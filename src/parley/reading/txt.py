"""Plain text: the article's id is the file's name.

The date stands in a first line `` date YYYY-MM-DD TITLE``, after which the text begins, or else at the beginning of the
file's name (``2024-02-04-doha.txt``), and then the whole file is the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from parley.model import Article
from parley.reading.records import RecordReader, date_in_name, decode, file_id, read_bytes

_FIRST_LINE = re.compile(r"\s*date[ \t]+(?P<published>[0-9]\S*)(?:[ \t]+(?P<title>[^\r\n]*))?\r?(?:\n|\Z)")

DATE_REMEDY = "begin the file with a line ` date YYYY-MM-DD TITLE`, or its name with YYYY-MM-DD"


def read(path: Path, file: str) -> Iterator[Article]:
    """Read one article from a text file."""
    text = decode(read_bytes(path, file), file)
    record: dict[str, object] = {"article_id": file_id(path), "text": text, "published": date_in_name(path)}
    first = _FIRST_LINE.match(text)
    if first:
        record |= {
            "published": first["published"],
            "title": (first["title"] or "").strip(),
            "text": text[first.end() :],
        }
    reader = RecordReader(file, line=1 if first else 0)
    if not record["published"] and text.strip():
        raise reader.fail("missing-key", "the date of publication is missing", DATE_REMEDY, "published")
    yield reader.article(record)
