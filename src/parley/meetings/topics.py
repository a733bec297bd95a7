"""Tell topic and area of what was talked about at a meeting.

Codebook, section 3. Data: `lexicon/{topic_phrases,conflicts}.csv`, `gazetteer/regions.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from parley.files import gazetteer_rows, reference_rows
from parley.meetings.matters import Matter, pieces_of
from parley.meetings.scenes import Draft
from parley.meetings.topic_lexicon import TopicMatch, classify_phrase, conflict_of
from parley.mentions.phrasebook import word_set
from parley.mentions.scanner import Unit
from parley.model import Evidence, Span, Topic
from parley.text.document import Sentence, words

_LONGEST_PHRASE = 160
"""Code points beyond which a piece of a list is a clause, not a subject."""


def topics_of(
    matter: Matter, sentence: Sentence, units: Sequence[Unit], text: str, draft: Draft, carried: str
) -> tuple[list[Topic], str]:
    """Read the topics of a subject matter.

    Parameters
    ----------
    matter : Matter
    sentence : Sentence
    units : sequence of Unit
        The sentence's units, which know countries and regions.
    text : str
    draft : Draft
        The meeting at which it was talked about.
    carried : str
        The area last named, which a subject without one of its own takes over.

    Returns
    -------
    topics : list of Topic
    carried : str
    """
    topics: list[Topic] = []
    for start, end in pieces_of(sentence.tokens[matter.first : matter.last], text):
        piece = text[start:end]
        conflict = conflict_of(piece)
        match = classify_phrase(piece) or (conflict and TopicMatch(conflict.topic_id, conflict.start, conflict.end))
        if (
            match is None
            or len(piece) > _LONGEST_PHRASE
            or set(words(piece)) & (word_set("courtesies") | word_set("audiences"))
        ):
            continue
        area, area_span = _area(units, start, end, text)
        if not area and conflict is not None and conflict.codes:
            area = conflict.codes
        own = area
        if not area and _takes_over(match.topic_id):
            area = carried
        carried = own or carried
        coded = _coded_area(area, match.topic_id, draft)
        evidence = [
            Evidence("phrase", Span(start, end)),
            Evidence("topic_id", Span(start + match.start, start + match.end)),
        ]
        if coded and area_span is not None:
            evidence.append(Evidence("area", area_span))
        topics.append(Topic(match.topic_id, piece, coded or None, tuple(evidence)))
    return topics, carried


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


def _area(units: Sequence[Unit], start: int, end: int, text: str) -> tuple[str, Span | None]:
    """List the codes of the countries, groups and regions a phrase names, in order."""
    found: list[tuple[int, int, str]] = []
    for match in _regions().finditer(text, start, end):
        found.append((match.start(), match.end(), _region_codes()[match.group()]))
    for index, unit in enumerate(units):
        if unit.start < start or unit.end > end or any(a <= unit.start < b for a, b, _ in found):
            continue
        if index and units[index - 1].code == "b":
            continue
        codes = _codes_of(unit)
        if codes:
            found.append((unit.start, unit.end, codes))
    found.sort()
    ordered = list(dict.fromkeys(code for _, _, codes in found for code in codes.split("|") if code))
    span = Span(found[0][0], found[-1][1]) if ordered else None
    return "|".join(ordered), span


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
def _domains() -> dict[str, str]:
    return {row["topic_id"]: row["domain"] for row in reference_rows("topic_scheme")}


def _takes_over(topic_id: str) -> bool:
    """Subjects of war and relief speak of the dispute just named; trade and culture do not."""
    return _domains().get(topic_id) in ("peace", "humanitarian")


def _coded_area(area: str, topic_id: str, draft: Draft) -> str:
    """Leave out the two sides' own relations (codebook, section 3)."""
    own = {code for actor in draft.actors if (code := _country_of_actor().get(actor))}
    codes = [code for code in area.split("|") if code]
    if _domains().get(topic_id) == "relations" or set(codes) >= own:
        codes = [code for code in codes if code not in own]
    return "|".join(codes)


def merge_topics(topics: Sequence[Topic]) -> list[Topic]:
    """Keep one row per topic and area, the first phrase of each; an area takes the place of none."""
    kept: list[Topic] = []
    for topic in topics:
        same = next(
            (
                other
                for other in kept
                if other.topic_id == topic.topic_id and (other.area == topic.area or not topic.area)
            ),
            None,
        )
        if same is not None:
            continue
        vague = next((other for other in kept if other.topic_id == topic.topic_id and not other.area), None)
        if vague is not None:
            kept[kept.index(vague)] = topic
        else:
            kept.append(topic)
    return kept
