"""Corpora of any size to measure with: the dataset's paragraphs, drawn anew for each article by a seeded generator.

No two articles are alike, but their sentences recur: what an annotator kept from one article to the next would look
faster here than it is. `--corpus` gives the benchmarks articles of one's own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parley.model import Article
from parley.reading import read_articles
from parley.reading.arrow import batch_from_articles

ROOT = Path(__file__).parent.parent
LENGTH = 1_600
"""Code points of an article, about: those of a news article."""


def recombined_articles(number: int, seed: int = 1, length: int = LENGTH) -> Iterator[Article]:
    """Draw articles, each with the date and publisher of one of the dataset and its paragraphs among others'."""
    real = read_all([str(ROOT / "data" / "articles")])
    paragraphs = [part for article in real for part in article.text.split("\n\n")]
    for no in range(number):
        draw = random.Random(f"{seed}/{no}")
        first = draw.choice(real)
        text = first.text
        while len(text) < length * draw.uniform(0.6, 1.0):
            text += "\n\n" + draw.choice(paragraphs)
        yield Article(f"b-{seed}-{no:09d}", text, first.published, publisher=first.publisher, title=first.title)


def read_all(paths: Sequence[str]) -> list[Article]:
    """Read the articles of files, folders and globs, without those that cannot be read."""
    return [item for item in read_articles(paths) if isinstance(item, Article)]


def write_parquet(articles: Iterator[Article], path: Path, rows: int = 2_000) -> int:
    """Write articles as Parquet, in row groups; give the length of their texts."""
    length, group, writer = 0, list[Article](), None
    for article in articles:
        group.append(article)
        length += len(article.text)
        if len(group) == rows:
            writer = _write(group, path, writer)
            group = []
    _write(group, path, writer).close()
    return length


def write_jsonl(articles: Iterator[Article], path: Path) -> None:
    """Write articles as JSON Lines."""
    fields = ("article_id", "text", "publisher", "title")
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            record = {name: getattr(article, name) for name in fields} | {"published": article.published.isoformat()}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _write(group: Sequence[Article], path: Path, writer: pq.ParquetWriter | None) -> pq.ParquetWriter:
    table = pa.Table.from_batches([batch_from_articles(group)])
    writer = writer or pq.ParquetWriter(path, table.schema)
    writer.write_table(table)
    return writer
