"""Compare imported rows with what a reader found in records drawn at random: `data/checks/*.jsonl`.

A record is judged by what it supports: of a meeting that several records tell of, the participants and subjects for
which this one has words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from parley.evaluation import Evaluation, evaluate
from parley.gold_json import read_gold_lines
from parley.imported import FOLDER, read_import
from parley.reports import AnnotatedArticle

CHECKS = Path("data", "checks")
SEED, DRAWN = 20261124, 200
"""Of the draw, and how many records of a collection it draws."""


def drawn_ids(items: Iterable[AnnotatedArticle]) -> list[str]:
    """Draw records of a collection at random, in an order that a reader who checks only some can follow."""
    ids = sorted(item.article_id for item in items)
    return random.Random(SEED).sample(ids, min(DRAWN, len(ids)))


def checked_collections(root: Path) -> list[str]:
    """List the collections of which records were checked."""
    return sorted(path.stem for path in (root / CHECKS).glob("*.jsonl"))


def evaluate_import(root: Path, collection: str) -> Evaluation:
    """Score the imported rows of a collection against the records that were checked.

    Parameters
    ----------
    root : Path
        The dataset.
    collection : str

    Returns
    -------
    Evaluation

    Raises
    ------
    InvalidInput
        The checks or the import cannot be read.
    """
    gold = read_gold_lines(root / CHECKS / f"{collection}.jsonl")
    return evaluate(gold, own_rows(read_import(root / FOLDER / f"{collection}.parquet")))


def own_rows(items: Iterable[AnnotatedArticle]) -> Sequence[AnnotatedArticle]:
    """Keep of each article's report what its own words support."""
    return [_own(item) for item in items]


def _own(item: AnnotatedArticle) -> AnnotatedArticle:
    meetings = tuple(
        replace(
            meeting,
            participants=tuple(each for each in meeting.participants if each.evidence),
            topics=tuple(each for each in meeting.topics if each.evidence),
        )
        for meeting in item.annotation.meetings
    )
    return replace(item, annotation=replace(item.annotation, meetings=meetings))
