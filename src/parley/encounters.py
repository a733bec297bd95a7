"""Make one meeting of what several sources report of one encounter, which `parley.matching` tells."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parley.alignment import HAPPENED, align, weigh_participants
from parley.matching import LONGEST, actors_of, likeness, weigh_people
from parley.model import Evidence, Meeting, Participant, Topic
from parley.reports import AnnotatedArticle


@dataclass(frozen=True, slots=True)
class _Report:
    """A meeting as one article reports it."""

    article_id: str
    published: dt.date
    meeting: Meeting


_Reports = list[_Report]


def join_encounters(fixed: Iterable[AnnotatedArticle], items: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Give the reports of one encounter one id and the same values.

    Parameters
    ----------
    fixed : iterable of AnnotatedArticle
        Articles whose meetings stay as they are; reports among the others of the same encounter take over their values.
    items : sequence of AnnotatedArticle
        Articles to be joined with those and with one another. Of several the most certain gives the values: one that a
        person reviewed, one held before one planned, then the earliest published; it gains the people and subjects that
        only the others tell of.

    Returns
    -------
    list of AnnotatedArticle
        The articles of `items`, in the same order.
    """
    stay = {meeting.meeting_id for item in fixed for meeting in item.annotation.meetings}
    groups = sorted(
        _grouped([*fixed, *items]), key=lambda group: (group[0].meeting.meeting_id not in stay, _rank(group[0]))
    )
    joined: dict[tuple[str, str], Meeting] = {}
    for cluster in _clusters(groups):
        if len({report.meeting.meeting_id for report in cluster}) == 1:
            continue
        united = united_reports(cluster, is_fixed=cluster[0].meeting.meeting_id in stay)
        for report, meeting in zip(cluster, united, strict=True):
            joined[report.article_id, report.meeting.meeting_id or ""] = meeting
    return [_rejoined(item, joined) for item in items]


def united_meetings(reports: Sequence[tuple[AnnotatedArticle, Meeting]]) -> list[Meeting]:
    """Make one meeting of what several articles report; the first gives the values.

    Parameters
    ----------
    reports : sequence of (AnnotatedArticle, Meeting)

    Returns
    -------
    list of Meeting
        One for each report, equal in all but the evidence, which is each article's own.
    """
    return united_reports([_Report(item.article_id, dt.date.min, meeting) for item, meeting in reports])


def united_reports(cluster: Sequence[_Report], *, is_fixed: bool = False) -> list[Meeting]:
    """Make one meeting of several reports; a fixed one gains neither participants nor topics."""
    first = cluster[0].meeting
    participants, topics = list(first.participants), list(first.topics)
    matches: list[tuple[dict[int, Participant], dict[int, Topic]]] = []
    for report in cluster:
        own = report.meeting
        people = _matched(participants, own.participants)
        if not is_fixed:
            told = {id(each) for each in people.values()}
            for each in own.participants:
                if id(each) not in told and each.name:
                    people[len(participants)] = each
                    participants.append(each)
        subjects: dict[int, Topic] = {}
        for topic in own.topics:
            at = next((no for no, each in enumerate(topics) if _subject(each) == _subject(topic)), len(topics))
            if at == len(topics):
                if is_fixed:
                    continue
                topics.append(topic)
            subjects[at] = topic
        matches.append((people, subjects))
    if not is_fixed:
        first = replace(first, format=_format(first, participants))
    return [
        replace(
            first,
            evidence=_agreeing(report.meeting, first),
            participants=tuple(
                replace(each, evidence=_words_of(people.get(no), each)) for no, each in enumerate(participants)
            ),
            topics=tuple(
                replace(each, evidence=subjects[no].evidence if no in subjects else ())
                for no, each in enumerate(topics)
            ),
        )
        for report, (people, subjects) in zip(cluster, matches, strict=True)
    ]


def _weigh_rows(one: Participant, other: Participant) -> float:
    return weigh_participants(one, other) or (one.actor_id == other.actor_id) * weigh_people(one, other)


def _clusters(groups: Sequence[_Reports]) -> list[_Reports]:
    """Put groups of reports of the same encounter together, the first before the others."""
    clusters: list[_Reports] = []
    by_day: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    for group in groups:
        meeting = group[0].meeting
        found = _cluster_of(group, clusters, by_day)
        if found is not None:
            clusters[found] += group
            continue
        clusters.append(list(group))
        for key in _keys(meeting):
            by_day[key].append(len(clusters) - 1)
    return clusters


def _cluster_of(
    group: _Reports, clusters: Sequence[_Reports], by_day: dict[tuple[dt.date, str], list[int]]
) -> int | None:
    meeting, articles = group[0].meeting, {report.article_id for report in group}
    near = sorted({number for key in _keys(meeting) for number in by_day.get(key, ())})
    alike = {
        number: likeness(clusters[number][0].meeting, meeting)
        for number in near
        if articles.isdisjoint(report.article_id for report in clusters[number])
    }
    best = max(alike, key=alike.__getitem__, default=None)  # the first of those most alike
    return best if best is not None and alike[best] else None


def _keys(meeting: Meeting) -> Iterator[tuple[dt.date, str]]:
    """Give each day of a meeting with each of its actors."""
    days = min((meeting.end_date - meeting.start_date).days, LONGEST)
    for day in range(days + 1):
        for actor in sorted(actors_of(meeting)):
            yield meeting.start_date + dt.timedelta(day), actor


def _grouped(items: Iterable[AnnotatedArticle]) -> list[_Reports]:
    """Put the reports that have one id together, the earliest first."""
    groups: dict[str, _Reports] = defaultdict(list)
    for item in items:
        for meeting in item.annotation.meetings:
            if meeting.meeting_id and item.article:
                groups[meeting.meeting_id].append(_Report(item.article_id, item.article.published, meeting))
    return [sorted(group, key=_rank) for group in groups.values()]


def _rank(report: _Report) -> tuple[bool, bool, dt.date, str, str]:
    meeting = report.meeting
    is_reviewed, has_happened = meeting.review_status == "reviewed", meeting.status in HAPPENED
    return not is_reviewed, not has_happened, report.published, report.article_id, meeting.meeting_id or ""


def _rejoined(item: AnnotatedArticle, joined: dict[tuple[str, str], Meeting]) -> AnnotatedArticle:
    meetings = tuple(joined.get((item.article_id, each.meeting_id or ""), each) for each in item.annotation.meetings)
    return replace(item, annotation=replace(item.annotation, meetings=meetings))


def _matched(participants: Sequence[Participant], own: Sequence[Participant]) -> dict[int, Participant]:
    """Find for participants the one of another report: the same person, else what may stand for the side."""
    pairs = {i: own[j] for i, j in align(participants, own, _weigh_rows)}
    left = {id(each): each for each in own}
    for each in pairs.values():
        left.pop(id(each))
    for no, each in enumerate(participants):
        if no not in pairs:
            found = next((one for one in left.values() if one.actor_id == each.actor_id and not one.name), None)
            if found is not None:
                pairs[no] = left.pop(id(found))
    return pairs


def _words_of(own: Participant | None, value: Participant) -> tuple[Evidence, ...]:
    """Keep the words for fields of the same value; a shorter name supports a longer one."""
    if own is None:
        return ()
    return tuple(
        each
        for each in own.evidence
        if getattr(own, each.field) == getattr(value, each.field) or (each.field == "name" and value.name)
    )


def _agreeing(own: Meeting, first: Meeting) -> tuple[Evidence, ...]:
    kept = tuple(each for each in own.evidence if getattr(own, each.field) == getattr(first, each.field))
    # That it is the same meeting is a claim, too, which some words of every report support.
    return kept or tuple(replace(each, field="mode") for each in own.evidence[:1])


def _subject(topic: Topic) -> tuple[str, str | None]:
    return topic.topic_id, topic.area


def _format(meeting: Meeting, participants: Iterable[Participant]) -> str:
    count = len({each.actor_id for each in participants})
    if meeting.format == "multilateral":
        return meeting.format
    return {1: meeting.format, 2: "bilateral", 3: "trilateral"}.get(count, "multilateral")
