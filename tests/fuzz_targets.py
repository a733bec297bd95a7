"""What random bytes are given to: each target takes any bytes and raises only where a promise is broken.

The corpus, `tests/cases/fuzz/TARGET/`, holds inputs to begin from and those that once broke a promise.
"""

import datetime as dt
import tempfile
from pathlib import Path

from parley.annotator import annotate_article
from parley.article_file import canonical_article_file, format_article_file, parse_article_file
from parley.errors import InvalidInput, ParleyError
from parley.evidence import QuoteError, cite_span, find_quote, nearest_text
from parley.exchange import import_articles
from parley.files import house
from parley.model import Article, Span
from parley.reading import FORMATS, Unreadable, read_articles

CORPUS = Path(__file__).parent / "cases" / "fuzz"
TEXT_LENGTH = 4_000
"""Longest text that the annotator is given here: more is slow and finds nothing else."""


def article_file(data):
    """A file is read whole or refused with findings; its canonical form is a fixed point and says the same."""
    raw = data.decode("utf-8", "replace")
    try:
        canonical = canonical_article_file(raw)
        assert canonical_article_file(canonical) == canonical
    except InvalidInput:
        canonical = None
    try:
        article, annotation = parse_article_file(raw)
    except InvalidInput as error:
        assert error.findings
        assert all(str(finding) and finding.remedy and finding.line >= 0 for finding in error.findings)
        return
    assert canonical is not None
    assert parse_article_file(canonical) == (article, annotation)
    assert parse_article_file(format_article_file(article, annotation, is_reviewed=True)) == (article, annotation)


def annotator(data):
    """Any text is annotated; spans lie in it; a second time the same comes out."""
    text = data.decode("utf-8", "replace")[:TEXT_LENGTH]
    article = Article("a-1", text, dt.date(1946, 1, 1) + dt.timedelta(len(data) * 37 % 29_000))
    annotation = annotate_article(article)
    assert annotation == annotate_article(article)
    for meeting in annotation.meetings:
        assert meeting.start_date <= meeting.end_date
        assert len({participant.actor_id for participant in meeting.participants}) >= 1
        for row in (meeting, *meeting.participants, *meeting.topics):
            assert row.evidence
            assert all(
                each.span.end <= len(text) and text[each.span.start : each.span.end].strip() for each in row.evidence
            )


def evidence(data):
    """A quote leads to its words or is refused, whatever it is; a span's citation leads back to it."""
    quote, _, text = data.decode("utf-8", "replace").partition("\0")
    nearest = nearest_text(text, quote)
    assert nearest is None or nearest in text
    for where in ({}, {"nth": 2}, {"within": quote[1:] or None}):
        try:
            span = find_quote(text, quote, **where)
        except QuoteError as error:
            assert error.reason
            continue
        assert text[span.start : span.end] == quote
    if text:
        span = Span(len(text) // 3, len(text) // 3 + 1 + len(data) % max(1, len(text) - len(text) // 3))
        cited = cite_span(text, span)
        assert find_quote(text, **(cited if isinstance(cited, dict) else {"quote": cited})) == span


def importers(data):
    """What a tool gives is put into the article file, which is still read, or refused; nothing is written then."""
    kinds = {"label-studio": "result.json", "doccano": "result.jsonl", "prodigy": "result.jsonl", "brat": "x.ann"}
    source = next((house() / "tests" / "cases" / "exchange").glob("*.md"))
    for tool, name in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            path, result = Path(folder) / source.name, Path(folder) / name
            path.write_bytes(source.read_bytes())
            content, _, text = data.partition(b"\0")
            if tool == "brat":
                result = Path(folder) / f"{source.stem}.ann"
                (Path(folder) / f"{source.stem}.txt").write_bytes(text or source.with_suffix(".txt").read_bytes())
            result.write_bytes(content)
            try:
                import_articles(tool, result, [path])
            except ParleyError as error:
                assert str(error)
                assert path.read_bytes() == source.read_bytes()


def readers(data):
    """Every source gives articles or says why not, in whichever format it is said to be."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in FORMATS:
            path = Path(folder) / f"2024-02-04-x{ending}"
            path.write_bytes(data)
            for item in read_articles([str(path)]):
                assert item.article_id
                assert item.finding.remedy if isinstance(item, Unreadable) else item.text.strip()
            path.unlink()


TARGETS = {each.__name__: each for each in (article_file, annotator, evidence, importers, readers)}
