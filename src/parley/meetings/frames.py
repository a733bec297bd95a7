"""Fill the slots of each predicate of meeting: who met whom, in which capacity.

One function a kind of frame; all work on a `Clause`. Data: `lexicon/meeting_verbs.csv` and `lexicon/meeting_nouns.csv`
name the frame of each word.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from parley.meetings.clauses import Clause
from parley.meetings.roles import add_roles, join_openers, presence
from parley.meetings.slots import Frame, group_after, mentions_of, subject_after, subject_before
from parley.mentions.people import Mention
from parley.mentions.phrasebook import word_set

_OBJECT = re.compile(r"[yYd]{0,2}(?:id?[PG][yd]?(?=G))?(?P<g>G)")
_RELATIVE_SUBJECT = re.compile(r"[^VE;:.]{0,14}?[ek](?P<g>G)c?(?:xt)?y?V")
_STAY = re.compile(r"(?P<g>G)c?e?xi(?:d?(?P<p>[PG])|d(?P<a>A)x)f[dxX#AM]*$")
_AND_WITH = re.compile(r"n(?P<p>[wi])d?(?P<g>G)")
_PAY_TO = re.compile(r"[ti]d?(?P<g>G)")
_FROM = re.compile(r"(?:i?Y)?[ft]d?(?P<g>G)")
_FOR = re.compile(r"(?:i?Y)?(?:f|ixo)d?(?P<g>G)")
_VISIT_OF = re.compile(r"od?(?P<g>G)[^GVEkez.]{0,3}?[ti]d?(?P<p>[PG])")
_OF = re.compile(r"[of]d?(?P<g>G)")
_BY = re.compile(r"[^bGVEkez.:]{0,9}?b[dy]?(?P<g>G)")
_LIGHT_GAP = re.compile(r"V[dyx#XAMYIhnC\-WDPTcoS]{0,9}$")
_PLACE_AFTER = re.compile(r"[^GVEkez.]{0,6}?[ti]d?(?P<p>[PG])")
_THINGS = ("h", "X", "I", "A", "d")
_COMPOUND = ("X", "I", "N")
_POSSESSIVE = re.compile(r"(?P<g>G)g[xXM#YIAC\-]{0,4}$")


def find_frames(clause: Clause) -> list[Frame]:
    """List the frames of a sentence in order; those without any side are references."""
    frames = []
    for at, item in enumerate(clause.items):
        if item.trigger is None:
            continue
        fill = _fill_noun if item.trigger.is_noun else _VERB_FRAMES.get(item.trigger.kind)
        frame = fill(clause, at) if fill else None
        if frame is not None:
            add_roles(clause, frame)
            frames.append(frame)
            frames += _further_partners(clause, frame)
    return join_openers(clause, frames) or presence(clause)


def _further_partners(clause: Clause, frame: Frame) -> list[Frame]:
    """Read "spoke with A on Thursday and with B on Friday" as two encounters."""
    found = []
    for match in _AND_WITH.finditer(clause.row, frame.at):
        partner = mentions_of(clause, match.start("g"))
        if match["p"] == "i" and frame.trigger.kind != "callon":
            continue
        if frame.kind == "exchange" and len(frame.sides) > 1 and partner:
            anchor = clause.items[match.start("g")].first
            found.append(dataclasses.replace(frame, sides=[frame.sides[0], partner], anchor=anchor))
    return found


def _after(pattern: re.Pattern[str], clause: Clause, at: int, group: str = "g") -> int | None:
    match = pattern.match(clause.row, at + 1)
    return match.start(group) if match else None


def _subject(clause: Clause, at: int) -> int | None:
    found = subject_before(clause, at)
    return found if found is not None else subject_after(clause, at)


def _frame(kind: str, clause: Clause, at: int, *sides: list[Mention]) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    filled = [side for side in sides if side]
    if trigger.effect == "skip" or not filled:
        return None
    return Frame(kind, trigger, at, filled, effect=trigger.effect, mode=trigger.mode)


def _meet(clause: Clause, at: int) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    target = _after(_OBJECT, clause, at)
    if target is None:
        target = group_after(clause, at, "w")
    if target is None and clause.row[at + 1 : at + 2] in _THINGS and not trigger.is_passive:
        return None  # "meets the interests of both"
    subject = _subject(clause, at)
    if subject == target:
        subject = None
    if target is not None and not mentions_of(clause, subject):
        return _reference(clause, at, target)
    return _frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, target))


def _reference(clause: Clause, at: int, target: int) -> Frame | None:
    """A predicate whose subject the sentence does not tell can only add to a meeting already told."""
    frame = _frame("exchange", clause, at, mentions_of(clause, target))
    if frame is not None:
        frame.kind = "reference"
    return frame


def _call_on(clause: Clause, at: int) -> Frame | None:
    """Tell "called on the president" from "called on Iran to stop"."""
    target = _after(_OBJECT, clause, at)
    if target is None or clause.row[target + 1 : target + 2] in ("t", "f"):
        return None
    return _meet(clause, at) if clause.items[target].mentions[0].kind in ("person", "office") else None


def _speak(clause: Clause, at: int) -> Frame | None:
    target = group_after(clause, at, "wt")
    subject = subject_before(clause, at)
    if (
        target is None
        and subject is not None
        and len(clause.items[subject].mentions) < 2
        and not _is_plural(clause.items[subject].mentions[0])
    ):
        return None
    frame = _frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, target))
    if frame is not None and target is None:
        frame.is_weak = True
    return frame


def _is_plural(mention: Mention) -> bool:
    return mention.kind == "collective" or mention.pronoun in word_set("plural_pronouns")


def _call(clause: Clause, at: int) -> Frame | None:
    target = _after(_OBJECT, clause, at)
    if target is None or clause.items[target].mentions[0].kind not in ("person", "office", "pronoun", "role"):
        return None
    following = clause.row[target + 1 : target + 2]
    if following not in ("", ".", "c", "t", "Y", "i", "n", "k", "y"):
        return None
    return _frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, target))


def _host(clause: Clause, at: int) -> Frame | None:
    trigger = clause.items[at].trigger
    assert trigger is not None
    if trigger.is_passive:
        guest, host = subject_before(clause, at), _after(_BY, clause, at)
        return _frame("exchange", clause, at, mentions_of(clause, guest), mentions_of(clause, host))
    guest = _after(_OBJECT, clause, at)
    if guest is None or clause.items[guest].mentions[0].kind in ("actor", "pair"):
        return None
    if clause.row[guest + 1 : guest + 2] == "g":
        return None
    return _frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, guest))


def _visit(clause: Clause, at: int) -> Frame | None:
    target = _after(re.compile(r"[yd]{0,2}(?P<g>[GP])"), clause, at)
    if target is None or clause.row[target + 1 : target + 2] in _COMPOUND:
        return None
    item = clause.items[target]
    if item.code == "G" and item.mentions[0].kind != "actor":
        return _frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)), list(item.mentions))
    frame = _frame("visit", clause, at, mentions_of(clause, subject_before(clause, at)))
    if frame is not None:
        frame.host_place = item
    return frame


def _arrive(clause: Clause, at: int) -> Frame | None:
    """An arrival is a visit when the sentence says what it is for; else it only tells where the guest is."""
    target = _after(_PLACE_AFTER, clause, at, "p")
    if target is None or (clause.items[target].code == "G" and clause.items[target].mentions[0].kind != "actor"):
        return None
    frame = _frame("visit", clause, at, mentions_of(clause, subject_before(clause, at)))
    if frame is not None:
        frame.host_place = clause.items[target]
        frame.is_context = "E" not in clause.row[at:] and frame.effect not in ("planned", "cancelled", "postponed")
        if frame.trigger.form in ("past", "third") and frame.effect == "held" and not frame.is_context:
            frame.effect = "ongoing"
    return frame


def _discuss(clause: Clause, at: int) -> Frame | None:
    target = group_after(clause, at, "w")
    frame = _frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)), mentions_of(clause, target))
    if frame is not None:
        frame.is_weak = True
    return frame


def _sign(clause: Clause, at: int) -> Frame | None:
    """A signing brings the sides together when both are its subject, or one signs with the other."""
    subject = mentions_of(clause, subject_before(clause, at))
    partner = mentions_of(clause, group_after(clause, at, "w"))
    if not any(mention.kind in ("person", "office") for mention in subject) or (len(subject) < 2 and not partner):
        return None
    frame = _frame("exchange", clause, at, subject, partner)
    if frame is not None:
        frame.is_weak = True
    return frame


def _concur(clause: Clause, at: int) -> Frame | None:
    """Take an agreement of two sides ("agreed by phone") for a meeting only where the mode is told."""
    subject = mentions_of(clause, subject_before(clause, at))
    frame = _frame("exchange", clause, at, subject) if len(subject) > 1 else None
    if frame is not None:
        frame.is_weak = True
    return frame


def _gather(clause: Clause, at: int) -> Frame | None:
    return _frame("exchange", clause, at, mentions_of(clause, subject_before(clause, at)))


def _fill_noun(clause: Clause, at: int) -> Frame | None:
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
    if effect == "skip" or (trigger.kind == "abstract" and light is None):
        return None
    if trigger.kind == "credentials":
        return _credentials(clause, at)
    if trigger.kind == "visit":
        return _visit_noun(clause, at, light, effect)
    sides = _noun_sides(clause, at, light)
    stay = _STAY.search(clause.row, 0, at) if not sides and trigger.kind == "talk" else None
    if stay is not None and mentions_of(clause, stay.start("g")):
        frame = Frame("visit", trigger, at, [mentions_of(clause, stay.start("g"))], effect="ongoing", mode=trigger.mode)
        frame.host_place = clause.items[stay.start("p" if stay["p"] else "a")]
        return frame
    if light is not None and len(sides) == 1 and clause.items[light].trigger.word in word_set("presence_words"):  # type: ignore[union-attr]
        return Frame("reference", trigger, at, attendees=sides[0], effect=effect, mode=trigger.mode)
    if not sides and (trigger.kind == "gathering" or (trigger.kind == "talk" and _after(_OF, clause, at) is not None)):
        body = _holder(clause, at) or _convener(clause, at)
        if body is not None:
            return Frame("gathering", trigger, at, [[body]], effect=effect, mode=trigger.mode, is_of_body=True)
    kind = "exchange" if sides else "reference"
    if trigger.kind in ("gathering", "setting") and sides:
        kind = "gathering"
    return Frame(kind, trigger, at, sides, effect=effect, mode=trigger.mode, has_verb=light is not None)


def _credentials(clause: Clause, at: int) -> Frame | None:
    """Read "received the credentials of the ambassador of A" and "presented his credentials to the president"."""
    partner = group_after(clause, at, "oft")
    subject = subject_before(clause, at)
    return (
        _frame("exchange", clause, at, mentions_of(clause, subject), mentions_of(clause, partner)) if partner else None
    )


def _governing_effect(clause: Clause, at: int) -> str:
    """Let "is to attend the summit for talks with A" be planned, as its verb is."""
    for index in range(at - 1, -1, -1):
        item = clause.items[index]
        if item.code in "ke;:":
            break
        if item.code == "V" and item.trigger is not None:
            if item.trigger.kind in ("light", "discuss", "sign") and item.trigger.word not in word_set(
                "presence_words"
            ):
                return "held"
            return {"infinitive": "planned"}.get(item.trigger.effect, item.trigger.effect)
    return "held"


def _holder(clause: Clause, at: int) -> Mention | None:
    """The body whose summit it is, unless the summit is only the setting of something else."""
    before = {str(item.unit.value) for item in clause.items[max(0, at - 6) : at] if item.unit is not None}
    if before & word_set("occasion_words"):
        return None
    index = at - 1
    while index >= 0 and clause.row[index] in "x#MY" and at - index < 4:
        index -= 1
    group = index if index >= 0 and clause.row[index] == "G" else _after(_OF, clause, at)
    found = mentions_of(clause, group)
    return found[0] if len(found) == 1 and found[0].kind == "actor" and found[0].head_code == "O" else None


def _convener(clause: Clause, at: int) -> Mention | None:
    """The body that is the subject of its own gathering: "SADC has postponed a summit"."""
    found = mentions_of(clause, subject_before(clause, at))
    return found[0] if len(found) == 1 and found[0].kind == "actor" and found[0].head_code == "O" else None


def _combined(verb: str, noun: str) -> str:
    for effect in ("skip", "cancelled", "postponed", "planned", "ongoing"):
        if effect in (verb, noun):
            return effect
    return verb


def _light_verb(clause: Clause, at: int) -> int | None:
    match = _LIGHT_GAP.search(clause.row, max(0, at - 11), at)
    if match is None:
        return None
    verb = clause.items[match.start()].trigger
    return match.start() if verb is not None and verb.kind in ("light", "host", "discuss", "gather", "call") else None


def _noun_sides(clause: Clause, at: int, light: int | None) -> list[list[Mention]]:
    between = group_after(clause, at, "z")
    if between is not None:
        return [mentions_of(clause, between)]
    speakers = _after(_RELATIVE_SUBJECT, clause, at)
    if speakers is not None and len(mentions_of(clause, speakers)) > 1:
        return [mentions_of(clause, speakers)]
    pair = _adjacent_pair(clause, at)
    if pair:
        speakers = mentions_of(
            clause, subject_before(clause, light) if light is not None else subject_after(clause, at)
        )
        ours = {mention.actor_id for mention in pair}
        return [[mention for mention in speakers if mention.entity and mention.entity.actor_id in ours], pair]
    partner = group_after(clause, at, "w")
    if partner is None and clause.items[at].trigger.kind == "call":  # type: ignore[union-attr]
        partner = _after(_FROM, clause, at)
    if partner is None and light is not None and clause.items[light].trigger.kind in ("host", "light"):  # type: ignore[union-attr]
        partner = _after(_FOR, clause, at)
    if partner is None and light is not None and clause.items[light].trigger.word.startswith(("pay", "paid")):  # type: ignore[union-attr]
        partner = _after(_PAY_TO, clause, at)
    of = _after(_OF, clause, at) if partner is None else None
    if of is not None and len(clause.items[of].mentions) > 1:
        return [mentions_of(clause, of)]
    owner = _POSSESSIVE.search(clause.row, 0, at)
    subject: int | None
    if light is not None:
        subject = subject_before(clause, light)
    elif owner is not None:
        subject = owner.start("g")
    elif partner is not None or (at > 0 and clause.row[at - 1] != "d"):
        subject = _subject(clause, at)
    else:
        subject = None
    if partner is None and light is None and (owner is None or len(clause.items[owner.start("g")].mentions) < 2):
        return []
    if partner is not None and subject == partner:
        subject = None
    return [side for side in (mentions_of(clause, subject), mentions_of(clause, partner)) if side]


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
    target = _after(_PLACE_AFTER, clause, at, "p")
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
    if target is None or not mentions_of(clause, subject) or target == subject:
        return Frame("reference", trigger, at, effect=effect, mode=trigger.mode)
    item = clause.items[target]
    if item.code == "G" and item.mentions[0].kind != "actor":
        return Frame("reference", trigger, at, effect=effect, mode=trigger.mode)
    frame = Frame("visit", trigger, at, [mentions_of(clause, subject)], effect=effect, mode=trigger.mode)
    frame.host_place = item
    return frame


_VERB_FRAMES: dict[str, Callable[[Clause, int], Frame | None]] = {
    "meet": _meet,
    "callon": _call_on,
    "gather": _gather,
    "speak": _speak,
    "call": _call,
    "host": _host,
    "see": _host,
    "consult": _meet,
    "visit": _visit,
    "arrive": _arrive,
    "discuss": _discuss,
    "sign": _sign,
    "concur": _concur,
}
