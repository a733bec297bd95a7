"""All known phrases in one index: countries, bodies, places, titles and the words that hold a sentence together.

Data: `gazetteer/{countries,organisations,places,venues}.csv`, `lexicon/{titles,title_modifiers,honorifics,
delegation_nouns,body_nouns,function_words,name_particles,name_words,common_words}.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parley.files import gazetteer_rows, lexicon_rows
from parley.text.document import Token, words

_ARTICLES = ("el-", "al-", "El-", "Al-", "el ", "al ", "El ", "Al ")
_ARTICLE = re.compile(r"\b(?:[Ee]l|[Aa]l)[- ](?=[A-Z])")
COUNTRY_CODES = {"name": "C", "short": "C", "adjective": "A", "people": "U", "capital": "K", "metonym": "Q"}
"""Unit codes of the forms of `countries.csv`."""

FUNCTION_CODES = {
    "determiner": "d",
    "possessive": "h",
    "pronoun": "r",
    "of": "o",
    "for": "f",
    "from": "f",
    "to": "t",
    "with": "w",
    "by": "b",
    "between": "z",
    "in": "i",
    "and": "n",
    "accompanied": "a",
    "relative": "e",
    "that": "k",
    "clause": "k",
    "adverb": "y",
    "behalf": "B",
    "negation": "!",
    "owner": "p",
}
"""Unit codes of the classes of `function_words.csv`."""

_PRECEDENCE = "TSHMDLCAOUQKVPI"
"""Which reading wins among equally long ones."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One reading of a phrase: the unit code it gives and what it stands for."""

    code: str
    words: tuple[str, ...]
    value: Any
    exact: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A town or locality with its country, ISO 3166-1 alpha-3."""

    place_name: str
    country_code: str
    population: int = 0
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A title as the lexicon knows it: the offices it stands for, by the kind of actor it belongs to."""

    phrase: str
    offices: tuple[tuple[str, str], ...]
    implies_actor: str = ""
    is_plural: bool = False


class Phrasebook:
    """Longest-match look-up of phrases in a sequence of tokens."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        index: dict[str, dict[tuple[str, ...], list[Phrase]]] = {}
        for phrase in phrases:
            if phrase.words:
                index.setdefault(phrase.words[0], {}).setdefault(phrase.words, []).append(phrase)
        self._index = {
            first: [
                (length, {words: _readings(found) for words, found in by_words.items() if len(words) == length})
                for length in sorted({*map(len, by_words)}, reverse=True)
            ]
            for first, by_words in index.items()
        }
        self._second = {
            first: frozenset(words[1] for words in by_words if len(words) > 1) for first, by_words in index.items()
        }

    def first_words(self) -> frozenset[str]:
        """Collect the words with which phrases begin."""
        return frozenset(self._index)

    def match(self, tokens: Sequence[Token], at: int, shorter_than: int = 1_000) -> tuple[Phrase, ...]:
        """Return the readings of the longest phrase that begins at a token, best first."""
        candidates = self._index.get(tokens[at].lower)
        if candidates is None:
            return ()
        is_alone = at + 1 >= len(tokens) or tokens[at + 1].lower not in self._second[tokens[at].lower]
        for length, phrases in candidates:
            if length >= shorter_than or (is_alone and length > 1):
                continue
            found = phrases.get(tuple([token.lower for token in tokens[at : at + length]]))
            if found is None:
                continue
            readings, is_fit = found
            fitting = readings if is_fit else tuple(reading for reading in readings if _fits(reading, tokens, at))
            if fitting:
                return fitting
        return ()


def _readings(phrases: Sequence[Phrase]) -> tuple[tuple[Phrase, ...], bool]:
    """Sort readings, best first; whether they fit any spelling of their words."""
    return tuple(sorted(phrases, key=_precedence)), not any(phrase.exact or phrase.is_name for phrase in phrases)


def _precedence(phrase: Phrase) -> int:
    return _PRECEDENCE.find(phrase.code) % (len(_PRECEDENCE) + 1)


def _fits(phrase: Phrase, tokens: Sequence[Token], at: int) -> bool:
    if phrase.exact:
        return "".join(token.text for token in tokens[at : at + len(phrase.words)]) == phrase.exact
    return not phrase.is_name or not tokens[at].text[0].islower()


def _name(code: str, form: str, value: Any) -> Phrase:
    form_words = words(form)
    is_acronym = form.isupper() and len(form.replace(".", "")) <= 6
    starts_lower = form[:1].islower()
    return Phrase(code, form_words, value, "".join(form.split()) if is_acronym else "", not starts_lower)


@functools.cache
def phrasebook() -> Phrasebook:
    """Build the index of all gazetteers and lexicons, once a process."""
    return Phrasebook([*_countries(), *_organisations(), *_places(), *_titles(), *_function_words()])


def _countries() -> Iterable[Phrase]:
    seen: set[tuple[str, str]] = set()
    for row in gazetteer_rows("countries"):
        code = COUNTRY_CODES[row["kind"]]
        if (row["form"], code) not in seen:  # of several readings the first is the default
            seen.add((row["form"], code))
            yield _name(code, row["form"], row["actor_id"])


def _organisations() -> Iterable[Phrase]:
    for row in gazetteer_rows("organisations"):
        yield _name("O", row["form"], row["actor_id"])


def _spellings(*forms: str) -> list[str]:
    """Add to names with an Arabic article those with the other ways to write it: "Sharm al-Sheikh", "Al Ain"."""
    found = dict.fromkeys(forms)
    for form in forms:
        match = _ARTICLE.search(form)
        if match is not None:
            found |= dict.fromkeys(form[: match.start()] + other + form[match.end() :] for other in _ARTICLES)
    return list(found)


def _places() -> Iterable[Phrase]:
    best: dict[str, Place] = {}
    for row in gazetteer_rows("places"):
        place = Place(
            row["place_name"], row["country_code"], int(row["population"] or 0), row["is_ambiguous"] == "true"
        )
        for form in _spellings(row["place_name"], *filter(None, row["aliases"].split("|"))):
            if " " in form and form.split(" ")[0].lower() in titles():
                continue  # "Prince Albert" is a person in copy about diplomacy
            if form not in best or best[form].population < place.population:
                best[form] = place
    for form, place in best.items():
        yield _name("P", form, place)
    for form, venue in venues().items():
        yield _name("V", form, venue)
    for row in gazetteer_rows("regions"):
        yield _name("X", row["form"], row["form"])


@functools.cache
def venues() -> dict[str, Place]:
    """Map each residence or building to the town it stands in."""
    return {row["form"]: Place(row["place_name"], row["country_code"]) for row in gazetteer_rows("venues")}


@functools.cache
def places_by_name() -> dict[str, tuple[Place, ...]]:
    """Map each form of a place's name to the places that bear it, most populous first."""
    found: dict[str, list[Place]] = {}
    for row in gazetteer_rows("places"):
        place = Place(row["place_name"], row["country_code"], int(row["population"] or 0))
        for form in _spellings(row["place_name"], *filter(None, row["aliases"].split("|"))):
            found.setdefault(form, []).append(place)
    return {form: tuple(sorted(places, key=lambda place: -place.population)) for form, places in found.items()}


@functools.cache
def capitals() -> dict[str, str]:
    """Map each state to its capital under its main name."""
    rows = [row for row in gazetteer_rows("countries") if row["kind"] == "capital"]
    rows.sort(key=lambda row: row["note"] != "main")
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["actor_id"], row["form"])
    return found


@functools.cache
def titles() -> dict[str, Title]:
    """Map each title phrase, singular and plural, to what the lexicon says of it."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in lexicon_rows("titles"):
        grouped.setdefault(row["title"], []).append(row)
    found: dict[str, Title] = {}
    people = word_set("collective_people")
    for phrase, rows in grouped.items():
        offices = tuple((row["scope"], row["office"]) for row in rows)
        implied = next((row["implies_actor"] for row in rows if row["implies_actor"]), "")
        found[phrase] = Title(phrase, offices, implied)
        for plural in _plurals(phrase):
            if plural in people:
                continue
            found.setdefault(plural, Title(phrase, offices, implied, is_plural=True))
    return found


def _titles() -> Iterable[Phrase]:
    for form, title in titles().items():
        yield Phrase("S" if title.is_plural else "T", words(form), title)
    for row in lexicon_rows("title_modifiers"):
        yield Phrase("M", words(row["modifier"]), row["effect"])
    for row in lexicon_rows("honorifics"):
        yield _name("H", row["form"], row["kind"])
    for row in lexicon_rows("delegation_nouns"):
        yield Phrase("D", words(row["form"]), row["kind"])


def _plurals(phrase: str) -> Iterable[str]:
    """Form the plural of a title's head: its last word, or the one before "of", "for", "to", "general" and the like."""
    parts = phrase.split(" ")
    head = next(
        (i - 1 for i, part in enumerate(parts) if i and part in word_set("title_post_modifiers")), len(parts) - 1
    )
    word = parts[head]
    if word.endswith("s"):
        return
    ending = word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"
    yield " ".join([*parts[:head], ending, *parts[head + 1 :]])


def _function_words() -> Iterable[Phrase]:
    for word in word_set("collectives"):
        yield Phrase("L", words(word), word)
    for row in lexicon_rows("function_words"):
        yield Phrase(FUNCTION_CODES[row["class"]], words(row["word"]), row["word"])


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """Read one of the closed lists: a file of its own, or a part of `lexicon/word_lists.csv`."""
    if name in ("body_nouns", "common_words", "name_words"):
        return frozenset(row["word"] for row in lexicon_rows(name))
    found = frozenset(row["word"] for row in lexicon_rows("word_lists") if row["list"] == name)
    if not found:
        raise ValueError(f"no list {name!r} in lexicon/word_lists.csv")
    return found
