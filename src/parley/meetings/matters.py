"""Find the stretches of a sentence that name what was talked about.

Codebook, section 3. Data: `lexicon/word_lists.csv` (matter_borders, finite_verbs and others).
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parley.meetings.topic_triggers import find_trigger, opens_setting, trigger_openers
from parley.mentions.phrasebook import word_set
from parley.text.document import Token, words

_LONGEST_SETTING = 40
"""Tokens within which the one addressed, or the verb of a question, is looked past."""
_LONGEST_QUOTE = 12
"""Tokens between quotation marks that only stand around a term."""


@dataclass(frozen=True, slots=True)
class Matter:
    """The stretch of a sentence that names what was talked about.

    `who` is ``talk`` when both sides are the subject, ``side`` when one raised it, ``after`` for the passive,
    ``relative`` when the two talked of it in a clause behind it, ``aim`` when it is what a meeting was for,
    ``compound`` when the subject stands before its noun ("trade talks"), ``loose`` when it stands anywhere in what is
    said of both sides.
    """

    who: str
    trigger: int
    first: int
    last: int


def find_matters(tokens: Sequence[Token], named: Collection[int] = frozenset()) -> list[Matter]:
    """List the subject matters of a sentence in order.

    Parameters
    ----------
    tokens : sequence of Token
    named : collection of int
        Offsets of the tokens that name people, bodies, places and dates.
    """
    found: list[Matter] = []
    pending: tuple[int, str, int] | None = None
    fronted = _fronted(tokens)
    if fronted is not None:
        found.append(Matter("talk", 0, *fronted))
    at = 0
    while at < len(tokens):
        if tokens[at].lower not in _openers():
            at += 1
            continue
        compound = _compound_start(tokens, at)
        if compound is not None:
            found.append(Matter("compound", at, compound, at))
        if _opens_list(tokens, at):
            found.append(Matter("talk", at, at + 1, _matter_end(tokens, at + 1, named)))
        hit = find_trigger(tokens, at, named)
        if hit is None:
            at += 1
            continue
        length, who = hit
        if who in ("aim", "outcome"):  # "talks to end the war": the verb is part of the subject
            length -= 1
        who = {"purpose": "aim", "outcome": "talk"}.get(who, who)
        if who in ("brief", "ask"):  # "briefed his guest on …": the subject matter follows the one addressed
            links = word_set("briefing_prepositions") if who == "brief" else frozenset({"to"})
            end = _past_addressee(tokens, at + length, named, links)
            if end is None:
                at += length
                continue
            who, length = "side", end - at
        if pending is not None and (pending[0] == at or _is_within(tokens, at, who, pending)):
            who = pending[1]
        least = max((each.last for each in found if each.who in ("talk", "after")), default=0)
        if who == "after":
            pending = (at + length, who, at + length)
            found.append(Matter(who, at, *_subject_before(tokens, at, least)))
            at += length
            continue
        begin = _past_company(tokens, at + length, named)
        last = _matter_end(tokens, begin, named)
        pending = (begin, who, last)
        if not _has_words(tokens[begin:last]) or tokens[begin].text == ",":
            who = "relative" if who == "talk" else who
            begin, last = _object_before(tokens, at, least) or _complement(tokens, at, begin, named)
        if last > begin:
            found.append(Matter(who, at, begin, last))
        at += length
    return found


@functools.cache
def _openers() -> frozenset[str]:
    """Words and marks that can begin a subject matter; the others are soon passed over."""
    return trigger_openers() | word_set("compound_heads") | {":"}


@functools.cache
def _enders() -> frozenset[str]:
    """Words and marks that can end one, or that joined with others do not."""
    lists = ("embedding_words", "finite_verbs", "quotation_marks", "matter_borders")
    return trigger_openers().union({"as", "such", "which"}, *map(word_set, lists))


def _fronted(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The subject with which a sentence opens: "On Syria, the two ministers agreed that …"."""
    phrases = _fronting_phrases().get(tokens[0].lower, ())
    first = next((len(each) for each in phrases if _starts_with(tokens, each)), 0)
    if not first or opens_setting(tokens, first):
        return None
    for index in range(first, min(len(tokens), first + _LONGEST_QUOTE)):
        if tokens[index].text == "," or (index > first and tokens[index].lower in word_set("clause_subjects")):
            return first, index
        if tokens[index].lower in word_set("finite_verbs") or tokens[index].lower in word_set("matter_borders"):
            return None
    return None


@functools.cache
def _fronting_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Index the phrases by their first word, the longest first."""
    phrases = sorted(map(words, word_set("fronting_words")), key=lambda phrase: (-len(phrase), phrase))
    return {phrase[0]: [each for each in phrases if each[0] == phrase[0]] for phrase in phrases}


def _starts_with(tokens: Sequence[Token], phrase: Sequence[str]) -> bool:
    return tuple(token.lower for token in tokens[: len(phrase)]) == tuple(phrase)


def _has_words(tokens: Sequence[Token]) -> bool:
    return any(token.text[0].isalnum() for token in tokens)


def _is_within(tokens: Sequence[Token], at: int, who: str, pending: tuple[int, str, int]) -> bool:
    """Whether words belong to the subject matter they stand in: "discussed an offer of help"."""
    return (
        who in ("aim", "side")
        and pending[0] <= at == pending[2]
        and tokens[at - 1].lower not in word_set("piece_separators")
        and tokens[at - 1].text != ","
    )


def _opens_list(tokens: Sequence[Token], at: int) -> bool:
    """Whether a colon opens the list that a noun has announced: "the challenges which all of them face: …"."""
    return tokens[at].text == ":" and any(
        token.lower in word_set("list_heads") for token in tokens[max(0, at - _LONGEST_QUOTE) : at]
    )


def _object_before(tokens: Sequence[Token], at: int, least: int) -> tuple[int, int] | None:
    """The object of a verb that follows it in a relative clause: "it is trade that the two discussed"."""
    for index in range(at - 1, max(least, at - _LONGEST_QUOTE), -1):
        if tokens[index].lower in word_set("relative_words"):
            last = index - (tokens[index - 1].text == ",")
            first = _nearest_noun(tokens, last, least)
            return (first, last) if first < last else None
        if tokens[index].lower in word_set("matter_borders"):
            return None
    return None


def _complement(tokens: Sequence[Token], at: int, end: int, named: Collection[int]) -> tuple[int, int]:
    """What stands behind "was" in "what they discussed was trade"."""
    if not any(token.lower == "what" for token in tokens[max(0, at - 4) : at]):
        return end, end
    for index in range(end, min(len(tokens) - 1, end + _LONGEST_SETTING)):
        if tokens[index].lower in word_set("be_forms"):
            return index + 1, _matter_end(tokens, index + 1, named)
    return end, end


def _nearest_noun(tokens: Sequence[Token], last: int, least: int) -> int:
    """Where the noun phrase begins that a relative clause behind it explains."""
    first = last
    while (
        first > least
        and not _is_border_before(tokens, first - 1)
        and tokens[first - 1].lower not in word_set("noun_borders")
    ):
        first -= 1
    return first


def _compound_start(tokens: Sequence[Token], at: int) -> int | None:
    """Where the words before a noun of talking begin that may tell its subject: "cease-fire talks"."""
    if tokens[at].lower not in word_set("compound_heads"):
        return None
    first = at
    while first > 0 and at - first < 3 and _is_modifier(tokens[first - 1]):
        first -= 1
    return first if first < at else None


def _is_modifier(token: Token) -> bool:
    return (
        token.text[0].isalpha() and not token.lower.endswith("ed") and token.lower not in word_set("compound_borders")
    )


def _past_addressee(tokens: Sequence[Token], at: int, named: Collection[int], links: Collection[str]) -> int | None:
    """Where it begins what somebody was told about; None when a public was told."""
    for index in range(at, min(len(tokens), at + _LONGEST_SETTING)):
        lower = tokens[index].lower
        if lower in word_set("audiences"):
            return None
        if tokens[index].start in named:
            continue
        if lower in links:
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
    if last - 1 > least and tokens[last - 1].lower in word_set("relative_words"):  # "independence, which was at …"
        last -= 1 + (tokens[last - 2].text == ",")
        return _nearest_noun(tokens, last, least), last
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
    if at < len(tokens) and tokens[at].lower in word_set("question_words"):  # "no agreement on who is to lead"
        index, may_assert = at + 1, True
    while index < len(tokens):
        lower = tokens[index].lower
        if lower not in _enders():
            index += 1
            continue
        if is_as_well_as(tokens, index):
            index += 3
            continue
        if is_such_as(tokens, index):
            index += 2
            continue
        if lower in word_set("embedding_words") or _is_by_which(tokens, index):
            may_assert = True
        elif lower in word_set("finite_verbs"):
            if not may_assert:
                break
            may_assert = False
        elif lower in word_set("quotation_marks"):
            if not _is_short_quote(tokens, index) and not _is_short_quote_before(tokens, index, at):
                break
        elif lower in word_set("matter_borders") or (index > at and _opens_matter(tokens, index, named)):
            break
        index += 1
    return index


def _opens_matter(tokens: Sequence[Token], at: int, named: Collection[int]) -> bool:
    """Whether another subject begins; a word such as "press" alone opens none."""
    hit = find_trigger(tokens, at, named)
    return hit is not None and hit[1] not in ("brief", "ask")


def _is_by_which(tokens: Sequence[Token], at: int) -> bool:
    """Whether a relative clause tells how the subject works: "a mechanism by which …"."""
    return tokens[at].lower == "which" and at > 0 and tokens[at - 1].lower in ("by", "in", "through", "under")


def _is_short_quote(tokens: Sequence[Token], at: int) -> bool:
    """Whether a quotation that begins here ends before it is a statement."""
    return any(token.lower in word_set("quotation_marks") for token in tokens[at + 2 : at + _LONGEST_QUOTE])


def _is_short_quote_before(tokens: Sequence[Token], at: int, least: int) -> bool:
    window = tokens[max(least, at - _LONGEST_QUOTE) : at]
    return sum(token.lower in word_set("quotation_marks") for token in window) % 2 == 1
