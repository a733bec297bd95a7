"""Fill the slots of nouns of meeting: "held talks with A", "A's visit to B", "the summit of C".

Data: `lexicon/meeting_nouns.csv` names the kind of each noun.
"""

from __future__ import annotations

import dataclasses
import re

from parley.linking.entities import kind_of_actor
from parley.meetings.asserting import combined, governing_effect, is_asserted, is_joining, light_verb, word_of_unit
from parley.meetings.clauses import Clause
from parley.meetings.slots import (
    Frame,
    group_after,
    item_after,
    make_frame,
    mentions_of,
    subject_after,
    subject_before,
    subject_of,
)
from parley.meetings.visits import visit_noun
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_RELATIVE_SUBJECT = re.compile(r"[^VE;:.]{0,14}?[ek](?P<g>G)c?(?:xt)?y?V")
_STAY = re.compile(r"(?P<g>G)c?e?[xy]{1,3}i(?:d?(?P<p>[PG])|d(?P<a>A)x)(?:[fi]?Y)?f[dxX#AM]*(?:oM?x?)?$")
_PAY_TO = re.compile(r"[ti]d?(?P<g>G)")
_FROM = re.compile(r"[oxd#iYc]{0,5}?[ft](?:[dxy#o]{0,4}D:)?d?(?P<g>G)")
_FOR = re.compile(r"(?:i?Y)?(?:f|ixo)d?(?P<g>G)")
_OF = re.compile(r"[of]d?(?P<g>G)")
_OF_CHAIN = re.compile(r"[of]d?(?:[XxI]{1,2}od?){0,3}(?P<g>G)")
_DIRECT = re.compile(r"[dy]?(?P<g>G)")
_AND_SIDE = re.compile(r"[^VEk;:.]{0,6}?n[of]?[dy]?(?P<g>G)")
_UNDER = re.compile(r"x(?P<g>G)")
"""After "the government": "under President A and the rebels"."""
_JOINING_CHAIN = re.compile(r"V(?:[^VE]{0,6}E[cn]{1,2})?d?(?:Yg)?[x#]{0,2}(?:G-)?Gg?[x#]{0,2}$")
_WAS_WITH = re.compile(r"[iYydxPG]{0,4}?(?P<v>x)w")
_WITH_FIRST = re.compile(r"[Yxyc]{0,3}w[dy]?(?P<g>G)c?[yY]?G[cyY]?(?P<v>V)")
_HIS_TALKS = re.compile(r"h[xX#]{0,2}(?P<e>E)i(?P<p>[PG])")
_JOINED_FOR = re.compile(r"V[yd]?(?P<g>G)(?:i?Y|id?P)?fd?[xX#MAYI\-]{0,4}$")
_UNSAID = re.compile(r"!x{1,2}d?[xM]{0,2}$")
_OF_OTHERS = re.compile(r"[GAWX][XIxM]{0,2}$")
_BROUGHT = re.compile(r"(?:i?Y|id?[PI]){0,3}(?P<v>[xV])(?P<g>G)")
_IS_THERE = re.compile(r"(?P<v>x)y?id?[PG](?:[ik]?Y)?f[dxX#AM]*$")
_AMONG_LIST = re.compile(r"[xiYPd]{0,3}z[^VEGkez;.]{0,4}[-:]d?(?P<g>G)")
_THESE = re.compile(r"G[XxM#]{0,2}[-:,]d?(?P<g>G)")
_PARTY = re.compile(r"Di[dxXAM]{0,4}$")
"""Before talks that only tell which negotiators are meant: "the negotiators in talks with A"."""
_POSSESSIVE = re.compile(r"(?P<g>G)g[xXM#YIAC\-]{0,4}$")


def fill_noun(clause: Clause, at: int) -> Frame | None:
    """Read the frame of a noun of meeting; one without sides is a reference to a meeting told elsewhere."""
    trigger = clause.items[at].trigger
    assert trigger is not None
    effect = trigger.effect
    light = light_verb(clause, at)
    if light is None and effect == "held":
        effect = governing_effect(clause, at)
    if light is not None:
        verb = clause.items[light].trigger
        assert verb is not None
        effect = combined(verb.effect, effect)
        if verb.form == "gerund" and effect == "held":
            effect = governing_effect(clause, light)  # "will be among those attending the summit"
    if light is None and _PARTY.search(clause.row, 0, at):
        return None
    if light is None and effect == "held" and _UNSAID.search(clause.row, 0, at):
        return None  # "did not mention the talks"
    is_there = _IS_THERE.search(clause.row, 0, at) if light is None and effect == "held" else None
    brought = _BROUGHT.match(clause.row, at + 1) if light is None and trigger.kind in ("talk", "call") else None
    if brought is not None and _said(clause, brought.start("v")) in word_set("uniting_words"):
        frame = make_frame("exchange", clause, at, mentions_of(clause, brought.start("g")))
        if frame is not None and len(frame.sides[0]) > 1:
            frame.effect = effect
            return frame  # "a call brought A and B together"
    if is_there is not None and word_of_unit(clause, is_there.start("v")) in ("is", "are"):
        effect = "ongoing"  # "is in A for talks with B"
    is_vague = trigger.kind == "abstract" and is_there is None and (light is None or effect == "infinitive")
    if effect == "skip" or is_vague:
        return None
    if trigger.kind == "credentials":
        return _credentials(clause, at)
    if trigger.kind == "visit":
        return visit_noun(clause, at, light, effect)
    sides, joined = _noun_sides(clause, at, light), _joined_sides(clause, at)
    if joined:  # "A joined B and C for talks with D"
        sides = [[mention for side in joined for mention in side], *sides[-1:]] if len(sides) > 1 else sides or joined
    stay = _STAY.search(clause.row, 0, at) if not sides and trigger.kind == "talk" else None
    if stay is not None and mentions_of(clause, stay.start("g")):
        frame = Frame("visit", trigger, at, [mentions_of(clause, stay.start("g"))], effect="ongoing", mode=trigger.mode)
        frame.host_place = clause.items[stay.start("p" if stay["p"] else "a")]
        return frame
    host = _HIS_TALKS.search(clause.row[: at + 6], 0) if not sides and light is None else None
    if host is not None and host.start("e") == at and trigger.kind == "talk":
        stayed = make_frame("visit", clause, at, mentions_of(clause, subject_before(clause, at)))
        if stayed is not None:
            stayed.host_place = clause.items[host.start("p")]
            return stayed
    holder = _holder(clause, at) if light is not None and len(sides) == 1 else None
    is_first = "once" in {word_of_unit(clause, index) for index in range(max(0, at - 10), at)}
    if holder is not None and light is not None and _is_comer(clause, light) and not is_first:
        frame = Frame("gathering", trigger, at, [[holder], sides[0]], effect=effect, mode=trigger.mode)
        frame.is_of_body = True
        return frame
    between = group_after(clause, at, "z") if light is not None and is_joining(clause, light) else None
    if light is not None and between is not None and len(sides) == 1 and len(sides[0]) > 1:
        comers = mentions_of(clause, subject_before(clause, light))  # "A is to attend a summit between B and C"
        return Frame(
            "exchange", trigger, at, [side for side in (comers, sides[0]) if side], effect=effect, mode=trigger.mode
        )
    if light is not None and len(sides) == 1 and is_joining(clause, light):
        return Frame("reference", trigger, at, attendees=sides[0], effect=effect, mode=trigger.mode)
    if not sides and (
        trigger.kind == "gathering"
        or (trigger.kind == "talk" and (item_after(_OF_CHAIN, clause, at) is not None or _is_of_members(clause, at)))
    ):
        body = _holder(clause, at) or _convener(clause, at)
        if body is not None:
            return Frame(
                "gathering",
                trigger,
                at,
                [side for side in ([body], _joiner(clause, at, light)) if side],
                effect=effect,
                mode=trigger.mode,
                is_of_body=True,
                has_verb=light is not None or is_asserted(clause, at),
            )
    if light is not None and len(sides) == 1 and _is_chaired(clause, at, light):
        return Frame("reference", trigger, at, mediators=sides[0], effect=effect, mode=trigger.mode)
    if not sides and trigger.word == "ministerial" and _OF_OTHERS.search(clause.row, 0, at):
        return None  # "briefed him on the EU-Central Asia ministerial"
    kind = "exchange" if sides else "reference"
    mediators = _mediators(clause, at, light) if light is not None else []
    if len(sides) == 1 and (
        (trigger.kind == "setting" and _was_with(clause, at))
        or (trigger.kind in ("gathering", "setting") and _is_with_one(clause, at, sides[0]))
    ):
        trigger = dataclasses.replace(trigger, kind="talk")
    if trigger.kind in ("gathering", "setting") and sides:
        kind = "gathering"
    return Frame(
        kind,
        trigger,
        at,
        sides,
        effect=effect,
        mode=trigger.mode,
        mediators=mediators,
        has_verb=light is not None or is_asserted(clause, at),
    )


def _is_chaired(clause: Clause, at: int, light: int) -> bool:
    """Whether "A chaired the sessions" only tells who led talks told before."""
    verb = clause.items[light].trigger
    is_led = verb is not None and verb.word in word_set("chairing_verbs")
    return is_led and word_of_unit(clause, at - 1) in word_set("definite_words") and not group_after(clause, at, "wz")


def _said(clause: Clause, at: int) -> str:
    trigger = clause.items[at].trigger
    return trigger.word if trigger is not None else word_of_unit(clause, at)


def _is_comer(clause: Clause, light: int) -> bool:
    """Whether a verb tells who came to a body's gathering or chaired it."""
    return is_joining(clause, light) or clause.items[light].trigger.word in word_set("chairing_verbs")  # type: ignore[union-attr]


def _mediators(clause: Clause, at: int, light: int) -> list[Mention]:
    """Who chairs talks of others: "A chaired talks between B and C"."""
    verb = clause.items[light].trigger
    if verb is None or verb.word not in word_set("chairing_verbs") or group_after(clause, at, "z") is None:
        return []
    return [m for m in mentions_of(clause, subject_before(clause, light)) if m.kind in ("person", "office")]


def _joiner(clause: Clause, at: int, light: int | None) -> list[Mention]:
    """Who attends: "he will attend the BRICS summit and the SCO summit"."""
    chain = _JOINING_CHAIN.search(clause.row, 0, at)
    verb = light if light is not None else chain.start() if chain is not None else None
    if verb is None or clause.items[verb].trigger is None or not is_joining(clause, verb):
        return []
    return mentions_of(clause, subject_before(clause, verb))


def _is_of_members(clause: Clause, at: int) -> bool:
    """Whether a body's members own a meeting: "the ASEAN foreign ministers' meeting"."""
    owner = _POSSESSIVE.search(clause.row, 0, at)
    return owner is not None and _is_of_body(mentions_of(clause, owner.start("g")))


def _convener(clause: Clause, at: int) -> Mention | None:
    """The body that is the subject of its own gathering: "SADC has postponed a summit"."""
    found = mentions_of(clause, subject_before(clause, at))
    return found[0] if len(found) == 1 and found[0].kind == "actor" and found[0].head_code == "O" else None


def _holder(clause: Clause, at: int) -> Mention | None:
    """The body whose summit it is, unless the summit is only the setting of something else."""
    before = {str(item.unit.value) for item in clause.items[max(0, at - 6) : at] if item.unit is not None}
    days = [item.unit.value for item in clause.items[max(0, at - 6) : at] if item.unit is not None and item.code == "Y"]
    if before & word_set("occasion_words") or any(day.unit == "story" and day.shift for day in days):
        return None  # "on the eve of the summit"
    index = at - 1
    while index >= 0 and clause.row[index] in "x#MYg" and at - index < 4:
        index -= 1
    is_before = index >= 0 and clause.row[index] == "G"
    found = list(clause.items[index].mentions) if is_before else mentions_of(clause, item_after(_OF_CHAIN, clause, at))
    is_body = len(found) == 1 and (_is_of_body(found) or (found[0].kind == "actor" and found[0].head_code == "O"))
    return found[0] if is_body else None


def _credentials(clause: Clause, at: int) -> Frame | None:
    """Read "received the credentials of the ambassador of A" and "presented his credentials to the president"."""
    partner = group_after(clause, at, "oft")
    subject = subject_before(clause, at)
    return (
        make_frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, partner))
        if partner
        else None
    )


def _word_of(clause: Clause, at: int) -> str:
    """The last word of a noun of meeting, in lower case."""
    return clause.items[at].trigger.word  # type: ignore[union-attr]


def _noun_sides(clause: Clause, at: int, light: int | None) -> list[list[Mention]]:
    if clause.items[at].trigger.kind == "with":  # type: ignore[union-attr]
        partner = item_after(_DIRECT, clause, at)
        return [mentions_of(clause, subject_of(clause, at)), mentions_of(clause, partner)] if partner else []
    between = group_after(clause, at, "z")
    told = _THESE.match(clause.row, between) if between is not None else _AMONG_LIST.match(clause.row, at + 1)
    if told is not None and len(clause.items[told.start("g")].mentions) > 1:
        return [mentions_of(clause, told.start("g"))]  # "among the Normandy Four - A, B, C and D -"
    if between is not None and mentions_of(clause, between) and not _is_taken_up(clause, between):
        first = mentions_of(clause, between)
        other = item_after(_AND_SIDE, clause, between) if len(first) == 1 else None
        if len(first) == 1 and other is None:
            under = mentions_of(clause, item_after(_UNDER, clause, between))
            return [first, under[-1:]] if len(under) > 1 else [first]
        return [side for side in (first, mentions_of(clause, other)) if side]
    speakers = item_after(_RELATIVE_SUBJECT, clause, at)
    if speakers is not None and len(mentions_of(clause, speakers)) > 1:
        return [mentions_of(clause, speakers)]
    pair = _adjacent_pair(clause, at)
    if pair:
        comers = _joiner(clause, at, light)
        present = comers or mentions_of(
            clause, subject_before(clause, light) if light is not None else subject_after(clause, at)
        )
        ours = {mention.actor_id for mention in pair}
        return [[mention for mention in present if mention.entity and mention.entity.actor_id in ours], pair]
    partner = group_after(clause, at, "w")
    if partner is None and clause.items[at].trigger.kind == "call":  # type: ignore[union-attr]
        partner = item_after(_FROM, clause, at)
    if partner is None and light is not None and clause.items[light].trigger.kind in ("host", "light"):  # type: ignore[union-attr]
        partner = item_after(_FOR, clause, at)
    fronted = _WITH_FIRST.match(clause.row)
    if partner is None and light is not None and fronted is not None and fronted.start("v") == light:
        partner = fronted.start("g")  # "With A he had a meeting as well"
    if partner is None and light is not None and clause.items[light].trigger.word in word_set("giving_words"):  # type: ignore[union-attr]
        partner = item_after(_PAY_TO, clause, at)
    if partner is None and light is None and (gathered := _gathered(clause, at)):
        return [gathered]
    of = item_after(_OF, clause, at) if partner is None else None
    if of is not None and light is None and _is_of_body(mentions_of(clause, of)):
        return [mentions_of(clause, of)]
    is_of_several = any(mention.is_plural for mention in mentions_of(clause, of))
    if is_of_several and clause.items[at].trigger.kind == "gathering":  # type: ignore[union-attr]
        convener = mentions_of(clause, subject_before(clause, light)) if light is not None else []
        if _is_of_body(mentions_of(clause, of)):
            convener = [mention for mention in convener if mention.kind != "actor"]  # it only gives the room
        return [side for side in (convener, mentions_of(clause, of)) if side]
    if of is not None and len(clause.items[of].mentions) > 1:
        return [mentions_of(clause, of)]
    owner = _POSSESSIVE.search(clause.row, 0, at)
    subject: int | None
    if light is not None:
        subject = subject_before(clause, light)
    elif owner is not None:
        subject = owner.start("g")
    elif partner is not None or (at > 0 and clause.row[at - 1] != "d"):
        subject = subject_of(clause, at)
    else:
        subject = None
    if partner is None and light is None and (owner is None or len(clause.items[owner.start("g")].mentions) < 2):
        return []
    if partner is not None and subject == partner:
        subject = None
    if partner is not None and subject is None and light is None and _is_of_many(clause, at, partner):
        subject = next((i for i in range(partner + 1, len(clause.items)) if _is_somebody(clause, i)), None)
    return [side for side in (mentions_of(clause, subject), mentions_of(clause, partner)) if side]


def _was_with(clause: Clause, at: int) -> bool:
    """Whether "his first engagement was with A" tells of a meeting."""
    match = _WAS_WITH.match(clause.row, at + 1)
    return match is not None and word_of_unit(clause, match.start("v")) in word_set("be_forms")


def _is_with_one(clause: Clause, at: int, partners: list[Mention]) -> bool:
    """Whether a session is one with somebody: "a session with the foreign minister"."""
    partner = group_after(clause, at, "w")
    is_person = len(partners) == 1 and partners[0].kind in ("person", "office")
    return partner is not None and is_person and partners[0] in clause.items[partner].mentions


def _is_taken_up(clause: Clause, at: int) -> bool:
    """Whether it only stands for others: "between the two sides", "six members, among them A"."""
    mention = clause.items[at].mentions[0]
    return mention.kind == "collective" or (mention.kind == "pronoun" and word_of_unit(clause, at - 1) == "among")


def _joined_sides(clause: Clause, at: int) -> list[list[Mention]]:
    """Read "A joined B and C for talks"."""
    joined = _JOINED_FOR.search(clause.row, 0, at)
    verb = clause.items[joined.start()].trigger if joined is not None else None
    if joined is None or verb is None or verb.word not in word_set("joining_words"):
        return []
    subject = mentions_of(clause, subject_before(clause, joined.start()))
    return [subject, mentions_of(clause, joined.start("g"))] if subject else []


def _is_of_many(clause: Clause, at: int, partner: int) -> bool:
    """Whether "several meetings, with A, B and C, occupied the minister" tells one for each."""
    return _word_of(clause, at) in word_set("plural_meetings") and len(clause.items[partner].mentions) > 1


def _is_somebody(clause: Clause, at: int) -> bool:
    mentions = mentions_of(clause, at) if clause.row[at] == "G" else []
    return len(mentions) == 1 and mentions[0].kind in ("person", "office", "role", "pronoun")


def _is_of_body(mentions: list[Mention]) -> bool:
    """Whether a body's members meet: "a meeting of ASEAN foreign ministers"."""
    return len(mentions) == 1 and mentions[0].is_plural and kind_of_actor(mentions[0].actor_id) == "igo"


def _gathered(clause: Clause, at: int) -> list[Mention]:
    """Read "EU foreign ministers meeting in Brussels agreed": several who meet without a verb."""
    is_gerund = clause.items[at].last - clause.items[at].first == 1 and clause.row[at + 1 : at + 2] in ("i", "Y")
    group = at - 1 - clause.row.startswith("c", at - 1) if at > 1 else at - 1
    found = mentions_of(clause, group) if is_gerund and group >= 0 and clause.row[group] == "G" else []
    return found if len(found) > 1 or any(mention.is_plural for mention in found) else []


def _adjacent_pair(clause: Clause, at: int) -> list[Mention]:
    """Read "the US-China talks" and "Russian-Turkish consultations"."""
    index = at - 1
    while index >= 0 and clause.row[index] in "xX#MI" and at - index < 4:
        index -= 1
    if index >= 0 and clause.row[index] == "G" and clause.items[index].mentions[0].kind == "pair":
        return list(clause.items[index].mentions)
    if clause.row[max(0, index - 2) : index + 1] == "G-G":  # "the China - European Union summit"
        ends = [*clause.items[index - 2].mentions, *clause.items[index].mentions]
        return ends if all(mention.kind == "actor" for mention in ends) else []
    return []
