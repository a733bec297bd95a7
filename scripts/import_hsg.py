"""Import `hsg`: travels abroad of US presidents and secretaries of state, and visits of foreign leaders to the US.

Source: the Office of the Historian's lists (public domain). Takes the folder of the source; what it could not place it
tells row by row.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from import_hsg_clauses import ACCOMPANIED
from import_hsg_meetings import meetings_of
from import_hsg_records import ORIGIN, PATTERNS, Stay, read_stays
from importing import Unplaced, run

from parley.encounters import united_meetings
from parley.ids import with_meeting_ids
from parley.model import Annotation, Meeting, Participant
from parley.reports import AnnotatedArticle, annotated


def main() -> int:
    """Import the source given as argument."""
    return run("hsg", import_hsg, ORIGIN, PATTERNS)


def import_hsg(source: Path, years: Container[int] | None = None) -> tuple[list[AnnotatedArticle], list[Unplaced]]:
    """Annotate the records, of all years or of stays that ended in some."""
    unplaced: list[Unplaced] = []
    told: list[tuple[Stay, list[Meeting]]] = []
    gatherings: dict[str, list[tuple[Stay, Meeting]]] = defaultdict(list)
    accompanying: list[Stay] = []
    for stay in read_stays(source, unplaced):
        if years is not None and stay.last.year not in years:
            continue
        meetings, held, faults = meetings_of(stay)
        for key, meeting in held:
            gatherings[key].append((stay, meeting))
        if ACCOMPANIED.search(stay.document.values[stay.remark]):
            accompanying.append(stay)
        told.append((stay, meetings))
        unplaced += faults
    items = {
        stay.article.article_id: annotated(stay.article, Annotation(stay.article.article_id, tuple(meetings)))
        for stay, meetings in told
    }
    for key in sorted(gatherings):
        _add_gatherings(items, gatherings[key])
    unplaced += _add_company(items, accompanying, [stay for stay, _ in told])
    # Where else a traveller with meetings went is no fault.
    unplaced = [
        each
        for each in unplaced
        if each.reason != "itinerary" or each.article_id not in items or not items[each.article_id].annotation.meetings
    ]
    silent = {each.article_id for each in unplaced}
    unplaced += [
        Unplaced(each.article_id, "no meeting found", stay.document.values[stay.remark])
        for stay, _ in told
        if not (each := items[stay.article.article_id]).annotation.meetings and each.article_id not in silent
    ]
    return list(items.values()), unplaced


def _add_gatherings(items: dict[str, AnnotatedArticle], told: Sequence[tuple[Stay, Meeting]]) -> None:
    """Make one meeting of the reports of a gathering that overlap in time and country."""
    groups: list[list[tuple[Stay, Meeting]]] = []
    for stay, meeting in sorted(
        told, key=lambda each: (each[1].start_date, each[1].end_date, each[0].article.article_id)
    ):
        for group in groups:
            first = group[0][1]
            is_new = all(stay.article.article_id != one.article.article_id for one, _ in group)
            if (
                is_new
                and first.country_code == meeting.country_code
                and meeting.start_date <= first.end_date
                and first.start_date <= meeting.end_date
            ):
                group.append((stay, meeting))
                break
        else:
            groups.append([(stay, meeting)])
    for group in groups:
        days = [(meeting.start_date, meeting.end_date) for _, meeting in group]
        start, end = max(sorted(set(days)), key=days.count)
        lead = [
            (items[stay.article.article_id], replace(meeting, start_date=start, end_date=end))
            for stay, meeting in group
        ]
        united = united_meetings(lead)
        meeting_id = with_meeting_ids(Annotation(lead[0][0].article_id, (united[0],))).meetings[0].meeting_id
        for (item, _), meeting in zip(lead, united, strict=True):
            _append(items, item.article_id, replace(meeting, meeting_id=meeting_id))


def _add_company(
    items: dict[str, AnnotatedArticle], accompanying: Sequence[Stay], stays: Sequence[Stay]
) -> list[Unplaced]:
    """Let a secretary who only accompanied the president report the president's meeting, where there was but one."""
    trips = [stay for stay in stays if stay.guest.title == "President"]
    unplaced = []
    for stay in accompanying:
        if items[stay.article.article_id].annotation.meetings:
            continue
        same = [one for one in trips if one.host == stay.host and one.first <= stay.last and stay.first <= one.last]
        meetings = [(one, each) for one in same for each in items[one.article.article_id].annotation.meetings]
        if len(meetings) != 1:
            unplaced.append(
                Unplaced(
                    stay.article.article_id,
                    "accompanied the president, whose own record has the meetings",
                    stay.document.values[stay.remark],
                )
            )
            continue
        (trip, meeting) = meetings[0]
        owner = items[trip.article.article_id]
        mode = stay.document.evidence("mode", stay.remark)
        with_secretary = replace(
            meeting,
            meeting_id=None,
            participants=(
                *(replace(each, evidence=()) for each in meeting.participants if each.name != stay.guest.name),
                replace(stay.guest, capacity="attendee"),
            ),
            topics=(),
            evidence=(*stay.days(), *mode),
        )
        if meeting.meeting_id is None:
            meeting = with_meeting_ids(Annotation(owner.article_id, (meeting,))).meetings[0]
        united = united_meetings([(owner, meeting), (items[stay.article.article_id], with_secretary)])
        attendee = replace(united[0].participants[-1], evidence=())
        others = tuple(each for each in owner.annotation.meetings if each is not meetings[0][1])
        items[owner.article_id] = annotated(trip.article, Annotation(owner.article_id, (*others, united[0])))
        if attendee.name not in {each.name for each in meeting.participants}:
            _add_attendee(items, meeting.meeting_id, attendee)
        _append(items, stay.article.article_id, replace(united[1], meeting_id=meeting.meeting_id))
    return unplaced


def _add_attendee(items: dict[str, AnnotatedArticle], meeting_id: str | None, attendee: Participant) -> None:
    """Tell the other reports of a meeting, too, who accompanied."""
    for article_id, item in items.items():
        meetings = item.annotation.meetings
        if any(each.meeting_id == meeting_id for each in meetings):
            told = tuple(
                replace(each, participants=(*each.participants, attendee))
                if each.meeting_id == meeting_id and attendee.name not in {one.name for one in each.participants}
                else each
                for each in meetings
            )
            items[article_id] = replace(item, annotation=replace(item.annotation, meetings=told))


def _append(items: dict[str, AnnotatedArticle], article_id: str, meeting: Meeting) -> None:
    item = items[article_id]
    assert item.article is not None
    items[article_id] = annotated(item.article, Annotation(article_id, (*item.annotation.meetings, meeting)))


if __name__ == "__main__":
    sys.exit(main())
