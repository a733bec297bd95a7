"""Find who comes to the gathering of a body: "A flew to B for the C summit", "D told the summit of C".

Data: `lexicon/word_lists.csv` (addressing_words, summit_words).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.linking.entities import kind_of_actor
from parley.meetings.asserting import word_of_unit
from parley.meetings.clauses import Clause
from parley.meetings.slots import Frame, mentions_of, subject_after, subject_before
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_PHRASE = re.compile(r"d?(?:Gg?)?[xX#MYAI\-]{0,4}$")
"""What stands before the noun in its own phrase: "the Arab League's emergency [summit]"."""
_LED_TO = re.compile(r"(?P<v>[Vx])d?(?:[GhA]g?)?[DGx](?:o[dh]?[GxX])?t$")
"""Before the phrase: "led the Kingdom's delegation to"."""
_AIM = re.compile(r"[^GEek;:.]{0,10}(?:Gg?[^GEek;:.]{0,6})?(?:f|tV[iofa]?|t[xn]{1,4}[iofa]?|c?k(?=d?G))$")
"""Between a journey and what it is for: "to B next week for", "on Sunday to attend", "in B, where"."""


def add_comers(clause: Clause, frames: Sequence[Frame]) -> list[Frame]:
    """Give the gatherings of bodies those who come to them; a journey to one is no visit of its own.

    Parameters
    ----------
    clause : Clause
    frames : sequence of Frame
        Those of the sentence.

    Returns
    -------
    list of Frame
        The frames without the journeys that gatherings took up.
    """
    kept = list(frames)
    for frame in frames:
        start = _start_of(clause, frame)
        if frame.kind == "reference" and frame.trigger.kind in ("talk", "gathering", "setting"):
            journey = _journey(clause, frame, start, frames)
            if journey is not None and _are_members(journey.sides[0]):  # "ASEAN ministers flew to A for a meeting"
                frame.kind, frame.sides, frame.is_of_body, frame.has_verb = "gathering", journey.sides, True, True
                frame.anchor, frame.host_place = clause.items[journey.at].first, journey.host_place
                frame.effect = "planned" if journey.effect == "ongoing" else journey.effect
                kept = [each for each in kept if each is not journey]
            continue
        if frame.kind in ("exchange", "gathering") and frame.trigger.is_noun and not _is_of_body(frame):
            journey = _journey(clause, frame, start, frames)
            if journey is not None and journey.effect != "skip":  # "before travelling to A for talks with B"
                frame.anchor, frame.host_place = clause.items[journey.at].first, journey.host_place
        if not _is_of_body(frame):
            continue
        journey = _journey(clause, frame, start, frames)
        if journey is not None:
            kept = [each for each in kept if each is not journey]
            _join(frame, journey.sides[0])
            frame.anchor = clause.items[journey.at].first
            frame.host_place = journey.host_place
            if frame.effect in ("held", "infinitive") and journey.effect in ("planned", "postponed", "cancelled"):
                frame.effect = journey.effect
            continue
        _join(frame, _speakers(clause, frame, start, frames))
    return kept


def _is_of_body(frame: Frame) -> bool:
    """Whether a noun tells the gathering of a body, and of that body alone."""
    sides = [mention for side in frame.sides for mention in side]
    if not frame.trigger.is_noun or len(sides) != 1:
        return False
    return frame.is_of_body or _are_members(sides)


def _are_members(sides: Sequence[Mention]) -> bool:
    """Whether those who come are a body's members: "ASEAN foreign ministers"."""
    return len(sides) == 1 and sides[0].is_plural and kind_of_actor(sides[0].actor_id) == "igo"


def _start_of(clause: Clause, frame: Frame) -> int:
    """Item where the phrase of the noun begins."""
    match = _PHRASE.search(clause.row, 0, frame.at)
    return match.start() if match is not None else frame.at


def _join(frame: Frame, comers: list[Mention]) -> None:
    body = frame.sides[0][0]
    people = [mention for mention in comers if mention.kind != "actor" and mention is not body]
    if people:
        frame.sides.append(people)
        frame.is_of_body = frame.has_verb = True
        frame.kind = "gathering"


def _journey(clause: Clause, frame: Frame, start: int, frames: Sequence[Frame]) -> Frame | None:
    """The journey in the same sentence whose aim is the gathering."""
    for other in reversed(frames):
        is_before = other.kind == "visit" and other.at < start and len(other.sides) == 1
        if is_before and _AIM.fullmatch(clause.row, other.at + 1, start):
            return other
    return None


def _speakers(clause: Clause, frame: Frame, start: int, frames: Sequence[Frame]) -> list[Mention]:
    """Who spoke to, opened or chaired the gathering, or spoke at it."""
    before = start - 1
    while before >= 0 and clause.row[before] == "y":
        before -= 1
    if before < 0 or any(other.kind == "exchange" and other is not frame for other in frames):
        return []
    said = _said(clause, before)
    led = _LED_TO.search(clause.row, 0, before + 1)
    if led is not None and _said(clause, led.start("v")) in word_set("leading_verbs"):
        before = led.start("v")
    elif clause.row[before] in "it" and before > 0:
        verb = before - 1 - (clause.row[before - 1] == "y")
        said = _said(clause, verb)
        if said not in word_set("summit_words"):
            return []
        before = verb
    elif said not in word_set("addressing_words"):
        return []
    subject = subject_before(clause, before)
    if subject is None:
        subject = subject_after(clause, frame.at)
    if subject is None or "!" in clause.row[subject:before]:
        return []
    return [mention for mention in mentions_of(clause, subject) if mention.kind in ("person", "office", "pronoun")]


def _said(clause: Clause, at: int) -> str:
    trigger = clause.items[at].trigger
    return trigger.word if trigger is not None else word_of_unit(clause, at)
