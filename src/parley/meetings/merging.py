"""Merge the drafts of one encounter, and let a draft borrow what the text told just before.

Codebook, section 1: a second mention of the same encounter is the same meeting; rounds of which one was held and one
is planned are two; a visit is a meeting of its own only when no interlocutor is named.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from parley.linking.calendar import Period
from parley.linking.entities import Entity, is_any_leader
from parley.linking.places import PlaceMention
from parley.meetings.parties import drop_shadowed
from parley.meetings.scenes import Draft
from parley.model import Span

_REMOTE = frozenset({"phone", "video"})
_STAY = dt.timedelta(days=7)
"""How far from the days of a visit a meeting may be that it was for."""
_OCCASION = dt.timedelta(days=2)
"""How many days apart meetings at one occasion may be."""
_AROUND = {"ITA": "VAT"}
"""States whose capital lies inside another's: reports from Rome tell of the Vatican."""
_REACH = 60
"""How many drafts back an encounter may be taken up, so that time stays linear in the text."""


def merge_drafts(drafts: Sequence[Draft]) -> list[Draft]:
    """Merge drafts in the order of the text; each result is one encounter."""
    merged: list[Draft] = []
    _share_days(drafts)
    for draft in drafts:
        same = next((other for other in reversed(merged[-_REACH:]) if is_same(other, draft)), None)
        if same is None:
            merged.append(draft)
        else:
            absorb(same, draft)
    kept = _without_bare_visits(_without_weak(merged))
    return [draft for draft in kept if not draft.is_context and not (draft.is_nominal and is_undated_background(draft))]


def is_same(told: Draft, draft: Draft) -> bool:
    """Whether two drafts can be the same encounter."""
    return _same_sides(told, draft) and _same_mode(told, draft) and _same_time(told, draft) and _same_place(told, draft)


def _same_sides(told: Draft, draft: Draft) -> bool:
    if draft.actors == told.actors:
        return _same_people(told, draft)
    if (told.is_pair or draft.is_pair) and len(told.actors | draft.actors) > 2:
        return False
    if told.kind == "visit" and told.host is not None and len(told.actors) > len(draft.actors):
        return False  # of several visitors one is received
    smaller, larger = sorted((draft.actors, told.actors), key=len)
    if len(smaller & larger) < 2 or not smaller <= larger or _is_of_officials(told, draft):
        return False
    return _same_people(told, draft)


def _is_of_officials(told: Draft, draft: Draft) -> bool:
    """Whether one is of people of two states and the other of more states with nobody named."""
    fewer, more = sorted((told, draft), key=lambda each: len(each.actors))
    is_summit = more.kind == "gathering" and fewer.kind == "exchange" and len(more.actors) > len(fewer.actors)
    is_larger = is_summit or len(more.actors) > len(fewer.actors) + 1
    return is_larger and bool(fewer.people) and not more.people


def _same_people(told: Draft, draft: Draft) -> bool:
    """No actor is represented by different people in the two."""
    for actor in told.actors & draft.actors:
        ours, theirs = _heads(told, actor), _heads(draft, actor)
        if ours and theirs and not ours & theirs and not _compatible(ours, theirs):
            return False
    return True


def _heads(draft: Draft, actor: str) -> frozenset[Entity]:
    return frozenset(entity for entity in draft.parts if entity.actor_id == actor and entity.kind != "delegation")


def _compatible(ours: frozenset[Entity], theirs: frozenset[Entity]) -> bool:
    """An unnamed office-holder may be the person named elsewhere with the same office."""
    unnamed = [entity for entity in (*ours, *theirs) if entity.kind == "office"]
    offices = {entity.office for entity in (*ours, *theirs) if not is_any_leader(entity)}
    return bool(unnamed) and len(offices - {"unknown"}) <= 1


def _same_mode(told: Draft, draft: Draft) -> bool:
    if not told.mode or not draft.mode or told.mode == draft.mode:
        return True
    return not (told.mode in _REMOTE or draft.mode in _REMOTE) or told.is_weak or draft.is_weak


def _same_place(told: Draft, draft: Draft) -> bool:
    """Two towns are two encounters; a visit may lead through several."""
    mine, theirs = draft.place, told.place
    if mine is None or theirs is None or "visit" in (told.kind, draft.kind):
        return True
    if mine.place_name and theirs.place_name:
        return mine.place_name == theirs.place_name
    return mine.country_code == theirs.country_code or None in (mine.country_code, theirs.country_code)


def _same_town(mine: PlaceMention, theirs: PlaceMention) -> bool:
    return None in (mine.place_name, theirs.place_name) or mine.place_name == theirs.place_name


def _same_time(told: Draft, draft: Draft) -> bool:
    if told.is_history != draft.is_history and None in (told.period, draft.period) and not draft.is_nominal:
        return False  # "met A … the visit to B in September 2020"
    if told.period is not None and draft.period is not None:
        if (told.status == "planned") != (draft.status == "planned") and "visit" in (told.kind, draft.kind):
            return told.period == draft.period  # "met on Monday … accepted an invitation to visit this year"
        return told.period.start <= draft.period.end and draft.period.start <= told.period.end
    if draft.is_nominal and draft.period is None and draft.place is None:
        return True  # "the visit", told again
    if told.status == draft.status or {told.status, draft.status} <= {"held", "ongoing"}:
        return True
    return (
        "planned" in (told.status, draft.status) and {told.status, draft.status} & {"cancelled", "postponed"} != set()
    )


def absorb(told: Draft, draft: Draft) -> None:
    """Add to a draft what a later mention of the same encounter tells."""
    for entity, capacity in draft.parts.items():
        told.parts.setdefault(entity, capacity)
        if capacity != "principal":
            told.parts[entity] = capacity
    drop_shadowed(told)
    if draft.period is not None and (told.period is None or _is_finer(draft, told)):
        told.period, told.date_span = draft.period, draft.date_span
    if draft.mode and (not told.mode or (draft.mode in _REMOTE and told.mode not in _REMOTE)):
        told.mode, told.mode_span = draft.mode, draft.mode_span
    is_aside = draft.is_weak and draft.is_background and not told.is_background
    if (
        draft.place is not None
        and not is_aside
        and (told.place is None or (told.place.place_name is None and draft.place.place_name))
    ):
        told.place = draft.place
    told.is_background = told.is_background and draft.is_background
    told.heard += [draft.sentence, *draft.heard]
    told.is_context = told.is_context and draft.is_context
    if told.kind == "visit" and draft.kind != "visit":  # what the visit was for tells more than the journey
        told.kind, told.trigger_span, told.mode_span = draft.kind, draft.trigger_span, draft.mode_span
        if not draft.is_nominal and told.status not in ("cancelled", "postponed"):
            told.status = draft.status
    if draft.status in ("cancelled", "postponed"):
        told.status = draft.status
    if told.is_weak and not draft.is_weak:
        told.is_weak, told.trigger_span, told.kind = False, draft.trigger_span, draft.kind


def _share_days(drafts: Sequence[Draft]) -> None:
    """Let "on Wednesday he held talks with A and was received by B" put both on Wednesday."""
    for earlier, draft in itertools.pairwise(drafts):
        is_joined = earlier.sentence == draft.sentence and earlier.status == draft.status and earlier.kind != "visit"
        if is_joined and draft.period is None and earlier.parts.keys() & draft.parts.keys():
            draft.period, draft.date_span = earlier.period, earlier.date_span


def is_undated_background(draft: Draft) -> bool:
    """Tell what the codebook, section 1, leaves out: background counts only with a date or place of its own."""
    is_placed = draft.place is not None and draft.kind != "visit"  # every visit leads somewhere
    return draft.is_background and draft.period is None and not is_placed


def _is_finer(draft: Draft, told: Draft) -> bool:
    """A stated day says more than a weekday, and a day more than a week."""
    assert draft.period is not None
    assert told.period is not None
    if draft.period.precision == "day" != told.period.precision:
        return True
    length = (told.period.end - told.period.start) - (draft.period.end - draft.period.start)
    return (
        draft.period.basis == "stated"
        and told.period.basis != "stated"
        and length.days >= 0
        and draft.period.precision == "day"
    )


def _without_weak(drafts: list[Draft]) -> list[Draft]:
    """A discussion alone is a meeting only when no other draft has the same sides."""
    kept = []
    for draft in drafts:
        covered = draft.is_weak and any(
            other is not draft
            and draft.actors <= other.actors
            and draft.people <= other.parts.keys()
            and not _is_apart(other, draft)
            for other in drafts
        )
        if not covered:
            kept.append(draft)
    return kept


def _is_apart(told: Draft, draft: Draft) -> bool:
    """Whether a discussion has a day of its own, other than that of the meeting told."""
    mine, theirs = draft.period, told.period
    if mine is None or theirs is None:
        return False
    return mine.start != theirs.start if mine.precision == "day" else mine.end < theirs.start


def _without_bare_visits(drafts: list[Draft]) -> list[Draft]:
    """Leave out a visit whose guest is told to have met somebody of the host state."""
    kept = []
    for draft in drafts:
        if draft.kind == "visit":
            met = [other for other in drafts if other.kind != "visit" and _is_on_visit(draft, other)]
            for other in met:
                _lend(draft, other)
            if met:
                continue
        kept.append(draft)
    return kept


def _is_on_visit(visit: Draft, draft: Draft) -> bool:
    """Whether a meeting is what the visit was for: with the host, or of the guest with others in that country."""
    if visit.status in ("cancelled", "postponed") and draft.status != visit.status:
        return False
    if visit.status == "planned" and draft.status == "held":
        return False  # "they met … he accepted an invitation"
    assert visit.place is not None
    is_elsewhere = len(draft.actors) > 2 and draft.place is not None and not _same_town(visit.place, draft.place)
    if draft.mode in _REMOTE or _is_long_apart(visit, draft) or visit.is_history != draft.is_history:
        return False
    if draft.actors >= visit.actors and (not visit.people or visit.people & draft.people) and not is_elsewhere:
        return True
    is_here = draft.sentence == visit.sentence
    guests = (entity for entity in visit.parts if entity is not visit.host and (is_here or entity.kind != "delegation"))
    is_guest = any(entity in draft.parts for entity in guests)
    is_there = draft.place is not None and draft.place.country_code == visit.place.country_code
    is_then = draft.period is None or visit.period is None or draft.period.start <= visit.period.end
    is_after = draft.sentence == visit.sentence and draft.trigger_span.start > visit.trigger_span.start
    return is_guest and is_then and (is_there or is_after) and draft.mode not in _REMOTE


def _is_long_apart(visit: Draft, draft: Draft) -> bool:
    mine, theirs = visit.period, draft.period
    if mine is None or theirs is None:
        return False
    return max(theirs.start - mine.end, mine.start - theirs.end) > _STAY


def _lend(visit: Draft, draft: Draft) -> None:
    is_behind = draft.sentence >= visit.sentence
    if (
        is_behind
        and draft.period is None
        and (visit.status == draft.status or (visit.status, draft.status) == ("ongoing", "planned"))
    ):
        draft.period, draft.date_span = visit.period, visit.date_span
    if draft.place is None and draft.mode not in _REMOTE:
        draft.place = visit.place


def _is_abroad(draft: Draft, other: Draft) -> bool:
    """Whether the other was held within days in a third country, where all have come for an occasion."""
    if other.place is None or draft.period is None or other.period is None:
        return False
    is_third = other.place.country_code not in other.actors | draft.actors
    return is_third and abs(draft.period.start - other.period.start) <= _OCCASION


def inherit_context(
    drafts: Sequence[Draft],
    lead: tuple[Period, Span] | None = None,
    scene: PlaceMention | None = None,
    ahead: Mapping[int, tuple[Period, Span]] = MappingProxyType({}),
    dateline: PlaceMention | None = None,
    published: dt.date = dt.date.max,
) -> None:
    """Let a draft with no date or place of its own take that of the last draft that shares a participant.

    Parameters
    ----------
    drafts : sequence of Draft
    lead : (Period, Span), optional
        The day the lead tells of, which stands in for what took place and has no date anywhere.
    scene : PlaceMention, optional
        The one town the lead tells of, which does the same for a place.
    ahead : mapping of int to (Period, Span), optional
        By sentence, the days to come told last, which stand in for what is planned: "is due back next week. He will …".
    dateline : PlaceMention, optional
        Where the report was written: where the sides met, if it is a country of neither and the report is fresh.
    published : datetime.date
    """
    told = [draft.place for draft in drafts if draft.place is not None and draft.status in ("held", "ongoing")]
    if dateline is not None and any(place.country_code != dateline.country_code for place in told):
        dateline = None  # the story moves from town to town
    for index, draft in enumerate(drafts):
        for other in reversed(drafts[max(0, index - _REACH) : index]):
            if not (other.parts.keys() & draft.parts.keys()) or other.status != draft.status:
                continue
            if draft.period is None and other.period is not None:
                draft.period, draft.date_span = other.period, other.date_span
            in_person = draft.mode not in _REMOTE and other.mode not in _REMOTE
            if draft.place is None and in_person and (draft.period == other.period or _is_abroad(draft, other)):
                draft.place = other.place
            break
        if (
            draft.period is None
            and lead is not None
            and draft.status in ("held", "ongoing")
            and not draft.is_background
        ):
            draft.period, draft.date_span = lead
        if draft.period is None and draft.status == "planned" and draft.sentence in ahead:
            draft.period, draft.date_span = ahead[draft.sentence]
        is_here = draft.status in ("held", "ongoing") and draft.mode not in _REMOTE and not draft.is_background
        if draft.place is None and scene is not None and is_here and _is_then(draft, lead):
            draft.place = scene
        if draft.place is None and dateline is not None and is_here and _is_news_from(draft, dateline, published):
            draft.place = dateline


def _is_news_from(draft: Draft, dateline: PlaceMention, published: dt.date) -> bool:
    """Whether a report from a third country tells of a meeting of these days: held where it was written."""
    is_new = draft.period is None or abs(published - draft.period.start) <= _OCCASION
    return is_new and not {dateline.country_code, _AROUND.get(str(dateline.country_code))} & draft.actors


def _is_then(draft: Draft, lead: tuple[Period, Span] | None) -> bool:
    """Whether a meeting was held on the days of the story, as far as they are told."""
    if draft.period is None or lead is None:
        return True
    return abs(draft.period.start - lead[0].start) <= _OCCASION
