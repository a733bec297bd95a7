"""Rules on evidence and on the texts that it counts in."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import columns
from parley.rules.columns import KEYS, Breach, Tables, any_of, is_in
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
    for table in KEYS:
        numbers, rows = tables.supports(table)
        for number in numbers.filter(pc.is_null(rows)).to_pylist():
            yield Breach("evidence", number, "row_no", f"no such row in {table}")
        is_known = functools.partial(is_in, values=columns(table))
        for number in numbers.filter(pc.invert(tables.where("evidence", "field", is_known).take(numbers))).to_pylist():
            yield Breach("evidence", number, "field", f"no such field in {table}")


@rule("Add evidence: a quote from the text")
def all_supported(tables: Tables) -> Iterator[Breach]:
    """No words of the text support the row."""
    for table, number in KEYS.items():
        _, rows = tables.supports(table)
        numbers = pa.array(np.arange(tables[table].num_rows))
        yield from tables.breaches(table, pc.invert(is_in(numbers, rows)), number)


@rule("Quote the phrase exactly as the text has it")
def phrase_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a topic are not its phrase."""
    numbers, rows = tables.supports("topics")
    is_phrase = tables.where("evidence", "field", functools.partial(is_in, values=["phrase"])).take(numbers)
    numbers, rows = numbers.filter(is_phrase), rows.filter(is_phrase)
    phrases = tables.column("topics", "phrase").to_pylist()
    quoted: set[int] = set()
    first: dict[int, int] = {}
    for number, row, quote in zip(numbers.to_pylist(), rows.to_pylist(), tables.quotes(numbers), strict=True):
        if row is not None and quote is not None:
            first.setdefault(row, number)
            if quote == phrases[row]:
                quoted.add(row)
    for row, number in first.items():
        if row not in quoted:
            yield Breach("evidence", number, "start", f"the phrase is {phrases[row]!r}")


@rule("Build the tables again")
def text_is_its_own(tables: Tables) -> Iterator[Breach]:
    """Text_sha256 or text_length is not the text's, or the text is not in NFC."""
    told = tables.values("articles", "text_sha256", "text_length")
    for number, (text, (sha256, length)) in enumerate(zip(tables.texts, told, strict=True)):
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
