"""Compare found annotations with expected ones: scores by field, and a list of what was missed.

What is compared, and when two meetings are the same, is told in `docs/evaluation.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parley import files
from parley.agreement import MEETING_FIELDS, PARTICIPANT_FIELDS, Miss, compare_articles
from parley.annotation_sources import read_annotations
from parley.errors import Finding, InvalidInput, UsageError
from parley.reports import AnnotatedArticle
from parley.scoring import Score, scores_from_counts

SCORE_GROUPS = {
    "found": ("meetings", "actors", "participants", "persons", "topics", "topics_with_area"),
    "meeting": MEETING_FIELDS,
    "participant": PARTICIPANT_FIELDS,
    "articles": ("articles_without_meeting",),
    "evidence": ("evidence_of_name", "evidence_of_start_date", "evidence_of_place_name"),
}
"""Names of the scores: precision and recall of what was found, then accuracies."""

Source = str | Path | Sequence[AnnotatedArticle]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How two sets of annotations agree.

    Attributes
    ----------
    articles : int
        Articles of the gold that were compared.
    articles_missing : tuple of str
        Those of them that the other side lacks; they count as articles in which nothing was found.
    articles_ignored : int
        Articles of the other side that the gold says nothing of.
    scores : tuple of Score
    misses : tuple of Miss
        In the order of the articles and their meetings.
    """

    articles: int
    articles_missing: tuple[str, ...]
    articles_ignored: int
    scores: tuple[Score, ...]
    misses: tuple[Miss, ...]

    def score(self, name: str) -> Score:
        """Give one score by its name."""
        return next(score for score in self.scores if score.name == name)


def evaluate(
    gold: Source, predicted: Source, *, split: str | None = None, splits: str | Path | None = None
) -> Evaluation:
    """Compare annotations with the gold ones.

    Parameters
    ----------
    gold, predicted : str, Path or sequence of AnnotatedArticle
        A folder of tables, a folder of article files, an article file or a ``*.gold.json`` file. Articles pair by
        article_id; a gold JSON file also by its file's name; and one article on each side is a pair.
    split : str, optional
        Compare only the articles of this split.
    splits : str or Path, optional
        CSV file with the columns article_id and split, by default `data/splits.csv`.

    Returns
    -------
    Evaluation

    Raises
    ------
    InvalidInput
        A source cannot be read, or no article of the gold is among the others.
    UsageError
        The split has no articles.
    """
    expected, found = _read(gold), _read(predicted)
    if split is not None:
        expected = _of_split(expected, split, Path(splits or files.house() / "data" / "splits.csv"))
    pairs = _paired(expected, found)
    if not any(other for _, other in pairs):
        raise InvalidInput([_nothing_paired(expected, found)])
    comparisons = [compare_articles(item, other) for item, other in pairs]
    names = {name: group != "found" for group, members in SCORE_GROUPS.items() for name in members}
    return Evaluation(
        len(pairs),
        tuple(item.article_id for item, other in pairs if other is None),
        len(found) - sum(other is not None for _, other in pairs),
        scores_from_counts([counts for counts, _ in comparisons], names),
        tuple(miss for _, misses in comparisons for miss in misses),
    )


def _read(source: Source) -> list[AnnotatedArticle]:
    return read_annotations(source) if isinstance(source, str | Path) else list(source)


def _of_split(items: Sequence[AnnotatedArticle], split: str, splits: Path) -> list[AnnotatedArticle]:
    try:
        rows = files.read_csv(splits)
        known = {row["article_id"]: row["split"] for row in rows}
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise UsageError(f"{splits}: gives no splits ({error}); write a CSV file article_id,split") from None
    chosen = [item for item in items if known.get(item.article_id) == split]
    if not chosen:
        raise UsageError(f"no article of the gold is in split {split!r}; {splits} has {sorted(set(known.values()))}")
    return chosen


def _paired(
    gold: Sequence[AnnotatedArticle], predicted: Sequence[AnnotatedArticle]
) -> list[tuple[AnnotatedArticle, AnnotatedArticle | None]]:
    if len(gold) == len(predicted) == 1:
        return [(gold[0], predicted[0])]
    known = {item.article_id: item for item in predicted}
    return [(item, known.get(item.article_id) or known.get(_stem(item))) for item in gold]


def _stem(item: AnnotatedArticle) -> str:
    name = Path(item.source).name
    return name.removesuffix(".gold.json") if name.endswith(".gold.json") else item.article_id


def _nothing_paired(gold: Sequence[AnnotatedArticle], predicted: Sequence[AnnotatedArticle]) -> Finding:
    gold_ids, other_ids = (", ".join(item.article_id for item in items[:3]) for items in (gold, predicted))
    return Finding(
        gold[0].source if gold else "",
        "no-article-paired",
        f"no article of the gold ({gold_ids} …) is among the others ({other_ids or 'none'} …)",
        "give two sides with the same article_id",
    )
