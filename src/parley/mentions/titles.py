"""Widen titles over their words: "Energy and Mineral Resources Minister", "head of the political wing".

Data: `lexicon/{titles,title_stop_words}.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit, codes
from parley.text.document import Token

_BEFORE = re.compile(r"(?:X|I)(?:(?:c|n|cn)(?:X|I))*$")
_LOWER_BEFORE = re.compile(r"(?<=[dAOM])x{1,2}$|(?<=[CKOQ]g)x{1,2}$|(?<=h)x{1,2}$")
_AFTER = re.compile(r"[of]d?A?(?P<body>(?:[XI]|(?:c|n|cn)(?=[XI]))+(?:(?:x|nx){1,4}(?=[c.]))?)")
_LOWER_AFTER = re.compile(r"[of]d?(?P<body>A?[xID](?:x|nx|I){0,4})(?=[c.ogjkq:;]|N|H|$)")
_MORE_AFTER = re.compile(r"(?P<body>(?:(?:n|c|cn)X)+)(?=[NHc])")
_LONGEST = 6


def widen_titles(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Merge the words that complete a title into its unit."""
    row = codes(units)
    if "T" not in row and "S" not in row:
        return units
    widened: list[Unit] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.code not in "TS":
            widened.append(unit)
            at += 1
            continue
        first, last = unit, unit
        if unit.value.phrase in word_set("open_titles"):
            while (start := _start_before(widened, tokens)) < len(widened):
                first = widened[start]
                del widened[start:]
                break
        end = _end_after(units, row, at, tokens)
        last = units[end - 1]
        widened.append(Unit(unit.code, first.first, last.last, first.start, last.end, unit.value))
        at = end
    return widened


def _start_before(before: list[Unit], tokens: Sequence[Token]) -> int:
    """Index in `before` from which words belong to the title that follows."""
    row = codes(before[-_LONGEST:])
    match = _BEFORE.search(row) or _LOWER_BEFORE.search(row)
    if match is None:
        return len(before)
    start = len(before) - len(row) + match.start()
    if any(
        tokens[index].lower in word_set("title_stop_words")
        for unit in before[start:]
        for index in range(unit.first, unit.last)
    ):
        return len(before)
    return start


def _end_after(units: Sequence[Unit], row: str, at: int, tokens: Sequence[Token]) -> int:
    match = _AFTER.match(row, at + 1) or _LOWER_AFTER.match(row, at + 1)
    if match is None and {"for", "of"} & set(units[at].value.phrase.split(" ")):
        match = _MORE_AFTER.match(row, at + 1)
    if match is None:
        return at + 1
    inside = units[match.start("body") : match.end("body")]
    governed = units[at + 2] if units[at].code == "S" and at + 2 < len(units) else None
    if governed is not None and str(governed.value) in ("a", "an"):
        return at + 1  # "joined the two ministers for a working lunch"
    if any(
        tokens[index].lower in word_set("title_stop_words") for unit in inside for index in range(unit.first, unit.last)
    ):
        return at + 1
    return match.end("body")
