"""Turn merged drafts into meetings with the codebook's values and the evidence for each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from parley.linking.calendar import publication_day
from parley.linking.entities import Entity, kind_of_actor
from parley.linking.places import PlaceMention, name_in_use
from parley.linking.tenures import find_person
from parley.meetings.scenes import Draft
from parley.model import Evidence, Meeting, Participant, Span, Topic

_FORMATS = {2: "bilateral", 3: "trilateral"}


def assemble(draft: Draft, topics: Sequence[Topic], text: str, published: dt.date, annotator: str) -> Meeting:
    """Give a draft its final values; the publication date stands in for a missing one."""
    period = draft.period or publication_day(published)
    status = "planned" if draft.status == "held" and period.start > published else draft.status
    place = _placed(draft) if draft.mode not in ("phone", "video") else None
    evidence = [Evidence("mode", draft.mode_span or draft.trigger_span), Evidence("status", draft.trigger_span)]
    if draft.date_span is not None:
        evidence.append(Evidence("start_date", draft.date_span))
    if place is not None:
        if place.place_name:
            evidence.append(Evidence("place_name", place.span))
        evidence.append(Evidence("country_code", place.span))
    participants = tuple(
        _participant(entity, capacity, text, period.start, entity is draft.host)
        for entity, capacity in draft.parts.items()
    )
    return Meeting(
        start_date=period.start,
        end_date=period.end,
        date_precision=period.precision,
        date_basis=period.basis,
        mode=draft.mode or ("in_person" if place else "unknown"),
        format=_format(draft),
        status=status,
        place_name=name_in_use(_quote(text, place.span), place.place_name, published.year) if place else None,
        country_code=place.country_code if place else None,
        participants=participants,
        topics=tuple(topics),
        evidence=tuple(sorted(evidence)),
        annotator=annotator,
    )


def _placed(draft: Draft) -> PlaceMention | None:
    """Give a town that the gazetteer lacks the country of the one state that took part; else leave it out."""
    place = draft.place
    if place is None or place.country_code is not None:
        return place
    states = [actor for actor in draft.actors if kind_of_actor(actor) == "state"]
    return dataclasses.replace(place, country_code=states[0]) if len(states) == 1 else None


def _format(draft: Draft) -> str:
    if len(draft.actors) == 1 or draft.is_of_body:
        return "multilateral"
    conference = any(entity.kind == "delegation" and kind_of_actor(entity.actor_id) == "igo" for entity in draft.parts)
    if conference and len(draft.actors) > 3:
        return "multilateral"
    return _FORMATS.get(len(draft.actors), "multilateral")


def _participant(entity: Entity, capacity: str, text: str, date: dt.date, is_host: bool) -> Participant:
    assert entity.actor_id is not None
    name = _quote(text, entity.name_span) if entity.kind == "person" else None
    evidence = [
        Evidence(field, span)
        for field, span in (
            ("name", entity.name_span if entity.kind == "person" else None),
            ("title", entity.title_span if entity.kind != "delegation" else None),
            ("office", entity.title_span if entity.kind != "delegation" else None),
            ("actor_id", entity.actor_span),
        )
        if span is not None
    ]
    office = entity.office if entity.kind != "delegation" else _office_of_body(entity, is_host)
    return Participant(
        kind=entity.kind,
        office=office,
        actor_id=entity.actor_id,
        capacity=capacity,
        name=name,
        title=entity.title if entity.kind != "delegation" else None,
        person_id=find_person(name, entity.actor_id, date.isoformat()) if name else None,
        evidence=tuple(sorted(evidence)),
    )


def _office_of_body(entity: Entity, is_host: bool) -> str:
    """A state or organisation is represented by its officials; a group's men and a bare host are not told."""
    if is_host:
        return "unknown"
    return {"state": "official", "igo": "igo_official"}.get(kind_of_actor(entity.actor_id), "unknown")


def _quote(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None
