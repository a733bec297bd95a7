"""Fill the slots of nouns of meeting: "held talks with A", "A's visit to B", "the summit of C".

Data: `lexicon/meeting_nouns.csv` names the kind of each noun.
"""

from __future__ import annotations

import dataclasses
import re

from parley.linking.entities import kind_of_actor
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
from parley.mentions.people import Mention
from parley.mentions.phrasebook import word_set

_RELATIVE_SUBJECT = re.compile(r"[^VE;:.]{0,14}?[ek](?P<g>G)c?(?:xt)?y?V")
_STAY = re.compile(r"(?P<g>G)c?e?[xy]{1,3}i(?:d?(?P<p>[PG])|d(?P<a>A)x)(?:[fi]?Y)?f[dxX#AM]*(?:oM?x?)?$")
_PAY_TO = re.compile(r"[ti]d?(?P<g>G)")
_FROM = re.compile(r"[oxd#iYc]{0,5}?[ft](?:[dxy#o]{0,4}D:)?d?(?P<g>G)")
_FOR = re.compile(r"(?:i?Y)?(?:f|ixo)d?(?P<g>G)")
_VISIT_OF = re.compile(r"od?(?P<g>G)[^GVEkez.]{0,3}?[ti]d?(?P<p>[PG])")
_OF = re.compile(r"[of]d?(?P<g>G)")
_OF_CHAIN = re.compile(r"[of]d?(?:[XxI]{1,2}od?){0,3}(?P<g>G)")
_DIRECT = re.compile(r"[dy]?(?P<g>G)")
_AND_SIDE = re.compile(r"[^VEk;:.]{0,6}?n[of]?[dy]?(?P<g>G)")
_UNDER = re.compile(r"x(?P<g>G)")
"""After "the government": "under President A and the rebels"."""
_JOINING_CHAIN = re.compile(r"V(?:[^VE]{0,6}E[cn]{1,2})?d?[x#]{0,2}Gg?[x#]{0,2}$")
_SEAT = re.compile(r"id?(?P<p>P)[kf]d[xX#YAM]{0,4}$")
_VISIT_BY = re.compile(r"b[dy]?(?P<g>G)")
_TAKES = re.compile(r"[xy]{1,4}(?P<g>G)[xy]{0,2}td?(?P<p>[PG])")
_WAS_WITH = re.compile(r"[iYydxPG]{0,4}?(?P<v>x)w")
_WITH_FIRST = re.compile(r"[Yxyc]{0,3}w[dy]?(?P<g>G)c?[yY]?G[cyY]?(?P<v>V)")
_THAT_PAID = re.compile(r"[ke](?P<g>G)y?(?P<v>V)[td]{0,2}(?P<p>[PG])")
_HIS_TALKS = re.compile(r"h[xX#]{0,2}(?P<e>E)i(?P<p>[PG])")
_PAID_ONE = re.compile(r"V(?P<g>G)[dyxXM#A]*$")
_LIGHT_GAP = re.compile(r"V(?:d?Gg)?[dyx#XAMYIhnC\-WDPTcoS]{0,9}(?:Eo[dx]?)?$")
_PART_GAP = re.compile(r"V[ycYdx#XMi]{1,9}$")
"""Between "is taking part" and its noun: "there, from 8 to 9 December, in the regular session"."""
_JOINED_FOR = re.compile(r"V[yd]?(?P<g>G)(?:i?Y|id?P)?fd?[xX#MAYI\-]{0,4}$")
_PLACE_AFTER = re.compile(r"[^GVEkez.]{0,6}?[ti]d?(?P<p>[PG])")
_POSSESSIVE = re.compile(r"(?P<g>G)g[xXM#YIAC\-]{0,4}$")


def fill_noun(clause: Clause, at: int) -> Frame | None:
    """Read the frame of a noun of meeting; one without sides is a reference to a meeting told elsewhere."""
    trigger = clause.items[at].trigger
    assert trigger is not None
    effect = trigger.effect
    light = _light_verb(clause, at)
    if light is None and effect == "held":
        effect = _governing_effect(clause, at)
    if light is not None:
        verb = clause.items[light].trigger
        assert verb is not None
        effect = _combined(verb.effect, effect)
    if effect == "skip" or (trigger.kind == "abstract" and (light is None or effect == "infinitive")):
        return None
    if trigger.kind == "credentials":
        return _credentials(clause, at)
    if trigger.kind == "visit":
        return _visit_noun(clause, at, light, effect)
    sides = _noun_sides(clause, at, light) or _joined_sides(clause, at)
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
    if holder is not None and clause.items[light].trigger.word in word_set("presence_words") | {"took", "takes"}:  # type: ignore[index,union-attr]
        frame = Frame("gathering", trigger, at, [[holder], sides[0]], effect=effect, mode=trigger.mode)
        frame.is_of_body = True
        return frame
    if light is not None and len(sides) == 1 and _is_joining(clause, light):
        return Frame("reference", trigger, at, attendees=sides[0], effect=effect, mode=trigger.mode)
    if not sides and (
        trigger.kind == "gathering" or (trigger.kind == "talk" and item_after(_OF_CHAIN, clause, at) is not None)
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
                has_verb=light is not None or _is_asserted(clause, at),
            )
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
        has_verb=light is not None or _is_asserted(clause, at),
    )


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
    if verb is None or clause.items[verb].trigger is None or not _is_joining(clause, verb):
        return []
    return mentions_of(clause, subject_before(clause, verb))


def _is_joining(clause: Clause, light: int) -> bool:
    """Whether a light verb tells who was there: "attended the talks", "took part in an expanded session"."""
    verb = clause.items[light].trigger
    assert verb is not None
    is_part = verb.word in word_set("part_verbs") and verb.last - verb.first > 1
    return verb.word in word_set("presence_words") or is_part


def _convener(clause: Clause, at: int) -> Mention | None:
    """The body that is the subject of its own gathering: "SADC has postponed a summit"."""
    found = mentions_of(clause, subject_before(clause, at))
    return found[0] if len(found) == 1 and found[0].kind == "actor" and found[0].head_code == "O" else None


def _holder(clause: Clause, at: int) -> Mention | None:
    """The body whose summit it is, unless the summit is only the setting of something else."""
    before = {str(item.unit.value) for item in clause.items[max(0, at - 6) : at] if item.unit is not None}
    days = [item.unit.value for item in clause.items[max(0, at - 6) : at] if item.unit is not None and item.code == "Y"]
    if before & word_set("occasion_words") or any(day.unit == "story" for day in days):
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


def _governing_effect(clause: Clause, at: int) -> str:
    """Let "is to attend the summit for talks with A" be planned, as its verb is."""
    is_guest = clause.items[at].trigger.kind == "with"  # type: ignore[union-attr]
    since = max(clause.row.rfind("k", 0, at), 0) if is_guest else at  # "is due in A as the guest of B"
    for index in range(since - 1, -1, -1):
        item = clause.items[index]
        if item.code in "ke;:" or clause.row[index : index + 2] == "cG":
            break
        if item.unit is not None and str(item.unit.value) in word_set("future_auxiliaries"):
            return "planned"
        if is_going(clause, index):
            return "planned"
        if item.code == "V" and item.trigger is not None:
            if item.trigger.kind in ("light", "discuss", "sign") and item.trigger.word not in word_set(
                "presence_words"
            ):
                is_ahead = item.trigger.effect == "planned" or (
                    item.trigger.effect == "ongoing" and "f" in clause.row[index:at]
                )
                is_begun = item.trigger.word in word_set("going_on_words")  # "was to resume the talks"
                return "planned" if is_ahead and not is_begun else "held"  # "will begin his tour with talks"
            is_due = item.trigger.word == "due" and item.trigger.effect == "held"
            return "planned" if is_due else {"infinitive": "planned"}.get(item.trigger.effect, item.trigger.effect)
    return "held"


def is_going(clause: Clause, index: int) -> bool:
    """Whether a present tells of a journey to come: "heads to A on Friday, with talks …", "is making a stop"."""
    verb, unit = clause.items[index].trigger, clause.items[index].unit
    if verb is not None:
        if clause.row[max(0, index - 1)] not in "Gyc":
            return False  # "more visits were agreed on"
        return verb.kind in ("arrive", "visit") and not verb.is_noun and verb.form == "third" and verb.effect == "held"
    is_gerund = unit is not None and unit.code == "x" and str(unit.value).endswith("ing") and index > 0
    before = _word(clause, index - 1) if is_gerund else ""
    is_aim = is_gerund and "f" in clause.row[index:] and "Y" in clause.row[index:]
    return before in ("is", "are") and is_aim


def _is_asserted(clause: Clause, at: int) -> bool:
    """Whether a verb says that it was held: "talks between A and B were held in C", "leaders gather for a summit"."""
    if re.search(r"V[fidx#YcP]{0,4}G?[xX#]{0,2}$", clause.row[:at]):
        verb = next(item.trigger for item in reversed(clause.items[:at]) if item.trigger is not None)
        if verb.kind in ("gather", "meet") and verb.effect != "skip":
            return True
    for item in clause.items[at + 1 :]:
        if item.code == "E" or item.code == ";":
            return False
        if item.trigger is not None and item.trigger.kind == "light" and item.trigger.is_passive:
            return True
        said = item.trigger.word if item.trigger is not None else str(item.unit.value) if item.unit is not None else ""
        if said in word_set("asserting_words"):
            return True
    opening = re.search(r"kd[xXA#]{0,3}$", clause.row[:at])
    return opening is not None and _word(clause, opening.start()) in word_set("asserting_openers")


def _word_of(clause: Clause, at: int) -> str:
    """The last word of a noun of meeting, in lower case."""
    return clause.items[at].trigger.word  # type: ignore[union-attr]


def _word(clause: Clause, at: int) -> str:
    unit = clause.items[at].unit
    return str(unit.value) if unit is not None else ""


def _combined(verb: str, noun: str) -> str:
    for effect in ("skip", "cancelled", "postponed", "planned", "ongoing"):
        if effect in (verb, noun):
            return effect
    return verb


def _light_verb(clause: Clause, at: int) -> int | None:
    match = _LIGHT_GAP.search(clause.row, max(0, at - 11), at)
    if match is None:
        part = _PART_GAP.search(clause.row, max(0, at - 11), at)
        return part.start() if part is not None and _is_joining(clause, part.start()) else None
    verb = clause.items[match.start()].trigger
    return match.start() if verb is not None and verb.kind in ("light", "host", "discuss", "gather", "call") else None


def _noun_sides(clause: Clause, at: int, light: int | None) -> list[list[Mention]]:
    if clause.items[at].trigger.kind == "with":  # type: ignore[union-attr]
        partner = item_after(_DIRECT, clause, at)
        return [mentions_of(clause, subject_of(clause, at)), mentions_of(clause, partner)] if partner else []
    between = group_after(clause, at, "z")
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
        present = mentions_of(clause, subject_before(clause, light) if light is not None else subject_after(clause, at))
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
    return match is not None and _word(clause, match.start("v")) in word_set("be_forms")


def _is_with_one(clause: Clause, at: int, partners: list[Mention]) -> bool:
    """Whether a session is one with somebody: "a session with the foreign minister"."""
    partner = group_after(clause, at, "w")
    is_person = len(partners) == 1 and partners[0].kind in ("person", "office")
    return partner is not None and is_person and partners[0] in clause.items[partner].mentions


def _is_taken_up(clause: Clause, at: int) -> bool:
    """Whether it only stands for others: "between the two sides", "six members, among them A"."""
    mention = clause.items[at].mentions[0]
    return mention.kind == "collective" or (mention.kind == "pronoun" and _word(clause, at - 1) == "among")


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
    return []


def _visit_noun(clause: Clause, at: int, light: int | None, effect: str) -> Frame | None:
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
    if taken is not None and {_word(clause, i) for i in range(at + 1, taken.start("g"))} & word_set("taking_words"):
        frame = make_frame("visit", clause, at, mentions_of(clause, taken.start("g")))
        if frame is not None:
            frame.host_place = clause.items[taken.start("p")]
            frame.effect = effect
        return frame
    owner = _POSSESSIVE.search(clause.row, 0, at)
    visitor = _VISIT_OF.match(clause.row, at + 1)
    if visitor is not None:
        target = visitor.start("p")
    guest = (
        visitor.start("g") if visitor is not None else group_after(clause, target, "b") if target is not None else None
    )
    subject = owner.start("g") if owner else subject_before(clause, light if light is not None else at)
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
