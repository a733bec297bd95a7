"""Fill the slots of each predicate of meeting: who met whom, in which capacity.

One function a kind of frame; all work on a `Clause`. Data: `lexicon/meeting_verbs.csv` and `lexicon/meeting_nouns.csv`
name the frame of each word.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from parley.linking.entities import kind_of_actor
from parley.meetings.clauses import Clause
from parley.meetings.nouns import fill_noun
from parley.meetings.roles import add_roles, delegates, join_openers, opening_partner, presence
from parley.meetings.slots import (
    Frame,
    group_after,
    item_after,
    make_frame,
    mentions_of,
    subject_before,
    subject_of,
)
from parley.meetings.summits import add_comers
from parley.meetings.turns import guest_of, on_phone, turns
from parley.meetings.visits import stay, stops
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_OBJECT = re.compile(
    r"(?:c(?:[^cGVE:.]|od?G){2,16}c(?=d?G)|c[xXynb#]{1,4}c)?[yYd]{0,2}(?:[it]d?[PG][yd]?(?=d?G)d?|c?id?(?:Gg)?[hxXIAQPgME]{1,5}c?d?(?=G))?(?P<g>G)"
)
_AND_WITH = re.compile(
    r"(?:nV?(?:x[GXx]{1,2}(?=w))?(?:id?[PG](?:iY)?)?(?P<p>[wi])d?(?P<g>G)"
    r"|c[yM]?(?P<q>w)d?(?P<h>G)(?=[cn.;:]|$)"
    r"|c[yM](?P<r>w)d?(?P<j>G)(?=i))"
)
_AND_TO = re.compile(r"(?:c|c?n)y?td?(?P<g>G)")
_AND_BY = re.compile(r"c?ny?bd?(?P<g>G)")
_AND_OBJECT = re.compile(r"VG(?:id?[PG])?(?:i?M?Y|id?x)c?nd?(?P<g>G)(?=[bi]?d?[YPx]|[.;]|$)")
_AND_THEN = re.compile(r"V(?:c?i?Yc?)?G(?:id?[PG])?(?:i?Y)?c?nc?(?P<y>i?Y)c?d?(?P<g>G)(?=i?d?[YP]|[.;]|$)")
_AND_AGAIN = re.compile(r"ny(?P<i>i)d?[PG]")
_BY = re.compile(r"[^bGVEkez.:]{0,9}?(?:id?G)?[^bGVEkez.:]{0,3}?b[dy]?(?P<g>G)")
_SIGNERS = ("person", "office", "delegation", "pronoun")
_THERE_WERE = re.compile(r"xd?(?P<g>G)")
"""After "among those received"."""
_AS_WERE = re.compile(r"ckxd?(?P<g>G)")
"""After "A was received in B"."""
_THINGS = ("h", "X", "I", "A", "d")
_PLACE_AFTER = re.compile(r"(?:[xyY]{0,2}[fw]d?G[yY]?)?[^GVEkez.]{0,6}?[ti]d?(?P<p>[PG])")
_BOUND_FOR = re.compile(r"[^GVEkez.t]{0,4}?fd?(?P<p>[PG])(?![Dg])")
_FROM_FOR = re.compile(r"[xyYid]{0,3}[PG][xyYic]{0,3}fd?(?P<p>[PG])")
_MESSAGE = re.compile(r"wd?[xA]{1,3}fd?(?P<g>G)")
_INVITED = re.compile(r"id(?P<n>x)od?(?P<g>G)")
_WITH_WHOM = re.compile(r"(?P<g>G)c?weGy?$")
_AND_ON = re.compile(r"(?:i?Y)?(?:c?n|c)y?(?:td?)?d?(?P<p>[PG])(?=i?Y|[.c]|$|n)")
_HAD_TO = re.compile(r"V(?P<g>G)td?$")
_IT_WAS_WITH = re.compile(r"w(?P<g>G)c?kGy?$")
_THOSE_WHOM = re.compile(r"xeGy?$")
_THEY_WERE = re.compile(r"(?:i?d?[GPY]){0,3}(?P<v>x)d?(?P<g>G)")
_BY_HOST = re.compile(r"(?P<n>.)bd?(?P<g>G)")
_TO_DO = re.compile(r"V[^cekGV;:.]{0,3}[^cekV;:.]{0,6}tV")
"""A journey and its aim: "travels to A to discuss"."""
_HERE_AFTER = re.compile(r"d?(?P<p>[PG])")
_COMPOUND = ("X", "I", "N")


def find_frames(clause: Clause) -> list[Frame]:
    """List the frames of a sentence in order; those without any side are references."""
    frames: list[Frame] = []
    for at, item in enumerate(clause.items):
        if item.trigger is None:
            continue
        fill = fill_noun if item.trigger.is_noun else _VERB_FRAMES.get(item.trigger.kind)
        frame = fill(clause, at) if fill else None
        if frame is not None and not _tells_again(frame, frames):
            add_roles(clause, frame)
            frames += [*_each_partner(clause, frame), *_further_partners(clause, frame), *_further_stops(clause, frame)]
    found = [*add_comers(clause, join_openers(clause, frames)), *guest_of(clause)]
    if not any(len(frame.sides) > 1 for frame in found):
        found = [*found, *delegates(clause)]
    if not any(frame.sides or frame.attendees or frame.delegates or frame.mediators for frame in found):
        found = [*found, *(presence(clause) or stay(clause) or stops(clause))]
    return found if any(frame.sides for frame in found) else (_told_otherwise(clause) or found)


def _told_otherwise(clause: Clause) -> list[Frame]:
    """List the meetings of a sentence that has no verb of meeting."""
    return turns(clause) or on_phone(clause) or opening_partner(clause)


def _tells_again(frame: Frame, told: Sequence[Frame]) -> bool:
    """Whether "met A, with whom he talked about B" only tells more of the meeting."""
    if not frame.is_weak or frame.trigger.kind != "speak":
        return False
    mine = [mention for side in frame.sides for mention in side]
    theirs = [mention for other in told if other.kind == "exchange" for side in other.sides for mention in side]
    return any(mention is other for mention in mine[-1:] for other in theirs)


def _each_partner(clause: Clause, frame: Frame) -> list[Frame]:
    """Read "there were also meetings with A and B" as one of somebody told before with each."""
    is_run = frame.trigger.is_noun and frame.trigger.word in word_set("plural_meetings") - word_set(
        "collective_meetings"
    )
    partner = group_after(clause, frame.at, "w") if is_run and len(frame.sides) == 1 else None
    people = frame.sides[0] if frame.sides else []
    is_bare = partner is not None and len(people) > 1 and people == mentions_of(clause, partner)
    if not is_bare or any(mention.kind not in ("person", "office") for mention in people):
        return [frame]
    return [dataclasses.replace(frame, sides=[[mention]]) for mention in people]


def _further_partners(clause: Clause, frame: Frame) -> list[Frame]:
    """Read "spoke with A on Thursday and with B on Friday" as two encounters."""
    found = []
    for match in _AND_WITH.finditer(clause.row, frame.at):
        partner = mentions_of(clause, match.start(next(group for group in "ghj" if match[group])))
        if match["p"] == "i" and frame.trigger.kind != "callon":
            continue
        is_bare = len(frame.sides) == 1 and frame.trigger.is_noun  # "meetings are planned with A and with B"
        if frame.kind == "exchange" and (len(frame.sides) > 1 or is_bare) and partner:
            anchor = clause.items[match.start() + 1].first
            found.append(dataclasses.replace(frame, sides=[*frame.sides[:-1], partner], anchor=anchor))
    is_received = frame.trigger.is_passive and frame.trigger.kind in ("host", "see", "meet")
    again = _AND_BY if is_received else _AND_TO if _is_giving(clause, frame) else None
    for match in again.finditer(clause.row, frame.at) if again is not None else ():
        partner = mentions_of(clause, match.start("g"))
        if len(frame.sides) > 1 and partner:
            anchor = clause.items[match.start("g")].first
            found.append(dataclasses.replace(frame, sides=[frame.sides[0], partner], anchor=anchor))
    second = _AND_OBJECT.match(clause.row, frame.at) or _AND_THEN.match(clause.row, frame.at)
    partner = mentions_of(clause, second.start("g")) if second is not None else []
    if second is not None and frame.kind == "exchange" and len(frame.sides) > 1 and partner:
        anchor = clause.items[second.start("y" if second.re is _AND_THEN else "g")].first
        found.append(dataclasses.replace(frame, sides=[frame.sides[0], partner], anchor=anchor))
    elsewhere = _AND_AGAIN.search(clause.row, frame.at)
    if elsewhere is not None and frame.kind == "exchange" and frame.sides:
        found.append(dataclasses.replace(frame, anchor=clause.items[elsewhere.start("i")].first))
    return found


def _further_stops(clause: Clause, frame: Frame) -> list[Frame]:
    """Read "to Syria tomorrow and to Israel on Monday" as two visits, each on its day."""
    first = frame.host_place
    if frame.kind != "visit" or first is None or frame.trigger.is_noun:
        return []
    found, at = [], clause.items.index(first)
    while (match := _AND_ON.match(clause.row, at + 1)) is not None:
        at = match.start("p")
        place = clause.items[at]
        if any(m.kind != "actor" or m.head_code not in ("C", "K") for m in place.mentions):
            break
        found.append(dataclasses.replace(frame, host_place=place, anchor=place.first))
    return found


def _is_giving(clause: Clause, frame: Frame) -> bool:
    """Whether a noun of meeting is given to somebody: "granted audiences to A and to B"."""
    before = [item.trigger.word for item in clause.items[max(0, frame.at - 4) : frame.at] if item.trigger is not None]
    return frame.trigger.is_noun and bool(set(before) & word_set("giving_words"))


def _meet(clause: Clause, at: int) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    had = _HAD_TO.search(clause.row, 0, at) if trigger.word in word_set("meals") else None
    verb = clause.items[had.start()].trigger if had is not None else None
    if had is not None and verb is not None and verb.word in ("had", "has", "have", "having"):
        sides = (mentions_of(clause, subject_before(clause, had.start())), mentions_of(clause, had.start("g")))
        frame = make_frame("exchange", clause, at, *sides)  # "had A to lunch"
        if frame is not None:
            frame.effect = verb.effect
        return frame
    target = item_after(_OBJECT, clause, at)
    if target is None:
        target = group_after(clause, at, "w")
    if target is None and trigger.is_passive:
        target = item_after(_BY, clause, at)
    fronted = _IT_WAS_WITH.search(clause.row, 0, at) if target is None else None
    if fronted is not None:
        target = fronted.start("g")
    is_thing = clause.row[at + 1 : at + 2] in _THINGS and clause.row[at + 1 : at + 3] != "dY"
    if target is None and is_thing and not trigger.is_passive:
        return None  # "meets the interests of both"
    if target is not None and _is_region(clause, at, target):
        target = None
    subject = subject_of(clause, at)
    if subject == target:
        subject = None
    if target is not None and not mentions_of(clause, subject):
        return _reference(clause, at, target)
    return make_frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, target))


def _is_region(clause: Clause, at: int, target: int) -> bool:
    """Whether a country is only where they met: "will meet in northern Germany"."""
    is_state = all(mention.kind == "actor" for mention in clause.items[target].mentions)
    return is_state and clause.row[at + 1 : target].startswith("i")


def _reference(clause: Clause, at: int, target: int) -> Frame | None:
    """A predicate whose subject the sentence does not tell can only add to a meeting already told."""
    frame = make_frame("exchange", clause, at, mentions_of(clause, target))
    if frame is not None:
        frame.kind = "reference"
    return frame


def _call_on(clause: Clause, at: int) -> Frame | None:
    """Tell "called on the president" from "called on Iran to stop"."""
    target = item_after(_OBJECT, clause, at)
    if target is None or clause.row[target + 1 : target + 2] in ("t", "f"):
        return None
    called_on = clause.items[target].mentions[0]
    is_somebody = called_on.kind in ("person", "office") or called_on.pronoun in ("him", "her")
    return _meet(clause, at) if is_somebody else None


def _speak(clause: Clause, at: int) -> Frame | None:
    target = group_after(clause, at, "wt")
    subject = subject_before(clause, at)
    whom = (_WITH_WHOM.search(clause.row, 0, at) or _IT_WAS_WITH.search(clause.row, 0, at)) if target is None else None
    if whom is not None:  # "A, with whom he spoke for an hour"
        target = whom.start("g")
    if (
        target is None
        and subject is not None
        and len(clause.items[subject].mentions) < 2
        and not _is_plural(clause.items[subject].mentions[0])
    ):
        return None
    frame = make_frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, target))
    if frame is not None and (target is None or whom is not None):
        frame.is_weak = True
    return frame


def _is_plural(mention: Mention) -> bool:
    return mention.kind == "collective" or mention.pronoun in word_set("plural_pronouns")


def _call(clause: Clause, at: int) -> Frame | None:
    target = item_after(_OBJECT, clause, at)
    if target is None or clause.items[target].mentions[0].kind not in ("person", "office", "pronoun", "role"):
        return None
    following = clause.row[target + 1 : target + 2]
    if following not in ("", ".", "c", "t", "Y", "i", "n", "k", "y", "b"):
        return None
    return make_frame(
        "exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, target)
    )


def _summon(clause: Clause, at: int) -> Frame | None:
    """A diplomat who is summoned meets those who summoned him; a court or a parliament summons others."""
    guest = item_after(_OBJECT, clause, at)
    title = clause.items[guest].mentions[0].title if guest is not None else None
    is_diplomat = title is not None and bool(set(title.phrase.split(" ")) & word_set("diplomat_words"))
    return _host(clause, at) if is_diplomat or clause.items[at].trigger.is_passive else None  # type: ignore[union-attr]


def _brief(clause: Clause, at: int) -> Frame | None:
    """Who briefs an office-holder has met him, where nothing else tells how."""
    is_passive = clause.items[at].trigger.is_passive  # type: ignore[union-attr]
    guest = item_after(_BY if is_passive else _OBJECT, clause, at)
    is_told = guest is not None and clause.items[guest].mentions[0].kind in ("person", "office")
    frame = _host(clause, at) if is_told else None
    if frame is not None:
        frame.is_weak = True
    return frame


def _is_reciprocal(clause: Clause, at: int) -> bool:
    """Whether the sides are each other's object: "the two men last saw each other in A"."""
    following = [str(item.unit.value) for item in clause.items[at + 1 : at + 3] if item.unit is not None]
    return following in (["each", "other"], ["one", "another"])


def _host(clause: Clause, at: int) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    if trigger.is_passive:
        guest, host = subject_before(clause, at), item_after(_BY, clause, at)
        if guest is None:
            guest = item_after(_THERE_WERE, clause, at)
        if guest is None:
            return None  # "earlier rounds were hosted by A"
        more = _AS_WERE.search(clause.row, at)
        guests = mentions_of(clause, guest) + (mentions_of(clause, more.start("g")) if more is not None else [])
        return make_frame("exchange", clause, at, guests, mentions_of(clause, host))
    if _is_reciprocal(clause, at):
        return make_frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)))
    guest = item_after(_OBJECT, clause, at)
    if guest is None and at and _said(clause, at - 1) in word_set("playing_words"):
        guest = group_after(clause, at, "t")  # "plays host in A to B"
    were = _THEY_WERE.match(clause.row, at + 1) if _THOSE_WHOM.search(clause.row, 0, at) else None
    if were is not None and _word(clause, were.start("v")) in word_set("be_forms"):
        guest = were.start("g")  # "among those whom A received were B and C"
    if guest is None or clause.items[guest].mentions[0].kind in ("actor", "pair"):
        return None
    if clause.row[guest + 1 : guest + 2] == "g":
        return None
    host = subject_before(clause, at)
    if _are_members(mentions_of(clause, guest)) and all(m.kind == "actor" for m in mentions_of(clause, host)):
        frame = make_frame("exchange", clause, at, mentions_of(clause, guest))  # the host only gives the room
        if frame is not None and host is not None:
            frame.host_place = clause.items[host]
        return frame
    return make_frame(
        "exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, guest)
    )


def _are_members(guests: Sequence[Mention]) -> bool:
    """Whether a body's own members are the guests: "hosts the ASEAN foreign ministers"."""
    return len(guests) == 1 and guests[0].is_plural and kind_of_actor(guests[0].actor_id) == "igo"


def _unite(clause: Clause, at: int) -> Frame | None:
    """Read "A brought together B and C": he mediates between the two."""
    brought = item_after(_OBJECT, clause, at)
    by = item_after(_BY, clause, at) if clause.items[at].trigger.form in ("past", "participle") else None  # type: ignore[union-attr]
    if by is not None and (brought is None or brought == by):  # "A and B, brought together by C"
        frame = make_frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)))
        if frame is not None:
            frame.mediators += [m for m in mentions_of(clause, by) if m.kind in ("person", "office")]
        return frame
    sides = mentions_of(clause, brought)
    frame = make_frame("exchange", clause, at, sides) if len(sides) > 1 else None
    if frame is not None:
        frame.mediators += [
            m for m in mentions_of(clause, subject_before(clause, at)) if m.kind in ("person", "office")
        ]
    return frame


def _visit(clause: Clause, at: int) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    visitor = item_after(_BY, clause, at) if trigger.is_passive else None
    if visitor is not None:
        return make_frame(
            "exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, visitor)
        )
    target = item_after(re.compile(r"[yd]{0,2}(?P<g>[GP])"), clause, at)
    if target is None or clause.row[target + 1 : target + 2] in _COMPOUND:
        return None
    item = clause.items[target]
    if item.code == "G" and item.mentions[0].kind != "actor":
        return make_frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)), list(item.mentions))
    frame = make_frame("visit", clause, at, mentions_of(clause, subject_before(clause, at)))
    if frame is not None:
        frame.host_place = item
    return frame


def _arrive(clause: Clause, at: int) -> Frame | None:
    """An arrival is a visit when the sentence says what it is for; else it only tells where the guest is."""
    trigger = clause.items[at].trigger
    assert trigger is not None
    target = item_after(_BOUND_FOR, clause, at, "p") if trigger.word in word_set("leaving_words") else None
    if trigger.word in word_set("departing_words"):
        target = target or item_after(_FROM_FOR, clause, at, "p")
    else:
        target = target or item_after(_PLACE_AFTER, clause, at, "p") or item_after(_HERE_AFTER, clause, at, "p")
    if target is None or (clause.items[target].code == "G" and clause.items[target].mentions[0].kind != "actor"):
        return None
    subject = subject_before(clause, at)
    if subject is not None and "!" in clause.row[subject:at]:
        return None  # "A said no aid would come to B"
    frame = make_frame("visit", clause, at, mentions_of(clause, subject))
    if frame is not None:
        frame.host_place = clause.items[target]
        if frame.trigger.word in ("due", "expected", "awaited") and frame.effect == "held":
            frame.effect = "planned"
        host = _INVITED.search(clause.row, at)
        if host is not None and str(clause.items[host.start("n")].unit.value) == "invitation":  # type: ignore[union-attr]
            frame.kind = "exchange"
            frame.sides.append(mentions_of(clause, host.start("g")))
            frame.host_place = None
            return frame
        inviter = _inviter(clause, at)
        if inviter:  # "is expected in A by B", "invited by B, goes to A"
            frame.kind = "exchange"
            frame.sides.append(inviter)
            return frame
        message = _MESSAGE.search(clause.row, at)
        if message is not None and {str(i.unit.value) for i in clause.items[at:] if i.unit} & word_set("message_words"):
            frame.kind = "exchange"
            frame.sides.append(mentions_of(clause, message.start("g")))
            frame.host_place = None
            return frame
        has_aim = "E" in clause.row[at:] or _TO_DO.match(clause.row, at) is not None
        if not has_aim and at and _word(clause, at - 1) == "before":
            return None  # "before leaving for A": what is told was elsewhere
        frame.is_context = not has_aim and frame.effect not in ("planned", "cancelled", "postponed")
        if frame.trigger.form in ("past", "third") and frame.effect == "held" and not frame.is_context:
            frame.effect = "ongoing"
    return frame


def _said(clause: Clause, at: int) -> str:
    trigger = clause.items[at].trigger
    return trigger.word if trigger is not None else _word(clause, at)


def _word(clause: Clause, at: int) -> str:
    unit = clause.items[at].unit
    return str(unit.value) if unit is not None else ""


def _inviter(clause: Clause, at: int) -> list[Mention]:
    """Who invited or awaits somebody who goes somewhere."""
    for match in _BY_HOST.finditer(clause.row):
        is_after = clause.items[at].trigger.word in ("expected", "awaited") and match.start() > at  # type: ignore[union-attr]
        said = _word(clause, match.start("n")) if match["n"] == "x" else ""
        if is_after or said in ("invited", "invitation"):
            return [m for m in mentions_of(clause, match.start("g")) if m.kind in ("person", "office")]
    return []


def _discuss(clause: Clause, at: int) -> Frame | None:
    if clause.items[at].trigger.is_passive and item_after(_BY, clause, at) is None:  # type: ignore[union-attr]
        return None  # "Iraq and Iran were discussed"
    target = group_after(clause, at, "w")
    if target is not None and _is_topic(clause, target):
        target = None
    frame = make_frame(
        "exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, target)
    )
    if frame is not None:
        frame.is_weak = True
    return frame


def _is_topic(clause: Clause, target: int) -> bool:
    """Whether a state is what was discussed: "discussed relations with A"."""
    is_bare = all(mention.kind == "actor" for mention in clause.items[target].mentions)
    before = {_word(clause, index) for index in range(max(0, target - 3), target)}
    return is_bare and bool(before & word_set("conflict_nouns"))


def _sign(clause: Clause, at: int) -> Frame | None:
    """A signing brings the sides together when both are its subject, or one signs with the other."""
    is_passive = clause.items[at].trigger.is_passive or clause.row[at + 1 : at + 2] == "b"  # type: ignore[union-attr]
    signer = item_after(_BY, clause, at) if is_passive else subject_before(clause, at)
    subject = mentions_of(clause, signer)
    partner = mentions_of(clause, group_after(clause, at, "w"))
    if not any(mention.kind in _SIGNERS for mention in subject) or (len(subject) < 2 and not partner):
        return None
    frame = make_frame("exchange", clause, at, subject, partner)
    if frame is not None:
        frame.is_weak = True
    return frame


def _concur(clause: Clause, at: int) -> Frame | None:
    """Take an agreement of two sides ("agreed by phone") for a meeting only where the mode is told."""
    subject = mentions_of(clause, subject_before(clause, at))
    frame = make_frame("exchange", clause, at, subject) if len(subject) > 1 else None
    if frame is not None:
        frame.is_weak = True
    return frame


def _gather(clause: Clause, at: int) -> Frame | None:
    return make_frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)))


_VERB_FRAMES: dict[str, Callable[[Clause, int], Frame | None]] = {
    "meet": _meet,
    "callon": _call_on,
    "gather": _gather,
    "speak": _speak,
    "call": _call,
    "host": _host,
    "see": _host,
    "brief": _brief,
    "unite": _unite,
    "summon": _summon,
    "consult": _meet,
    "visit": _visit,
    "arrive": _arrive,
    "discuss": _discuss,
    "sign": _sign,
    "concur": _concur,
}
