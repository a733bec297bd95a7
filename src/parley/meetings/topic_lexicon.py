"""Tell the topic of a phrase, and the area that the name of a war or dispute brings with it.

Data: `lexicon/topic_phrases.csv` (patterns), `lexicon/conflicts.csv` (names of wars and disputes), `lexicon/wars.csv`
(where there was war when). In a pattern, words stand in order; ``a|b`` are alternatives, ``*`` stands for any
letters, ``...`` for up to four words between. The pattern wins whose words have most letters: the longer says more.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.mentions.phrasebook import word_set
from parley.text.document import fold

_SETBACKS = {"": 0, "alone": 0, "firm": -20, "frame": 1_000, "place": 2_000}
"""By how much a pattern of a rank is set back, so that any more specific one wins (codebook, section 3)."""
_STEM = 4
"""Letters of a word that the index knows."""
_GENERAL = 1_500
"""The same for the patterns of a general topic, the firm ones excepted."""


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """The topic of a phrase, with the words (code points in the phrase) that decided it.

    Attributes
    ----------
    topic_id : str
    start, end : int
    rank : {'', 'alone', 'firm', 'frame', 'place'}
        ``alone`` when the words are the whole phrase, ``firm`` when they are sure, ``frame`` when they say only how a
        subject is dealt with ("imports of …"), ``place`` when they say something only of the place they speak of ("the
        situation in …").
    """

    topic_id: str
    start: int
    end: int
    rank: str = ""


@dataclass(frozen=True, slots=True)
class ConflictMatch:
    """A war or dispute named in a phrase: its topic and the codes of its area, ``|``-separated."""

    topic_id: str
    codes: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    source: str
    topic_id: str
    setback: int
    rank: str
    stems: tuple[frozenset[str], ...]
    """For each word but the first, the beginnings of which a phrase must have one."""


def classify_phrase(text: str) -> TopicMatch | None:
    """Find the topic of a phrase such as "the delivery of humanitarian aid"; None when no pattern fits."""
    folded = fold(text)
    best: tuple[int, int, TopicMatch] | None = None
    for pattern in _candidates(folded):
        match = _expression(pattern.source).search(folded)
        if match is not None and (pattern.rank != "alone" or match.span() == (0, len(folded))):
            found = (
                sum(map(len, match.groups())) - pattern.setback,
                -match.start(),
                TopicMatch(pattern.topic_id, match.start(), match.end(), pattern.rank),
            )
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
        pattern = _pattern(row["pattern"], row["topic_id"], row["rank"])
        for word in row["pattern"].split(" ")[0].split("|"):
            index.setdefault(_stem(word), []).append(pattern)
    return {stem: tuple(patterns) for stem, patterns in index.items()}


def _candidates(folded: str) -> list[_Pattern]:
    index = _index()
    found: dict[int, _Pattern] = {}
    words = re.findall(r"\w+", folded)
    stems = {word[:length] for word in words for length in range(1, _STEM + 1)}
    for word in words:
        for length in (4, 3, 2):
            for pattern in index.get(word[:length], ()):
                if id(pattern) not in found and all(not stems.isdisjoint(slot) for slot in pattern.stems):
                    found[id(pattern)] = pattern
    return list(found.values())


def _stem(word: str) -> str:
    """Give the letters with which a word of a pattern begins, four at most; none when any may."""
    return "" if word.startswith("*") else re.findall(r"\w+", word)[0][:_STEM]


def _pattern(pattern: str, topic_id: str, rank: str) -> _Pattern:
    parts: list[str] = []
    for slot in pattern.split(" "):
        if slot == "...":
            parts.append(r"(?:\W+\w[\w'-]*){0,4}?\W+")
            continue
        if parts and not parts[-1].endswith(r"\W+"):
            parts.append(r"[\s-]+")
        parts.append("(" + "|".join(_word(word) for word in slot.split("|")) + ")")
    is_general = rank == "" and topic_id in word_set("general_topics")
    setback = _GENERAL if is_general else _SETBACKS[rank]
    slots = [{_stem(word) for word in slot.split("|")} for slot in pattern.split(" ")[1:] if slot != "..."]
    stems = tuple(frozenset(slot) for slot in slots if "" not in slot)
    return _Pattern(r"(?<!\w)" + "".join(parts) + r"(?!\w)", topic_id, setback, rank, stems)


@functools.cache
def _expression(source: str) -> re.Pattern[str]:
    """Compile a pattern when it is first tried: most never are."""
    return re.compile(source)


def _word(word: str) -> str:
    escaped = re.escape(word).replace(r"\-", r"[\s-]?").replace(r"\*", r"[\w'-]*")
    return escaped if word.endswith("*") else escaped + r"(?:s|es|'s)?"


@functools.cache
def _conflicts() -> dict[str, tuple[str, str]]:
    return {row["form"].lower(): (row["topic_id"], row["codes"]) for row in lexicon_rows("conflicts")}


@functools.cache
def _conflict_names() -> re.Pattern[str]:
    names = sorted(_conflicts(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def is_at_war(code: str, day: dt.date) -> bool:
    """Tell whether there was war in a country on a day."""
    return any(first <= day <= last for first, last in _wars().get(code, ()))


@functools.cache
def _wars() -> dict[str, list[tuple[dt.date, dt.date]]]:
    index: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for row in lexicon_rows("wars"):
        last = dt.date.fromisoformat(row["last_date"]) if row["last_date"] else dt.date.max
        for code in row["codes"].split("|"):
            index.setdefault(code, []).append((dt.date.fromisoformat(row["first_date"]), last))
    return index
