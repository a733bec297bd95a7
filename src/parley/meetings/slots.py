"""Look up and down a clause for the groups that fill a predicate's slots: its subject, its partner, its sides.

Data: `lexicon/word_lists.csv` (subject_licensers, bridging_words, irregular_verbs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parley.meetings.clauses import Clause, Item
from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_OWNER = re.compile(r"g(?![xXM#YIAC\-]{0,5}E)")

_PLACED_AFTER = re.compile(r"V(?:id?[PI]|i?Y)+$")
_AMONG = re.compile(r"(?:[xDXL]{0,2}(?:i?d?[PY]){0,2}|c?kV(?:i?d?[PY]){0,2})c?(?P<how>xk?|z[Gx]?)d?(?P<g>G)")
"""Between a group and those of its members who are named."""
_REACH = 28
"""Items after a predicate in which its partner is looked for."""
_LABEL = re.compile(r"[dxyM#o]{0,4}D:d?(?=G)")
_ASIDE = re.compile(r"ce[^ceG]{0,3}G[^ce:.]{1,9}c$")
"""A relative clause with a subject of its own."""
_PASSED = "dyhH#Y"
"""Codes that may stand between a preposition and its group."""


@dataclass(slots=True)
class Frame:
    """A predicate of meeting with its slots.

    Attributes
    ----------
    kind : {'exchange', 'visit', 'gathering', 'reference'}
        A ``reference`` takes up a meeting already told ("the talks were held in Doha").
    sides : list of list of Mention
        Participants as they stand together in the text.
    attendees, mediators : list of Mention
        Those who sat in, and those who brought the sides together.
    delegates : list of Mention
        Those who stood for a side already told.
    host_place : Item or None
        Of a visit, where it goes.
    is_weak : bool
        Whether it tells of a meeting only where nothing else does: "discussed", "signed".
    has_verb : bool
        Of a noun, whether a verb asserts it ("held talks").
    anchor : int or None
        Unit from which dates and places are measured, where it is not the trigger.
    is_of_body : bool
        Of a gathering, whether only the body that holds it is named ("the ASEAN summit").
    is_sequel : bool
        Whether it tells of a meeting only after another of the same side.
    is_context : bool
        Of an arrival, whether it only tells where the guest is.
    """

    kind: str
    trigger: Trigger
    at: int
    sides: list[list[Mention]] = field(default_factory=list)
    attendees: list[Mention] = field(default_factory=list)
    mediators: list[Mention] = field(default_factory=list)
    delegates: list[Mention] = field(default_factory=list)
    host_place: Item | None = None
    effect: str = "held"
    mode: str = ""
    is_weak: bool = False
    has_verb: bool = True
    is_context: bool = False
    is_of_body: bool = False
    is_sequel: bool = False
    anchor: int | None = None


def mentions_of(clause: Clause, at: int | None) -> list[Mention]:
    """People and bodies of a group; the owner of something else ("Putin's aides") is not there himself."""
    if at is None or _OWNER.match(clause.row, at + 1):
        return []
    told = _members(clause, at)
    return [mention for mention in clause.items[at if told is None else told].mentions if not mention.possessor]


def _members(clause: Clause, at: int) -> int | None:
    """Find the people who stand for a group: "with European leaders in Brussels, including A and B"."""
    if any(
        m.kind in ("person", "pronoun") or (m.kind == "office" and not m.is_plural) for m in clause.items[at].mentions
    ):
        return None
    match = _AMONG.match(clause.row, at + 1)
    if match is None:
        return None
    said = clause.items[match.start("how")].unit
    people = clause.items[match.start("g")].mentions
    is_told = said is not None and str(said.value) in word_set("member_openers")
    return match.start("g") if is_told and all(m.kind in ("person", "office") for m in people) else None


def item_after(pattern: re.Pattern[str], clause: Clause, at: int, group: str = "g") -> int | None:
    """Find the item that a pattern of codes puts right after another."""
    match = pattern.match(clause.row, at + 1)
    return match.start(group) if match else None


def subject_of(clause: Clause, at: int) -> int | None:
    """Find the subject before a predicate, else the one after the phrase that it opens."""
    found = subject_before(clause, at)
    return found if found is not None else subject_after(clause, at)


def make_frame(kind: str, clause: Clause, at: int, *sides: list[Mention]) -> Frame | None:
    """Make a frame of the sides that are told; None when nothing is asserted or nobody named."""
    trigger = clause.items[at].trigger
    assert trigger is not None
    filled = [side for side in sides if side]
    if trigger.effect == "skip" or not filled:
        return None
    return Frame(kind, trigger, at, filled, effect=trigger.effect, mode=trigger.mode)


def subject_before(clause: Clause, at: int) -> int | None:
    """Find the group that is the subject of a verb: the nearest one to the left that nothing governs.

    Where every group is governed, one that only a plain noun precedes will do ("At Russia's initiative Putin met …").
    """
    spare: int | None = None
    index = at
    while index > 0:
        index -= 1
        code = clause.row[index]
        aside = _ASIDE.search(clause.row, 0, index + 1) if code == "c" else None
        if aside is not None:
            index = aside.start()  # "A, whom B has invited, will be in C"
            continue
        if code == "G":
            marker = _marker(clause, index)
            if marker == "":
                return index
            if marker == "noun" and spare is None:
                spare = index
        elif code == "e" and "G" not in clause.row[index + 1 : at] and "cn" not in clause.row[index + 1 : at]:
            head = index - 1
            while head >= 0 and clause.row[head] == "c":
                head -= 1
            if head >= 0 and clause.row[head] == "G":
                return head
    return spare


def subject_after(clause: Clause, at: int) -> int | None:
    """Find the subject that follows an opening phrase: "After meeting A, B said …"."""
    comma = clause.row.find("c", at)
    while comma != -1:
        for index in range(comma + 1, min(comma + 4, len(clause.items))):
            if clause.row[index] == "G" and _marker(clause, index) == "":
                return index
        comma = clause.row.find("c", comma + 1)
    return None


def group_after(clause: Clause, at: int, prepositions: str) -> int | None:
    """Find the group that a preposition ties to a predicate: "held talks in Doha on Sunday with A".

    Parameters
    ----------
    clause : Clause
    at : int
        Item of the predicate.
    prepositions : str
        Codes of those sought: ``w`` with, ``z`` between, ``t`` to.
    """
    is_own_clause = False  # "the meeting that he was to have with A"
    for index in range(at + 1, min(len(clause.items), at + _REACH)):
        code = clause.row[index]
        if code == "t" and _said_before(clause, index) == "according":
            return None
        if code in prepositions and not _is_of_another(clause, at, index):
            found = _group_next(clause, index)
            if found is not None:
                return found
        is_own_clause = is_own_clause or (index == at + 1 and code in "ke" and clause.items[at].code == "E")
        trigger = clause.items[index].trigger
        is_light = trigger is not None and trigger.kind == "light"
        if _opens_list(clause, at, index):
            continue
        if _is_border(clause, index) and not (is_own_clause and (code in "ke" or is_light or code == "G")):
            return None
    return None


def _said_before(clause: Clause, index: int) -> str:
    unit = clause.items[index - 1].unit
    return str(unit.value) if unit is not None else ""


def _is_of_another(clause: Clause, at: int, index: int) -> bool:
    """Whether a nearer noun owns it: "paves the way for a summit between A and B", "the dispute between A and B"."""
    before = clause.items[index - 1]
    if clause.row[index] != "z":  # "at the summit that talks with A could help"
        return re.search(r"k[^;:.]*E", clause.row[at + 1 : index]) is not None
    if before.unit is not None and str(before.unit.value) in word_set("conflict_nouns"):
        return True
    return any(
        item.code == "E" and item.trigger is not None and item.trigger.kind in ("talk", "call", "gathering", "visit")
        for item in clause.items[at + 1 : index]
    )


def _opens_list(clause: Clause, at: int, index: int) -> bool:
    """Whether "held bilaterals, beginning with A and ending with B" tells the partners one by one."""
    noun, verb = clause.items[at].trigger, clause.items[index].trigger
    is_talk = noun is not None and noun.kind in ("talk", "call")
    return is_talk and verb is not None and verb.form == "gerund" and verb.word in word_set("listing_words")


def _group_next(clause: Clause, at: int) -> int | None:
    index = at + 1
    while index < len(clause.items) and clause.row[index] in _PASSED:
        index += 1
    label = _LABEL.match(clause.row, at + 1)
    if label is not None:
        index = label.end()  # "with several leaders: A, B and C"
    if clause.row[index : index + 3] == "GgG":  # "between the two countries' foreign ministers, A and B"
        index += 2
    return index if index < len(clause.items) and clause.row[index] == "G" else None


def _is_border(clause: Clause, index: int) -> bool:
    """Whether another clause begins here, so that what follows belongs to another predicate."""
    code = clause.row[index]
    if code == ":" and clause.row[index + 1 : index + 2] == "w":
        return False  # "held other talks: with A and with B"
    if code in "ej;:.":
        return True
    item = clause.items[index]
    if code == "k":
        return item.unit is None or str(item.unit.value) not in word_set("bridging_words")
    if code == "V":
        assert item.trigger is not None
        is_reduced = (
            index > 0 and clause.row[index - 1] == "E" and item.trigger.form == "past"
        )  # "talks held in A with"
        return not (item.trigger.kind == "light" and (item.trigger.is_passive or is_reduced))
    return code == "G" and _starts_clause(clause, index) and _marker(clause, index) == ""


def _marker(clause: Clause, index: int) -> str:
    """Tell what governs a group: ``tied`` by a preposition, verb or possessor, ``noun`` after a noun, or nothing."""
    before = index - 1
    while before >= 0 and clause.row[before] in "dyH":
        before -= 1
    placed = _PLACED_AFTER.search(clause.row, 0, before + 1)
    if placed is not None:
        return "tied"  # "received at State House the ambassador"
    if before < 0:
        return ""
    code = clause.row[before]
    if code == "b" and before and _is_headed(clause, before - 1):
        return ""
    if code == "g" and before and clause.items[before - 1].mentions and clause.items[before - 1].mentions[-1].possessor:
        return _marker(clause, before - 1)  # "the secretary-general's envoy" is the head
    if code in "owtbfziVa!Bg":
        return "tied"
    if code == "E":
        return "noun"
    if code == "x":
        return _marker_word(clause, before)
    if code == "n" and before > 0 and clause.row[before - 1] in "LD":
        return "tied"  # "the Gulf states plus Egypt and Iraq"
    if code == "n" and before > 0 and clause.row[before - 1] == "G" and not _starts_clause(clause, index):
        return _marker(clause, before - 1)
    return ""


def _is_headed(clause: Clause, index: int) -> bool:
    """Whether a delegation's head follows: "a delegation led by A met B"."""
    unit = clause.items[index].unit
    is_body = index > 0 and (clause.row[index - 1] == "D" or clause.row[max(0, index - 2) : index] == "Dc")
    return is_body and unit is not None and str(unit.value) in word_set("heading_words")


def _marker_word(clause: Clause, index: int) -> str:
    unit = clause.items[index].unit
    word = str(unit.value) if unit is not None else ""
    if word in word_set("subject_licensers"):
        return ""
    is_verb = (word.endswith(("ed", "ing")) and word not in word_set("ing_nouns")) or word in word_set(
        "irregular_verbs"
    )
    return "tied" if is_verb else "noun"


def _starts_clause(clause: Clause, index: int) -> bool:
    after = clause.row[index + 1 : index + 3].lstrip("y")
    return after[:1] in ("V", "x")
