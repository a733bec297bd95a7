"""Find where what a predicate tells took or takes place; the dateline only as the codebook allows (section 1).

Data: `lexicon/word_lists.csv` (here_words, dateline_words, matter_prepositions, occasion_words).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parley.linking.places import PlaceMention, find_places, read_place
from parley.meetings.scenes import Scene, crosses_clause, is_nearest, leaves_aside, unit_of
from parley.meetings.slots import Frame
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit

_MAIN_CLAUSE = re.compile(r"c(?:[dhMHAC]{0,3}T?c?H*N|[dh]T|r)[xy]")


def place_of(scene: Scene, frame: Frame, text: str, dateline: PlaceMention | None) -> PlaceMention | None:
    """Find the place that belongs to a predicate; a town rather than a country, the nearest of several."""
    actors = {mention.actor_id for mention in scene.mentions if mention.actor_id}
    position = frame.anchor or unit_of(scene, frame.trigger)
    where = _place_of_where(scene, position, text)
    if where is not None:
        return where
    found = []
    for index, place in find_places(scene.units, text, actors):
        is_told = frame.is_of_body or frame.effect in ("planned", "postponed", "cancelled")
        if index > position and not is_told and crosses_clause(scene.units, position, index):
            continue
        if index < position and (crosses_clause(scene.units, index, position) or _is_of_aim(scene.units, index)):
            continue
        if any(m.kind in ("person", "office") and m.first <= index < m.last > m.first + 1 for m in scene.mentions):
            continue  # "the ambassador in Vilnius" may sit anywhere
        if frame.anchor is not None and index < frame.anchor:
            continue
        if index > position and (
            _is_of_main_clause(scene.units, position, index) or leaves_aside(scene.units, position, index)
        ):
            continue
        if (
            index > 1
            and scene.units[index - 1].code == "f"
            and str(scene.units[index - 2].value) in word_set("leaving_words")
        ):
            continue  # "before he left for Addis Ababa"
        if (frame.anchor or is_nearest(scene, index, frame.trigger)) and not _is_in_subject_matter(
            scene, frame, index, place
        ):
            found.append((place.place_name is None, abs(index - position), place.span, place))
    if found:
        return min(found)[3]
    is_here = any(unit.code == "y" and unit.value in word_set("here_words") for unit in scene.units)
    return dateline if is_here or _names_the_capital(scene) else None


def _is_of_main_clause(units: Sequence[Unit], position: int, index: int) -> bool:
    """Whether a meeting only opens the sentence: "Ahead of his talks with A, B called for a truce in C"."""
    opens = units[0].code in "kf" or str(units[0].value) in word_set("beside_words")
    row = "".join(unit.code for unit in units[position:index])
    return opens and _MAIN_CLAUSE.search(row) is not None


def _is_of_aim(units: Sequence[Unit], index: int) -> bool:
    """Whether a place is that of what was to be done: "in a bid to halt the fighting in Gaza, he told …"."""
    before = [unit.code for unit in units[max(0, index - 6) : index]]
    return any(
        first == "t" and second == "x" and "c" not in before[at:]
        for at, (first, second) in enumerate(itertools.pairwise(before))
    )


def _names_the_capital(scene: Scene) -> bool:
    """Whether "in the capital" or "in the city" stands for the town of the dateline (codebook, section 1)."""
    for first, second, third in zip(scene.units, scene.units[1:], scene.units[2:], strict=False):
        if first.code == "i" and second.code in "dh" and str(third.value) in word_set("dateline_words"):
            return True
    return False


def _place_of_where(scene: Scene, position: int, text: str) -> PlaceMention | None:
    """The place before "where": "flew on to Kuwait City, where he held talks"."""
    for index in range(position - 1, max(0, position - 12), -1):
        unit = scene.units[index]
        if unit.code == "k" and unit.value == "where":
            before = index - 1 - (scene.units[index - 1].code == "c")
            if before >= 0:
                return read_place(scene.units, before, text, ())
        if unit.code in "ke;":
            return None
    return None


def _is_in_subject_matter(scene: Scene, frame: Frame, index: int, place: PlaceMention) -> bool:
    """Whether a place only tells what was talked about: "discussed the situation in Syria"."""
    begin = unit_of(scene, frame.trigger)
    between = range(begin, index)
    is_matter = (
        frame.trigger.kind == "discuss"
        or any(
            str(scene.units[i].value) in word_set("matter_prepositions")
            and scene.units[i + 1].code != "Y"
            and not (set(_words_at(scene, i + 1, 2)) & word_set("occasion_words"))
            for i in between
        )
        or any(_opens_aim(scene.units, i) for i in between if i + 1 < index)
    )
    if not is_matter or index < begin:
        return False
    days = [unit.value for unit in scene.units[index + 1 : index + 3] if unit.code == "Y"]
    is_dated = any(day.unit not in ("week", "month", "year") and day.kind not in ("month", "year") for day in days)
    return not (place.place_name and (is_dated or place.country_code in _actors_of(frame)))


def _opens_aim(units: Sequence[Unit], index: int) -> bool:
    """Whether "to" and a verb begin here; "face to face" and "two to three" have none."""
    following = units[index + 1]
    others = word_set("paired_nouns") | {"be", "take"}  # "is to be held", "due to take place"
    return units[index].code == "t" and following.code == "x" and str(following.value) not in others


def _words_at(scene: Scene, first: int, count: int) -> list[str]:
    return [str(unit.value) for unit in scene.units[first : first + count]]


def _actors_of(frame: Frame) -> set[str]:
    entities = (mention.entity for side in frame.sides for mention in side)
    return {entity.actor_id for entity in entities if entity is not None and entity.actor_id}
