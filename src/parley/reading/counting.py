"""Estimate how many articles a corpus holds, before it is read: what a progress display needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parley.reading import list_sources
from parley.reading.parquet import count_rows

_SAMPLE_BYTES = 4 << 20
_SAMPLED_FILES = 200
"""Files of several articles that are looked into; the others are taken for the like."""

_MARKS = {".jsonl": b"\n", ".json": b'"article_id"', ".warc": b"WARC-Type: response"}
"""What stands once for each article in files of several."""


def estimate_articles(paths: Sequence[str]) -> int:
    """Estimate the number of articles behind paths; exact where no file is large.

    Parameters
    ----------
    paths : sequence of str
        As `parley.reading.read_articles` takes them.

    Returns
    -------
    int
    """
    counted = counted_bytes = all_bytes = looked_into = single = 0
    for source in list_sources(paths):
        suffix = source.path.suffix.lower()
        if source.finding or suffix not in (*_MARKS, ".parquet"):
            single += 1
            continue
        size = source.path.stat().st_size
        all_bytes += size
        if looked_into < _SAMPLED_FILES:
            looked_into += 1
            counted_bytes += size
            counted += _articles_in(source.path, size)
    return single + round(counted * all_bytes / max(1, counted_bytes))


def _articles_in(path: Path, size: int) -> int:
    if path.suffix.lower() == ".parquet":
        return count_rows(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    marks = sample.count(_MARKS[path.suffix.lower()])
    return max(1, round(marks * size / max(1, len(sample))))
