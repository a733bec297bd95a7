"""Tell what the clause around a noun of meeting asserts of it: held, planned, or only mentioned.

Data: `lexicon/word_lists.csv` (future_auxiliaries, going_on_words, asserting_words, asserting_openers, presence_words,
part_verbs).
"""

from __future__ import annotations

import re

from parley.meetings.clauses import Clause
from parley.mentions.phrasebook import word_set

_LIGHT_GAP = re.compile(r"V(?:d?Gg)?[dyx#XAMYIhnC\-WDPTcoS]{0,9}(?:Eo[dx]?)?$")
_PART_GAP = re.compile(r"V[ycYdx#XMifo]{1,9}$")
"""Between "is taking part" and its noun: "there, from 8 to 9 December, in the regular session"."""


def light_verb(clause: Clause, at: int) -> int | None:
    """Find the verb that a noun of meeting needs, or that asserts it: "held talks", "is taking part in a session"."""
    match = _LIGHT_GAP.search(clause.row, max(0, at - 11), at)
    if match is None:
        part = _PART_GAP.search(clause.row, max(0, at - 11), at)
        return part.start() if part is not None and is_joining(clause, part.start()) else None
    verb = clause.items[match.start()].trigger
    return match.start() if verb is not None and verb.kind in ("light", "host", "discuss", "gather", "call") else None


def is_joining(clause: Clause, light: int) -> bool:
    """Whether a light verb tells who was there: "attended the talks", "took part in an expanded session"."""
    verb = clause.items[light].trigger
    assert verb is not None
    is_part = verb.word in word_set("part_verbs") and verb.last - verb.first > 1
    return verb.word in word_set("presence_words") or is_part


def governing_effect(clause: Clause, at: int) -> str:
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
    before = word_of_unit(clause, index - 1) if is_gerund else ""
    is_aim = is_gerund and "f" in clause.row[index:] and "Y" in clause.row[index:]
    return before in ("is", "are") and is_aim


def is_asserted(clause: Clause, at: int) -> bool:
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
    return opening is not None and word_of_unit(clause, opening.start()) in word_set("asserting_openers")


def combined(verb: str, noun: str) -> str:
    """Join what the words around a verb and around its noun assert: a planned visit that is cancelled is cancelled."""
    for effect in ("skip", "cancelled", "postponed", "planned", "ongoing"):
        if effect in (verb, noun):
            return effect
    return verb


def word_of_unit(clause: Clause, at: int) -> str:
    """Word of an item that is one plain unit; empty for the others."""
    unit = clause.items[at].unit
    return str(unit.value) if unit is not None else ""
