"""Compare what two sides say of one article: counts by field, and the disagreements one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from parley.alignment import align, fold_words, weigh_meetings, weigh_participants, weigh_persons
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic
from parley.passages import sentence_around
from parley.reports import AnnotatedArticle
from parley.scoring import Counts
from parley.support import is_borne_out

Row = TypeVar("Row", Meeting, Participant, Topic)

MEETING_FIELDS = (
    "start_date",
    "end_date",
    "date_precision",
    "date_basis",
    "mode",
    "format",
    "status",
    "place_name",
    "country_code",
)
PARTICIPANT_FIELDS = ("office", "title", "capacity")


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """One disagreement.

    Attributes
    ----------
    article_id : str
    field : str
        ``meeting``, ``participant`` or ``topic`` for a row, else the field whose value differs.
    expected, found : str
        Empty when nothing was expected, or nothing found.
    sentence : str
        Words of the article it is about; empty when neither side has evidence and text.
    """

    article_id: str
    field: str
    expected: str
    found: str
    sentence: str = ""


def compare_articles(gold: AnnotatedArticle, predicted: AnnotatedArticle | None) -> tuple[Counts, list[Miss]]:
    """Compare an article's annotation with the gold one; None stands for an article that the other side lacks."""
    comparison = _ArticleComparison(gold, predicted)
    return comparison.counts, comparison.misses


class _ArticleComparison:
    """Counts and misses of one article."""

    def __init__(self, gold: AnnotatedArticle, predicted: AnnotatedArticle | None) -> None:
        other = predicted.annotation if predicted else Annotation(gold.article_id)
        self.article_id = gold.article_id
        self.text = _text(predicted.article if predicted else None) or _text(gold.article)
        # Spans count in the text of their own side, which a gold JSON file lacks.
        self.has_gold_spans = _text(gold.article) == self.text
        self.counts = Counts()
        self.misses: list[Miss] = []
        if not gold.annotation.meetings:
            is_empty = predicted is not None and predicted.outcome == "no_meeting"
            self.counts.compare("articles_without_meeting", is_empty)
        self._compare(gold.annotation.meetings, other.meetings)

    def _compare(self, gold: Sequence[Meeting], predicted: Sequence[Meeting]) -> None:
        pairs = align(gold, predicted, weigh_meetings)
        self.counts.add("meetings", len(pairs), len(gold), len(predicted))
        for i, j in _with_unpaired(pairs, len(gold), len(predicted)):
            self._compare_meetings(_at(gold, i), _at(predicted, j))
        for meeting in predicted if self.text else ():
            self._judge_evidence(meeting)

    def _compare_meetings(self, gold: Meeting | None, predicted: Meeting | None) -> None:
        """Count the rows of a pair; of a meeting without counterpart, as missed or as found for nothing."""
        for name, key in _SETS.items():
            self._count_set(name, gold, predicted, key)
        one, other = gold.participants if gold else (), predicted.participants if predicted else ()
        paired = self._count_paired("participants", one, other, weigh_participants)
        self._count_paired("persons", _named(one), _named(other), weigh_persons)
        if gold is None or predicted is None:
            self._miss("meeting", gold, predicted, _describe_meeting)
            return
        self._compare_fields(MEETING_FIELDS, gold, predicted)
        for i, j in _with_unpaired(paired, len(one), len(other)):
            if i is not None and j is not None:
                self._compare_fields(PARTICIPANT_FIELDS, one[i], other[j])
            else:
                self._miss("participant", _at(one, i), _at(other, j), _describe_participant)
        self._miss_topics(gold.topics, predicted.topics)

    def _count_paired(
        self,
        name: str,
        gold: Sequence[Participant],
        predicted: Sequence[Participant],
        weigh: Callable[[Participant, Participant], float],
    ) -> list[tuple[int, int]]:
        pairs = align(gold, predicted, weigh)
        self.counts.add(name, len(pairs), len(gold), len(predicted))
        return pairs

    def _count_set(
        self,
        name: str,
        gold: Meeting | None,
        predicted: Meeting | None,
        key: Callable[[Meeting], Iterable[Hashable]],
    ) -> None:
        one, other = Counter(key(gold) if gold else ()), Counter(key(predicted) if predicted else ())
        self.counts.add(name, (one & other).total(), one.total(), other.total())

    def _compare_fields(
        self, names: Iterable[str], gold: Meeting | Participant, predicted: Meeting | Participant
    ) -> None:
        for name in names:
            one, other = _value(gold, name), _value(predicted, name)
            self.counts.compare(name, fold_words(one) == fold_words(other))
            if fold_words(one) != fold_words(other):
                self._add_miss(name, one, other, self._sentence(gold, predicted, name))

    def _miss_topics(self, gold: Sequence[Topic], predicted: Sequence[Topic]) -> None:
        pairs = align(gold, predicted, _weigh_topics)
        for i, j in _with_unpaired(pairs, len(gold), len(predicted)):
            one, other = _at(gold, i), _at(predicted, j)
            if not (one and other and _topic_key(one) == _topic_key(other)):
                self._miss("topic", one, other, _describe_topic)

    def _miss(self, field: str, gold: Row | None, predicted: Row | None, describe: Callable[[Row], str]) -> None:
        # Who met is often said elsewhere, too; the words of meeting only where the meeting is told.
        sentence = self._sentence(gold, predicted, "mode" if field == "meeting" else "")
        self._add_miss(field, describe(gold) if gold else "", describe(predicted) if predicted else "", sentence)

    def _add_miss(self, field: str, expected: str, found: str, sentence: str) -> None:
        self.misses.append(Miss(self.article_id, field, expected, found, sentence))

    def _sentence(self, gold: object, predicted: object, field: str = "") -> str:
        """Find the sentence behind a row or field: by the gold's evidence, else the other's, else the row's words."""
        for row, has_spans in ((gold, self.has_gold_spans), (predicted, bool(self.text))):
            evidence: Sequence[Evidence] = getattr(row, "evidence", ()) if has_spans else ()
            for each in sorted(evidence, key=lambda each: (each.field != field, each.span)):
                return sentence_around(self.text, each.span)
        for words in (words for row in (gold, predicted) for words in _words(row)):
            if (start := self.text.find(words)) >= 0:
                return sentence_around(self.text, Span(start, start + len(words)))
        return ""

    def _judge_evidence(self, meeting: Meeting) -> None:
        """Count whether rows have quotes, and whether these bear the values that they stand for."""
        rows: tuple[Meeting | Participant | Topic, ...] = (meeting, *meeting.participants, *meeting.topics)
        for row in rows:
            spans = [each.span for each in row.evidence]
            is_supported = bool(spans) and all(span.end <= len(self.text) for span in spans)
            self.counts.compare("rows_with_evidence", is_supported)
        if meeting.date_basis != "publication":
            self.counts.compare("evidence_of_start_date", is_borne_out(self.text, meeting, "start_date"))
        if meeting.place_name:
            self.counts.compare("evidence_of_place_name", is_borne_out(self.text, meeting, "place_name"))
        for participant in meeting.participants:
            if participant.name:
                self.counts.compare("evidence_of_name", is_borne_out(self.text, participant, "name"))


def _topic_key(topic: Topic) -> tuple[str, frozenset[str]]:
    return topic.topic_id, frozenset((topic.area or "").split("|"))


_SETS: dict[str, Callable[[Meeting], Iterable[Hashable]]] = {
    "actors": lambda meeting: {each.actor_id for each in meeting.participants},
    "topics": lambda meeting: [each.topic_id for each in meeting.topics],
    "topics_with_area": lambda meeting: [_topic_key(each) for each in meeting.topics],
}


def _weigh_topics(gold: Topic, predicted: Topic) -> float:
    """Pair topics of one id, those of one area first."""
    return (gold.topic_id == predicted.topic_id) * (1 + (_topic_key(gold) == _topic_key(predicted)))


def _with_unpaired(
    pairs: Sequence[tuple[int, int]], gold: int, predicted: int
) -> Iterator[tuple[int | None, int | None]]:
    """List pairs and what has no counterpart: the gold's in its order, then the rest of the other side."""
    partner = dict(pairs)
    yield from ((i, partner.get(i)) for i in range(gold))
    yield from ((None, j) for j in range(predicted) if j not in partner.values())


def _at(rows: Sequence[Row], position: int | None) -> Row | None:
    return None if position is None else rows[position]


def _named(participants: Iterable[Participant]) -> list[Participant]:
    return [each for each in participants if each.name]


def _words(row: object) -> Iterator[str]:
    """List words of a row that its article is likely to have."""
    if isinstance(row, Meeting):
        yield from (words for each in row.participants for words in _words(each))
    elif words := getattr(row, "name", None) or getattr(row, "phrase", None):
        yield words


def _value(row: Meeting | Participant, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def _describe_meeting(meeting: Meeting) -> str:
    sides = " – ".join(each.name or f"{each.title or each.kind} ({each.actor_id})" for each in meeting.participants)
    dates = sorted({meeting.start_date.isoformat(), meeting.end_date.isoformat()})
    return ", ".join(filter(None, (sides, "/".join(dates), meeting.mode, meeting.place_name, meeting.status)))


def _describe_participant(participant: Participant) -> str:
    parts = (participant.name or participant.kind, participant.title, participant.office, participant.actor_id)
    return ", ".join(filter(None, parts))


def _describe_topic(topic: Topic) -> str:
    return f"{topic.topic_id}{f' ({topic.area})' if topic.area else ''}: {topic.phrase}"


def _text(article: Article | None) -> str:
    return article.text if article else ""
