"""Rules on evidence and on the texts that it counts in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import columns
from parley.rules.columns import Breach, Tables, all_of, any_of, is_in, positions
from parley.rules.participants import ROW_NUMBERS
from parley.rules.rule import rule


@rule("Quote words that the text has")
def evidence_in_text(tables: Tables) -> Iterator[Breach]:
    """The span does not lie inside the article's text."""
    start, end = tables.columns("evidence", "start", "end")
    length = tables.looked_up("evidence", "articles", "text_length")
    is_broken = any_of(pc.less_equal(end, start), pc.greater(end, length))
    yield from tables.breaches("evidence", is_broken, "end", "it starts at {start}")


@rule("Correct table, row_no or field")
def evidence_has_row(tables: Tables) -> Iterator[Breach]:
    """The span supports no row or field that there is."""
    table, field = tables.columns("evidence", "table", "field")
    yield from tables.breaches("evidence", pc.invert(_has_row(tables)), "row_no", "no such row in {table}")
    for name in ("meetings", *ROW_NUMBERS):
        is_broken = pc.and_kleene(pc.equal(table, name), pc.invert(is_in(field, columns(name))))
        yield from tables.breaches("evidence", is_broken, "field", "no such field in {table}")


def _has_row(tables: Tables) -> pa.Array:
    table, meeting_id, row_no = tables.columns("evidence", "table", "meeting_id", "row_no")
    known = is_in(meeting_id, tables.column("meetings", "meeting_id"))
    found = [all_of(pc.equal(table, "meetings"), pc.equal(row_no, 0), known)]
    for name, number in ROW_NUMBERS.items():
        known = positions([meeting_id, row_no], tables.columns(name, "meeting_id", number))
        found.append(pc.and_(pc.equal(table, name), pc.is_valid(known)))
    return any_of(*found)


@rule("Add evidence: a quote from the text")
def all_supported(tables: Tables) -> Iterator[Breach]:
    """No words of the text support the row."""
    table, meeting_id, row_no = tables.columns("evidence", "table", "meeting_id", "row_no")
    is_supported = is_in(tables.column("meetings", "meeting_id"), meeting_id.filter(pc.equal(table, "meetings")))
    yield from tables.breaches("meetings", pc.invert(is_supported), "meeting_id")
    for name, number in ROW_NUMBERS.items():
        supported = pa.table([meeting_id, row_no], names=["meeting_id", number]).filter(pc.equal(table, name))
        found = positions(tables.columns(name, "meeting_id", number), supported.columns)
        yield from tables.breaches(name, pc.is_null(found), number)


@rule("Quote the phrase exactly as the text has it")
def phrase_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a topic are not its phrase."""
    phrases = {
        (meeting_id, no): phrase
        for meeting_id, no, phrase in tables.values("topics", "meeting_id", "topic_no", "phrase")
    }
    texts = dict(tables.values("articles", "article_id", "text"))
    quoted: set[tuple[str, int]] = set()
    first: dict[tuple[str, int], int] = {}
    fields = ("table", "field", "meeting_id", "row_no", "article_id", "start", "end")
    for number, (table, field, meeting_id, row_no, article_id, start, end) in enumerate(
        tables.values("evidence", *fields)
    ):
        text, key = texts.get(article_id), (meeting_id, row_no)
        if (table, field) == ("topics", "phrase") and text is not None:
            first.setdefault(key, number)
            if text[start:end] == phrases.get(key):
                quoted.add(key)
    for key, number in first.items():
        if key in phrases and key not in quoted:
            yield Breach("evidence", number, "start", f"the phrase is {phrases[key]!r}")


@rule("Build the tables again")
def text_is_its_own(tables: Tables) -> Iterator[Breach]:
    """Text_sha256 or text_length is not the text's, or the text is not in NFC."""
    for number, (text, sha256, length) in enumerate(tables.values("articles", "text", "text_sha256", "text_length")):
        if text is None:
            continue
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield Breach("articles", number, "text_sha256")
        if len(text) != length:
            yield Breach("articles", number, "text_length", f"the text has {len(text)} code points")
        if not unicodedata.is_normalized("NFC", text):
            yield Breach("articles", number, "text")


@rule("Write meetings exactly where meeting_sources has the article")
def outcome_is_true(tables: Tables) -> Iterator[Breach]:
    """Outcome does not agree with the meetings that the article reports."""
    article_id, outcome = tables.columns("articles", "article_id", "outcome")
    reports = is_in(article_id, tables.column("meeting_sources", "article_id"))
    yield from tables.breaches("articles", pc.xor(pc.equal(outcome, "meetings"), reports), "outcome")


@rule("Give published")
def published_is_known(tables: Tables) -> Iterator[Breach]:
    """The day of publication is missing."""
    published, outcome = tables.columns("articles", "published", "outcome")
    yield from tables.breaches("articles", pc.and_(pc.is_null(published), pc.not_equal(outcome, "error")), "published")
