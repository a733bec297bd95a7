"""See a sentence as participants, predicates of meeting and what stands between them.

The items of a clause carry the unit codes of `mentions.units`, with ``G`` for a group of participants, ``V`` for a
verb of meeting, ``E`` for a noun of meeting and ``P`` for a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit


class Item(NamedTuple):
    """One element of a clause: its code, the units it covers and what it is."""

    code: str
    first: int
    last: int
    mentions: tuple[Mention, ...] = ()
    trigger: Trigger | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence's items, with their codes as one string."""

    items: tuple[Item, ...]
    row: str


_RECODED = {"V": "P", "E": "x", "G": "x", "K": "P"}
"""Codes of units that are those of something else in a clause."""
_LINKS = ("ncyc", "cny", "ny", ":n", "cn", "n", "c", ":")


def read_clause(units: Sequence[Unit], mentions: Sequence[Mention], triggers: Sequence[Trigger]) -> Clause:
    """Arrange a sentence's units, mentions and triggers in one row."""
    by_unit: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_unit.setdefault(mention.first, []).append(mention)
    by_token = {trigger.first: trigger for trigger in triggers}
    items: list[Item] = []
    at = 0
    while at < len(units):
        unit = units[at]
        trigger = by_token.get(unit.first)
        if at in by_unit and not (trigger and unit.code in "xX"):
            is_object = bool(items) and items[-1].code in "bwV"
            item = _participants(units, by_unit, at, _is_locating(items), is_object)
        elif trigger is not None and unit.code not in "TSND" and not _tells_who_joined(units, at):
            last = next((i for i in range(at, len(units)) if units[i].first >= trigger.last), len(units))
            item = Item("E" if trigger.is_noun else "V", at, last, trigger=trigger)
        else:
            item = Item(_RECODED.get(unit.code, unit.code), at, at + 1, (), None, unit)
        items.append(item)
        at = max(item.last, at + 1)
    return _split_subjects(_join_places(items, units))


def _join_places(items: Sequence[Item], units: Sequence[Unit]) -> Clause:
    """Read "Istanbul, Turkey" and "the capital, Amman" as places: they are no sides."""
    kept: list[Item] = []
    for item in items:
        if len(kept) > 1 and kept[-1].code == "c" and _is_country_of(kept[-2], item):
            town = kept[-2]
            kept[-2:] = [Item("P", town.first, town.last, unit=units[town.last - 1])]
        elif len(kept) > 1 and kept[-1].code == "c" and _is_capital(kept[-2], item):
            kept.append(Item("P", item.first, item.last, unit=units[item.last - 1]))
        else:
            kept.append(item)
    return Clause(tuple(kept), "".join([item.code for item in kept]))


def _is_country_of(town: Item, item: Item) -> bool:
    if item.code != "G" or len(item.mentions) != 1 or item.mentions[0].head_code not in ("C", "K"):
        return False
    country = item.mentions[0].actor_id
    if town.code == "G":  # a capital may also stand for its government
        return len(town.mentions) == 1 and town.mentions[0].head_code == "K" and town.mentions[0].actor_id == country
    value = town.unit.value if town.unit is not None else None
    return town.code == "P" and country in (value, getattr(value, "country_code", None))


def _is_capital(said: Item, item: Item) -> bool:
    """Whether a town is named as a capital, and does not act: "in the Jordanian capital, Amman"."""
    is_town = item.code == "G" and len(item.mentions) == 1 and item.mentions[0].head_code == "K"
    return is_town and said.unit is not None and str(said.unit.value) in word_set("capital_words")


def _tells_who_joined(units: Sequence[Unit], at: int) -> bool:
    """Whether "attended by" or "mediated by" only adds to those who met."""
    return (
        at + 1 < len(units)
        and units[at + 1].code == "b"
        and str(units[at].value)
        in word_set("attending_words") | word_set("mediating_words") | word_set("heading_words")
    )


def _is_locating(items: Sequence[Item]) -> bool:
    last = items[-1] if items else None
    return last is not None and last.unit is not None and str(last.unit.value) in word_set("locating_words")


def _participants(
    units: Sequence[Unit], by_unit: dict[int, list[Mention]], at: int, is_location: bool, is_object: bool
) -> Item:
    """Gather a coordinated group: "A", "A and B", "A, B and C"."""
    first = by_unit[at]
    is_owner = first[-1].last < len(units) and units[first[-1].last].code == "g"
    if is_location and not is_owner and first[0].kind == "actor" and first[0].head_code in "CK":
        return Item("P", at, first[-1].last, unit=units[first[-1].last - 1])
    chain = [first]
    ends = [first[-1].last]
    links = [""]
    while True:
        step = _next_link(units, by_unit, ends[-1])
        if step is None:
            break
        link, begin = step
        if link == "cn" and "c" not in links and is_object and _opens_clause(units, by_unit, begin):
            break  # "received by A, and B and C spoke": a comma that is no Oxford one begins anew
        chain.append(by_unit[begin])
        ends.append(by_unit[begin][-1].last)
        links.append(link)
    keep = max((i for i, link in enumerate(links) if "n" in link or link == ":"), default=0)
    if ends[-1] + 1 < len(units) and units[ends[-1]].code == "n" and units[ends[-1] + 1].code in "ciwY":
        keep = len(chain) - 1  # "with A, B and, on Thursday, with C"
    return Item("G", at, ends[keep], tuple(mention for part in chain[: keep + 1] for mention in part))


def _opens_clause(units: Sequence[Unit], by_unit: dict[int, list[Mention]], begin: int) -> bool:
    """Whether a verb follows the people who begin here."""
    end = by_unit[begin][-1].last
    step = _next_link(units, by_unit, end)
    if step is not None:
        end = by_unit[step[1]][-1].last
    return end < len(units) and units[end].code in "xy"


def _next_link(units: Sequence[Unit], by_unit: dict[int, list[Mention]], at: int) -> tuple[str, int] | None:
    if at >= len(units) or units[at].code not in "nc:":  # for the sake of speed
        return None
    for link in _LINKS:
        begin = at + len(link)
        if (
            "".join(unit.code for unit in units[at:begin]) == link
            and begin in by_unit
            and by_unit[begin][0].kind != "collective"
        ):
            return link, begin
    return None


def _split_subjects(clause: Clause) -> Clause:
    """Part "A met B and C held talks": a group that is an object cannot also be the next verb's subject."""
    if "GV" not in clause.row:
        return clause
    items: list[Item] = []
    for index, item in enumerate(clause.items):
        is_object = index > 0 and clause.row[index - 1] in "Vw"
        before_verb = index + 1 < len(clause.items) and clause.row[index + 1] == "V"
        is_several = len(item.mentions) > 1 and item.mentions[-2].first < item.mentions[-1].first
        if item.code == "G" and is_object and before_verb and is_several:
            last = item.mentions[-1]
            items.append(Item("G", item.first, item.mentions[-2].last, item.mentions[:-1]))
            items.append(Item("n", item.mentions[-2].last, last.first))
            items.append(Item("G", last.first, last.last, (last,)))
        else:
            items.append(item)
    return Clause(tuple(items), "".join(item.code for item in items))
