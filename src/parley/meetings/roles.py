"""Find who led, joined or mediated, and sides that stand in the main clause of a noun that opens the sentence.

Data: `lexicon/word_lists.csv` (attending_words, mediating_words, heading_words, presence_words, told_words).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parley.meetings.clauses import Clause
from parley.meetings.slots import Frame, mentions_of, subject_after, subject_before
from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_ROLE_AFTER = re.compile(r"(?P<role>[xy]{1,3}b|a|idxo|xdxo)(?P<g>G)")
_PRESENT_FIRST = re.compile(r"[yz]?[xndeV]{1,6}(?P<g>G)")
_PRESENT_LAST = re.compile(r"(?P<g>G)y?x{1,5}")
_COMPANION = re.compile(r"(?P<g>G)y?x(?P<o>G)")
_LED_BY = re.compile(r"(?P<b>G)D?(?P<how>c?[xy]{1,3}b?h?)(?P<g>G)")
_LEADS = re.compile(r"(?P<g>G)(?P<how>c?e?[xyV]{1,2})d?(?P<b>G)")
_WITH_FIRST = re.compile(r"[Yxyc]{0,3}(?P<p>[wt])[dy]?(?P<b>G)c?[yY]?(?P<a>G)[cyY]?(?P<v>[xV])")
_GUESTS = re.compile(r"[hdMx#]{1,3}?(?P<n>x)x[xM]?d?(?P<g>G)")
_WITH_AT = re.compile(r"wd?(?P<g>G)c?(?:i?Y)?c?[ik]d?[xXA#Y]{0,3}$")
_WITH_ALONE = re.compile(r"[yM]?c?(?P<w>w)d?(?P<g>G)c?(?=[xXd])")
_AND_BY = re.compile(r"[Dx]{0,2}b(?P<g>G)")
_JOINED = re.compile(r"(?:[xyc]{0,4}b|a)(?P<g>G)")


def add_roles(clause: Clause, frame: Frame) -> None:
    """Add to a frame those whom the sentence names as leading, accompanying, attending or mediating."""
    taken = {id(mention) for side in frame.sides for mention in side}
    for match in _ROLE_AFTER.finditer(clause.row):
        said = set(_words(clause, match.start("role"), match.end("role")))
        mentions = [mention for mention in mentions_of(clause, match.start("g")) if id(mention) not in taken]
        if said & word_set("heading_words"):
            sent = clause.items[match.start() - 1].mentions if match.start() else ()
            if frame.is_of_body and len(sent) == 1 and sent[0].kind == "delegation":
                for mention in mentions:  # "at the council's session the delegation of A was headed by B"
                    _send(mention, sent[0])
                frame.sides.append(mentions)
            elif not re.search(r"[ek;:]", clause.row[min(frame.at, match.start()) : max(frame.at, match.start())]):
                _add_heads(frame, mentions)
        elif said & word_set("mediating_words"):
            frame.mediators += mentions
        elif said & word_set("attending_words") or clause.row[match.start("role")] == "a":
            if clause.row[match.start("role")] == "a":
                _follow(mentions, mentions_of(clause, subject_before(clause, match.start("role"))))
            frame.attendees += mentions


def _add_heads(frame: Frame, heads: Sequence[Mention]) -> None:
    """Let "led by envoys A and B" name the heads of the two delegations, in their order."""
    bodies = [mention for side in frame.sides for mention in side if mention.kind in ("delegation", "actor")]
    for index, head in enumerate(heads):
        before = [body for body in bodies if body.start < head.start]
        body = before[index] if len(heads) == len(before) else before[-1] if before and len(heads) == 1 else None
        if body is not None:
            _send(head, body)
    sides = {mention.actor_id for side in frame.sides for mention in side} - {None}
    if len(sides) > 1 and all(head.actor_id and head.actor_id not in sides for head in heads):
        frame.mediators += heads  # "talks of A and B chaired by C"
    else:
        frame.sides.append(list(heads))


def _send(delegate: Mention, body: Mention) -> None:
    """Let somebody represent the body whose delegate he is, where the text tells nothing else."""
    actor = body.actor_id or (body.entity.actor_id if body.entity is not None else None)
    if delegate.entity is not None and actor is not None and not delegate.actor_id:
        delegate.entity.actor_id, delegate.entity.is_grounded = actor, True


def _follow(company: Sequence[Mention], heads: Sequence[Mention]) -> None:
    """Let those who accompany somebody represent whom he does, where nothing tells whom they do."""
    head = heads[0].entity if len(heads) == 1 else None
    if head is None or head.actor_id is None:
        return
    for entity in (mention.entity for mention in company if mention.actor_id is None and mention.entity is not None):
        if entity.is_guessed or entity.actor_id is None:
            entity.actor_id = head.actor_id


def delegates(clause: Clause) -> list[Frame]:
    """Read a sentence that only tells who stood for a side: "The Malian team was led by A", "B leads the rebels'"."""
    for match in (*_LED_BY.finditer(clause.row), *_LEADS.finditer(clause.row)):
        said = {
            item.trigger.word if item.trigger is not None else str(item.unit.value) if item.unit is not None else ""
            for item in clause.items[match.start("how") : match.end("how")]
        }
        named, body = clause.items[match.start("g")].mentions, clause.items[match.start("b")].mentions
        sent = list(itertools.takewhile(lambda mention: mention.kind in ("person", "office"), named))
        is_body = len(body) == 1 and body[0].kind in ("delegation", "actor", "government")
        wanted = word_set("delegating_words" if match.re is _LED_BY else "leading_verbs")
        if not said & wanted or not is_body or not sent:
            continue
        for mention in sent:
            _send(mention, body[0])
        other = _AND_BY.match(clause.row, match.end())
        if len(named) == len(sent) + 1 and other is not None:  # "A was led by B and the government side by C"
            heads = [m for m in clause.items[other.start("g")].mentions if m.kind in ("person", "office")]
            for mention in heads:
                _send(mention, named[-1])
            sent += heads
        trigger = Trigger("presence", True, "", clause.items[0].first, clause.items[0].first + 1)
        frame = Frame("reference", trigger, match.start("g"))
        frame.delegates = [mention for mention in sent if not mention.possessor]
        return [frame]
    return _titled_delegates(clause)


def _titled_delegates(clause: Clause) -> list[Frame]:
    """Read "A, head of the Houthi delegation, said …"."""
    for at, item in enumerate(clause.items):
        sent = [
            m for m in item.mentions if m.kind == "person" and m.title and m.title.phrase in word_set("delegate_titles")
        ]
        if sent:
            trigger = Trigger("presence", True, "", clause.items[0].first, clause.items[0].first + 1)
            frame = Frame("reference", trigger, at)
            frame.delegates = sent
            return [frame]
    return []


def _words(clause: Clause, first: int, last: int) -> list[str]:
    return [
        str(item.unit.value) if item.unit is not None else _presence_word(item.trigger)
        for item in clause.items[first:last]
    ]


def _presence_word(trigger: Trigger | None) -> str:
    """Give back the verbs of being there, which are verbs of meeting with a noun: "attended", "took part"."""
    if trigger is None or trigger.is_noun:
        return ""
    is_part = trigger.kind == "light" and trigger.last - trigger.first > 1 and trigger.word in word_set("part_verbs")
    return "participated" if is_part else "attended" if trigger.word in word_set("attending_forms") else ""


def presence(clause: Clause) -> list[Frame]:
    """Read a sentence that only tells who else was there: "Also present were A and B", "C accompanied the premier"."""
    words = _words(clause, 0, len(clause.items))
    at = next((i for i in range(len(words)) if clause.row[i] == "a" or _says_present(words, i)), None)
    if at is None:
        return []
    joined = _JOINED.match(clause.row, at)
    match = (
        joined or _PRESENT_FIRST.match(clause.row) or _COMPANION.match(clause.row) or _PRESENT_LAST.match(clause.row)
    )
    if match is not None and (joined or at < match.end()):
        group = match.start("g")
    else:
        subject = subject_before(clause, at)
        if subject is None:
            return []
        group = subject
    trigger = Trigger("presence", True, "", clause.items[0].first, clause.items[0].first + 1)
    frame = Frame("reference", trigger, group)
    frame.attendees = mentions_of(clause, group)
    if clause.row[at] == "a":
        _follow(frame.attendees, mentions_of(clause, subject_before(clause, at)))
    head = subject_before(clause, at) if joined is not None else None
    frame.delegates = [m for m in mentions_of(clause, head) if m.kind == "person"]  # "A was joined by B"
    if match is not None and match.re is _COMPANION and words[at] == "joined":
        frame.attendees += mentions_of(clause, match.start("o"))
    return [frame]


def opening_partner(clause: Clause) -> list[Frame]:
    """Read "With A, the King stressed …" in an account of one meeting after the other."""
    match = _WITH_FIRST.match(clause.row)
    if match is None:
        return _guests_told(clause) or _partner_alone(clause)
    if clause.items[match.start("b")].mentions[0].kind not in ("person", "office"):
        return []
    partner, subject = mentions_of(clause, match.start("b")), mentions_of(clause, match.start("a"))
    item = clause.items[match.start("v")]
    said = item.trigger.word if item.trigger is not None else str(item.unit.value) if item.unit is not None else ""
    is_verb = item.trigger is not None or said.endswith("ed") or said in word_set("irregular_verbs")
    if (
        not is_verb
        or not partner
        or len(subject) != 1
        or subject[0].kind not in ("person", "office", "role", "pronoun")
    ):
        return []
    first, last = (item.trigger.first, item.trigger.last) if item.trigger else (item.unit.first, item.unit.last)  # type: ignore[union-attr]
    trigger = Trigger("opening", False, "", first, last, word=said)
    frame = Frame("exchange", trigger, match.start("v"), [subject, partner], is_weak=True)
    frame.is_sequel = match["p"] == "t"
    return [frame]


def _partner_alone(clause: Clause) -> list[Frame]:
    """Read "With B, trade was the subject" after a meeting with A: another of the same person."""
    match = _WITH_ALONE.match(clause.row)
    partner = mentions_of(clause, match.start("g")) if match is not None else []
    if match is None or len(partner) != 1 or partner[0].kind != "person" or partner[0].title is None:
        return []
    unit = clause.items[match.start("w")].unit
    assert unit is not None
    trigger = Trigger("talk", True, "in_person", unit.first, unit.last, word="meetings")
    return [Frame("exchange", trigger, match.start("w"), [partner], is_sequel=True)]


def _guests_told(clause: Clause) -> list[Frame]:
    """Read "her interlocutors were A, B and C": whose they are, the sentences before tell."""
    match = _GUESTS.match(clause.row)
    if match is None or _words(clause, match.start("n"), match.start("n") + 1)[0] not in word_set("guest_words"):
        return []
    unit = clause.items[match.start("n")].unit
    assert unit is not None
    trigger = Trigger("opening", True, "", unit.first, unit.last, word="meetings")
    return [Frame("exchange", trigger, match.start("n"), [mentions_of(clause, match.start("g"))], is_weak=True)]


def _lends_sides(frame: Frame) -> bool:
    """Whether a discussion tells both sides of the meeting at which it was held, or the body whose meeting it was."""
    mentions = [mention for side in frame.sides for mention in side]
    is_body = len(mentions) == 1 and mentions[0].is_plural and mentions[0].actor_id is not None
    is_told = frame.is_weak and frame.kind == "exchange" and frame.trigger.kind != "speak"
    return is_told and (len(mentions) > 1 or is_body)


def _says_present(words: Sequence[str], at: int) -> bool:
    return words[at] in word_set("presence_words") or (
        at > 0 and words[at] == "part" and words[at - 1] in ("took", "take")
    )


def join_openers(clause: Clause, frames: Sequence[Frame]) -> list[Frame]:
    """Give a noun without sides those of the clause it opens: "In a call on Friday, A told B …"."""
    kept = list(frames)
    for frame in frames:
        if frame.kind != "reference" or not frame.trigger.is_noun or frame.sides or frame.attendees:
            continue
        other = next((each for each in kept if _lends_sides(each)), None)
        sides = (
            other.sides
            if other is not None
            else _spoken_sides(clause, frame.at)
            or _told_before(clause, frame.at)
            or _dealt_with(clause, frame.at)
            or _paired_subject(clause, frame.at)
        )
        if sides:
            frame.kind, frame.sides, frame.is_weak = "exchange", sides, False
            if other is not None and frame.effect == "held":
                frame.effect = other.effect
            kept = [each for each in kept if each is not other]
    return kept if any(frame.kind != "visit" for frame in kept) else [*kept, *_people_told(clause)]


def _spoken_sides(clause: Clause, at: int) -> list[list[Mention]]:
    """Find who told, thanked or briefed whom after the noun; "urged Ukrainians" was said to no one there."""
    for index in range(at + 1, len(clause.items) - 1):
        if clause.row[index] == "x" and _words(clause, index, index + 1)[0] in word_set("told_words"):
            subject = subject_before(clause, index)
            target = index + 1
            while target < len(clause.row) and clause.row[target] in "dy":
                target += 1
            if clause.row[target : target + 1] != "G" or clause.items[target].mentions[0].head_code == "U":
                continue
            if subject is not None and subject > at:
                return [mentions_of(clause, subject), mentions_of(clause, target)]
    return []


def _told_before(clause: Clause, at: int) -> list[list[Mention]]:
    """Find who told whom what "during a meeting in C"."""
    opening = re.search(r"([ik])[dhxXMA#YIGo]{0,5}$", clause.row[:at])
    if opening is None or _words(clause, opening.start(), opening.start() + 1)[0] not in word_set("meeting_openers"):
        return []
    for index in range(at - 1, 0, -1):
        if clause.row[index] in "e;:.V":
            return []
        if clause.row[index] == "x" and _words(clause, index, index + 1)[0] in word_set("told_words"):
            subject = subject_before(clause, index)
            target = index + 1
            while target < at and clause.row[target] in "dy":
                target += 1
            if subject is not None and clause.row[target] == "G":
                return [mentions_of(clause, subject), mentions_of(clause, target)]
            return []
    return []


def _dealt_with(clause: Clause, at: int) -> list[list[Mention]]:
    """Find who did what with whom "at talks": "A concluded the agreement with B at talks in C"."""
    match = _WITH_AT.search(clause.row, 0, at)
    if match is None or not _is_at(clause, at):
        return []
    subject = subject_before(clause, match.start())
    if subject is None or "!" in clause.row[subject:at]:
        return []
    sides = [mentions_of(clause, subject), mentions_of(clause, match.start("g"))]
    return sides if all(side and side[0].kind in ("person", "office", "pronoun") for side in sides) else []


def _paired_subject(clause: Clause, at: int) -> list[list[Mention]]:
    """Find both sides in the subject: "A of X and B of Y agreed to … after talks in C"."""
    subject = subject_before(clause, at)
    if subject is None and re.fullmatch(r"[ki]?[dh]?[xXA#Y]{0,3}", clause.row[:at]):
        subject = subject_after(clause, at)  # "After a summit on Monday, A and B said …"
    elif subject is not None and "e" in clause.row[subject:at]:
        return []
    between = clause.items[subject:at] if subject is not None else ()
    if subject is not None and not word_set("presence_words").isdisjoint(_words(clause, subject, at)):
        return []  # "A and B were present at the talks"
    if any(each.trigger is not None and each.trigger.kind == "discuss" and each.trigger.is_passive for each in between):
        return []  # "Iraq and Iran were discussed during the meeting"
    mentions = mentions_of(clause, subject)
    actors = {mention.entity.actor_id for mention in mentions if mention.entity is not None}
    is_both = len(mentions) == 1 and mentions[0].kind == "collective" and bool(mentions[0].pair) and _is_at(clause, at)
    return [mentions] if len(actors - {None}) > 1 or is_both else []


def _is_at(clause: Clause, at: int) -> bool:
    """Whether something happened at talks: "the two leaders struck the deal at talks in A"."""
    trigger = clause.items[at].trigger
    opening = re.search(r"([ik])[dhxMA#]{0,4}$", clause.row[:at])
    if trigger is None or trigger.kind not in ("talk", "call") or opening is None:
        return False
    return _words(clause, opening.start(), opening.start() + 1)[0] in word_set("meeting_openers")


def _people_told(clause: Clause) -> list[Frame]:
    """Read "A told visiting minister B in C that …" as the meeting it was.

    Whether others told something met, the draft decides by place or line: the kind of their trigger is ``tell``.
    """
    sides = _spoken_sides(clause, -1)
    people = [mention.kind for side in sides for mention in side]
    if len(sides) < 2 or not {*people} <= {"person", "office", "pronoun"} or people == ["pronoun", "pronoun"]:
        return []
    is_guest = any("visiting" in mention.modifiers for side in sides for mention in side)
    at = next(
        index for index, word in enumerate(_words(clause, 0, len(clause.items))) if word in word_set("told_words")
    )
    unit = clause.items[at].unit
    assert unit is not None
    trigger = Trigger("meet" if is_guest else "tell", False, "in_person", unit.first, unit.last)
    return [Frame("exchange", trigger, at, sides, mode="in_person", is_weak=True)]
