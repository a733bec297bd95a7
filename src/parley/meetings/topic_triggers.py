"""Find the words after or before which it stands what was talked about.

Data: `lexicon/topic_triggers.csv`, `lexicon/word_lists.csv` (talk_nouns, setting_words and others).
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import Token

_LONGEST_SETTING = 40
"""Tokens between a noun of meeting and the "on" that tells its subject."""
_DENIAL_REACH = 3
"""Tokens before a verb in which a denial is looked for: "not interested in discussing"."""


@functools.cache
def _triggers() -> dict[str, list[tuple[tuple[frozenset[str], ...], str]]]:
    """Index the phrases by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[frozenset[str], ...], str]]] = {}
    for row in lexicon_rows("topic_triggers"):
        phrase = tuple(_alternatives(slot) for slot in row["phrase"].split(" "))
        for word in phrase[0]:
            index.setdefault(word, []).append((phrase, row["who"]))
    return {first: sorted(found, key=lambda item: -len(item[0])) for first, found in index.items()}


def _alternatives(slot: str) -> frozenset[str]:
    """The words that a slot admits; ``@`` stands before the name of a list of them."""
    parts = slot.split("|")
    words = {word for part in parts if part.startswith("@") for word in word_set(part[1:])}
    return frozenset(words | {part for part in parts if not part.startswith("@")})


@functools.cache
def trigger_openers() -> frozenset[str]:
    """Words one of which begins whatever `find_trigger` finds."""
    return frozenset(_triggers()) | word_set("talk_nouns")


def find_trigger(tokens: Sequence[Token], at: int, named: Collection[int]) -> tuple[int, str] | None:
    """Find the words at a token after or before which a subject stands.

    Parameters
    ----------
    tokens : sequence of Token
    at : int
    named : collection of int
        Offsets of the tokens that name people, bodies, places and dates.

    Returns
    -------
    (int, str) or None
        How many tokens they are, and their class (`who` in the lexicon).
    """
    if at and tokens[at].text[0].isupper():  # "the Programme of Support" is a name
        return None
    hit = _setting_at(tokens, at, named) or _phrase_at(tokens, at)
    if (
        hit is None
        or hit[1] == "none"
        or _is_noun(tokens, at, hit[0])
        or _is_denied(tokens, at)
        or (hit[1] != "brief" and _is_attribute(tokens, at, hit[0]))
    ):
        return None
    return hit


def _setting_at(tokens: Sequence[Token], at: int, named: Collection[int]) -> tuple[int, str] | None:
    if tokens[at].lower not in word_set("talk_nouns"):
        return None
    end = _past_setting(tokens, at + 1, named)
    return None if end is None else (end - at, "talk")


def _past_setting(tokens: Sequence[Token], at: int, named: Collection[int]) -> int | None:
    """Pass over with whom, where and when to "on": "talks in Doha on Sunday on the release of hostages"."""
    for index in range(at, min(len(tokens) - 1, at + _LONGEST_SETTING)):
        token = tokens[index]
        if token.start not in named and token.lower in word_set("matter_prepositions"):
            if not opens_setting(tokens, index + 1):
                return index + 1
            continue
        is_setting = token.start in named or token.text[0].isupper() or token.text[0].isdigit()
        if not is_setting and token.lower != "," and token.lower not in word_set("setting_words"):
            return None
    return None


def opens_setting(tokens: Sequence[Token], at: int) -> bool:
    """Whether "on" tells a day or an occasion: "talks on Monday", "on the sidelines"."""
    behind = [each.lower for each in tokens[at : at + 2]]
    return bool(behind) and (
        behind[0] in word_set("date_openers")
        or any(word[0].isdigit() for word in behind)
        or not word_set("occasion_words").isdisjoint(behind)
    )


def _phrase_at(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    phrases = _triggers().get(tokens[at].lower, ())
    after = tokens[at + 1].lower if phrases and at + 1 < len(tokens) else ""
    is_open = _is_adverb(after)
    for phrase, who in phrases:
        if not is_open and len(phrase) > 1 and after not in phrase[1]:  # for the sake of speed
            continue
        end = _match_end(tokens, at, phrase)
        if end is None:
            continue
        is_setting = tokens[end - 1].lower in word_set("matter_prepositions") and opens_setting(tokens, end)
        if not is_setting:
            return end - at, who
    return None


def _match_end(tokens: Sequence[Token], at: int, phrase: Sequence[frozenset[str]]) -> int | None:
    """Match a trigger's words in order, adverbs between them passed over."""
    index = at
    for number, admitted in enumerate(phrase):
        is_infinitive = number == 1 and tokens[at].lower == "to"
        while (
            number
            and not is_infinitive
            and index < len(tokens)
            and tokens[index].lower not in admitted
            and _is_adverb(tokens[index].lower)
        ):
            index += 1
        if index >= len(tokens) or tokens[index].lower not in admitted:
            return None
        index += 1
    return index


def _is_adverb(word: str) -> bool:
    return word in word_set("adverbs") or word in word_set("trigger_fillers") or word.endswith("ly")


def _is_attribute(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether a participle only describes a noun or is a passive's: "a proposed railway", "is considered"."""
    if length > 1 or at == 0 or not tokens[at].lower.endswith("ed"):
        return False
    before = tokens[at - 1].lower
    return before in word_set("attribute_openers") or before in word_set("be_forms")


def _is_noun(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether a word is no verb but a noun: "ordered a review of"."""
    return length == 1 and at + 1 < len(tokens) and tokens[at + 1].lower == "of"


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return any(token.lower in word_set("denials") for token in tokens[max(0, at - _DENIAL_REACH) : at])


def find_denied(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a verb of discussing stands here that is denied.

    Parameters
    ----------
    tokens : sequence of Token
    at : int
    """
    is_discussing = tokens[at].lower in word_set("discussing") or tokens[at].lower in word_set("discussing_of")
    return is_discussing and _is_denied(tokens, at)
