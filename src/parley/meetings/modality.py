"""Tell what the words around a verb or noun of meeting assert: that it is held, planned, put off, or none at all.

Data: `lexicon/{modality,noun_modality}.csv`, `lexicon/word_lists.csv` (adverbs, clause_borders, willing_words and
others).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import Token, words

_STRONGEST = ("cancelled", "postponed", "skip", "planned", "ongoing")
"""Of several effects around one noun the first wins: a planned visit that is cancelled is cancelled."""
_UNDECIDED = re.compile(
    r" (?:may|might|could|would|whether to|threaten\w* to|considering) (?:yet )?(?:cancel|postpone|call off|"
    r"calling off|cancelling|canceling|postponing) "
)
"""Before a meeting that is still to be held: "may cancel the summit"."""
_OFF = ("cancelled", "postponed")
WINDOW = 7
"""Tokens before or after a trigger in which its modality is looked for."""


def noun_effect(tokens: Sequence[Token], first: int, last: int) -> tuple[str, bool]:
    """Tell what the words around a noun of meeting assert, and whether they look back: "their last meeting".

    Parameters
    ----------
    tokens : sequence of Token
    first, last : int
        Tokens of the noun, `last` exclusive.

    Returns
    -------
    effect : {'held', 'ongoing', 'planned', 'cancelled', 'postponed', 'skip'}
    is_background : bool
    """
    before = _phrase_window(tokens[max(0, first - WINDOW) : first], from_end=True)
    after = _phrase_window(tokens[last : last + 3 * WINDOW], from_end=False)
    effect = _noun_effect(before, "before") or _noun_effect(after, "after") or "held"
    if effect in ("cancelled", "postponed") and _UNDECIDED.search(before):
        effect = "planned"
    if effect in ("held", "planned"):  # "the visit, which had been planned for May, will be put off"
        ahead = [token.lower for token in tokens[last : last + 6 * WINDOW]]
        turn = next((at for at, word in enumerate(ahead) if word in ("but", "while", "although", "though")), len(ahead))
        later = " " + " ".join(ahead[:turn]) + " "
        effect = next((each for phrase, each in _cancellations() if phrase in later), effect)
    return effect, any(f" {word} " in before for word in word_set("background_adjectives"))


def _phrase_window(tokens: Sequence[Token], from_end: bool) -> str:
    """Join the words of the clause next to a noun, cut at its borders."""
    lowers = [token.lower for token in tokens]
    order = range(len(lowers) - 1, -1, -1) if from_end else range(len(lowers))
    kept: list[str] = []
    for index in order:
        if lowers[index] in word_set("clause_borders") or (not from_end and lowers[index] in word_set("talk_nouns")):
            break
        if lowers[index] not in word_set("passing_adverbs"):
            kept.append(lowers[index])
    return " " + " ".join(reversed(kept) if from_end else kept) + " "


@functools.cache
def _noun_modality(position: str) -> tuple[tuple[str, str], ...]:
    rows = [
        (f" {' '.join(words(row['phrase']))} ", row["effect"])
        for row in lexicon_rows("noun_modality")
        if row["position"] == position
    ]
    return tuple(sorted(rows, key=lambda item: -len(item[0])))


@functools.cache
def _cancellations() -> tuple[tuple[str, str], ...]:
    return tuple((phrase, effect) for phrase, effect in _noun_modality("after") if effect in _OFF)


@functools.cache
def _noun_modality_by_word(position: str) -> dict[str, list[tuple[str, str]]]:
    """Index the phrases by their first word, for the sake of speed."""
    index: dict[str, list[tuple[str, str]]] = {}
    for phrase, effect in _noun_modality(position):
        index.setdefault(phrase.split()[0], []).append((phrase, effect))
    return index


def _noun_effect(window: str, position: str) -> str | None:
    index = _noun_modality_by_word(position)
    found = {effect for word in window.split() for phrase, effect in index.get(word, ()) if phrase in window}
    return next((effect for effect in _STRONGEST if effect in found), None)


def words_before(tokens: Sequence[Token], first: int) -> list[str]:
    """Words before a verb, adverbs and auxiliaries of tense left out of the way."""
    lowers = [token.lower for token in tokens[max(0, first - WINDOW) : first]]
    while lowers and (lowers[-1] in word_set("adverbs") or lowers[-1].endswith("ly")):
        lowers.pop()
    return _without_day(lowers)


def _without_day(lowers: list[str]) -> list[str]:
    """Take the day out of "will on Thursday hold" and "will next week meet"."""
    kept = list(lowers)
    if kept[-1:] == [","] and kept[-2:-1] and kept[-2] in word_set("day_words"):
        kept.pop()  # "will, on Friday, welcome"
    while kept and (kept[-1] in word_set("day_words") or kept[-1].isdigit()):
        kept.pop()
    if len(kept) < len(lowers) and kept and kept[-1] in ("on", "in"):
        kept.pop()
    if kept[-1:] == [","] and len(kept) < len(lowers):
        kept.pop()
    return kept if kept and kept[-1] in word_set("verb_markers") else lowers


@functools.cache
def modality() -> dict[tuple[str, ...], str]:
    """Map each phrase of modality to what it asserts of the verb behind it."""
    return {words(row["phrase"]): row["effect"] for row in lexicon_rows("modality")}


def effect_before(before: Sequence[str]) -> str | None:
    """Match the longest phrase of modality that ends where the verb begins."""
    for length in range(min(4, len(before)), 0, -1):
        effect = modality().get(tuple(before[-length:]))
        if effect is not None:
            rest = _without_adverbs(before[:-length])
            negated = effect != "skip" and rest[-1:] and modality().get((rest[-1],)) == "skip"
            return "skip" if negated else effect
    return None


def is_only_willed(before: Sequence[str]) -> bool:
    """Whether a word of readiness or hope governs from further off: "ready to go on talking with A"."""
    return any(word in word_set("willing_words") for word in before)


def _without_adverbs(before: Sequence[str]) -> list[str]:
    rest = list(before)
    while rest and rest[-1] in word_set("adverbs"):
        rest.pop()
    return rest
