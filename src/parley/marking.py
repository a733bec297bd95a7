"""Lay evidence over a text: properly nested marks, and characters that neither terminal nor browser obeys."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parley.model import Annotation, Evidence


@dataclass(frozen=True, slots=True, order=True)
class Support:
    """What some words of a text are evidence for: a field of the meeting of a number, counted from 1."""

    meeting_no: int
    field: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text and all that it supports."""

    start: int
    end: int
    supports: tuple[Support, ...]


def marks(annotation: Annotation, length: int) -> list[Mark]:
    """List the marks of an annotation, outer before inner, none crossing another.

    Parameters
    ----------
    annotation : Annotation
    length : int
        Length of the text; what goes past it is left out.

    Returns
    -------
    list of Mark
        Of two spans that cross, the later one is cut in two at the border.
    """
    supports: dict[tuple[int, int], set[Support]] = defaultdict(set)
    for number, meeting in enumerate(annotation.meetings, 1):
        rows: tuple[tuple[Evidence, ...], ...] = (
            meeting.evidence,
            *(each.evidence for each in meeting.participants),
            *(each.evidence for each in meeting.topics),
        )
        for each in (each for row in rows for each in row):
            if each.span.end <= length:
                supports[each.span.start, each.span.end].add(Support(number, each.field))
    nested: dict[tuple[int, int], set[Support]] = defaultdict(set)
    for (start, end), found in supports.items():
        for piece in _pieces(start, end, supports):
            nested[piece] |= found
    ordered = sorted(nested.items(), key=lambda each: (each[0][0], -each[0][1]))
    return [Mark(start, end, tuple(sorted(found))) for (start, end), found in ordered]


def _pieces(start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut a span where an earlier one that it crosses ends."""
    borders = sorted({last for first, last in spans if first < start < last < end})
    yield from zip([start, *borders], [*borders, end], strict=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a marked text: a mark's begin, its end, or characters."""

    text: str = ""
    opens: Mark | None = None
    closes: Mark | None = None


def pieces(text: str, annotation: Annotation) -> Iterator[Piece]:
    """Walk through a text with its marks, in order."""
    position = 0
    opened: list[Mark] = []
    for mark in [*marks(annotation, len(text)), None]:
        start = mark.start if mark else len(text)
        while opened and opened[-1].end <= start:
            yield Piece(text=harmless(text[position : opened[-1].end]))
            position = max(position, opened[-1].end)
            yield Piece(closes=opened.pop())
        yield Piece(text=harmless(text[position:start]))
        position = max(position, start)
        if mark:
            opened.append(mark)
            yield Piece(opens=mark)


def harmless(text: str) -> str:
    """Show characters that command a terminal or turn the direction of writing as pictures or numbers."""
    return "".join(map(_harmless_character, text)) if not text.isprintable() else text


def _harmless_character(character: str) -> str:
    code = ord(character)
    if character in "\n\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    # Format characters hold the marks of direction; the joiners among them are part of ordinary words.
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and code not in (0x200C, 0x200D, 0xAD):
        return f"⟨U+{code:04X}⟩"
    return character
