"""Read people, offices, delegations and bodies out of a sentence's units.

The grammar is a handful of patterns over unit codes (see `units.Unit`): who a phrase names, with which title, for
which actor. Coreference comes later; a pronoun or "the two leaders" is a mention too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parley.mentions.builders import BUILDERS, actor_alone
from parley.mentions.mention import Mention
from parley.mentions.patterns import ACTOR_ALONE
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit, codes

OPENING = re.compile("[dhpyAICUOKQWMHTNSDLr#]|x(?=[WACOUQD])")
"""Codes with which a mention may begin: for the sake of speed nothing is tried elsewhere."""
_HOLDER = re.compile("[gDx]{0,3}(?:(?:id?[xAM]{0,2}[CKPA]|td?[CK])D?)?cd?(?:[ACK]g?)?|D[it]d?[CKP]")
"""Between an office and the name of its holder: "forces in southern Kosovo, Italian"."""


def find_mentions(units: Sequence[Unit], text: str, sentence: int) -> list[Mention]:
    """List the mentions of a sentence in order, without overlap."""
    row = codes(units)
    found: list[Mention] = []
    at = 0
    while (start := OPENING.search(row, at)) is not None:
        at = start.start()
        mention = _read(units, row, at, text)
        if mention is None:
            at += 1
            continue
        is_oblique = at > 0 and (row[at - 1] in "wioftazb" or (bool(found) and _is_verb(units[at - 1])))
        between = row[found[-1].last : at] if found else ""
        is_listed = between in ("n", "cn") or (
            between == "c" and row[mention[-1].last : mention[-1].last + 1] in ("c", "n")
        )
        if found and found[-1].is_oblique and is_listed:
            is_oblique = True  # "with A, B and C"
        is_opening = at > 0 and row[at - 1] == "k"
        is_oblique = is_oblique or row[mention[-1].last : mention[-1].last + 1] == "g"
        for each in mention:
            each.sentence, each.is_oblique, each.is_opening = sentence, is_oblique, is_opening
        found.extend(mention)
        at = max(at + 1, mention[-1].last)
    found = _name_officers(_without_labels(_zip_appositions(found, row), row), units, row)
    _mark_possessors(found, row)
    return found


def _is_verb(unit: Unit) -> bool:
    """Whether what stands here governs what follows: "he thanked A"."""
    return unit.code == "x" and (str(unit.value).endswith("ed") or str(unit.value) in word_set("irregular_verbs"))


def _read(units: Sequence[Unit], row: str, at: int, text: str) -> list[Mention] | None:
    if row[at - 1 : at + 3] == "iNcC" and at and units[at - 1].value == "in" and len(units[at].value) == 1:
        return None  # "in Rimbo, Sweden"
    if _is_setting(units, row, at):
        match = ACTOR_ALONE.match(row, at)
        return actor_alone(units, match, text) if match else None
    for opening, pattern, build in BUILDERS:
        if row[at] not in opening:
            continue
        match = pattern.match(row, at)
        if match is not None and match.end() > at:
            built = build(units, match, text)
            if built:
                return built
    return None


def _is_setting(units: Sequence[Unit], row: str, at: int) -> bool:
    """Whether a place stands here by itself: "received in the Kremlin Crown Prince …"."""
    head = at + (row[at] == "d")
    before = at - 1
    if head + 1 >= len(row) or before < 0 or row[head] not in "CKQ":
        return False
    if row[before] == "t":
        return row[head + 1] in "HN"  # "on his way to Moscow Mr. Clinton stopped"
    is_there = row[before] == "i" and str(units[before].value) in word_set("locating_words")
    return is_there and row[head + 1] in "MTHN"


def _zip_appositions(mentions: list[Mention], row: str) -> list[Mention]:
    """Give "A and B, the presidents of X and Y" their offices one by one."""
    kept: list[Mention] = []
    at = 0
    while at < len(mentions):
        twins = [each for each in mentions[at:] if each.first == mentions[at].first]
        names = kept[-len(twins) :]
        is_bare = all(each.kind == "person" and each.title is None and each.actor_id is None for each in names)
        follows = bool(names) and row[names[-1].last : twins[0].first] == "c"
        if len(twins) > 1 and len(names) == len(twins) and is_bare and follows and twins[0].kind == "office":
            for name, office in zip(names, twins, strict=True):
                name.title, name.title_span, name.title_unit = office.title, office.title_span, office.title_unit
                name.actor_id, name.actor_span, name.modifiers = office.actor_id, office.actor_span, office.modifiers
            names[-1].last = twins[-1].last
        else:
            kept += twins
        at += len(twins)
    return kept


def _without_labels(mentions: list[Mention], row: str) -> list[Mention]:
    """Read "African leaders A of X and B of Y" as A and B, and "the leaders of the two countries, A and B"."""
    kept: list[Mention] = []
    for mention in mentions:
        label = kept[-1] if kept else None
        is_label = label is not None and label.kind == "delegation" and label.is_plural and label.last == mention.first
        if label is not None and label.kind == "collective" and row[label.first : label.last].endswith("L"):
            is_label = "o" in row[label.first : label.last] and row[label.last : mention.first] == "c"
        if is_label and mention.kind == "person":
            assert label is not None
            kept.pop()
            mention.first, mention.start = label.first, label.start
        kept.append(mention)
    return kept


def _name_officers(mentions: list[Mention], units: Sequence[Unit], row: str) -> list[Mention]:
    """Read "the head of NATO forces in Kosovo, Italian General A," and "the EU's envoy, Spain's B" as one person."""
    bodies = {unit.start for unit in units if unit.code == "O"}
    kept: list[Mention] = []
    for mention in mentions:
        kin = kept[-1] if kept and kept[-1].title is not None and kept[-1].kind in ("office", "role") else None
        is_kin = kin is not None and kin.title is not None and kin.title.phrase in word_set("kin_titles")
        if kin is not None and is_kin and mention.kind == "person" and row[kin.last : mention.first] == "c":
            kept.pop()  # "his brother, President Raúl Castro"
            mention.first, mention.start = kin.first, kin.start
        before = [each for each in kept[-2:] if each.kind == "office" and not each.is_plural]
        office = before[-1] if before and before[-1].first != mention.first else None
        if (
            office is not None
            and office.actor_span is not None
            and office.actor_span.start in bodies
            and mention.kind == "person"
            and _is_named(mention, office, row)
        ):
            while kept[-1] is not office:
                kept.pop()  # where the forces stand
            office.kind, office.name, office.name_span = "person", mention.name, mention.name_span
            office.last, office.end = mention.last, mention.end
            continue
        kept.append(mention)
    return kept


def _is_named(person: Mention, office: Mention, row: str) -> bool:
    """Whether a name after an office is its holder's and no next item of a list."""
    following = row[person.last : person.last + 2]
    offices = {office for _, office in person.title.offices} if person.title is not None else set()
    is_plain = offices <= {"military", "private", "unknown", "official"}
    is_last = following[:1] in ("", ".", ";", ":", "w", "i") or (
        following[:1] == "c" and (is_plain or following != "cn")
    )
    has_state = person.actor_span is not None and person.actor_id != office.actor_id
    return _HOLDER.fullmatch(row, office.last, person.first) is not None and is_last and (has_state or is_plain)


def _mark_possessors(mentions: list[Mention], row: str) -> None:
    """Mark "Putin" in "Putin's aide Ushakov": it lends its actor to the next mention and steps back."""
    for mine, following in itertools.pairwise(mentions):
        if (
            mine.last < len(row)
            and row[mine.last] == "g"
            and following.first == mine.last + 1
            and following.title is not None
        ):
            mine.possessor, following.owner = True, mine
            if following.actor_id is None:
                following.actor_id, following.actor_span = mine.actor_id, mine.actor_span
                following.kind = "office" if following.kind == "role" else following.kind
