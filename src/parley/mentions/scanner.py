"""Read a sentence as a row of units, each with a one-letter code: a known phrase, a name, a date, a mark or a word.

The grammar of people, bodies and meetings is written over these codes (see `lexicon/README.md`). Data: those of
`phrasebook`, and `lexicon/{common_words,name_words,name_particles,body_nouns}.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from parley.files import lexicon_rows
from parley.mentions.dates import DateMention
from parley.mentions.phrasebook import Phrase, Place, capitals, phrasebook, titles, word_set
from parley.text.document import Token


class Unit(NamedTuple):
    """A stretch of a sentence read as one thing.

    `code` is one letter: A demonym, C country, U people, K capital, Q seat of government, W pair of countries, O body
    known, I body unknown, P place, V venue, T title, S titles, M modifier of a title, H honorific, N name, X other
    capitalised words, D delegation noun, L collective noun, Y date, # number, x other word, and the classes of
    function words.
    """

    code: str
    first: int
    last: int
    start: int
    end: int
    value: Any


_MARKS = {",": "c", "(": "l", ")": "j", "'s": "g", "'": "g", "-": "-", "–": "-", "—": "-", ":": ":", ";": ":", ".": "."}
_QUOTES = frozenset('"“”«»')
_PARENTHESIS_LIMIT = 8
_TOWN = 300_000
"""Inhabitants of a town under which its name before another name is a first name."""
_NICKNAME = 4
"""Words that a nickname in quotation marks has fewer of."""
_TITLED = re.compile("T(?=N)")


@functools.cache
def _particles() -> dict[str, bool]:
    return {row["word"]: row["leads"] == "true" for row in lexicon_rows("name_particles")}


@functools.cache
def _openers() -> frozenset[str]:
    """Words that may begin more than themselves, in small letters."""
    return phrasebook().first_words().union(_particles())


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
        elif unit.code == "O" and units and units[-1].code in "Ag" and tokens[at].text == "Security":
            unit = unit._replace(code="I", value=None)  # "the Russian Security Council" is not that of the UN
        units.append(unit)
        at = unit.last
    units = _without_nicknames(units) if any(unit.code == "q" for unit in units) else units
    units = _shahs_as_names(_honorifics_alone(_honorifics_as_names(units, tokens)), tokens)
    if any(unit.code == "x" and unit.value in word_set("capital_words") for unit in units):
        units = _capitals_told(units)
    if any(unit.code == "x" and unit.value in word_set("host_nouns") for unit in units):
        units = _visitors_as_pronouns(_without_hosts(units), tokens)
    return _ranks_as_honorifics(_without_appositions(_without_parentheses(units)))


def _honorifics_as_names(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read an honorific that ends a phrase as the name it is there: "Prime Minister Sharif met"."""
    if "TH" not in codes(units):
        return units
    for index in range(1, len(units)):
        unit = units[index]
        is_last = index + 1 == len(units) or units[index + 1].code not in "HNTPCKXI"
        if unit.code == "H" and units[index - 1].code == "T" and is_last and unit.last - unit.first == 1:
            units[index] = unit._replace(code="N", value=(tokens[unit.first].text,))
    return units


def _without_nicknames(units: list[Unit]) -> list[Unit]:
    """Read a name through the nickname in it: "Teodoro "Teddy Boy" Locsin"."""
    kept: list[Unit] = []
    for unit in units:
        row = "".join(each.code for each in kept[-4:])
        if unit.code == "N" and row[:2] == "Nq" and row[3:] == "q" and kept[-2].last - kept[-2].first < _NICKNAME:
            first = kept[-4]
            del kept[-4:]
            unit = unit._replace(first=first.first, start=first.start, value=(*first.value, *unit.value))
        kept.append(unit)
    return kept


def _shahs_as_names(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read a title after a title as part of a name: "Foreign Minister Shah Mahmood Qureshi", "Prime Minister Major"."""
    if "TT" not in codes(units) and "TcT" not in codes(units):
        return units
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        row = "".join(each.code for each in kept[-2:])
        phrase = unit.value.phrase if unit.code == "T" and tokens[unit.first].text.istitle() else ""
        is_alone = index + 1 == len(units) or units[index + 1].code not in "NTHoft"
        if row[1:] == "T" and phrase in word_set("titles_as_surnames") and is_alone:
            unit = unit._replace(code="N", value=(tokens[unit.first].text,))
        elif row in ("TT", "cT") and unit.code == "N" and kept[-1].value.phrase in word_set("titles_as_names"):
            shah = kept.pop()
            unit = unit._replace(first=shah.first, start=shah.start, value=(tokens[shah.first].text, *unit.value))
        kept.append(unit)
    return kept


def _capitals_told(units: list[Unit]) -> list[Unit]:
    """Read "the Nigerian capital" and "Nigeria's capital" as the town, where its name does not follow."""
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        row = "".join(each.code for each in kept[-3:])
        size = 1 if row.endswith(("dA", "iA", "tA")) else 2 if row.endswith("Cg") else 0
        is_named = "".join(each.code for each in units[index + 1 : index + 3]).lstrip("c")[:1] in tuple("KPN")
        if size and unit.code == "x" and unit.value in word_set("capital_words") and not is_named:
            owner = kept[-size]
            del kept[-size:]
            seat = Place(capitals().get(owner.value, ""), owner.value)
            unit = unit._replace(code="P" if seat.place_name else "x", first=owner.first, start=owner.start, value=seat)
        kept.append(unit)
    return kept


def _without_hosts(units: list[Unit]) -> list[Unit]:
    """Read "his Kyrgyz host, Sooronbay Jeenbekov" as the Kyrgyz Sooronbay Jeenbekov."""
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        size = 1 + (codes(units[at : at + 2]) == "hA")
        noun = units[at + size] if units[at].code == "h" and at + size < len(units) else None
        if noun is not None and noun.code == "x" and noun.value in word_set("host_nouns"):
            after = at + size + 1 + (codes(units[at + size + 1 : at + size + 2]) == "c")
            if after < len(units) and units[after].code in "HMTN":
                kept += units[at + 1 : at + size]
                at = after
                continue
        kept.append(units[at])
        at += 1
    return kept


def _is_verbal(unit: Unit) -> bool:
    value = str(unit.value)
    return value.endswith("ed") or value in word_set("verb_markers") or value in word_set("irregular_verbs")


def _visitors_as_pronouns(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read "the visitor" as "he"."""
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        is_noun = unit.code == "x" and unit.value in word_set("visitor_nouns")
        is_end = index + 1 == len(units) or units[index + 1].code not in "xogXHNT" or _is_verbal(units[index + 1])
        if is_noun and is_end and kept and kept[-1].code == "d" and tokens[kept[-1].first].lower == "the":
            article = kept.pop()
            unit = unit._replace(code="r", first=article.first, start=article.start, value="he")
        kept.append(unit)
    return kept


def _honorifics_alone(units: list[Unit]) -> list[Unit]:
    """Read an honorific without a name as the monarch it means: "His Majesty received A"."""
    for index, unit in enumerate(units):
        following = units[index + 1].code if index + 1 < len(units) else ""
        if unit.code == "H" and unit.last - unit.first > 1 and following not in tuple("HNTMXPICK"):
            units[index] = unit._replace(code="T", value=titles()["king"])
    return units


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


def codes(units: Sequence[Unit]) -> str:
    """Join the units' codes, one letter a unit, for patterns."""
    return "".join([unit.code for unit in units])


def _unit(code: str, tokens: Sequence[Token], first: int, last: int, value: Any) -> Unit:
    return Unit(code, first, last, tokens[first].start, tokens[last - 1].end, value)


def _next_unit(tokens: Sequence[Token], at: int, dates: dict[int, DateMention], before: Sequence[Unit]) -> Unit:
    token = tokens[at]
    mention = dates.get(token.start)
    if mention is not None:
        last = at + 1
        while last < len(tokens) and tokens[last].start < mention.span.end:
            last += 1
        return _unit("Y", tokens, at, last, mention)
    text, lower = token.text, token.lower
    if lower not in _openers() and text.islower() and text.isalpha():
        return Unit("x", at, at + 1, token.start, token.end, lower)  # for the sake of speed: no other reading is left
    if token.lower in _MARKS and not token.text.isalnum():
        return _unit(_MARKS[token.lower], tokens, at, at + 1, token.text)
    if token.text in _QUOTES:
        return _unit("q", tokens, at, at + 1, token.text)
    readings = _unbroken(tokens, at, phrasebook().match(tokens, at))
    pair = _pair(tokens, at) if "-" in token.lower and not readings else None  # Guinea-Bissau is one state
    if pair is not None:
        return pair
    if lower == "pm" and at and tokens[at - 1].text[-1].isdigit():
        readings = ()  # "at 3 pm" tells of no prime minister
    name = _name_run(tokens, at, readings, before, dates)
    if name is not None:
        return name
    if readings:
        return _known(tokens, at, readings)
    code = "#" if token.text[0].isdigit() else "x"
    return _unit(code, tokens, at, at + 1, token.lower)


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


def _unbroken(tokens: Sequence[Token], at: int, readings: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Prefer "President" before "the Republic of Korea" to the title "President of the Republic"."""
    if readings and readings[0].code == "T" and _is_adjective(tokens, at, readings[0]):
        return ()
    if readings and readings[0].code in "TS" and _is_journey(tokens, at):
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
    return _unit(phrase.code, tokens, at, at + len(phrase.words), phrase.value)


def _pair(tokens: Sequence[Token], at: int) -> Unit | None:
    """Read "US-China", "Turkish-Greek", "Franco-German" as a pair of countries."""
    parts = tokens[at].text.replace("‑", "-").split("-")
    if not 2 <= len(parts) <= 3:
        return None
    actors = [_actor_of(part) for part in parts]
    if any(actor is None for actor in actors):
        return None
    return _unit("W", tokens, at, at + 1, tuple(actors))


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


def _is_capitalised(token: Token) -> bool:
    text = token.text
    if text.islower() or not text[0].isalpha():
        return False
    if text[0].isupper():
        return True
    head, _, tail = text.replace("’", "-").replace("'", "-").partition("-")
    return bool(tail) and tail[0].isupper() and len(head) <= 3  # "al-Sisi", "d'Estaing"


def _name_run(
    tokens: Sequence[Token],
    at: int,
    readings: Sequence[Phrase],
    before: Sequence[Unit],
    dates: dict[int, DateMention],
) -> Unit | None:
    """Read a run of capitalised words as a name, the name of a body, or plain capitalised words."""
    token = tokens[at]
    leads = _particles().get(token.lower, False) and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()
    if not (_is_capitalised(token) or leads):
        return None
    if readings and (
        (at + 1 < len(tokens) and tokens[at + 1].start in dates) or not _may_begin_name(readings[0], tokens, at, before)
    ):
        return None
    last = _end_of_run(tokens, at, dates)
    after_title = bool(before) and before[-1].code in "THSM"
    return _classify_run(tokens, at, last, after_title, is_initial=not before or before[-1].code in "q:")


def _may_begin_name(reading: Phrase, tokens: Sequence[Token], at: int, before: Sequence[Unit]) -> bool:
    """Tell "Israel Katz", "Victoria Nuland" and "General Secretary To Lam" from countries, towns and small words."""
    initials = [token.text for token in tokens[at : at + 2]]
    if all(len(text) == 1 and text.isupper() for text in initials) and len(initials) == 2:
        return at + 2 < len(tokens) and _is_capitalised(tokens[at + 2])  # "A K Mishra"
    if reading.code.islower() and before and before[-1].code in "TH":
        if at + 1 == len(tokens) or not tokens[at].text.istitle() or not _is_capitalised(tokens[at + 1]):
            return False
        return tokens[at + 1].lower not in word_set("common_words") and not phrasebook().match(tokens, at + 1)
    if reading.code not in "CPK" or len(reading.words) > 1:
        return False
    following = at + 1
    if reading.code == "P" and before and before[-1].code in "HT":  # "President Bush", "Mr. Lincoln"
        return True
    if reading.code == "P" and [unit.code for unit in before[-2:]] == ["T", "c"]:  # "the foreign minister, Than Oo"
        return _is_capitalised(tokens[following]) if following < len(tokens) else False
    if following >= len(tokens) or not _is_capitalised(tokens[following]):
        return False
    if tokens[following].lower in word_set("body_nouns") or tokens[following].lower in word_set("common_words"):
        return False
    governed = [unit.code for unit in before[-2:] if unit.code not in "d"]
    is_often_name = reading.code == "P" and _is_often_name(reading.value)  # "from Vladimir Putin"
    if governed and governed[-1] in ("i" if is_often_name else "ioft"):
        return False
    if reading.code == "P" and not is_often_name and not (before and before[-1].code in "THwb"):
        return False
    return not phrasebook().match(tokens, following)


def _is_often_name(place: Place) -> bool:
    """Whether a town is one that few reports tell of, and its name rather somebody's: "Antony Blinken"."""
    return place.is_ambiguous or place.population < _TOWN


def _end_of_run(tokens: Sequence[Token], at: int, dates: dict[int, DateMention]) -> int:
    last = at + 1
    while last < len(tokens) and tokens[last].start not in dates:
        token = tokens[last]
        is_named = last + 1 < len(tokens) and _is_capitalised(tokens[last + 1])
        if token.text == "." and ((_is_initial(tokens[last - 1]) and is_named) or _is_suffix(tokens, last)):
            last += 1
            continue
        after = _after_particles(tokens, last)
        if after > last:
            if not _continues(tokens, after):
                break
            last = after + 1
            continue
        is_middle = len(token.text) == 1 and token.text.isupper() and tokens[last + 1 : last + 2][:1] != ()
        if is_middle and tokens[last + 1].text == "." and _is_capitalised(tokens[min(last + 2, len(tokens) - 1)]):
            last += 1  # "Andrei A. Gromyko"
            continue
        if not _is_capitalised(token) or not _continues(tokens, last):
            break
        last += 1
    return last


def _after_particles(tokens: Sequence[Token], at: int) -> int:
    """Pass over "von der", "bin", "de la" to the capitalised part that follows; `at` itself when there is none."""
    index = at
    while (
        index < len(tokens) and index - at < 3 and tokens[index].lower in _particles() and tokens[index].text.islower()
    ):
        index += 1
    return index if index < len(tokens) and tokens[index].text[0].isupper() else at


def _continues(tokens: Sequence[Token], at: int) -> bool:
    readings = phrasebook().match(tokens, at)
    if not readings:
        return True
    best = readings[0]
    if best.code == "T" and best.value.phrase in word_set("titles_as_surnames"):  # "Julie Bishop"
        return at + 1 >= len(tokens) or not tokens[at + 1].text[0].isupper()
    if best.code == "P" and len(best.words) > 1:  # "Pham Binh Minh", though there is a town of that name
        return True
    return len(best.words) == 1 and best.code in "PCKHI" and not (best.code == "H" and at + 1 >= len(tokens))


def _is_suffix(tokens: Sequence[Token], at: int) -> bool:
    """Whether a full stop ends "Jr." or "Sr." inside a sentence."""
    return tokens[at - 1].text in ("Jr", "Sr") and at + 1 < len(tokens)


def _is_initial(token: Token) -> bool:
    return len(token.text) <= 2 and token.text[0].isupper()


def _classify_run(tokens: Sequence[Token], first: int, last: int, after_title: bool, is_initial: bool) -> Unit:
    lowers = [token.lower for token in tokens[first:last]]
    common = [lower in word_set("common_words") for lower in lowers]
    if lowers[-1] in word_set("body_nouns"):
        return _unit("I", tokens, first, last, None)
    remit = next((i for i, lower in enumerate(lowers) if lower not in word_set("remit_nouns")), 0)
    if 0 < remit <= len(lowers) - 2:  # "Minister for Foreign and Diaspora Affairs Musalia Mudavadi"
        return _unit("X", tokens, first, first + remit, lowers[0])
    if after_title and not all(lower in word_set("body_nouns") for lower in lowers):
        return _unit("N", tokens, first, last, _words(tokens, first, last))
    if len(lowers) == 1 and len(lowers[0]) == 1:
        return _unit("x", tokens, first, last, lowers[0])
    if all(common):
        if len(lowers) > 1 and lowers[0] in word_set("name_words"):
            return _unit("N", tokens, first, last, _words(tokens, first, last))
        if is_initial and len(lowers) == 1:
            return _unit("x", tokens, first, last, lowers[0])
        return _unit("X", tokens, first, last, None)
    if common[0] and lowers[0] not in word_set("name_words"):
        skip = next(index for index, is_common in enumerate(common) if not is_common)
        return _unit("x" if is_initial and skip == 1 else "X", tokens, first, first + skip, lowers[0])
    return _unit("N", tokens, first, last, _words(tokens, first, last))


def _words(tokens: Sequence[Token], first: int, last: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[first:last] if token.text != ".")


def _without_appositions(units: list[Unit]) -> list[Unit]:
    """Leave out the second name of a body: "the International Atomic Energy Agency, IAEA, chief"."""
    if "OcO" not in codes(units):
        return units
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        here = units[at : at + 4]
        row = codes(here)
        if row[:3] == "OcO" and here[0].value == here[2].value:
            kept.append(here[0])
            at += 4 if row[3:] == "c" else 3
        else:
            kept.append(units[at])
            at += 1
    return kept


def _ranks_as_honorifics(units: list[Unit]) -> list[Unit]:
    """Read the rank after an office as part of the name: "the Secretary of State, Cardinal Parolin"."""
    row = codes(units)
    for index in (match.start() for match in _TITLED.finditer(row, 1)):
        since = max(row.rfind("N", 0, index) + 1, index - 6)
        is_second = row[index - 1] == "T" or (row[index - 1] == "c" and "T" in row[since:index])
        said = {unit.value.phrase for unit in units[since:index] if unit.code == "T"}
        is_ranked = units[index].value.phrase in word_set("rank_titles") or units[index].value.phrase in said
        if is_ranked and is_second:
            units[index] = units[index]._replace(code="H", value="rank")
    return units


def _without_parentheses(units: list[Unit]) -> list[Unit]:
    """Leave out short parentheses: ages, parties, abbreviations just introduced."""
    if "l" not in codes(units):
        return units
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        if units[at].code == "l":
            close = next(
                (i for i in range(at + 1, min(at + _PARENTHESIS_LIMIT, len(units))) if units[i].code == "j"), None
            )
            if close is not None:
                if kept and kept[-1].code == "T" and codes(units[at + 1 : close]).lstrip("H") == "N":
                    kept += units[at + 1 : close]  # "the Foreign Minister (Mr Masayoshi Ohira)" names him
                at = close + 1
                continue
        kept.append(units[at])
        at += 1
    return kept
