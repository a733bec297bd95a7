"""Read a run of capitalised words as a person's name, the name of a body, or plain capitalised words.

Data: `lexicon/{name_particles,name_words,common_words,body_nouns}.csv` and the phrases of `phrasebook`, which names may
hold: towns, countries, titles and small words.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from parley.files import lexicon_rows
from parley.mentions.dates import DateMention
from parley.mentions.phrasebook import Phrase, Place, phrasebook, word_set
from parley.mentions.units import Unit, make_unit
from parley.text.document import Token

_TOWN = 300_000
"""Inhabitants of a town under which its name before another name is a first name."""


@functools.cache
def particles() -> dict[str, bool]:
    """Map each particle of names ("bin", "von") to whether a name may begin with it."""
    return {row["word"]: row["leads"] == "true" for row in lexicon_rows("name_particles")}


def is_capitalised(token: Token) -> bool:
    """Whether a word begins with a capital, a small particle before it left aside: "al-Sisi"."""
    text = token.text
    if text.islower() or not text[0].isalpha():
        return False
    if text[0].isupper():
        return True
    head, _, tail = text.replace("’", "-").replace("'", "-").partition("-")
    return bool(tail) and tail[0].isupper() and len(head) <= 3  # "al-Sisi", "d'Estaing"


def name_run(
    tokens: Sequence[Token],
    at: int,
    readings: Sequence[Phrase],
    before: Sequence[Unit],
    dates: dict[int, DateMention],
) -> Unit | None:
    """Read the run of capitalised words that begins at a token; None where none does.

    Parameters
    ----------
    tokens : sequence of Token
    at : int
    readings : sequence of Phrase
        Known phrases that begin at the token, longest first.
    before : sequence of Unit
        What was read of the sentence so far.
    dates : dict of int to DateMention
        Date mentions by the offset at which they begin; a name ends there.
    """
    token = tokens[at]
    leads = particles().get(token.lower, False) and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()
    if not (is_capitalised(token) or leads):
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
        return at + 2 < len(tokens) and is_capitalised(tokens[at + 2])  # "A K Mishra"
    if reading.code.islower() and before and before[-1].code in "TH":
        if at + 1 == len(tokens) or not tokens[at].text.istitle() or not is_capitalised(tokens[at + 1]):
            return False
        return tokens[at + 1].lower not in word_set("common_words") and not phrasebook().match(tokens, at + 1)
    if reading.code not in "CPK" or len(reading.words) > 1:
        return False
    following = at + 1
    if reading.code == "P" and before and before[-1].code in "HT":  # "President Bush", "Mr. Lincoln"
        return True
    if reading.code == "P" and [unit.code for unit in before[-2:]] == ["T", "c"]:  # "the foreign minister, Than Oo"
        return is_capitalised(tokens[following]) if following < len(tokens) else False
    if following >= len(tokens) or not is_capitalised(tokens[following]):
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
        is_named = last + 1 < len(tokens) and is_capitalised(tokens[last + 1])
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
        if is_middle and tokens[last + 1].text == "." and is_capitalised(tokens[min(last + 2, len(tokens) - 1)]):
            last += 1  # "Andrei A. Gromyko"
            continue
        if not is_capitalised(token) or not _continues(tokens, last):
            break
        last += 1
    return last


def _after_particles(tokens: Sequence[Token], at: int) -> int:
    """Pass over "von der", "bin", "de la" to the capitalised part that follows; `at` itself when there is none."""
    index = at
    while (
        index < len(tokens) and index - at < 3 and tokens[index].lower in particles() and tokens[index].text.islower()
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
        return make_unit("I", tokens, first, last, None)
    remit = next((i for i, lower in enumerate(lowers) if lower not in word_set("remit_nouns")), 0)
    if 0 < remit <= len(lowers) - 2:  # "Minister for Foreign and Diaspora Affairs Musalia Mudavadi"
        return make_unit("X", tokens, first, first + remit, lowers[0])
    if after_title and not all(lower in word_set("body_nouns") for lower in lowers):
        return make_unit("N", tokens, first, last, _words(tokens, first, last))
    if len(lowers) == 1 and len(lowers[0]) == 1:
        return make_unit("x", tokens, first, last, lowers[0])
    if all(common):
        if len(lowers) > 1 and lowers[0] in word_set("name_words"):
            return make_unit("N", tokens, first, last, _words(tokens, first, last))
        if is_initial and len(lowers) == 1:
            return make_unit("x", tokens, first, last, lowers[0])
        return make_unit("X", tokens, first, last, None)
    if common[0] and lowers[0] not in word_set("name_words"):
        skip = next(index for index, is_common in enumerate(common) if not is_common)
        return make_unit("x" if is_initial and skip == 1 else "X", tokens, first, first + skip, lowers[0])
    return make_unit("N", tokens, first, last, _words(tokens, first, last))


def _words(tokens: Sequence[Token], first: int, last: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[first:last] if token.text != ".")
