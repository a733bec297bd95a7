"""Read the line that opens a wire report: "ANKARA, Feb. 4 (Agency) -- ", "ASTANA. KAZINFORM – ", "Agency, Bonn - ".

A dateline says where and when the report was written, which is not where the meeting was; it is kept apart from the
first sentence. Which of its parts is the town, the gazetteer tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LONGEST = 110
_BYLINE = 60
"""Code points of the longest line that may stand before a dateline."""
_LINES = 3
"""Lines at the head of a text in which a dateline is looked for: a byline may stand before it."""
_END = re.compile(r"\s*(?:--|–|—)\s*|\s+-\s+|\s*:\s+|\s*\n|(?<=\.)\s+(?=[A-ZÀ-Þ][a-zà-þ]+\s)")
_SPLIT = re.compile(r"\s*[,./()|]+\s*")
_WORDS = re.compile(r"[A-ZÀ-Þ0-9][\w'’&-]*(?:[ ](?:[A-ZÀ-Þ0-9][\w.'’&-]*|de|la|el|do|da|of|the|and|al-\w+)){0,4}")


class Dateline(NamedTuple):
    """What a text opens with: the offset after it, and its parts with their offsets, of which one may be a town."""

    end: int
    parts: tuple[tuple[int, str], ...]


def find_datelines(text: str) -> Iterator[Dateline]:
    """List what may be the dateline of a text, first line first.

    Yields
    ------
    Dateline
        The caller decides whether the gazetteer knows a part as a town; without that a line such as "Analysis: …" would
        pass.
    """
    start = 0
    for _ in range(_LINES):
        found = _at(text, start)
        if found is not None:
            yield found
        end = text.find("\n", start)
        line = text[start:end].rstrip()
        if end < 0 or len(line) > _BYLINE or line.endswith((".", "”", '"')):
            return
        start = end + 1


def _at(text: str, start: int) -> Dateline | None:
    head = text[start : start + _LONGEST]
    for end in _END.finditer(head):
        parts = _parts(head[: end.start()], start)
        if parts is None:
            return None
        if parts:
            return Dateline(start + end.end(), parts)
    return None


def _parts(head: str, start: int) -> tuple[tuple[int, str], ...] | None:
    """Cut a head at its marks; None when it holds what no dateline does."""
    found = []
    at = 0
    for piece in [*_SPLIT.split(head)]:
        offset = head.index(piece, at) if piece else at
        at = offset + len(piece)
        if not piece:
            continue
        if _WORDS.fullmatch(piece) is None:
            return None
        found.append((start + offset, piece))
    return tuple(found)
