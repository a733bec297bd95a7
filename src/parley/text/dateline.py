"""Read the line that opens a wire report: "ANKARA, Feb. 4 (Agency) -- ".

A dateline says where and when the report was written, which is not where the meeting was; it is kept apart from the
first sentence. Data: `gazetteer/` (through the phrasebook), `lexicon/calendar.csv`.
"""

from __future__ import annotations

import re

_DASH = r"(?:\s*(?:--|–|—)\s*|\s+-\s+|\s*[:|]\s+)"
_TOWN = r"(?:[A-ZÀ-Þ][\w.'’/-]*)(?:[ /](?:[A-ZÀ-Þ][\w.'’-]*|de|la|el|do|da)){0,3}"
_DATELINE = re.compile(
    rf"\s*(?P<town>{_TOWN})"
    rf"(?P<rest>(?:,\s*[^,()\n]{{1,30}}){{0,4}}\s*(?:\([^()\n]{{1,40}}\))?\s*(?:,?\s*[A-Z][\w.-]{{1,20}})?)"
    rf"{_DASH}"
)
_ALONE = re.compile(r"\s*(?P<town>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40})(?P<rest>(?:,[^\n.]{1,40})?)\s*\n")
_LONGEST = 110


def find_dateline(text: str) -> tuple[int, str] | None:
    """Find the dateline that a text opens with.

    Returns
    -------
    (end, town) or None
        Offset of the first code point after it, and the town as written. The caller decides whether the gazetteer
        knows the town; without that a line such as "Analysis: …" would pass.
    """
    head = text[:_LONGEST]
    match = _ALONE.match(head) or _DATELINE.match(head)
    return (match.end(), match["town"]) if match else None
