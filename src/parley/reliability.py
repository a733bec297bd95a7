"""Compare two independent annotations of the same articles: how often they agree, and beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from parley.alignment import align, weigh_meetings, weigh_participants, weigh_persons
from parley.errors import Finding, InvalidInput
from parley.evaluation import evaluate
from parley.model import Meeting, Participant, Topic
from parley.reports import AnnotatedArticle
from parley.scoring import Score

ROWS = ("meetings", "participants", "topics")
"""Rows whose agreement is F1: the side that counts as expected makes no difference to it."""

FIELDS = {
    "meeting": ("start_date", "date_precision", "date_basis", "mode", "format", "status", "country_code"),
    "person": ("actor_id",),
    "participant": ("office", "capacity"),
    "topic": ("topic_id",),
}
"""Fields compared, by what their rows are paired as."""


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How two passes agree in one field of the rows that both have.

    Attributes
    ----------
    name : str
    pairs, agreed : int
        Pairs of rows, and how many of them have equal values.
    alpha : float or None
        Krippendorff's alpha for nominal values; None where all values are one, and chance has no meaning.
    """

    name: str
    pairs: int
    agreed: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How two passes over the same articles agree.

    Attributes
    ----------
    articles : int
        Articles that both passes have.
    scores : tuple of Score
        F1 of the rows of `ROWS`.
    fields : tuple of FieldAgreement
        In the order of `FIELDS`.
    """

    articles: int
    scores: tuple[Score, ...]
    fields: tuple[FieldAgreement, ...]


def measure_reliability(first: Sequence[AnnotatedArticle], second: Sequence[AnnotatedArticle]) -> Reliability:
    """Compare two passes over the articles that both have.

    Parameters
    ----------
    first, second : sequence of AnnotatedArticle

    Returns
    -------
    Reliability

    Raises
    ------
    InvalidInput
        No article is in both, or the text of one is not the same.

    Notes
    -----
    How rows are paired is told in `docs/evaluation.md`.
    """
    known = {item.article_id: item for item in first}
    pairs = [(known[item.article_id], item) for item in second if item.article_id in known]
    _check_texts(pairs)
    evaluation = evaluate([one for one, _ in pairs], [other for _, other in pairs])
    values: dict[str, list[tuple[str, str]]] = {name: [] for names in FIELDS.values() for name in names}
    for one, other in pairs:
        for name, first_value, second_value in _paired_values(one.annotation.meetings, other.annotation.meetings):
            values[name].append((first_value, second_value))
    return Reliability(
        len(pairs),
        tuple(evaluation.score(name) for name in ROWS),
        tuple(
            FieldAgreement(name, len(each), sum(one == other for one, other in each), nominal_alpha(each))
            for name, each in values.items()
        ),
    )


def nominal_alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Compute Krippendorff's alpha of nominal values that two observers gave to the same units.

    Parameters
    ----------
    pairs : sequence of (str, str)
        The two values of each unit.

    Returns
    -------
    float or None
        1 where they agree, 0 where no better than chance, less where worse; None when fewer than two values occur.

    References
    ----------
    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section B.
    """
    counts = Counter(value for pair in pairs for value in pair)
    total = counts.total()
    by_chance = total**2 - sum(count**2 for count in counts.values())
    differ = sum(one != other for one, other in pairs)
    return 1 - 2 * differ * (total - 1) / by_chance if by_chance else None


def _check_texts(pairs: Sequence[tuple[AnnotatedArticle, AnnotatedArticle]]) -> None:
    findings = [
        Finding(other.source, "other-text", f"the text is not that of {one.source}", "copy the text of the first pass")
        for one, other in pairs
        if not (one.article and other.article and one.article.text == other.article.text)
    ]
    if not pairs:
        findings = [Finding("", "no-article-paired", "no article is in both passes", "give both the same article_id")]
    if findings:
        raise InvalidInput(findings)


def _paired_values(first: Sequence[Meeting], second: Sequence[Meeting]) -> Iterator[tuple[str, str, str]]:
    """List field and both values of all rows that are paired."""
    for i, j in align(first, second, weigh_meetings):
        yield from _values("meeting", [(first[i], second[j])])
        for kind, weigh in _PARTICIPANTS.items():
            one, other = first[i].participants, second[j].participants
            yield from _values(kind, [(one[k], other[m]) for k, m in align(one, other, weigh)])
        topics, others = first[i].topics, second[j].topics
        yield from _values("topic", [(topics[k], others[m]) for k, m in align(topics, others, _weigh_phrases)])


def _values(kind: str, pairs: Sequence[tuple[object, object]]) -> Iterator[tuple[str, str, str]]:
    for one, other in pairs:
        for name in FIELDS[kind]:
            yield name, str(getattr(one, name) or ""), str(getattr(other, name) or "")


_PARTICIPANTS: dict[str, Callable[[Participant, Participant], float]] = {
    "person": weigh_persons,
    "participant": weigh_participants,
}


def _weigh_phrases(one: Topic, other: Topic) -> float:
    """Pair topics whose phrases share words of the text, those of one id first."""
    spans, others = ([each.span for each in topic.evidence if each.field == "phrase"] for topic in (one, other))
    shared = any(mine.start < theirs.end and theirs.start < mine.end for mine in spans for theirs in others)
    return shared * (1 + (one.topic_id == other.topic_id) + (spans == others))
