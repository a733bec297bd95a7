"""Compare found annotations with expected ones: scores by field, and a list of what was missed.

What is compared, and when two meetings are the same, is told in `docs/evaluation.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parley.agreement import MEETING_FIELDS, PARTICIPANT_FIELDS, Miss, compare_articles
from parley.annotation_sources import read_annotations
from parley.errors import Finding, InvalidInput, UsageError
from parley.kinds import KINDS, positions_by_kind, read_splits
from parley.reports import AnnotatedArticle
from parley.scoring import Counts, Score, scores_from_counts

SCORE_GROUPS = {
    "found": ("meetings", "actors", "participants", "persons", "topics", "topics_with_area"),
    "meeting": MEETING_FIELDS,
    "participant": PARTICIPANT_FIELDS,
    "articles": ("articles_without_meeting",),
    "evidence": ("rows_with_evidence", "evidence_of_name", "evidence_of_start_date", "evidence_of_place_name"),
}
"""Names of the scores: precision and recall of what was found, then accuracies."""

Source = str | Path | Sequence[AnnotatedArticle]


@dataclass(frozen=True, slots=True)
class Group:
    """The scores of the articles of one kind.

    Attributes
    ----------
    name : str
    articles : int
    scores : tuple of Score
    """

    name: str
    articles: int
    scores: tuple[Score, ...]


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
    groups : tuple of Group
        Where kinds of articles were asked for.
    """

    articles: int
    articles_missing: tuple[str, ...]
    articles_ignored: int
    scores: tuple[Score, ...]
    misses: tuple[Miss, ...]
    groups: tuple[Group, ...] = ()

    def score(self, name: str) -> Score:
        """Give one score by its name."""
        return next(score for score in self.scores if score.name == name)


def evaluate(
    gold: Source,
    predicted: Source,
    *,
    split: str | None = None,
    splits: str | Path | None = None,
    by: str | None = None,
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
    by : str, optional
        Score the articles of each kind, too: one of `parley.kinds.KINDS`.

    Returns
    -------
    Evaluation

    Raises
    ------
    InvalidInput
        A source cannot be read, or no article of the gold is among the others.
    UsageError
        The split has no articles, or there are no such kinds.
    """
    if by is not None and by not in KINDS:
        raise UsageError(f"no kinds of articles by {by!r}: choose one of {', '.join(KINDS)}")
    expected, found = _read(gold), _read(predicted)
    if split is not None:
        expected = _of_split(expected, split, splits)
    pairs = _paired(expected, found)
    if not any(other for _, other in pairs):
        raise InvalidInput([_nothing_paired(expected, found)])
    comparisons = [compare_articles(item, other) for item, other in pairs]
    counts = [counts for counts, _ in comparisons]
    kinds = positions_by_kind([item for item, _ in pairs], by, splits) if by else {}
    return Evaluation(
        len(pairs),
        tuple(item.article_id for item, other in pairs if other is None),
        len(found) - sum(other is not None for _, other in pairs),
        _scores(counts),
        tuple(miss for _, misses in comparisons for miss in misses),
        tuple(Group(name, len(chosen), _scores([counts[i] for i in chosen])) for name, chosen in kinds.items()),
    )


def _scores(counts: Sequence[Counts]) -> tuple[Score, ...]:
    return scores_from_counts(
        counts, {name: group != "found" for group, names in SCORE_GROUPS.items() for name in names}
    )


def _read(source: Source) -> list[AnnotatedArticle]:
    return read_annotations(source) if isinstance(source, str | Path) else list(source)


def _of_split(items: Sequence[AnnotatedArticle], split: str, splits: str | Path | None) -> list[AnnotatedArticle]:
    known = read_splits(splits)
    chosen = [item for item in items if known.get(item.article_id) == split]
    if not chosen:
        raise UsageError(f"no article of the gold is in split {split!r}; there are {sorted(set(known.values()))}")
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
