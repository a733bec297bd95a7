"""Find what a sentence says of the sides of a meeting, when no words tell where a subject matter begins.

Codebook, section 3. Data: `lexicon/word_lists.csv` (finite_verbs, concern_prepositions and others).
"""

from __future__ import annotations

from collections.abc import Sequence

from parley.meetings.matters import Matter
from parley.meetings.topic_triggers import find_denied
from parley.mentions.phrasebook import word_set
from parley.text.document import Token


def find_predicate(tokens: Sequence[Token], at: int, has_verb: bool = False) -> Matter | None:
    """Take what is said of both sides for a subject matter, when no words tell where it begins.

    Parameters
    ----------
    tokens : sequence of Token
    at : int
        Where the sides end, of whom it is said.
    has_verb : bool
        Whether what follows them can only be a verb.
    """
    borders = word_set("matter_borders")
    while at < len(tokens) and not has_verb and not _is_verb(tokens[at].lower) and tokens[at].lower not in borders:
        at += 1
    last = at
    while last < len(tokens) and (tokens[last].lower not in borders or tokens[last].lower == "that"):
        if tokens[last].lower in word_set("quotation_marks") or find_denied(tokens, last):
            break
        last += 1
    return Matter("loose", at, at, last) if last - at > 1 else None


def find_concern(tokens: Sequence[Token], at: int) -> Matter | None:
    """Take what one of the sides did something about or over for a subject matter.

    Parameters
    ----------
    tokens : sequence of Token
    at : int
        Where the one ends of whom it is told.
    """
    for index in range(at + 1, len(tokens)):
        lower = tokens[index].lower
        if lower in word_set("matter_borders") or lower in word_set("audiences") or find_denied(tokens, index):
            return None
        if lower in word_set("concern_prepositions"):
            found = find_predicate(tokens, index + 1, has_verb=True)
            return found and Matter("loose", index, found.first, found.last)
    return None


def _is_verb(word: str) -> bool:
    """Whether a word has the form of a verb that tells what somebody did."""
    lists = ("finite_verbs", "irregular_verbs", "discussing", "discussing_of", "raising")
    return word.endswith("ed") or any(word in word_set(name) for name in lists)
