"""What every format's reader needs: bytes to characters, and a record of id, date, text and metadata to an article."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley.errors import Finding, InvalidInput
from parley.files import table_schema
from parley.model import Article

MAX_TEXT_LENGTH = 20_000_000
"""Longest text of an article, in code points."""

MAX_FILE_BYTES = 4 * MAX_TEXT_LENGTH + 10_000_000
"""Largest file of one article: no larger one can hold a text of `MAX_TEXT_LENGTH`, save in markup."""

METADATA = ("title", "publisher", "url", "language", "licence", "collection", "text_kind")
"""What may be known of an article beside its id, date and text."""

FIELDS = ("article_id", "published", "text", *METADATA)

_DATE_REMEDY = "write the day of publication as YYYY-MM-DD"
_LEADING_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")


class RecordReader:
    """Makes articles of one file's records; knows the place for the findings.

    Parameters
    ----------
    file : str
        Name for the findings.
    line : int
        Line of the record, from 1; 0 when lines say nothing.
    row : str
        The record's place in the file, for people.
    """

    def __init__(self, file: str, line: int = 0, row: str = "") -> None:
        self.file, self.line, self.row = file, line, row

    def article(self, record: Mapping[str, Any]) -> Article:
        """Make an article of a record, its strings in NFC; fields that are not known are ignored.

        Raises
        ------
        InvalidInput
            A field is missing, of the wrong type, or breaks a rule.
        """
        article_id = self._checked("article_id", self._string(record, "article_id"))
        published = self._date(record.get("published"))
        text = self._text(record)
        metadata: dict[str, Any] = {}
        for name in METADATA:
            if record.get(name) not in (None, ""):
                metadata[name] = self._checked(name, self._string(record, name))
        return Article(article_id, text, published, **metadata)

    def fail(self, rule: str, message: str, remedy: str, field: str = "", value: object = "") -> InvalidInput:
        """Make the error that says what is wrong with the record."""
        shown = str(value)[:200]
        return InvalidInput([Finding(self.file, rule, message, remedy, self.line, 0, self.row, field, shown)])

    def _string(self, record: Mapping[str, Any], name: str) -> str:
        value = record.get(name)
        if value is None:
            raise self.fail("missing-key", "the field is missing", f"add {name}", name)
        if not isinstance(value, str):
            message = f"not a string but {type(value).__name__}"
            raise self.fail("type", message, f"write {name} as a string", name, value)
        if "\0" in value:
            raise self.fail("nul", "holds a NUL character", "delete it", name)
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise self.fail("surrogate", "holds half of a surrogate pair", "write whole characters", name)
        return unicodedata.normalize("NFC", value)

    def _checked(self, name: str, value: str) -> str:
        """Check a value against the table schema's pattern and enum."""
        constraints = _constraints(name)
        if name == "article_id" and ("/" in value or "\\" in value or value.startswith(".")):
            remedy = "use letters, digits, dot, underscore and hyphen only"
            raise self.fail("id-is-path", "the id is a path", remedy, name, value)
        choices = constraints.get("enum")
        if choices and value not in choices:
            near = difflib.get_close_matches(value[:100], choices, 1)
            remedy = f"did you mean {near[0]!r}?" if near else f"the values are {', '.join(choices)}"
            raise self.fail("enum", "not a value of the codebook", remedy, name, value)
        pattern = constraints.get("pattern")
        if pattern and not re.fullmatch(pattern.removesuffix("$"), value):
            raise self.fail("pattern", f"does not match {pattern}", _description(name), name, value)
        return value

    def _text(self, record: Mapping[str, Any]) -> str:
        value = record.get("text")
        if isinstance(value, str) and len(value) > MAX_TEXT_LENGTH:
            message = f"the text has {len(value):,} code points, more than {MAX_TEXT_LENGTH:,}"
            raise self.fail("text-too-long", message, "split it into its articles", "text")
        text = self._string(record, "text")
        if not text.strip():
            raise self.fail("empty-text", "the text is empty", "give the article's text", "text")
        return text

    def _date(self, value: object) -> dt.date:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if value is None or value == "":
            raise self.fail("missing-key", "the date of publication is missing", _DATE_REMEDY, "published")
        if not isinstance(value, str):
            raise self.fail("type", f"not a date but {type(value).__name__}", _DATE_REMEDY, "published", value)
        return parse_date(value) or self._no_date(value)

    def _no_date(self, value: str) -> dt.date:
        looks_like_one = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        message = "there is no such day" if looks_like_one else "not a date"
        raise self.fail("date", message, _DATE_REMEDY, "published", value)


def parse_date(value: str) -> dt.date | None:
    """Read the day of an ISO date or of an ISO date and time, in the zone of the source; None when it is none."""
    value = value.strip()
    if not _LEADING_DATE.match(value):
        return None
    try:
        return dt.datetime.fromisoformat(value).date()
    except ValueError:
        return None


def date_in_name(path: Path) -> str | None:
    """Return the date that a file's name begins with, as written; None when it begins with none."""
    match = _LEADING_DATE.match(path.stem)
    return match[1] if match else None


def decode(content: bytes, file: str, encoding: str = "utf-8") -> str:
    """Decode a file's content; a byte order mark is no part of it.

    Raises
    ------
    InvalidInput
        The content is not of that encoding.
    """
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"not {encoding.upper()}: byte 0x{content[error.start]:02x} at offset {error.start}"
        raise InvalidInput([Finding(file, "encoding", message, "save the file as UTF-8", line)]) from None


def read_bytes(path: Path, file: str, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a whole file, unless it is larger than an article can be.

    Raises
    ------
    InvalidInput
        The file is larger than `limit` bytes.
    """
    if path.stat().st_size > limit:
        message = f"larger than {limit:,} bytes"
        raise InvalidInput([Finding(file, "too-large", message, "split it into its articles")])
    return path.read_bytes()


def file_id(path: Path) -> str:
    """Make an article's id of its file's name: the name without its end, if that is an id, else one like it.

    Notes
    -----
    Where characters had to go, a hash of the name keeps the ids of two files apart.
    """
    name = unicodedata.normalize("NFC", path.stem)
    if re.fullmatch(_constraints("article_id")["pattern"].removesuffix("$"), name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("._-")[:100] or "article"
    return f"{slug}-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


@functools.cache
def _constraints(name: str) -> dict[str, Any]:
    field = next(field for field in table_schema("articles")["fields"] if field["name"] == name)
    constraints: dict[str, Any] = field.get("constraints", {})
    return constraints


@functools.cache
def _description(name: str) -> str:
    return next(str(field["description"]) for field in table_schema("articles")["fields"] if field["name"] == name)
