"""Make meetings of the stays of `hsg`: those of people met, gatherings attended, official visits.

Traveller, country and days are the record's. Whom a remark lists one by one as met during a stay are encounters of
their own (codebook, section 1: a trip with three counterparts is three meetings), each with the days of the stay.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from import_hsg_clauses import clauses_of, is_business, read_clause, view_of
from import_hsg_records import Stay, any_word, office_of
from importing import Unplaced, format_of, once_each

from parley.annotator import ANNOTATOR, annotate_article
from parley.files import gazetteer_rows, reference_rows
from parley.model import Article, Evidence, Meeting, Participant, Span

_ONE_BY_ONE = re.compile(rf"\b(?:{any_word('one_by_one')})", re.IGNORECASE)
_TOWN = re.compile(r"\b(?:in|at) (?P<town>[A-Z][\w.]+(?: [A-Z][\w.]+){0,2}?)(?=,| \(|$)")
_TOGETHER = re.compile(rf"\b(?:{any_word('together')})\b", re.IGNORECASE)


def meetings_of(stay: Stay) -> tuple[list[Meeting], list[tuple[str, Meeting]], list[Unplaced]]:
    """Find the meetings of a stay: those of people met, the gatherings with their names, and what gave no row."""
    clauses = list(clauses_of(stay.document.values[stay.remark], stay.document.starts[stay.remark]))
    found = _annotated(stay, clauses)
    unplaced: list[Unplaced] = []
    gatherings: dict[str, Meeting] = {}
    is_guest = False
    for clause in clauses:
        if _is_covered(clause, found):
            continue
        outcome = read_clause(stay, clause)
        if outcome.kind == "states":
            found.append(_of_states(stay, clause, outcome.states))
        is_guest |= outcome.kind == "visit"
        for name, body, span in outcome.gatherings:
            gatherings.setdefault(name, _gathering(stay, clause, body, span))
        if outcome.kind == "none":
            unplaced.append(Unplaced(stay.article.article_id, outcome.reason, stay.words(clause)))
    if not found and not gatherings and is_guest:
        found.append(_official_visit(stay))
    return (
        once_each(part for meeting in found for part in _encounters(stay, meeting)),
        list(gatherings.items()),
        unplaced,
    )


def _annotated(stay: Stay, clauses: Sequence[Span]) -> list[Meeting]:
    """Annotate the clauses, and give the record's values to what is found."""
    found: list[Meeting] = []
    for is_plain in (False, True):
        left = [clause for clause in clauses if not _is_covered(clause, found)]
        view = view_of(stay, left, is_plain=is_plain)
        told = annotate_article(Article("view", view.text, stay.last)).meetings
        own = (_own_clause(stay, view.meeting(each), clauses) for each in told)
        found += [meeting for each in own if (meeting := _given(stay, each)) is not None]
    return found


def _is_covered(clause: Span, meetings: Sequence[Meeting]) -> bool:
    return any(clause.start <= each.span.start < clause.end for meeting in meetings for each in meeting.evidence)


def _own_clause(stay: Stay, meeting: Meeting, clauses: Sequence[Span]) -> Meeting:
    """Keep of the values that another clause may have lent those of the meeting's own; subjects of a later one, too."""
    modes = [each.span.start for each in meeting.evidence if each.field == "mode"]
    own = [clause for clause in clauses if any(clause.start <= mode < clause.end for mode in modes)]

    def is_own(span: Span) -> bool:
        return any(clause.start <= span.start < clause.end for clause in own)

    def is_talk(span: Span) -> bool:
        return any(clause.start <= span.start < clause.end for clause in clauses if is_business(stay, clause))

    evidence = tuple(each for each in meeting.evidence if is_own(each.span))
    topics = tuple(
        each
        for each in meeting.topics
        if each.evidence and all(is_own(one.span) or is_talk(one.span) for one in each.evidence)
    )
    return replace(meeting, evidence=evidence, topics=topics)


def _given(stay: Stay, meeting: Meeting) -> Meeting | None:
    """Give a meeting what the record knows: who travelled, to whom, when and to which country."""
    document = stay.document
    others = []
    guest = stay.guest
    for each in meeting.participants:
        if (
            any(
                document.holds(stay.who, one.span)
                for one in each.evidence
                if one.field in ("name", "title", "actor_id")
            )
            and each.evidence
        ):
            continue
        if not each.evidence or _is_guest(each, guest):
            continue
        others.append(_hosted(stay, each))
    others = [each for each in others if each.actor_id != guest.actor_id or each.capacity == "attendee"]
    if not any(each.actor_id != guest.actor_id for each in others):
        return None
    first, last, days = _dated(stay, meeting)
    place, where = _placed(stay, meeting)
    country = document.evidence("country_code", "country") if not stay.is_visit else ()
    participants = (guest, *others)
    kept = tuple(
        each
        for each in meeting.evidence
        if each.field in ("mode", "status", "format") and document.holds(stay.remark, each.span)
    )
    return replace(
        meeting,
        start_date=first,
        end_date=last,
        date_precision="day",
        date_basis="stated",
        mode="in_person",
        format=format_of(participants),
        status="held",
        place_name=place,
        country_code=stay.host,
        participants=participants,
        evidence=days + kept + where + country,
    )


def _is_guest(each: Participant, guest: Participant) -> bool:
    return bool(
        each.name and guest.name and each.actor_id == guest.actor_id and each.name.split()[-1] == guest.name.split()[-1]
    )


def _hosted(stay: Stay, each: Participant) -> Participant:
    """Let somebody of no other state be of the host state; an American in company accompanies."""
    explicit = any(one.field == "actor_id" for one in each.evidence) and each.actor_id != stay.guest.actor_id
    if stay.is_visit:
        if each.actor_id == stay.guest.actor_id and not explicit:
            return replace(each, actor_id="USA")
        return each
    if each.actor_id == "USA":
        if each.name and each.name.split()[-1] in _american_surnames():
            return replace(each, capacity="attendee")
        return replace(each, actor_id=stay.host)
    return each


@functools.cache
def _american_surnames() -> frozenset[str]:
    """Surnames of those who travel with a president or secretary of state."""
    offices = ("head_of_state", "foreign_minister", "defence_minister", "finance_minister")
    terms = reference_rows("tenures")
    ids = {row["person_id"] for row in terms if row["actor_id"] == "USA" and row["office"] in offices}
    return frozenset(row["name"].split()[-1] for row in reference_rows("persons") if row["person_id"] in ids)


def _dated(stay: Stay, meeting: Meeting) -> tuple[dt.date, dt.date, tuple[Evidence, ...]]:
    """Keep a day that the remark states within the stay; else the stay's own days."""
    own = tuple(each for each in meeting.evidence if each.field in ("start_date", "end_date"))
    is_within = stay.first <= meeting.start_date and meeting.end_date <= stay.last
    if (
        own
        and meeting.date_precision == "day"
        and is_within
        and all(stay.document.holds(stay.remark, each.span) for each in own)
    ):
        return meeting.start_date, meeting.end_date, own
    return stay.first, stay.last, stay.days()


def _placed(stay: Stay, meeting: Meeting) -> tuple[str | None, tuple[Evidence, ...]]:
    """Keep a town of the host state that the remark names; else the record's, where it has one alone."""
    own = tuple(
        each for each in meeting.evidence if each.field == "place_name" and stay.document.holds(stay.remark, each.span)
    )
    if own and meeting.place_name and meeting.country_code == stay.host:
        return meeting.place_name.removesuffix(", D.C."), own
    if not stay.place or not stay.document.values[stay.place]:
        return None, ()
    locale = re.sub(r"\s*\([^)]*\)", "", stay.document.values[stay.place])
    locale = re.sub(r",\s*(?:[A-Z]\.)+(?:[A-Z]\.?)?$", "", locale)
    return (None, ()) if re.search(r",|;| and ", locale) else (locale, stay.document.evidence("place_name", stay.place))


def _encounters(stay: Stay, meeting: Meeting) -> list[Meeting]:
    """Take apart a list of those met during a stay: each person, couple, or row of unnamed people is an encounter."""
    guest, *others = meeting.participants
    company = [each for each in others if each.actor_id == guest.actor_id]
    sides = [each for each in others if each.actor_id != guest.actor_id]
    spans = [each.span for each in meeting.evidence if each.field == "mode"]
    words = _clause_text(stay, spans[0]) if spans else ""
    foreign = {each.actor_id for each in sides}
    is_list = bool(_ONE_BY_ONE.search(words) or office_of(words.strip()) != "unknown") and not _TOGETHER.search(words)
    if (
        stay.is_visit
        or len(sides) < 2
        or not is_list
        or (len(foreign) > 1 and not re.search(r"\bmet\b", words, re.IGNORECASE))
    ):
        return [meeting]
    groups: list[list[Participant]] = []
    for each in sides:
        last = groups[-1][-1] if groups else None
        is_couple = (
            last is not None
            and each.office in ("royal", "head_of_state")
            and last.office in ("royal", "head_of_state")
            and each.actor_id == last.actor_id
            and bool(
                re.match(
                    r"(?:queen|empress|king|prince|mrs)", f"{each.title or ''} {each.name or ''}".strip(), re.IGNORECASE
                )
            )
            and bool(last.name)
        )
        is_row = last is not None and each.kind == last.kind == "office"
        if is_couple or is_row:
            groups[-1].append(each)
        else:
            groups.append([each])
    return [
        replace(meeting, participants=(guest, *group, *company), format=format_of([guest, *group])) for group in groups
    ]


def _clause_text(stay: Stay, span: Span) -> str:
    text = stay.document.text
    start = max(text.rfind(mark, 0, span.start) for mark in (". ", "; ", ": "))
    ends = [at for at in (text.find(". ", span.end), text.find("; ", span.end)) if at >= 0]
    return text[start + 1 : min(ends, default=len(text))]


def _of_states(stay: Stay, clause: Span, states: Sequence[str]) -> Meeting:
    """Make a meeting named after the states that hold it, each with a delegation beside the traveller."""
    others = [
        Participant("delegation", "official", state, evidence=(Evidence("actor_id", clause),))
        for state in states
        if state != stay.guest.actor_id
    ]
    place, where = _placed(stay, _blank(stay))
    participants = (stay.guest, *others)
    meeting = replace(_blank(stay), place_name=place, format=format_of(participants), participants=participants)
    return replace(meeting, evidence=(*stay.days(), Evidence("mode", clause), *where))


def _gathering(stay: Stay, clause: Span, body: str | None, span: Span | None) -> Meeting:
    """A gathering that the traveller attended: of a body, and of the host where the United States held it."""
    others = []
    if body:
        assert span is not None
        others.append(Participant("delegation", "igo_official", body, evidence=(Evidence("actor_id", span),)))
    if stay.is_visit:
        others.append(Participant("delegation", "official", "USA", evidence=(Evidence("actor_id", clause),)))
    place, where = _town_of(stay, clause) if stay.is_visit else _placed(stay, _blank(stay))
    participants = (stay.guest, *others)
    is_between = re.search(r"\b(?:u\.?s|united states) ?[-–]", stay.words(clause), re.IGNORECASE)
    form = format_of(participants) if is_between else "multilateral"
    meeting = replace(_blank(stay), place_name=place, format=form, participants=participants)
    return replace(meeting, evidence=(*stay.days(), Evidence("mode", clause), *where))


def _town_of(stay: Stay, clause: Span) -> tuple[str | None, tuple[Evidence, ...]]:
    """Find the American town that a gathering is said to have been in."""
    for match in _TOWN.finditer(stay.words(clause)):
        if match["town"] in _american_towns():
            span = Span(clause.start + match.start("town"), clause.start + match.end("town"))
            return match["town"], (Evidence("place_name", span),)
    return None, ()


@functools.cache
def _american_towns() -> frozenset[str]:
    return frozenset(row["place_name"] for row in gazetteer_rows("places") if row["country_code"] == "USA")


def _official_visit(stay: Stay) -> Meeting:
    """Codebook, section 1: a visit with no interlocutor named is one meeting between the visitor and the host state."""
    place, where = _placed(stay, _blank(stay))
    remark = stay.document.evidence("mode", stay.remark)
    support = stay.document.evidence("actor_id", stay.remark if stay.is_visit else "country")
    host = Participant("delegation", "official", stay.host, evidence=support)
    return replace(
        _blank(stay), place_name=place, participants=(stay.guest, host), evidence=(*stay.days(), *remark, *where)
    )


def _blank(stay: Stay) -> Meeting:
    return Meeting(
        stay.first, stay.last, "day", "stated", "in_person", "bilateral", "held", None, stay.host, annotator=ANNOTATOR
    )
