"""Markdown with front matter: an article file of the dataset (its annotation is ignored), or any file with a date.

The text begins after the closing ``---`` and one empty line and ends before the last newline. ``date`` stands for
``published``. Without front matter the file is read as plain text whose name begins with the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parley.errors import InvalidInput
from parley.front_matter import Node, parse_front_matter, split_front_matter
from parley.model import Article
from parley.reading.records import FIELDS, RecordReader, date_in_name, decode, file_id, read_bytes

CURATED_COLLECTION = "news"
"""Collection of article files, which do not name it."""

_ALIASES = {"date": "published", "id": "article_id", "license": "licence"}
_HARMLESS = {"yaml-block-scalar"}
_DATE_REMEDY = "add `published: YYYY-MM-DD` to the front matter, or begin the file's name with the date"


def read(path: Path, file: str) -> Iterator[Article]:
    """Read one article from a Markdown file."""
    raw = decode(read_bytes(path, file), file)
    if raw.startswith("---\r\n"):
        raw = raw.replace("\r\n", "\n")
    front_matter, text = split_front_matter(raw) or ("", raw)
    root, findings = parse_front_matter(front_matter, file)
    faults = [finding for finding in findings if finding.rule not in _HARMLESS]
    if faults:
        raise InvalidInput(faults)
    if front_matter:
        text = text.removeprefix("\n").removesuffix("\n")
    record = {"article_id": file_id(path), "published": date_in_name(path), "text": text} | _fields(root)
    reader = RecordReader(file)
    if not record["published"] and text.strip():
        raise reader.fail("missing-key", "the date of publication is missing", _DATE_REMEDY, "published")
    yield reader.article(record)


def _fields(root: Node) -> dict[str, object]:
    """Give the fields of an article that stand in the front matter."""
    fields: dict[str, object] = {"collection": CURATED_COLLECTION} if root.find("meetings") else {}
    for entry in root.entries:
        name = _ALIASES.get(entry.key, entry.key)
        if name in FIELDS and name != "text" and not entry.node.is_null and (name == entry.key or name not in fields):
            fields[name] = entry.node.value if entry.node.kind == "scalar" else entry.node.entries
    return fields
