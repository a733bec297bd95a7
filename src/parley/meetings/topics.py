"""Tell topic and area of what was talked about at a meeting.

Codebook, section 3. Data: `lexicon/{topic_phrases,conflicts,wars}.csv`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from parley.linking.calendar import Period
from parley.meetings.areas import Area, coded_area, domain_of, find_area, own_codes, takes_over
from parley.meetings.matters import Matter
from parley.meetings.pieces import pieces_of
from parley.meetings.scenes import Draft, Scene
from parley.meetings.topic_lexicon import TopicMatch, classify_phrase, conflict_of, is_at_war
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit
from parley.model import Evidence, Span, Topic
from parley.text.document import Token, words

_LONGEST_PHRASE = 160
"""Code points beyond which a piece of a list is a clause, not a subject."""
_PEOPLE = ("person", "office", "role", "pronoun")


@dataclass(frozen=True, slots=True)
class _Subject:
    """A piece of a list with its topic and the places it names itself."""

    span: Span
    match: TopicMatch
    area: Area


def topics_of(
    matter: Matter, scene: Scene, text: str, period: Period, draft: Draft, carried: str
) -> tuple[list[Topic], str]:
    """Read the topics of a subject matter.

    Parameters
    ----------
    matter : Matter
    scene : Scene
        The sentence, whose units know countries and regions.
    text : str
    period : Period
        When the meeting took place or was told of.
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
    for subject in _subjects(matter, scene, text, period, draft):
        own = "|".join(subject.area.codes)
        topic_id = subject.match.topic_id
        coded = coded_area(own or (carried if takes_over(topic_id) else ""), topic_id, draft)
        carried = own or carried
        start = subject.span.start
        evidence = [
            Evidence("phrase", subject.span),
            Evidence("topic_id", Span(start + subject.match.start, start + subject.match.end)),
        ]
        if coded and subject.area.span is not None:
            evidence.append(Evidence("area", subject.area.span))
        topics.append(Topic(topic_id, text[start : subject.span.end], coded or None, tuple(evidence)))
    return topics, carried


def _subjects(matter: Matter, scene: Scene, text: str, period: Period, draft: Draft) -> list[_Subject]:
    found: list[_Subject] = []
    asides = _asides(scene)
    tokens = scene.sentence.tokens[matter.first : matter.last]
    is_list = True
    is_range = matter.first > 0 and scene.sentence.tokens[matter.first - 1].lower == "from"
    for start, end in pieces_of(tokens, asides, is_range):
        piece = text[start:end]
        is_list, was_list = False, is_list
        if end - start > _LONGEST_PHRASE or _is_no_subject(words(piece)):
            continue
        area, is_bare = find_area(scene, start, end, text, draft)
        is_bare = is_bare and was_list and matter.who in ("talk", "after") and _is_member(tokens, start)
        if is_bare and found and _ends_in_place(found[-1]):  # "a ceasefire in Gaza and Lebanon"
            found[-1] = dataclasses.replace(found[-1], area=found[-1].area + area)
            is_list = True
            continue
        match = _match_of(_masked(scene, start, end, text), area, is_bare, period)
        if match is not None and matter.who == "loose" and not _is_specific(match):
            match = None
        if match is not None and match.rank == "place" and len(area.codes) > 1 and set(area.codes) <= own_codes(draft):
            match = dataclasses.replace(match, topic_id="bilateral-relations")  # "Russian-Chinese issues"
        if match is not None:
            conflict = conflict_of(piece)
            if not area.codes and conflict is not None and conflict.codes:
                span = Span(start + conflict.start, start + conflict.end)
                area = Area(tuple(conflict.codes.split("|")), span)
            if matter.who == "loose":  # what stands before tells what was done about it
                start, match = start + match.start, dataclasses.replace(match, start=0, end=match.end - match.start)
            found.append(_Subject(Span(start, end), match, area))
            is_list = True
    return found


def _is_no_subject(piece: Sequence[str]) -> bool:
    is_denied = piece[0] == "not" and piece[1:2] != ("only",)
    return is_denied or bool(set(piece) & (word_set("courtesies") | word_set("audiences")))


def _is_member(tokens: Sequence[Token], start: int) -> bool:
    """Whether a place stands where a subject does: first, or after a comma or "and"; not in "made in Japan"."""
    at = next(index for index, token in enumerate(tokens) if token.start == start)
    while at and tokens[at - 1].lower in word_set("definite_words"):
        at -= 1
    return at == 0 or tokens[at - 1].lower in word_set("list_words")


def _is_specific(match: TopicMatch) -> bool:
    """Whether the words name a subject wherever they stand."""
    is_general = match.topic_id in word_set("general_topics") or domain_of(match.topic_id) == "multilateral"
    return match.rank in ("", "firm") and not is_general and match.topic_id != "high-level-visits"


def _ends_in_place(subject: _Subject) -> bool:
    is_last = subject.area.span is not None and subject.area.span.end == subject.span.end
    return is_last and subject.match.rank != "place"


def _match_of(piece: str, area: Area, is_bare: bool, period: Period) -> TopicMatch | None:
    match = classify_phrase(piece)
    conflict = conflict_of(piece)
    if conflict is not None and (match is None or match.rank == "place" or match.topic_id == "armed-conflict"):
        return TopicMatch(conflict.topic_id, conflict.start, conflict.end)
    if match is None and is_bare:
        match = TopicMatch("regional-developments", 0, len(piece), "place")
    if match is None or match.rank != "place":
        return match
    if area.span is None:
        return None
    is_general = match.topic_id == "regional-developments"
    is_war = is_general and any(is_at_war(code, period.start) for code in area.codes)
    return dataclasses.replace(match, topic_id="armed-conflict" if is_war else match.topic_id)


def _masked(scene: Scene, start: int, end: int, text: str) -> str:
    """Blank out people, bodies not known and long names of states, so that no word in them is taken for a topic's."""
    piece = text[start:end]
    spans = [(mention.start, mention.end) for mention in scene.mentions if mention.title is not None]
    spans += [(unit.start, unit.end) for unit in scene.units if _is_mere_name(unit, text)]
    for first, last in spans:
        if start <= first and last <= end:
            piece = piece[: first - start] + "_" * (last - first) + piece[last - start :]
    return piece


def _is_mere_name(unit: Unit, text: str) -> bool:
    """Whether the words of a name say nothing of a subject: no council or union that is one itself."""
    if unit.code == "I":
        match = classify_phrase(text[unit.start : unit.end])
        return match is None or domain_of(match.topic_id) != "multilateral"
    return unit.code == "C" and unit.last - unit.first > 1


def _asides(scene: Scene) -> frozenset[int]:
    """Offsets of the tokens that name a day, or somebody with whom a subject was discussed."""
    tokens = scene.sentence.tokens
    found: set[int] = set()
    for unit in scene.units:
        if unit.code == "Y" and unit.value.kind in ("day", "weekday", "relative"):
            found.update(token.start for token in tokens[unit.first : unit.last])
    for mention in scene.mentions:
        before = scene.units[mention.first - 1] if mention.first else None
        is_named = mention.kind != "person" or mention.title is not None or len(mention.name) > 1
        if mention.kind in _PEOPLE and is_named and before is not None and before.code in "wb":
            found.update(token.start for token in tokens if before.start <= token.start < mention.end)
    return frozenset(found)


def merge_topics(topics: Sequence[Topic]) -> list[Topic]:
    """Keep one row per topic and area, the first phrase of each; an area takes the place of none."""
    kept: list[Topic] = []
    for topic in topics:
        same = [other for other in kept if other.topic_id == topic.topic_id]
        if any(other.area == topic.area for other in same):
            continue
        if topic.topic_id == "regional-developments":  # a region without a code is none the less another one
            kept.append(topic)
            continue
        vague = next((other for other in same if not other.area), None)
        if vague is not None:
            kept[kept.index(vague)] = topic
        elif topic.area or not same:
            kept.append(topic)
    return kept
