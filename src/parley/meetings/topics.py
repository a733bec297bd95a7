"""Follow what was talked about at a meeting: the objects of discuss, review, exchange views on, focus on and the like.

Codebook, section 3. Data: `lexicon/{topic_triggers,topic_phrases,conflicts}.csv`, `gazetteer/regions.csv`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parley.files import gazetteer_rows, lexicon_rows, reference_rows
from parley.meetings.scenes import Draft
from parley.meetings.topic_lexicon import TopicMatch, classify_phrase, conflict_of
from parley.mentions.phrasebook import word_set
from parley.mentions.scanner import Unit
from parley.model import Evidence, Span, Topic
from parley.text.document import Sentence, Token, words

_LONGEST_PHRASE = 160
"""Code points beyond which a piece of a list is a clause, not a subject."""


@dataclass(frozen=True, slots=True)
class Matter:
    """The stretch of a sentence that names what was talked about.

    `who` is ``talk`` when both sides are the subject, ``side`` when one raised it, ``after`` for the passive.
    """

    who: str
    trigger: int
    first: int
    last: int


@functools.cache
def _triggers() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in lexicon_rows("topic_triggers"):
        for phrase in itertools.product(*(slot.split("|") for slot in row["phrase"].split(" "))):
            index.setdefault(phrase[0], []).append((phrase, row["who"]))
    return {first: sorted(found, key=lambda item: -len(item[0])) for first, found in index.items()}


def find_matters(tokens: Sequence[Token]) -> list[Matter]:
    """List the subject matters of a sentence in order."""
    found: list[Matter] = []
    pending: tuple[int, str] | None = None
    at = 0
    while at < len(tokens):
        hit = _trigger_at(tokens, at)
        if hit is None:
            at += 1
            continue
        length, who = hit
        if _is_attribute(tokens, at, length):
            at += 1
            continue
        if who == "brief":  # "briefed his guest on …": the subject matter follows the one addressed
            who, length = "side", _past_addressee(tokens, at + length) - at
        if pending is not None and pending[0] == at:
            who = pending[1]
        pending = (at + length, who)
        if who == "after":
            first = found[-1].last if found else 0
            found.append(Matter(who, at, _clause_start(tokens, at, first), at))
            at += length
            continue
        last = _matter_end(tokens, at + length)
        if last > at + length:
            found.append(Matter(who, at, at + length, last))
        at += length
    return found


def _trigger_at(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    if tokens[at].lower in word_set("talk_nouns"):
        end = _past_setting(tokens, at + 1)
        if end is not None:
            return end - at, "talk"
    for phrase, who in _triggers().get(tokens[at].lower, ()):
        end = _match_end(tokens, at, phrase)
        if end is not None:
            return end - at, who
    return None


def _past_setting(tokens: Sequence[Token], at: int) -> int | None:
    """Pass over where and when to "on": "talks in Doha on Sunday on the release of hostages"."""
    for index in range(at, min(len(tokens) - 1, at + 10)):
        lower = tokens[index].lower
        if lower in word_set("matter_prepositions"):
            following = tokens[index + 1].lower
            if following.isdigit() or following in word_set("date_openers") or tokens[index + 1].text[0].isdigit():
                continue
            behind = [token.lower for token in tokens[index + 1 : index + 3]]
            return None if set(behind) & word_set("occasion_words") else index + 1
        is_setting = tokens[index].text[0].isupper() or tokens[index].text[0].isdigit()
        if not is_setting and lower != "," and lower not in word_set("setting_words"):
            return None
    return None


def _is_attribute(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether a participle only describes a noun: "a proposed railway"."""
    return (
        length == 1
        and at > 0
        and tokens[at].lower.endswith("ed")
        and tokens[at - 1].lower in word_set("attribute_openers")
    )


def _past_addressee(tokens: Sequence[Token], at: int) -> int:
    for index in range(at, min(len(tokens), at + 9)):
        if tokens[index].lower in word_set("briefing_prepositions"):
            return index + 1
    return at


def _match_end(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> int | None:
    """Match a trigger's words in order, adverbs between them passed over."""
    index = at
    for number, word in enumerate(phrase):
        while number and index < len(tokens) and tokens[index].lower != word and _is_adverb(tokens[index].lower):
            index += 1
        if index >= len(tokens) or tokens[index].lower != word:
            return None
        index += 1
    return index


def _is_adverb(word: str) -> bool:
    return word in word_set("adverbs") or word in word_set("trigger_fillers") or word.endswith("ly")


def _is_as_well_as(tokens: Sequence[Token], at: int) -> bool:
    return [token.lower for token in tokens[at : at + 3]] == ["as", "well", "as"]


def _clause_start(tokens: Sequence[Token], at: int, least: int) -> int:
    index = at
    while index > least and (
        tokens[index - 1].lower not in word_set("matter_borders") or _in_as_well_as(tokens, index - 1)
    ):
        index -= 1
    return index


def _in_as_well_as(tokens: Sequence[Token], at: int) -> bool:
    return _is_as_well_as(tokens, at) or (at >= 2 and _is_as_well_as(tokens, at - 2))


def _matter_end(tokens: Sequence[Token], at: int) -> int:
    """The list of subjects ends with the sentence or where another clause begins."""
    index = at
    while index < len(tokens):
        lower = tokens[index].lower
        if _is_as_well_as(tokens, index):
            index += 3
            continue
        if lower in word_set("matter_borders") or (index > at and _trigger_at(tokens, index) is not None):
            break
        index += 1
    return index


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
    for start, end in _pieces(sentence.tokens[matter.first : matter.last], text):
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


def _pieces(tokens: Sequence[Token], text: str) -> list[tuple[int, int]]:
    """Cut a list of subjects at commas and conjunctions where both sides can stand alone."""
    cuts: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        if token.lower in ("and", "&") and _is_within_between(cuts[-1]):
            cuts[-1].append(token)
        elif token.text in ",;" or token.lower in word_set("piece_separators") or _is_as_well_as(tokens, index):
            cuts.append([])
        elif _opens_context(tokens, index):
            break
        else:
            cuts[-1].append(token)
    pieces = []
    for cut in cuts:
        while cut and cut[0].lower in word_set("phrase_openers"):
            cut = cut[1:]
        while cut and (cut[-1].text in '.!?"”’)(' or cut[-1].lower in word_set("phrase_openers")):
            cut = cut[:-1]
        if cut:
            pieces.append((cut[0].start, cut[-1].end))
    return pieces


def _is_within_between(cut: Sequence[Token]) -> bool:
    """Whether the next "and" joins the two that "between" announced."""
    lowers = [token.lower for token in cut]
    return "between" in lowers and "and" not in lowers[lowers.index("between") :]


@functools.cache
def _context_phrases() -> tuple[tuple[str, ...], ...]:
    return tuple(words(phrase) for phrase in word_set("context_phrases"))


def _opens_context(tokens: Sequence[Token], at: int) -> bool:
    """Whether "in the context of" or the like begins here: what follows is not the subject itself."""
    return any(
        all(at + i < len(tokens) and tokens[at + i].lower == word for i, word in enumerate(phrase))
        for phrase in _context_phrases()
    )


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
