"""Read a sentence as a row of units, each with a one-letter code: a known phrase, a name, a date, a mark or a word.

The grammar of people, bodies and meetings is written over these codes (see `lexicon/README.md`). Data: those of
`phrasebook`, and `lexicon/{short_names,combining_forms,word_lists}.csv`.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from parley.files import lexicon_rows
from parley.mentions.dates import DateMention
from parley.mentions.names import name_run, particles
from parley.mentions.phrasebook import Phrase, phrasebook, word_set
from parley.mentions.rereading import reread
from parley.mentions.units import Unit, make_unit
from parley.text.document import Token

_HALVES = {"North": "PRK", "South": "KOR"}
_MARKS = {",": "c", "(": "l", ")": "j", "'s": "g", "'": "g", "-": "-", "–": "-", "—": "-", ":": ":", ";": ":", ".": "."}
_QUOTES = frozenset('"“”«»')


@functools.cache
def _openers() -> frozenset[str]:
    """Words that may begin more than themselves, in small letters."""
    return phrasebook().first_words().union(particles())


def short_names_in(text: str) -> dict[str, str]:
    """List the words that stand for states in a text: "the North" where it tells of Korea."""
    return {row["form"]: row["actor_id"] for row in lexicon_rows("short_names") if row["told_with"] in text}


def scan(
    tokens: Sequence[Token],
    dates: Sequence[DateMention],
    surnames: Collection[str] = frozenset(),
    short_names: Mapping[str, str] = MappingProxyType({}),
) -> list[Unit]:
    """Read a sentence's tokens as units.

    Parameters
    ----------
    tokens : sequence of Token
    dates : sequence of DateMention
        The date mentions inside the sentence, in order.
    surnames : collection of str
        Last names told in the text before, which stand for their bearers where a town has the same name.
    short_names : mapping of str to str
        Words that stand for states after "the", with the actors' ids.
    """
    starts = {mention.span.start: mention for mention in dates}
    units: list[Unit] = []
    at = 0
    while at < len(tokens):
        unit = _next_unit(tokens, at, starts, units)
        if unit.code in "PXIx" and unit.last - unit.first == 1 and _takes_up(tokens, unit, units, surnames):
            unit = unit._replace(code="N", value=(tokens[at].text,))
        elif tokens[at].text in short_names and unit.last - at == 1 and at and tokens[at - 1].lower == "the":
            unit = unit._replace(code="C", value=short_names[tokens[at].text])
        elif tokens[at].text == "Arab" and unit.last - at == 1 and units and units[-1].code in "XxAN":
            unit = unit._replace(code="X", value=None)  # "Sunni Arab leaders"
        elif unit.code == "O" and units and units[-1].code in "Ag" and tokens[at].text == "Security":
            unit = unit._replace(code="I", value=None)  # "the Russian Security Council" is not that of the UN
        units.append(unit)
        at = unit.last
    return reread(units, tokens)


def surnames_of(units: Sequence[Unit]) -> set[str]:
    """Collect the last parts of the full names in a sentence."""
    return {
        unit.value[-1]
        for index, unit in enumerate(units)
        if unit.code == "N" and (len(unit.value) > 1 or (index and units[index - 1].code in "TH"))
    }


def _takes_up(tokens: Sequence[Token], unit: Unit, before: Sequence[Unit], surnames: Collection[str]) -> bool:
    if tokens[unit.first].text not in surnames or (before and before[-1].code == "i"):
        return False
    if unit.code != "x":
        return True
    following = tokens[unit.last].lower if unit.last < len(tokens) else ""  # "Long was received", not "Long after"
    return bool(before) or following in word_set("verb_markers") or following.endswith("ed")


def _next_unit(tokens: Sequence[Token], at: int, dates: dict[int, DateMention], before: Sequence[Unit]) -> Unit:
    token = tokens[at]
    if token.text in _HALVES and [each.text for each in tokens[at + 1 : at + 4 : 2]] == ["and", "Korea"]:
        return Unit("C", at, at + 1, token.start, token.end, _HALVES[token.text])  # "North and South Korea"
    if (
        token.text == "No"
        and at
        and tokens[at - 1].lower in (",", "minister", "counterpart")
        and _is_titled(tokens, at + 1)
    ):
        return Unit(
            "N", at, at + 2, token.start, tokens[at + 1].end, (token.text, tokens[at + 1].text)
        )  # No Kwang-chol
    mention = dates.get(token.start)
    if mention is not None:
        last = at + 1
        while last < len(tokens) and tokens[last].start < mention.span.end:
            last += 1
        return make_unit("Y", tokens, at, last, mention)
    text, lower = token.text, token.lower
    if lower not in _openers() and text.islower() and text.isalpha():
        return Unit("x", at, at + 1, token.start, token.end, lower)  # for the sake of speed: no other reading is left
    if token.lower in _MARKS and not token.text.isalnum():
        return make_unit(_MARKS[token.lower], tokens, at, at + 1, token.text)
    if token.text in _QUOTES:
        return make_unit("q", tokens, at, at + 1, token.text)
    readings = _unbroken(tokens, at, phrasebook().match(tokens, at))
    pair = _pair(tokens, at) if "-" in token.lower and not readings else None  # Guinea-Bissau is one state
    if pair is not None:
        return pair
    if lower == "pm" and at and tokens[at - 1].text[-1].isdigit():
        readings = ()  # "at 3 pm" tells of no prime minister
    name = name_run(tokens, at, readings, before, dates)
    if name is not None:
        return name
    if readings:
        return _known(tokens, at, readings)
    code = "#" if token.text[0].isdigit() else "x"
    return make_unit(code, tokens, at, at + 1, token.lower)


def _is_titled(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and "-" in tokens[at].text and tokens[at].text[:1].isupper()


def _is_adjective(tokens: Sequence[Token], at: int, reading: Phrase) -> bool:
    """Tell "an official visit" and "the general situation" from an official and a general."""
    after = at + len(reading.words)
    return (
        len(reading.words) == 1
        and tokens[at].text.islower()
        and tokens[at].lower in word_set("adjectival_titles")
        and after < len(tokens)
        and tokens[after].text.islower()
        and tokens[after].lower not in word_set("after_titles")
        and not tokens[after].lower.endswith("ed")
    )


def _is_journey(tokens: Sequence[Token], at: int) -> bool:
    """Tell "heads to Riyadh" from heads of state."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    return tokens[at].lower in ("head", "heads") and following in word_set("journey_followers")


def _is_chairing(tokens: Sequence[Token], at: int) -> bool:
    """Tell "will chair the meeting" and "heads the delegation" from a chair and heads of state."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    is_verb = at > 0 and (tokens[at - 1].lower in word_set("verb_markers") or tokens[at - 1].lower in ("to", "also"))
    return tokens[at].lower in ("chair", "head") and is_verb and following in word_set("definite_words") | {"a", "an"}


def _unbroken(tokens: Sequence[Token], at: int, readings: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Prefer "President" before "the Republic of Korea" to the title "President of the Republic"."""
    if readings and readings[0].code == "T" and _is_adjective(tokens, at, readings[0]):
        return ()
    if readings and readings[0].code in "TS" and (_is_journey(tokens, at) or _is_chairing(tokens, at)):
        return ()
    while readings and readings[0].code in "TS" and len(readings[0].words) > 2:
        end = at + len(readings[0].words)
        crossing = (
            found
            for index in range(at + 1, end)
            for found in phrasebook().match(tokens, index)[:1]
            if found.code in "CO" and index + len(found.words) > end
        )
        if next(crossing, None) is None:
            break
        readings = phrasebook().match(tokens, at, shorter_than=len(readings[0].words))
    return readings


def _known(tokens: Sequence[Token], at: int, readings: Sequence[Phrase]) -> Unit:
    phrase = readings[0]
    return make_unit(phrase.code, tokens, at, at + len(phrase.words), phrase.value)


def _pair(tokens: Sequence[Token], at: int) -> Unit | None:
    """Read "US-China", "Turkish-Greek", "Franco-German" as a pair of countries."""
    parts = tokens[at].text.replace("‑", "-").split("-")
    if not 2 <= len(parts) <= 3:
        return None
    actors = [_actor_of(part) for part in parts]
    if any(actor is None for actor in actors):
        return None
    return make_unit("W", tokens, at, at + 1, tuple(actors))


@functools.cache
def _combining_forms() -> dict[str, str]:
    return {row["form"]: row["actor_id"] for row in lexicon_rows("combining_forms")}


def _actor_of(part: str) -> str | None:
    if not part:
        return None
    for reading in phrasebook().match([Token(part, 0, len(part), part.lower())], 0):
        if reading.code in "ACKO":
            return str(reading.value)
    return _combining_forms().get(part.lower())
