"""The gold JSON file: one article's annotation in the codebook's fields, without text and evidence.

``{"article_id", "published", "meetings": [{…, "participants": [{…}], "topics": [{…}]}]}``
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from parley import files
from parley.errors import Finding, InvalidInput, shorten
from parley.model import Annotation, Article, Meeting, Participant, Topic
from parley.reports import AnnotatedArticle, annotated

_Row = Mapping[str, Any]

_MEETING_DEFAULTS = {"date_precision": "day", "date_basis": "stated", "mode": None, "format": None, "status": "held"}
_PARTICIPANT_DEFAULTS = {"kind": None, "office": "unknown", "actor_id": None, "capacity": "principal"}


def read_gold_json(path: Path) -> AnnotatedArticle:
    """Read the gold annotation of one article.

    Raises
    ------
    InvalidInput
        The file is unreadable or breaks the form; with all findings.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidInput([_unreadable(path, error.strerror or str(error), "check the path")]) from None
    except (ValueError, RecursionError) as error:
        raise InvalidInput([_unreadable(path, f"no JSON in UTF-8: {error}", "write it as JSON in UTF-8")]) from None
    reader = _GoldReader(path)
    item = reader.article(content)
    if reader.findings:
        raise InvalidInput(reader.findings)
    return item


def read_gold_lines(path: Path) -> list[AnnotatedArticle]:
    """Read gold annotations of many articles, one JSON object a line, in the order of the file.

    Raises
    ------
    InvalidInput
        The file is unreadable or a line breaks the form; with all findings.
    """
    items: list[AnnotatedArticle] = []
    findings: list[Finding] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        reader = _GoldReader(path)
        try:
            items.append(reader.article(json.loads(line)))
        except (ValueError, RecursionError) as error:
            reader.findings.append(_unreadable(path, f"no JSON: {error}", "write one object a line"))
        findings += [replace(each, line=number) for each in reader.findings]
    if findings:
        raise InvalidInput(findings)
    return items


class _GoldReader:
    """Reads the rows of a gold JSON file, collecting every fault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def article(self, content: Any) -> AnnotatedArticle:
        stem = self.path.name.removesuffix(".json").removesuffix(".gold")
        if not isinstance(content, dict):
            self._add("", "", content, "is no object", 'write {"article_id": …, "published": …, "meetings": […]}')
            content = {}
        article_id = content.get("article_id") or stem
        meetings = tuple(self._meeting(row, at) for at, row in self._rows(content, "meetings", ""))
        published = self._date(content, "published", "") or dt.date.min
        article = Article(str(article_id), "", published, text_kind="external")
        return annotated(article, Annotation(str(article_id), meetings), str(self.path))

    def _meeting(self, row: _Row, at: str) -> Meeting:
        start = self._date(row, "start_date", at) or dt.date.min
        return Meeting(
            start,
            (self._date(row, "end_date", at) if row.get("end_date") else start) or start,
            **self._values("meetings", row, at, _MEETING_DEFAULTS),
            place_name=self._text(row, "place_name", at),
            country_code=self._text(row, "country_code", at),
            participants=tuple(self._participant(*each) for each in self._rows(row, "participants", at)),
            topics=tuple(self._topic(*each) for each in self._rows(row, "topics", at)),
        )

    def _participant(self, at: str, row: _Row) -> Participant:
        return Participant(
            **self._values("participants", row, at, _PARTICIPANT_DEFAULTS),
            name=self._text(row, "name", at),
            title=self._text(row, "title", at),
        )

    def _topic(self, at: str, row: _Row) -> Topic:
        phrase = self._text(row, "phrase", at) or ""
        return Topic(self._value("topics", row, "topic_id", at, None), phrase, self._text(row, "area", at))

    def _rows(self, row: _Row, key: str, at: str) -> Iterator[tuple[str, _Row]]:
        content = row.get(key, [] if at else None)
        if not isinstance(content, list):
            self._add(at, key, content, "is no list", f'write "{key}": […]')
            return
        for number, each in enumerate(content, 1):
            place = f"{at}.{key}[{number}]".removeprefix(".")
            if isinstance(each, dict):
                yield place, each
            else:
                self._add(place, "", each, "is no object", "write {…} with the codebook's fields")

    def _date(self, row: _Row, field: str, at: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(row.get(field))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            self._add(at, field, row.get(field), "is no date", "write it as YYYY-MM-DD")
            return None

    def _values(self, table: str, row: _Row, at: str, defaults: Mapping[str, str | None]) -> dict[str, Any]:
        return {field: self._value(table, row, field, at, default) for field, default in defaults.items()}

    def _value(self, table: str, row: _Row, field: str, at: str, default: str | None) -> str:
        value = row.get(field, default)
        schema = next(each for each in files.table_schema(table)["fields"] if each["name"] == field)
        choices = schema["constraints"].get("enum")
        if not isinstance(value, str) or (choices and value not in choices):
            remedy = f"write one of {', '.join(choices)}" if choices else "write the codebook's id"
            self._add(at, field, value, "is no value of this field", remedy)
            return ""
        return value

    def _text(self, row: _Row, field: str, at: str) -> str | None:
        value = row.get(field)
        if value is not None and not isinstance(value, str):
            self._add(at, field, value, "is no string", "write it in quotation marks, or null")
            return None
        return value or None

    def _add(self, row: str, field: str, value: object, message: str, remedy: str) -> None:
        shown = "" if value is None else shorten(value)
        message = message if shown else f"{field or 'the content'} is missing" if value is None else message
        self.findings.append(Finding(str(self.path), "gold-form", message, remedy, row=row, field=field, value=shown))


def _unreadable(path: Path, message: str, remedy: str) -> Finding:
    return Finding(str(path), "unreadable", f"cannot be read: {message}", remedy)
