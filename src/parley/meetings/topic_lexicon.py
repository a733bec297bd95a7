"""Tell the topic of a phrase, and the area that the name of a war or dispute brings with it.

Data: `lexicon/topic_phrases.csv` (patterns), `lexicon/conflicts.csv` (names of wars and disputes). In a pattern, words
stand in order; ``a|b`` are alternatives, a final ``*`` stands for any ending, ``...`` for up to four words between.
Of several patterns found the one with most letters wins: the longer says more.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import fold

_DEMOTION = 1_000
"""What a general topic is set back by, so that any specific one in the phrase wins (codebook, section 3)."""


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """The topic of a phrase, with the words (code points in the phrase) that decided it."""

    topic_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ConflictMatch:
    """A war or dispute named in a phrase: its topic and the codes of its area, ``|``-separated."""

    topic_id: str
    codes: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    topic_id: str
    weight: int


def classify_phrase(text: str) -> TopicMatch | None:
    """Find the topic of a phrase such as "the delivery of humanitarian aid"; None when no pattern fits."""
    folded = fold(text)
    best: tuple[int, int, TopicMatch] | None = None
    for pattern in _candidates(folded):
        match = pattern.expression.search(folded)
        if match is not None:
            weight = pattern.weight - _DEMOTION * (pattern.topic_id in word_set("general_topics"))
            found = (weight, -match.start(), TopicMatch(pattern.topic_id, match.start(), match.end()))
            if best is None or found[:2] > best[:2]:
                best = found
    return best[2] if best else None


def conflict_of(text: str) -> ConflictMatch | None:
    """Find the name of a war or dispute in a phrase; the longest one wins."""
    match = _conflict_names().search(text)
    if match is None:
        return None
    topic_id, codes = _conflicts()[match.group().lower()]
    return ConflictMatch(topic_id, codes, match.start(), match.end())


@functools.cache
def _index() -> dict[str, tuple[_Pattern, ...]]:
    """Index the patterns by the first four letters of each alternative of their first word."""
    index: dict[str, list[_Pattern]] = {}
    for row in lexicon_rows("topic_phrases"):
        pattern = _compile(row["pattern"], row["topic_id"])
        for word in row["pattern"].split(" ")[0].split("|"):
            index.setdefault(word.rstrip("*")[:4], []).append(pattern)
    return {stem: tuple(patterns) for stem, patterns in index.items()}


def _candidates(folded: str) -> list[_Pattern]:
    index = _index()
    found: dict[int, _Pattern] = {}
    for word in re.findall(r"\w+", folded):
        for length in (4, 3, 2):
            for pattern in index.get(word[:length], ()):
                found[id(pattern)] = pattern
    return list(found.values())


def _compile(pattern: str, topic_id: str) -> _Pattern:
    parts: list[str] = []
    for slot in pattern.split(" "):
        if slot == "...":
            parts.append(r"(?:\W+\w[\w'-]*){0,4}?\W+")
            continue
        if parts and not parts[-1].endswith(r"\W+"):
            parts.append(r"[\s-]+")
        parts.append("(?:" + "|".join(_word(word) for word in slot.split("|")) + ")")
    weight = sum(max(len(word.rstrip("*")) for word in slot.split("|")) for slot in pattern.split(" ") if slot != "...")
    return _Pattern(re.compile(r"(?<!\w)" + "".join(parts) + r"(?!\w)"), topic_id, weight)


def _word(word: str) -> str:
    escaped = re.escape(word.rstrip("*")).replace(r"\-", r"[\s-]?")
    return escaped + (r"[\w'-]*" if word.endswith("*") else r"(?:s|es|'s)?")


@functools.cache
def _conflicts() -> dict[str, tuple[str, str]]:
    return {row["form"].lower(): (row["topic_id"], row["codes"]) for row in lexicon_rows("conflicts")}


@functools.cache
def _conflict_names() -> re.Pattern[str]:
    names = sorted(_conflicts(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)
