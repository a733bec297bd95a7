"""Tie names of places to a town and a country.

Data: `gazetteer/{places,venues,countries}.csv`, `lexicon/word_lists.csv` (capital_words).
Cities that share a name are decided by the countries of the actors, then by population.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parley.files import gazetteer_rows
from parley.linking.offices import actor_kinds
from parley.mentions.phrasebook import Place, capitals, places_by_name, venues, word_set
from parley.mentions.units import Unit
from parley.model import Span


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Words that say where: a town with its country, or a country alone."""

    span: Span
    place_name: str | None
    country_code: str | None


def find_places(units: Sequence[Unit], text: str, actors: Collection[str] = ()) -> list[tuple[int, PlaceMention]]:
    """List the places a sentence puts something at, each with the index of its unit.

    Parameters
    ----------
    units : sequence of Unit
    text : str
        The article's text.
    actors : collection of str
        Ids of the actors in the sentence, which decide between towns of one name.
    """
    found = []
    for index in range(len(units)):
        if not _is_location(units, index):
            continue
        mention = read_place(units, index, text, actors)
        if mention is not None:
            found.append((index, mention))
    return found


def _is_location(units: Sequence[Unit], index: int) -> bool:
    """Whether "in", "at" or a comma after another place stands before the unit."""
    before = index - 1
    if before > 0 and units[before].code == "o" and str(units[before - 1].value) in word_set("town_words"):
        before -= 1  # "in the Kazakh city of Aktau"
    if before > 0 and units[before].code == "c" and units[before - 1].code in "IXV":
        before -= 1  # "at State House, Nairobi"
    before = _before_capital(units, before)
    while before >= 0 and units[before].code in "dxXAYnIVg" and index - before < 6 and units[before].code != "i":
        if units[before].code == "g":
            if before < 2 or units[before - 1].code != "C":
                break
            before -= 2  # "in Kenya's coastal city of Mombasa"
            continue
        if units[before].code == "x" and units[index].code not in "VPKN":
            return False
        before -= 1
    if before >= 0 and units[before].code == "t" and units[index].code in "VQ":
        return True  # "welcomed A to the Casa Rosada"
    governed = before - (units[before].code == "d") if before >= 0 else -1
    if governed > 0 and units[governed].code == "o" and str(units[governed - 1].value) in word_set("sideline_words"):
        return True  # "on the margins of the Munich Security Conference"
    is_site = units[index].code == "V"  # "on the South Lawn"
    located = (
        before >= 0 and units[before].code == "i" and (is_site or units[before].value in word_set("locating_words"))
    )
    return located and not (index + 1 < len(units) and units[index + 1].code == "g")


def _before_capital(units: Sequence[Unit], before: int) -> int:
    """Pass over the comma in "in Pakistan's capital, Islamabad" and "in the capital of Pakistan, Islamabad"."""
    if before < 2 or units[before].code != "c":
        return before
    at = before - 1
    if at > 2 and units[at].code == "C" and units[at - 1].code == "o":
        at -= 2
    return at if str(units[at].value) in word_set("capital_words") else before


def read_place(units: Sequence[Unit], index: int, text: str, actors: Collection[str]) -> PlaceMention | None:
    """Read the unit at an index as a place; None when it is none."""
    unit = units[index]
    span = Span(unit.start, unit.end)
    venue = unit.value if unit.code == "V" else venues().get(text[unit.start : unit.end]) if unit.code == "Q" else None
    if venue is not None:
        return PlaceMention(span, venue.place_name, venue.country_code)
    if unit.code == "P":
        place = _choose(text[unit.start : unit.end], unit.value, _stated_country(units, index), actors)
        return PlaceMention(span, place.place_name, place.country_code)
    if unit.code == "K":
        return PlaceMention(span, capital_name(text[unit.start : unit.end]), unit.value)
    if unit.code == "C" and actor_kinds().get(unit.value) == "state":
        return PlaceMention(span, city_state(unit.value), unit.value)
    if unit.code == "X" and str(unit.value) in _regions():
        return PlaceMention(span, None, _regions()[str(unit.value)])
    if unit.code == "N" and _is_bare_place(units, index):
        return PlaceMention(span, text[unit.start : unit.end], _stated_country(units, index))
    if unit.code == "x" and str(unit.value) in word_set("capital_words") and index and units[index - 1].code in "Ag":
        owner = units[index - 1] if units[index - 1].code == "A" else units[index - 2]
        if owner.code in "AC" and owner.value in capitals():
            return PlaceMention(Span(owner.start, unit.end), capitals()[owner.value], owner.value)
    return None


def _stated_country(units: Sequence[Unit], index: int) -> str | None:
    """Read the country in "Bonn, Germany" or "Sochi in southern Russia"."""
    for unit in units[index + 1 : index + 5]:
        if unit.code == "C":
            return str(unit.value)
        if unit.code not in "cixX":
            return None
    return None


def _choose(form: str, default: Place, stated: str | None, actors: Collection[str]) -> Place:
    candidates = places_by_name().get(form, (default,))
    for wanted in ((stated,) if stated else (), actors):
        for place in candidates:
            if place.country_code in wanted:
                return place
    return candidates[0] if candidates else default


def _is_bare_place(units: Sequence[Unit], index: int) -> bool:
    """Whether a name the gazetteer lacks can only be a town: "met on Sunday in Gorongosa"."""
    before, after = units[index - 1] if index else None, units[index + 1] if index + 1 < len(units) else None
    is_in = before is not None and before.code == "i" and before.value == "in"
    is_in = is_in or (index > 1 and before.code == "o" and str(units[index - 2].value) in word_set("town_words"))  # type: ignore[union-attr]
    return is_in and (after is None or after.code in "c.Yi;k")


def city_state(actor_id: str) -> str | None:
    """Name the town that a state wholly is: the Vatican, Singapore, Monaco."""
    capital = capitals().get(actor_id)
    return capital if capital in word_set("city_states") else None


@functools.cache
def _regions() -> dict[str, str]:
    """Map each region that lies in one state to it: "in Alaska"."""
    return {row["form"]: row["codes"] for row in gazetteer_rows("regions") if len(row["codes"]) == 3}


@functools.cache
def _former_names() -> dict[str, int]:
    return {row["form"]: int(row["until"]) for row in gazetteer_rows("former_names")}


def name_in_use(written: str | None, name: str | None, year: int) -> str | None:
    """Keep "Peking" in the years in which it was the name (codebook, section 1)."""
    return written if written and year <= _former_names().get(written, 0) else name


def capital_name(form: str) -> str:
    """Give a capital its usual English form."""
    found = places_by_name().get(form)
    return found[0].place_name if found else form
