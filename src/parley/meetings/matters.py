"""Find the stretches of a sentence that name what was talked about.

Codebook, section 3. Data: `lexicon/topic_triggers.csv`, `lexicon/word_lists.csv` (matter_borders and others).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import Token

_LONGEST_SETTING = 40
"""Tokens between a noun of meeting and the "on" that tells its subject."""
_LONGEST_QUOTE = 12
"""Tokens between quotation marks that only stand around a term."""


@dataclass(frozen=True, slots=True)
class Matter:
    """The stretch of a sentence that names what was talked about.

    `who` is ``talk`` when both sides are the subject, ``side`` when one raised it, ``after`` for the passive,
    ``compound`` when the subject stands before its noun: "trade talks".
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


def find_matters(tokens: Sequence[Token], named: Collection[int] = frozenset()) -> list[Matter]:
    """List the subject matters of a sentence in order.

    Parameters
    ----------
    tokens : sequence of Token
    named : collection of int
        Offsets of the tokens that name people, bodies, places and dates.
    """
    found: list[Matter] = []
    pending: tuple[int, str] | None = None
    at = 0
    while at < len(tokens):
        compound = _compound_start(tokens, at)
        if compound is not None:
            found.append(Matter("compound", at, compound, at))
        hit = _trigger_at(tokens, at, named)
        if hit is None or _is_denied(tokens, at) or (hit[1] != "brief" and _is_attribute(tokens, at, hit[0])):
            at += 1
            continue
        length, who = hit
        if who == "aim":  # "talks to end the war": the verb is part of the subject
            who, length = "talk", length - 1
        if who == "brief":  # "briefed his guest on …": the subject matter follows the one addressed
            end = _past_addressee(tokens, at + length, named)
            if end is None:
                at += length
                continue
            who, length = "side", end - at
        if pending is not None and pending[0] == at:
            who = pending[1]
        if who == "after":
            pending = (at + length, who)
            first = found[-1].last if found else 0
            found.append(Matter(who, at, *_subject_before(tokens, at, first)))
            at += length
            continue
        begin = _past_company(tokens, at + length, named)
        pending = (begin, who)
        last = _matter_end(tokens, begin, named)
        if last > begin:
            found.append(Matter(who, at, begin, last))
        at += length
    return found


def _trigger_at(tokens: Sequence[Token], at: int, named: Collection[int]) -> tuple[int, str] | None:
    if tokens[at].lower in word_set("talk_nouns"):
        end = _past_setting(tokens, at + 1, named)
        if end is not None:
            return end - at, "talk"
    for phrase, who in _triggers().get(tokens[at].lower, ()):
        end = _match_end(tokens, at, phrase)
        if end is not None and not (phrase[-1] in word_set("matter_prepositions") and _opens_setting(tokens, end)):
            return end - at, who
    return None


def _opens_setting(tokens: Sequence[Token], at: int) -> bool:
    """Whether "on" tells a day or an occasion: "talks on Monday", "on the sidelines"."""
    behind = [each.lower for each in tokens[at : at + 2]]
    return bool(behind) and (
        behind[0] in word_set("date_openers")
        or any(word[0].isdigit() for word in behind)
        or not word_set("occasion_words").isdisjoint(behind)
    )


def _past_setting(tokens: Sequence[Token], at: int, named: Collection[int]) -> int | None:
    """Pass over with whom, where and when to "on": "talks in Doha on Sunday on the release of hostages"."""
    for index in range(at, min(len(tokens) - 1, at + _LONGEST_SETTING)):
        token = tokens[index]
        if token.start not in named and token.lower in word_set("matter_prepositions"):
            if not _opens_setting(tokens, index + 1):
                return index + 1
            continue
        is_setting = token.start in named or token.text[0].isupper() or token.text[0].isdigit()
        if not is_setting and token.lower != "," and token.lower not in word_set("setting_words"):
            return None
    return None


def _is_attribute(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether a participle only describes a noun or is a passive's: "a proposed railway", "is considered"."""
    if length > 1 or at == 0 or not tokens[at].lower.endswith("ed"):
        return False
    before = tokens[at - 1].lower
    return before in word_set("attribute_openers") or before in word_set("be_forms")


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return any(token.lower in word_set("denials") for token in tokens[max(0, at - 2) : at])


def _compound_start(tokens: Sequence[Token], at: int) -> int | None:
    """Where the words before a noun of talking begin that may tell its subject: "cease-fire talks"."""
    if tokens[at].lower not in word_set("compound_heads"):
        return None
    first = at
    while first > 0 and at - first < 3 and _is_modifier(tokens[first - 1]):
        first -= 1
    return first if first < at else None


def _is_modifier(token: Token) -> bool:
    return token.text[0].isalpha() and token.lower not in word_set("compound_borders")


def _past_addressee(tokens: Sequence[Token], at: int, named: Collection[int]) -> int | None:
    """Where it begins what somebody was told about; None when a public was told."""
    for index in range(at, min(len(tokens), at + _LONGEST_SETTING)):
        lower = tokens[index].lower
        if lower in word_set("audiences"):
            return None
        if tokens[index].start in named:
            continue
        if lower in word_set("briefing_prepositions"):
            return index + 1
        if lower in word_set("matter_borders") or lower in word_set("finite_verbs") or index - at > _LONGEST_QUOTE:
            break
    return None


def _past_company(tokens: Sequence[Token], at: int, named: Collection[int]) -> int:
    """Pass over with whom, where and when something was discussed to what it was."""
    index = at
    while index + 1 < len(tokens) and tokens[index].lower in word_set("company_prepositions"):
        end = index + 1
        while end < len(tokens) and (tokens[end].start in named or tokens[end].lower in word_set("company_words")):
            end += 1
        is_article = tokens[end - 1].lower in ("the", "a", "an") and tokens[end - 1].start not in named
        end -= is_article
        if end == index + 1 or end >= len(tokens):
            return at if index == at else index
        index = end + (tokens[end].text == "," and end + 1 < len(tokens))
    return index


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


def is_as_well_as(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "as well as" begins here, which joins as "and" does."""
    return tokens[at].lower == "as" and [token.lower for token in tokens[at + 1 : at + 3]] == ["well", "as"]


def is_such_as(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "such as" begins here, after which examples follow."""
    return tokens[at].lower == "such" and at + 1 < len(tokens) and tokens[at + 1].lower == "as"


def _subject_before(tokens: Sequence[Token], at: int, least: int) -> tuple[int, int]:
    """The subject of a passive, without the auxiliaries between: "trade | will also | be discussed"."""
    last = at
    while last > least and (
        tokens[last - 1].lower in word_set("finite_verbs") or tokens[last - 1].lower in word_set("passive_fillers")
    ):
        last -= 1
    index = last
    while index > least and not _is_border_before(tokens, index - 1):
        index -= 1
    return index, last


def _is_border_before(tokens: Sequence[Token], at: int) -> bool:
    lower = tokens[at].lower
    if lower in word_set("finite_verbs"):
        return True
    in_as_well_as = is_as_well_as(tokens, at) or (at >= 2 and is_as_well_as(tokens, at - 2))
    in_such_as = at >= 1 and is_such_as(tokens, at - 1)
    return lower in word_set("matter_borders") and not in_as_well_as and not in_such_as


def _matter_end(tokens: Sequence[Token], at: int, named: Collection[int]) -> int:
    """The list of subjects ends with the sentence or where another clause begins."""
    index = at
    may_assert = at > 0 and tokens[at - 1].lower == "that"
    while index < len(tokens):
        lower = tokens[index].lower
        if is_as_well_as(tokens, index):
            index += 3
            continue
        if is_such_as(tokens, index):
            index += 2
            continue
        if lower in word_set("embedding_words"):
            may_assert = True
        elif lower in word_set("finite_verbs"):
            if not may_assert:
                break
            may_assert = False
        elif lower in word_set("quotation_marks"):
            if not _is_short_quote(tokens, index) and not _is_short_quote_before(tokens, index, at):
                break
        elif lower in word_set("matter_borders") or (index > at and _trigger_at(tokens, index, named) is not None):
            break
        index += 1
    return index


def _is_short_quote(tokens: Sequence[Token], at: int) -> bool:
    """Whether a quotation that begins here ends before it is a statement."""
    return any(token.lower in word_set("quotation_marks") for token in tokens[at + 2 : at + _LONGEST_QUOTE])


def _is_short_quote_before(tokens: Sequence[Token], at: int, least: int) -> bool:
    window = tokens[max(least, at - _LONGEST_QUOTE) : at]
    return sum(token.lower in word_set("quotation_marks") for token in window) % 2 == 1
