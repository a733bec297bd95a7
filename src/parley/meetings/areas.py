"""Tell what place or dispute a subject concerns.

Codebook, section 3. Data: `gazetteer/regions.csv`, `data/reference/{actors,topic_scheme}.csv`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from parley.files import gazetteer_rows, reference_rows
from parley.meetings.scenes import Draft, Scene
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit
from parley.model import Span


@dataclass(frozen=True, slots=True)
class Area:
    """The places a phrase names: their codes in order, and the words from the first to the last."""

    codes: tuple[str, ...] = ()
    span: Span | None = None

    def __add__(self, other: Area) -> Area:
        codes = tuple(dict.fromkeys((*self.codes, *other.codes)))
        spans = [area.span for area in (self, other) if area.span is not None]
        return Area(codes, Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None)


@functools.cache
def _regions() -> re.Pattern[str]:
    forms = sorted((row["form"] for row in gazetteer_rows("regions")), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")


@functools.cache
def _region_codes() -> dict[str, str]:
    return {row["form"]: row["codes"] for row in gazetteer_rows("regions")}


@functools.cache
def _country_of_actor() -> dict[str, str]:
    return {row["actor_id"]: row["country_code"] for row in reference_rows("actors") if row["country_code"]}


def find_area(scene: Scene, start: int, end: int, text: str, draft: Draft) -> tuple[Area, bool]:
    """List the countries and regions a phrase names, and tell whether it is nothing but the name of one.

    Parameters
    ----------
    scene : Scene
        The sentence, whose units know countries and regions.
    start, end : int
        The phrase, in code points.
    text : str
    draft : Draft
        The meeting, whose place and sides are no area of its subjects.
    """
    found: list[tuple[int, int, str]] = []
    for match in _regions().finditer(text, start, end):
        found.append((match.start(), match.end(), _region_codes()[match.group()]))
    is_noun = bool(found)
    held_at = draft.place.span if draft.place is not None else None
    for index, unit in enumerate(scene.units):
        if unit.start < start or unit.end > end or any(a <= unit.start < b for a, b, _ in found):
            continue
        if index and scene.units[index - 1].code == "b":
            continue
        if held_at is not None and unit.start <= held_at.start < unit.end:
            continue
        following = scene.sentence.tokens[unit.last : unit.last + 2]
        if unit.code in "PK" and any(token.lower in word_set("instrument_words") for token in following):
            continue
        own = _codes_of(unit)
        if unit.code == "U" and own in own_codes(draft):
            continue
        if own:
            found.append((unit.start, unit.end, own))
            is_noun = is_noun or (unit.code in "CP" and not _is_in_title(scene, unit))
    if not found:
        return Area(), False
    found.sort()
    codes = tuple(dict.fromkeys(code for _, _, each in found for code in each.split("|") if code))
    span = Span(found[0][0], found[-1][1])
    is_own = bool(codes) and set(codes) <= own_codes(draft)
    return Area(codes, span), is_noun and len(found) == 1 and (span.start, span.end) == (start, end) and not is_own


def _is_in_title(scene: Scene, unit: Unit) -> bool:
    return any(
        mention.start < unit.start < mention.end
        and mention.kind in ("collective", "person", "office", "role", "pronoun")
        for mention in scene.mentions
    )


def _codes_of(unit: Unit) -> str:
    if unit.code in "ACUK":
        return _country_of_actor().get(unit.value, "")
    if unit.code == "W":
        return "|".join(filter(None, (_country_of_actor().get(actor, "") for actor in unit.value)))
    if unit.code == "O":
        return _country_of_actor().get(unit.value, "")
    if unit.code == "P":
        return str(unit.value.country_code)
    return ""


@functools.cache
def domain_of(topic_id: str) -> str:
    """Look up the domain of a topic."""
    return next(row["domain"] for row in reference_rows("topic_scheme") if row["topic_id"] == topic_id)


def takes_over(topic_id: str) -> bool:
    """Tell whether a topic speaks of the dispute just named: war and relief do, trade and culture do not."""
    return domain_of(topic_id) in ("peace", "humanitarian")


def own_codes(draft: Draft) -> set[str]:
    """List the countries of the sides of a meeting."""
    return {code for actor in draft.actors if (code := _country_of_actor().get(actor))}


def coded_area(area: str, topic_id: str, draft: Draft) -> str:
    """Leave out the two sides' own relations (codebook, section 3).

    Parameters
    ----------
    area : str
        Codes, ``|``-separated.
    topic_id : str
    draft : Draft
    """
    own = own_codes(draft)
    codes = [code for code in area.split("|") if code]
    domain = domain_of(topic_id)
    is_own = domain == "relations" and set(codes) <= own
    is_shared = domain != "relations" and len(own) > 1 and set(codes) >= own
    if is_own or is_shared or domain == "multilateral":
        codes = [code for code in codes if code not in own]
    return "|".join(codes)
