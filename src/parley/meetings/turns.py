"""Read sentences that go on with a run of meetings: "Next came A", "it was B's turn", "the first was with C".

Whose run it is, the sentences before tell. Data: `lexicon/word_lists.csv` (turn_words, one_words).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from parley.meetings.asserting import word_of_unit
from parley.meetings.clauses import Clause, Item
from parley.meetings.slots import Frame, mentions_of
from parley.meetings.triggers import Trigger
from parley.mentions.phrasebook import word_set

_TURN_OF = re.compile(r"(?P<n>x)od?(?P<g>G)")
_OWN_TURN = re.compile(r"(?P<g>G)g(?P<n>x)")
_NEXT_CAME = re.compile(r"(?P<n>[xy])[xy]{0,2}(?P<v>[xV])d?(?P<g>G)")
_ONE_WITH = re.compile(r"d?(?P<n>x)(?:x|V|[ick]d?[PIx]|iY|xxV){0,3}w[dy]?(?P<g>G)")
_GUEST_OF = re.compile(r"(?P<s>G)y?(?P<v>x)d[xM]?(?P<n>x)(?:i?Y)?od?(?P<g>G)")
_ON_PHONE = re.compile(r"(?:[iY]?Yc?)?i?d?(?P<n>x)w(?P<g>G)(?:i?Y|id?P)*c(?P<s>G)")
_OWN_GUEST = re.compile(r"(?P<s>G)y?(?P<v>x)(?P<g>G)g[xM]?(?P<n>x)")
_FOLLOWED = re.compile(r"^(?:[iY]?Yc?)?(?P<g>G)y?(?P<n>x)(?=[yiY.]|$)")
_CALLER = re.compile(r"(?P<n>x)(?:od?[xY])?y?(?P<v>x)d?(?P<g>G)")
_PEOPLE = frozenset({"person", "office"})


def turns(clause: Clause) -> list[Frame]:
    """List the meetings of a sentence that tells only of whom somebody met next.

    Parameters
    ----------
    clause : Clause

    Returns
    -------
    list of Frame
        One for each partner; each is a sequel, which counts only after a meeting told before.
    """
    found = list(_turns(clause))
    return found if len(found) > 1 else [dataclasses.replace(frame, anchor=None) for frame in found]


def _turns(clause: Clause) -> Iterator[Frame]:
    for pattern in (_TURN_OF, _OWN_TURN):
        for match in pattern.finditer(clause.row):
            if word_of_unit(clause, match.start("n")) == "turn":
                yield from _sequel(clause, match)
                return
    opening = _NEXT_CAME.match(clause.row)
    if opening is not None and word_of_unit(clause, opening.start("n")) in word_set("turn_words"):
        if _said(clause.items[opening.start("v")]) in ("came", "followed", "was", "were", "comes"):
            yield from _sequel(clause, opening)
        return
    for match in _FOLLOWED.finditer(clause.row):
        if word_of_unit(clause, match.start("n")) == "followed":
            yield from _sequel(clause, match)
    for match in _CALLER.finditer(clause.row):
        is_caller = word_of_unit(clause, match.start("n")) in word_set("guest_words")
        if is_caller and word_of_unit(clause, match.start("v")) in word_set("be_forms"):
            yield from _sequel(clause, match)
    for match in _ONE_WITH.finditer(clause.row):
        if word_of_unit(clause, match.start("n")) in word_set("one_words"):
            yield from _sequel(clause, match)


def guest_of(clause: Clause) -> list[Frame]:
    """Read "he was President A's guest" and "was the guest of A" as a reception."""
    for match in (*_GUEST_OF.finditer(clause.row), *_OWN_GUEST.finditer(clause.row)):
        said = word_of_unit(clause, match.start("n"))
        if said not in ("guest", "guests") or word_of_unit(clause, match.start("v")) not in word_set("be_forms"):
            continue
        unit = clause.items[match.start("n")].unit
        host = [mention for mention in clause.items[match.start("g")].mentions if mention.kind in _PEOPLE]
        guests = mentions_of(clause, match.start("s"))
        if unit is not None and host and guests:
            trigger = Trigger("host", False, "in_person", unit.first, unit.last, word=said)
            return [Frame("exchange", trigger, match.start("n"), [guests, host])]
    return []


def on_phone(clause: Clause) -> list[Frame]:
    """Read "On the phone with A on Monday, B condemned …" as a call."""
    match = _ON_PHONE.match(clause.row)
    if match is None or word_of_unit(clause, match.start("n")) not in ("phone", "telephone", "line"):
        return []
    unit, partner = clause.items[match.start("n")].unit, mentions_of(clause, match.start("g"))
    subject = mentions_of(clause, match.start("s"))
    if unit is None or not partner or not subject:
        return []
    trigger = Trigger("call", True, "phone", unit.first, unit.last, word="call")
    return [Frame("exchange", trigger, match.start("n"), [subject, partner], mode="phone")]


def _said(item: Item) -> str:
    return item.trigger.word if item.trigger is not None else str(item.unit.value) if item.unit is not None else ""


def _sequel(clause: Clause, match: re.Match[str]) -> Iterator[Frame]:
    people = mentions_of(clause, match.start("g"))
    unit = clause.items[match.start("n")].unit
    if unit is None or len(people) != 1 or people[0].kind not in _PEOPLE:
        return
    trigger = Trigger("talk", True, "in_person", unit.first, unit.last, word="meetings")
    yield Frame(
        "exchange", trigger, match.start("n"), [people], is_sequel=True, anchor=clause.items[match.start("n")].first
    )
