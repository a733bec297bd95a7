"""Bring together what several articles report of one meeting.

Articles that carry the same meeting_id report the same meeting. The earliest of them, by publication date and
article_id, gives the values; the others add themselves as sources, and their evidence for values that agree.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from parley.errors import Finding
from parley.ids import participant_key
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Topic

Row = TypeVar("Row", Participant, Topic)


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article, what it reports, and what became of it.

    Attributes
    ----------
    article : Article or None
        None when it could not be read.
    annotation : Annotation
        Its meetings, each with its id; none when the outcome is not ``meetings``.
    outcome : {'meetings', 'no_meeting', 'error'}
    source : str
        The file it was read from, for findings.
    """

    article: Article | None
    annotation: Annotation
    outcome: str
    source: str = ""

    @property
    def article_id(self) -> str:
        """Id of the article, also of one that could not be read."""
        return self.annotation.article_id


@dataclass(frozen=True, slots=True)
class Report:
    """One article's report of one meeting."""

    article: Article
    meeting: Meeting
    source: str = ""


@dataclass(frozen=True, slots=True)
class SupportedRow:
    """A span of an article that supports a field of a row: one row of the table `evidence`."""

    article_id: str
    table: str
    row_no: int
    evidence: Evidence


def annotated(article: Article, annotation: Annotation, source: str = "") -> AnnotatedArticle:
    """Pair an article with its annotation; the outcome follows from it."""
    return AnnotatedArticle(article, annotation, "meetings" if annotation.meetings else "no_meeting", source)


def unreadable(article_id: str, article: Article | None = None, source: str = "") -> AnnotatedArticle:
    """Stand in for an article that could not be read or annotated."""
    return AnnotatedArticle(article, Annotation(article_id), "error", source)


def reports_by_meeting(items: Iterable[AnnotatedArticle]) -> dict[str, list[Report]]:
    """Group the reports of each meeting, by meeting_id; the one that gives the values comes first.

    Raises
    ------
    ValueError
        A meeting has no id.
    """
    found: dict[str, list[Report]] = {}
    for item in items:
        for meeting in item.annotation.meetings:
            if not meeting.meeting_id or item.article is None:
                raise ValueError(f"a meeting of {item.article_id} has no id: use ids.with_meeting_ids first")
            found.setdefault(meeting.meeting_id, []).append(Report(item.article, meeting, item.source))
    for reports in found.values():
        reports.sort(key=lambda report: (report.article.published, report.article.article_id))
    return dict(sorted(found.items()))


def supported_rows(reports: list[Report]) -> Iterator[SupportedRow]:
    """List the evidence of all reports of one meeting, for the rows of the first report."""
    first = reports[0].meeting
    for report in reports:
        meeting, article_id = report.meeting, report.article.article_id
        for each in _agreeing(meeting.evidence, meeting, first):
            yield SupportedRow(article_id, "meetings", 0, each)
        for no, participant in _matches(meeting.participants, first.participants, participant_key):
            for each in _agreeing(participant.evidence, participant, first.participants[no - 1]):
                yield SupportedRow(article_id, "participants", no, each)
        for no, topic in _matches(meeting.topics, first.topics, _topic_key):
            for each in _agreeing(topic.evidence, topic, first.topics[no - 1]):
                yield SupportedRow(article_id, "topics", no, each)


def report_findings(items: Iterable[AnnotatedArticle]) -> list[Finding]:
    """List what reports of one meeting contradict one another in, and what only a later one tells.

    Returns
    -------
    list of Finding
        Errors where values exclude each other or one article names an id twice; warnings for participants of a later
        report that match none of the first, since they are left out of the tables.
    """
    findings = []
    for meeting_id, reports in reports_by_meeting(items).items():
        first, *others = reports
        seen = {first.article.article_id}
        for other in others:
            if other.article.article_id in seen:
                findings.append(_repeated_id(meeting_id, other))
                continue
            seen.add(other.article.article_id)
            findings += _contradictions(meeting_id, first, other)
            findings += _unmatched(meeting_id, first, other)
    return findings


def _topic_key(topic: Topic) -> tuple[str, str | None]:
    return topic.topic_id, topic.area


def _matches(
    rows: Sequence[Row], first_rows: Sequence[Row], key: Callable[[Row], Hashable]
) -> Iterator[tuple[int, Row]]:
    """Pair each row with the number, from 1, of the first report's row of the same key; the others are left out."""
    numbers: dict[Hashable, list[int]] = {}
    for no, row in enumerate(first_rows, 1):
        numbers.setdefault(key(row), []).append(no)
    for row in rows:
        if left := numbers.get(key(row)):
            yield left.pop(0), row


def _agreeing(evidence: Iterable[Evidence], row: object, first_row: object) -> Iterator[Evidence]:
    """Keep evidence of the fields whose value is the first report's too.

    Another phrase for the same topic still supports the topic.
    """
    for each in evidence:
        if getattr(row, each.field, None) == getattr(first_row, each.field, None):
            yield each
        elif each.field == "phrase":
            yield Evidence("topic_id", each.span)


def _repeated_id(meeting_id: str, report: Report) -> Finding:
    return Finding(
        _source(report),
        "meeting-id-repeated",
        "two meetings of this article have one id",
        "make them one meeting, or take meeting_id out of one of them and let scripts/annotate.py give it another",
        row=meeting_id,
        field="meeting_id",
        value=meeting_id,
    )


def _contradictions(meeting_id: str, first: Report, other: Report) -> Iterator[Finding]:
    told = _source(first)
    for field, value, first_value in _exclusive_values(other.meeting, first.meeting):
        yield Finding(
            _source(other),
            "report-conflict",
            f"{told} says {first_value} of the same meeting",
            "give both the value that is right, or this one a meeting_id of its own if it is another meeting",
            row=meeting_id,
            field=field,
            value=value,
        )


def _exclusive_values(meeting: Meeting, first: Meeting) -> Iterator[tuple[str, str, str]]:
    """List the fields in which two reports exclude each other; what one leaves open does not."""
    if meeting.start_date > first.end_date or first.start_date > meeting.end_date:
        yield "start_date", meeting.start_date.isoformat(), first.start_date.isoformat()
    for field in ("mode", "place_name", "country_code"):
        value, first_value = getattr(meeting, field), getattr(first, field)
        if value != first_value and not {value, first_value} & {None, "unknown"}:
            yield field, value, first_value


def _unmatched(meeting_id: str, first: Report, other: Report) -> Iterator[Finding]:
    known = set(map(participant_key, first.meeting.participants))
    for participant in other.meeting.participants:
        if participant_key(participant) not in known:
            yield Finding(
                _source(other),
                "participant-left-out",
                f"{_source(first)} gives this meeting's values and has no such participant",
                "write the participant there too, or the name as it stands there",
                row=meeting_id,
                field="name",
                value=participant.name or participant.title or participant.actor_id,
                severity="warning",
            )


def _source(report: Report) -> str:
    return report.source or report.article.article_id
