"""Fill the slots of nouns of visit: "A's visit to B", "a visit by A", "a trip that takes A to B"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from parley.meetings.asserting import word_of_unit
from parley.meetings.clauses import Clause
from parley.meetings.slots import Frame, group_after, item_after, make_frame, mentions_of, subject_after, subject_before
from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_VISIT_OF = re.compile(r"od?(?P<g>G)[^GVEkez.]{0,3}?[ti]d?(?P<p>[PG])")
_SEAT = re.compile(r"id?(?P<p>P)[kf]d[xX#YAM]{0,4}$")
_VISIT_BY = re.compile(r"b[dy]?(?P<g>G)")
_TAKES = re.compile(r"[xy]{1,4}(?P<g>G)[xy]{0,2}td?(?P<p>[PG])")
_THAT_PAID = re.compile(r"[ke](?P<g>G)y?(?P<v>V)[td]{0,2}(?P<p>[PG])")
_PAID_ONE = re.compile(r"V(?P<g>G)[dyxXM#A]*$")
_PLACE_AFTER = re.compile(r"[^GVEkez.]{0,6}?[ti]d?(?P<p>[PG])")
_STAY = re.compile(r"(?P<g>G)y?(?P<v>x)y?id?(?P<p>[PG])c?(?=i?Y)")
_HER_VISIT = re.compile(r"h[xXM]{0,3}$")
_STOP_IN = re.compile(r"id?[xM]?(?P<p>[PG])")
_AND_THERE = re.compile(r"(?:c?n|c)i?d?(?P<p>[PG])")
_STATES = re.compile(r"y?d?(?P<p>G)")
_TRIP_OF = re.compile(r"(?P<e>[xE])od?(?P<g>G)")
_OWN_TRIP = re.compile(r"(?P<g>G)g[xXM#YIAC\-]{0,4}(?P<e>[xE])")
_POSSESSIVE = re.compile(r"(?P<g>G)g[xXM#YIAC\-]{0,4}$")


def visit_noun(clause: Clause, at: int, light: int | None, effect: str) -> Frame | None:
    """Read the frame of a visit; a reference where the guest or the place is not told.

    Parameters
    ----------
    clause : Clause
    at : int
        Item of the noun.
    light : int or None
        Item of the verb that asserts it.
    effect : str
        What the words around assert.
    """
    trigger = clause.items[at].trigger
    assert trigger is not None
    frame = _visit_told(clause, at, light, effect)
    is_aside = trigger.word.endswith("s") or re.search(r"e[^ce;:.]*$", clause.row[:at]) is not None
    return None if frame is not None and frame.kind == "reference" and is_aside else frame  # "exchanges of visits"


def stay(clause: Clause) -> list[Frame]:
    """Read "A was in B last week", where the sentence tells of no meeting, as a visit."""
    match = _STAY.search(clause.row)
    if match is None or word_of_unit(clause, match.start("v")) not in ("was", "were", "is", "are"):
        return []
    place, verb = clause.items[match.start("p")], clause.items[match.start("v")].unit
    is_state = place.code == "G" and len(place.mentions) == 1 and place.mentions[0].head_code in ("C", "K")
    guests = _people(mentions_of(clause, match.start("g")))
    if not guests or not (is_state or (place.unit is not None and place.unit.code in "CK")):
        return []
    assert verb is not None
    effect = "held" if verb.value in ("was", "were") else "ongoing"
    trigger = Trigger("arrive", False, "in_person", verb.first, verb.last, effect=effect, word="be")
    frame = Frame("visit", trigger, match.start("v"), [guests], effect=effect, mode="in_person")
    frame.host_place = place
    return [frame]


def stops(clause: Clause) -> list[Frame]:
    """Read "A's trip will include stops in B and C" and "his itinerary includes B", told nowhere else."""
    for at, item in enumerate(clause.items):
        word = word_of_unit(clause, at)
        there = None
        if word in word_set("stop_words"):
            there = _STOP_IN.match(clause.row, at + 1)
        elif word in word_set("including_verbs") and _names_journey(clause, at):
            there = _STATES.match(clause.row, at + 1)
        guests = _travellers(clause, at) if there is not None else []
        if there is None or not guests:
            continue
        places = [clause.items[there.start("p")]]
        while (more := _AND_THERE.match(clause.row, there.end())) is not None:
            there = more
            places.append(clause.items[more.start("p")])
        if any(m.kind != "actor" or m.head_code not in ("C", "K") for place in places for m in place.mentions):
            continue
        assert item.unit is not None
        before = {_said(clause, index) for index in range(max(0, at - 4), at + 1)}
        is_ahead = bool(before & word_set("coming_stop_words"))
        effect = "planned" if is_ahead else "held"
        trigger = Trigger("visit", True, "in_person", item.unit.first, item.unit.last, effect=effect, word=word)
        frame = Frame("visit", trigger, at, [guests], effect=effect, mode="in_person")
        return [dataclasses.replace(frame, host_place=place) for place in places]
    return []


def _said(clause: Clause, at: int) -> str:
    trigger = clause.items[at].trigger
    return trigger.word if trigger is not None else word_of_unit(clause, at)


def _names_journey(clause: Clause, at: int) -> bool:
    """Whether a trip or programme is named before a verb."""
    said = {_said(clause, index) for index in range(max(0, at - 8), at)}
    return bool(said & (word_set("programme_words") | word_set("journey_nouns")))


def _travellers(clause: Clause, at: int) -> list[Mention]:
    """Whose trip it is: the owner of the trip, else the subject."""
    for match in (*_TRIP_OF.finditer(clause.row, 0, at), *_OWN_TRIP.finditer(clause.row, 0, at)):
        if _said(clause, match.start("e")) in word_set("programme_words") | word_set("journey_nouns"):
            return _people(clause.items[match.start("g")].mentions)
    return _people(mentions_of(clause, subject_before(clause, at)))


def _people(mentions: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.kind in ("person", "office", "pronoun")]


def _visit_told(clause: Clause, at: int, light: int | None, effect: str) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    paid = _PAID_ONE.search(clause.row, 0, at)
    verb = clause.items[paid.start()].trigger if paid is not None else None
    if paid is not None and verb is not None and verb.word in ("pay", "pays", "paid", "paying"):
        guest_side = mentions_of(clause, subject_before(clause, paid.start()))
        return make_frame("exchange", clause, at, guest_side, mentions_of(clause, paid.start("g")))
    target = item_after(_PLACE_AFTER, clause, at, "p")
    that = _THAT_PAID.match(clause.row, at + 1)
    if that is not None and clause.items[that.start("v")].trigger.kind == "light":  # type: ignore[union-attr]
        frame = make_frame("visit", clause, at, mentions_of(clause, that.start("g")))
        if frame is not None:
            frame.host_place, frame.effect = clause.items[that.start("p")], effect
            frame.anchor = clause.items[that.start("v")].first
        return frame
    taken = _TAKES.match(clause.row, at + 1)
    if taken is not None and {word_of_unit(clause, i) for i in range(at + 1, taken.start("g"))} & word_set(
        "taking_words"
    ):
        frame = make_frame("visit", clause, at, mentions_of(clause, taken.start("g")))
        if frame is not None:
            frame.host_place = clause.items[taken.start("p")]
            is_ahead = "will" in {word_of_unit(clause, i) for i in range(at + 1, taken.start("g"))}
            frame.effect = "planned" if is_ahead and effect == "held" else effect
        return frame
    owner = _POSSESSIVE.search(clause.row, 0, at)
    visitor = _VISIT_OF.match(clause.row, at + 1)
    if visitor is not None:
        target = visitor.start("p")
    guest = (
        visitor.start("g") if visitor is not None else group_after(clause, target, "b") if target is not None else None
    )
    subject = owner.start("g") if owner else subject_before(clause, light if light is not None else at)
    own = _HER_VISIT.search(clause.row, 0, at)
    agent = clause.row.rfind("bG", 0, own.start()) if own is not None and guest is None else -1
    if agent >= 0 and "c" not in clause.row[agent:at] and _people(clause.items[agent + 1].mentions):
        guest = agent + 1  # "the signals sent by A during her visit to B"
    if guest is not None:
        subject = guest
    if subject is None:
        subject = subject_after(clause, at)
    by = item_after(_VISIT_BY, clause, at)
    host = subject_before(clause, at) if by is not None and target is None else None
    if host is not None and [mention.kind for mention in mentions_of(clause, host)] == ["actor"]:
        frame = Frame("visit", trigger, at, [mentions_of(clause, by)], effect=effect, mode=trigger.mode)
        frame.host_place = clause.items[host]
        return frame
    seat = _SEAT.search(clause.row, 0, at) if by is not None and target is None else None
    if seat is not None and mentions_of(clause, by):
        frame = Frame("visit", trigger, at, [mentions_of(clause, by)], effect=effect, mode=trigger.mode)
        frame.host_place = clause.items[seat.start("p")]
        return frame
    if target is None or not mentions_of(clause, subject) or target == subject:
        return Frame("reference", trigger, at, effect=effect, mode=trigger.mode)
    item = clause.items[target]
    if item.code == "G" and item.mentions[0].kind != "actor":
        return Frame("reference", trigger, at, effect=effect, mode=trigger.mode)
    frame = Frame("visit", trigger, at, [mentions_of(clause, subject)], effect=effect, mode=trigger.mode)
    frame.host_place = item
    return frame
