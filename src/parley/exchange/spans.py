"""A text with labelled spans: what every tool has in common, and how its offsets are told and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from parley.article_schema import EVIDENCE_FIELDS
from parley.errors import Finding, InvalidInput
from parley.model import Annotation, Article, Evidence, Span

TABLES = {field: table for table, fields in EVIDENCE_FIELDS.items() for field in fields}
"""Table of each field that words may support."""

MAX_FILE_BYTES = 200_000_000
"""Largest file of a tool that is read."""

_ROW = re.compile(r"(?P<meeting>[1-9][0-9]{0,3})(?:(?P<kind>[pt])(?P<number>[1-9][0-9]{0,3}))?")
_KINDS = {"meetings": None, "participants": "p", "topics": "t"}


class Row(NamedTuple):
    """A row of an annotation by its numbers in the article file, from 1; participants and topics have a `number`."""

    meeting: int
    table: str
    number: int = 0

    def __str__(self) -> str:
        kind = _KINDS[self.table]
        return f"{self.meeting}{kind}{self.number}" if kind else str(self.meeting)


class Label(NamedTuple):
    """Words and what they are evidence for."""

    start: int
    end: int
    field: str
    row: Row


@dataclass(frozen=True, slots=True)
class MarkedText:
    """An article's text with the labels of a tool, and the place in the tool's file for findings."""

    article_id: str
    text: str
    labels: tuple[Label, ...]
    title: str = ""
    file: str = ""
    line: int = 0


def marked_text(article: Article, annotation: Annotation) -> MarkedText:
    """Give an article's text with its evidence as labels, in the order of the text."""
    labels = sorted(set(_labels(annotation)))
    return MarkedText(article.article_id, article.text, tuple(labels), article.title)


def _labels(annotation: Annotation) -> Iterator[Label]:
    def of(row: Row, evidence: Iterable[Evidence]) -> Iterator[Label]:
        return (Label(each.span.start, each.span.end, each.field, row) for each in evidence)

    for meeting_no, meeting in enumerate(annotation.meetings, 1):
        yield from of(Row(meeting_no, "meetings"), meeting.evidence)
        for number, participant in enumerate(meeting.participants, 1):
            yield from of(Row(meeting_no, "participants", number), participant.evidence)
        for number, topic in enumerate(meeting.topics, 1):
            yield from of(Row(meeting_no, "topics", number), topic.evidence)


class LabelReader:
    """Makes labels of what a tool tells, and collects findings.

    Parameters
    ----------
    file : str
        Name for the findings.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def report(self, rule: str, line: int, message: str, remedy: str, value: object = "", row: str = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(self.file, rule, message, remedy, line, row=row, value=str(value)[:200]))

    def labels(
        self, text: str, start: object, end: object, field: object, rows: object, line: int, **told: Any
    ) -> list[Label]:
        """Make the labels of one span, one for each row that it belongs to; none where there is a finding.

        Parameters
        ----------
        text : str
        start, end : object
            Offsets, as the tool gives them.
        field : object
            Name of the field that the words support.
        rows : object
            Rows as words, such as ``1 2p1``.
        line : int
            Line of the file, for findings.
        **told : object
            `quote`, the words as the tool has them, and `is_utf16`, whether it counts in UTF-16.
        """
        if not isinstance(field, str) or field not in TABLES:
            self.report("exchange-label", line, "no label of evidence", f"use one of {', '.join(TABLES)}", field)
            return []
        span = self._span(text, start, end, line, **told)
        found = [self._row(row, field, line) for row in str(rows or "").split()]
        if not found:
            remedy = "say which: 1 is the first meeting, 1p2 its second participant, 1t1 its first topic"
            self.report("exchange-row", line, "the span belongs to no row", remedy, row=field)
        return [Label(span.start, span.end, field, row) for row in found if span and row]

    def raise_findings(self) -> None:
        """Raise all findings, if there are any."""
        if self.findings:
            raise InvalidInput(self.findings)

    def _span(
        self, text: str, start: object, end: object, line: int, quote: str | None = None, is_utf16: bool = False
    ) -> Span | None:
        is_number = isinstance(start, int) and isinstance(end, int) and not isinstance(start, bool)
        if not is_number or not 0 <= start < end <= 2 * len(text):  # type: ignore[operator]
            self.report("exchange-span", line, "no span of the text", "export it anew from the tool", f"{start}-{end}")
            return None
        assert isinstance(start, int)
        assert isinstance(end, int)
        for counts_utf16 in (is_utf16, not is_utf16) if quote is not None else (is_utf16,):
            span = utf16_to_code_points(text, start, end) if counts_utf16 else (start, end)
            if span and span[1] <= len(text) and (quote is None or _squeezed(text[slice(*span)]) == _squeezed(quote)):
                return Span(*span)
        said = f": the tool has {quote!r}" if quote is not None else ""
        self.report("exchange-span", line, f"no such words there{said}", "mark them anew", f"{start}-{end}")
        return None

    def _row(self, words: str, field: str, line: int) -> Row | None:
        match, table = _ROW.fullmatch(words), TABLES[field]
        if match and match["kind"] == _KINDS[table]:
            return Row(int(match["meeting"]), table, int(match["number"] or 0))
        form = "1" if _KINDS[table] is None else f"1{_KINDS[table]}1"
        self.report("exchange-row", line, f"no row that {field} can support", f"write it as {form}", words, field)
        return None


def code_points_to_utf16(text: str, start: int, end: int) -> tuple[int, int]:
    """Count a span in UTF-16 code units, as JavaScript does."""
    before = start + _astral(text[:start])
    return before, before + end - start + _astral(text[start:end])


def utf16_to_code_points(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Count a span of UTF-16 code units in code points; None where it cuts a character or passes the text's end."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if 2 * end > len(encoded) or any(_is_inside(encoded, at) for at in (start, end)):
        return None
    first = len(encoded[: 2 * start].decode("utf-16-le", "surrogatepass"))
    return first, first + len(encoded[2 * start : 2 * end].decode("utf-16-le", "surrogatepass"))


def _is_inside(encoded: bytes, at: int) -> bool:
    return 0xDC <= int.from_bytes(encoded[2 * at + 1 : 2 * at + 2]) <= 0xDF


def _astral(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\uffff" for character in text)


def _squeezed(words: str) -> str:
    """Leave out white space, which tools change in the words they quote."""
    return "".join(words.replace("\\n", " ").split())
