"""Measure how well the annotator does on this dataset, and how far two passes of annotation agree.

`scripts/measure_quality.py` keeps what comes out in `data/quality.json`, of the form of `schemas/quality.schema.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from parley.agreement import Miss
from parley.annotation_sources import is_reviewed, read_annotations
from parley.drafting import Annotate, draft_annotation
from parley.errors import Finding, InvalidInput
from parley.evaluation import Evaluation, evaluate
from parley.files import read_csv
from parley.import_checks import CHECKS, checked_collections, evaluate_import
from parley.kinds import KINDS, read_splits
from parley.linking.tenures import find_person
from parley.reliability import FieldAgreement, Reliability, measure_reliability
from parley.reporting import score_values
from parley.reports import AnnotatedArticle, annotated
from parley.scoring import Score

SPLITS = ("dev", "test")

TARGETS = {
    "meetings": 0.85,
    "participants": 0.85,
    "topics": 0.70,
    "start_date": 0.90,
    "mode": 0.90,
    "status": 0.90,
    "country_code": 0.90,
    "office": 0.90,
    "articles_without_meeting": 0.95,
    "rows_with_evidence": 1.00,
    "evidence_of_name": 0.98,
    "evidence_of_start_date": 0.98,
    "evidence_of_place_name": 0.98,
}
"""What the annotator should reach on news, by score."""

GROUP_SCORES = ("meetings", "participants", "topics", "articles_without_meeting")
"""Scores kept for each kind of articles."""

MISSES_SHOWN = 10


def measure_quality(root: Path, annotate: Annotate | None = None) -> dict[str, Any]:
    """Annotate the reviewed articles of a dataset and compare.

    Parameters
    ----------
    root : Path
        Folder that holds `data/articles/`, `data/splits.csv` and, where there is one, `data/second_pass/`.
    annotate : callable, optional
        By default `parley.annotator.annotate_article`.

    Returns
    -------
    dict
        Content of `data/quality.json`. Misses are shown of the split ``dev`` alone.

    Raises
    ------
    InvalidInput
        An article cannot be read, or is in no split.
    UsageError
        A split has no articles, or `data/splits.csv` cannot be read.
    """
    from parley.annotator import ANNOTATOR

    gold = [item for item in read_annotations(root / "data" / "articles") if is_reviewed(item)]
    splits = root / "data" / "splits.csv"
    _check_splits(gold, splits)
    found = [annotated(item.article, draft_annotation(item.article, annotate)) for item in gold if item.article]
    dev = evaluate(gold, found, split="dev", splits=splits)
    return {
        "annotator": ANNOTATOR,
        "splits": {split: _measure_split(gold, found, split, splits) for split in SPLITS},
        "imports": {name: _measure_import(root, name) for name in checked_collections(root)},
        "worst_misses": [asdict(miss) for miss in worst_misses(dev.misses)[:MISSES_SHOWN]],
        "agreement": _measure_agreement(gold, root / "data" / "second_pass"),
        "linking": _measure_linking(root / CHECKS / "linking.csv"),
    }


def _measure_linking(path: Path) -> dict[str, int] | None:
    """Count, over people of reviewed rows drawn at random, how often a name becomes the right row of `persons`."""
    if not path.is_file():
        return None
    counts = dict.fromkeys(("people", "right", "wrong", "left_open", "not_listed"), 0)
    for row in read_csv(path):
        found = find_person(row["name"], row["actor_id"], row["date"])
        expected = row["person_id"] or None
        outcome = "right" if found else "not_listed"
        if found != expected:
            outcome = "wrong" if found else "left_open"
        counts["people"] += 1
        counts[outcome] += 1
    return counts


def worst_misses(misses: Sequence[Miss]) -> list[Miss]:
    """Choose the worst disagreement of each article.

    Parameters
    ----------
    misses : sequence of Miss
        Those of an article stand together.

    Returns
    -------
    list of Miss
        The worst first: whole meetings, then participants, values and topics; of equals, that of the article with most
        disagreements.
    """
    by_article = [list(group) for _, group in groupby(misses, key=lambda miss: miss.article_id)]
    ranked = ((min(group, key=_gravity), len(group)) for group in by_article)
    ordered = sorted(ranked, key=lambda each: (_gravity(each[0]), -each[1], each[0].article_id))
    return [miss for miss, _ in ordered]


def _gravity(miss: Miss) -> int:
    return {"meeting": 0, "participant": 1, "topic": 3}.get(miss.field, 2)


def _check_splits(gold: Sequence[AnnotatedArticle], splits: Path) -> None:
    known = read_splits(splits)
    findings = [
        Finding(item.source, "no-split", f"the article is not in {splits.name}", "run scripts/assign_splits.py")
        for item in gold
        if item.article_id not in known
    ]
    if findings:
        raise InvalidInput(findings)


def _measure_split(
    gold: Sequence[AnnotatedArticle], found: Sequence[AnnotatedArticle], split: str, splits: Path
) -> dict[str, Any]:
    by_kind = {kind: evaluate(gold, found, split=split, splits=splits, by=kind) for kind in KINDS if kind != "split"}
    overall = by_kind["meetings"]
    return {
        "articles": overall.articles,
        "scores": {score.name: _with_target(score) for score in overall.scores},
        "kinds": {kind: _group_values(evaluation) for kind, evaluation in by_kind.items()},
    }


def _measure_import(root: Path, collection: str) -> dict[str, Any]:
    evaluation = evaluate_import(root, collection)
    return {
        "articles": evaluation.articles,
        "scores": {score.name: score_values(score) for score in evaluation.scores},
    }


def _with_target(score: Score) -> dict[str, Any]:
    return score_values(score) | {"target": TARGETS.get(score.name)}


def _group_values(evaluation: Evaluation) -> dict[str, Any]:
    return {
        group.name: {
            "articles": group.articles,
            "scores": {score.name: score_values(score) for score in group.scores if score.name in GROUP_SCORES},
        }
        for group in evaluation.groups
    }


def _measure_agreement(gold: Sequence[AnnotatedArticle], second: Path) -> dict[str, Any] | None:
    if not second.is_dir():
        return None
    reliability: Reliability = measure_reliability(gold, read_annotations(second))
    return {
        "articles": reliability.articles,
        "scores": {score.name: score_values(score) for score in reliability.scores},
        "fields": {each.name: _field_values(each) for each in reliability.fields},
    }


def _field_values(each: FieldAgreement) -> dict[str, Any]:
    return {
        "n": each.pairs,
        "agreed": each.agreed,
        "agreement": round(each.agreed / each.pairs, 4) if each.pairs else None,
        "alpha": None if each.alpha is None else round(each.alpha, 4),
    }
