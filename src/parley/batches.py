"""Annotate a record batch of articles: the one function that every engine, from one process to a cluster, maps.

It keeps no state and knows neither the order of articles nor what was in other batches: however a corpus is cut into
batches, their tables put together and sorted are the same.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

import pyarrow as pa

from parley import files
from parley.drafting import Annotate, draft_annotation
from parley.errors import Finding, InvalidInput, shorten
from parley.model import Article
from parley.reading import Unreadable
from parley.reading.arrow import articles_from_batch
from parley.reference import ReferenceRows
from parley.reports import AnnotatedArticle, annotated, unreadable
from parley.tables import article_tables

Batches = dict[str, pa.RecordBatch]

FINDINGS = "findings"
"""Name of the batch of findings, which stands beside those of the tables."""

FINDINGS_SCHEMA = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        *(
            pa.field(field.name, pa.int32() if field.name in ("line", "column") else pa.string(), nullable=False)
            for field in fields(Finding)
        ),
    ]
)

Accounted = tuple[AnnotatedArticle, Sequence[Finding]]


def annotate_batch(
    articles: pa.RecordBatch, *, include_texts: bool = True, annotate: Annotate | None = None
) -> dict[str, pa.RecordBatch]:
    """Find the meetings that a batch of articles reports, as batches of the tables.

    Parameters
    ----------
    articles : pyarrow.RecordBatch
        One row per article: columns article_id, published (date or ISO string) and text, and optionally title,
        publisher, url, language, licence, collection and text_kind; others are not read.
    include_texts : bool
        Whether the table `articles` holds the texts, or only their hash and length.
    annotate : callable, optional
        From an article to its annotation; by default `parley.annotator.annotate_article`.

    Returns
    -------
    dict of str to pyarrow.RecordBatch
        The tables `articles`, `meetings`, `meeting_sources`, `participants`, `topics` and `evidence`, each of its
        Arrow schema and sorted by primary key; and `findings`, which say why articles of outcome ``error`` are so.

    Raises
    ------
    InvalidInput
        Columns are missing or of the wrong type, or two articles have one id. An article that cannot be read or
        annotated raises nothing; it has a row and a finding.

    Examples
    --------
    >>> import datetime, parley, pyarrow
    >>> columns = {"article_id": ["a"], "published": [datetime.date(2024, 2, 4)], "text": ["Nothing happened."]}
    >>> parley.annotate_batch(pyarrow.RecordBatch.from_pydict(columns))["articles"].num_rows
    1
    """
    accounted = [_account(item, annotate) for item in articles_from_batch(articles)]
    _check_ids([item.article_id for item, _ in accounted])
    if not include_texts:
        accounted = [(_without_text(item), faults) for item, faults in accounted]
    return _batches(accounted)


def unreadable_batch(items: Iterable[Unreadable]) -> Batches:
    """Account for sources that give no article, in the same form."""
    return _batches([(unreadable(item.article_id, source=item.finding.file), (item.finding,)) for item in items])


def failed_batch(articles: pa.RecordBatch, reason: str, *, include_texts: bool = True) -> Batches:
    """Account for articles at which the process that annotated them ended, in the same form."""

    def fail(_: Article) -> Any:
        raise EndedError(reason)

    return annotate_batch(articles, include_texts=include_texts, annotate=fail)


def findings_from_batch(batch: pa.RecordBatch) -> list[tuple[str, Finding]]:
    """Give the findings of a batch back, each with the id of its article."""
    return [(row.pop("article_id"), Finding(**row)) for row in batch.to_pylist()]


class EndedError(RuntimeError):
    """The process that annotated an article ended; the message says how."""


def _account(item: Article | tuple[str, Finding], annotate: Annotate | None) -> Accounted:
    if not isinstance(item, Article):
        return unreadable(item[0], source=item[1].file), (item[1],)
    try:
        return annotated(item, draft_annotation(item, annotate)), ()
    except Exception as error:  # one article must not stop a corpus, whatever goes wrong with it
        return _failed(item, error)


def _failed(article: Article, error: Exception) -> Accounted:
    reason = str(error) if isinstance(error, EndedError) else f"{type(error).__name__}: {shorten(error, 500)}"
    finding = Finding(
        article.article_id,
        "annotator-failed",
        f"the annotator failed: {reason}",
        "report it together with the article; its row in the table articles has the outcome error",
    )
    return unreadable(article.article_id, article), (finding,)


def _check_ids(ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    twice = sorted({article_id for article_id in ids if ids.count(article_id) > 1})
    remedy = "give each article an id of its own"
    raise InvalidInput(
        Finding("articles", "duplicate-id", "two articles have this id", remedy, field="article_id", value=article_id)
        for article_id in twice
    )


def _without_text(item: AnnotatedArticle) -> AnnotatedArticle:
    return replace(item, article=item.article and replace(item.article, text_kind="external"))


def _batches(accounted: Sequence[Accounted]) -> Batches:
    tables = _tables([item for item, _ in accounted])
    if isinstance(tables, Exception):  # of some article no table can hold the rows; each is tried by itself
        accounted = [_sound(*each) for each in accounted]
        tables = article_tables([item for item, _ in accounted], _reference())
    findings = [{"article_id": item.article_id} | asdict(fault) for item, faults in accounted for fault in faults]
    batches = {name: _as_batch(table) for name, table in tables.items()}
    return batches | {FINDINGS: pa.RecordBatch.from_pylist(findings, schema=FINDINGS_SCHEMA)}


def _sound(item: AnnotatedArticle, faults: Sequence[Finding]) -> Accounted:
    tables = _tables([item])
    return _failed(item.article, tables) if item.article and isinstance(tables, Exception) else (item, faults)


def _tables(items: Sequence[AnnotatedArticle]) -> dict[str, pa.Table] | Exception:
    try:
        return article_tables(items, _reference())
    except Exception as error:  # as above
        return error


def _as_batch(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=table.schema)


@functools.cache
def _reference() -> ReferenceRows:
    return {table: files.reference_rows(table) for table in files.REFERENCE_TABLES}
