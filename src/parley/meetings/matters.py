"""Find the stretches of a sentence that name what was talked about, and cut them into subjects.

Codebook, section 3. Data: `lexicon/topic_triggers.csv`, `lexicon/word_lists.csv` (matter_borders and others).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import Token, words


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


def pieces_of(tokens: Sequence[Token], text: str) -> list[tuple[int, int]]:
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
