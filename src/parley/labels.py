"""Name meetings for people: "Kalın – Haniyye, Doha, 3 Feb 2024".

Data: particles of surnames in `lexicon/name_particles.csv`, actors who put the surname first in
`lexicon/surname_first.csv`, short names of months in `lexicon/calendar.csv`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable

from parley.files import lexicon_rows
from parley.model import Meeting, Participant

NameOf = Callable[[str], str]
"""Gives the short English name of an actor."""

NAMED_SIDES = 3
"""Up to so many sides are named one by one; of more, the first two."""

_SUFFIX = re.compile(r"[IVX]+|\w+\.")
_HYPHENATED_GIVEN_NAME = re.compile(r"[^\W\d_]+-[a-z]+")


def meeting_label(meeting: Meeting, name_of: NameOf) -> str:
    """Name a meeting by its sides, place and date.

    Parameters
    ----------
    meeting : Meeting
    name_of : callable
        From actor_id to the actor's short name.

    Returns
    -------
    str
        A side is named by its first principal's surname, else by the actor; a call by its mode in the stead of a place.
    """
    parts = [_sides_label(meeting.participants, name_of), _place_label(meeting, name_of), date_label(meeting)]
    return ", ".join(part for part in parts if part)


def date_label(meeting: Meeting) -> str:
    """Write a meeting's date as precisely as it is known: "3 Feb 2024", "3–5 Feb 2024", "Feb 2024", "2024"."""
    start, end = meeting.start_date, meeting.end_date
    if meeting.date_precision == "year":
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    if meeting.date_precision == "month":
        return _range_label(start, end, _month)
    if (start.year, start.month) == (end.year, end.month) and start != end:
        return f"{start.day}–{end.day} {_month(end)} {end.year}"
    return _range_label(start, end, _day)


def surname(name: str, actor_id: str = "") -> str:
    """Shorten a full name to the surname with its particles: "von der Leyen", "Xi", "Charles III"."""
    words = name.split()
    if len(words) < 2:
        return name
    if actor_id in _surname_first() or _has_hyphenated_given_name(words):
        return words[0]
    last = len(words) - 1
    if last and _SUFFIX.fullmatch(words[last]):
        last -= 1
    first = last
    while first > 1 and _is_particle(words[first - 1]):
        first -= 1
    if first == 1 and _leads(words[0]):
        first = 0
    return " ".join(words[first:])


def _sides_label(participants: Iterable[Participant], name_of: NameOf) -> str:
    sides: dict[str, list[Participant]] = {}
    for participant in participants:
        sides.setdefault(participant.actor_id, []).append(participant)
    if len(sides) > NAMED_SIDES:
        first, second = list(sides)[:2]
        return f"{name_of(first)}, {name_of(second)} and {len(sides) - 2} others"
    return " – ".join(_side_label(side, name_of) for side in sides.values())


def _side_label(side: list[Participant], name_of: NameOf) -> str:
    head = next((participant for participant in side if participant.capacity != "attendee"), side[0])
    return surname(head.name, head.actor_id) if head.name else name_of(head.actor_id)


def _place_label(meeting: Meeting, name_of: NameOf) -> str:
    if meeting.mode in ("phone", "video"):
        return meeting.mode
    return meeting.place_name or (name_of(meeting.country_code) if meeting.country_code else "")


def _range_label(start: dt.date, end: dt.date, write: Callable[[dt.date], str]) -> str:
    last = f"{write(end)} {end.year}"
    if start.year == end.year:
        return last if write(start) == write(end) else f"{write(start)} – {last}"
    return f"{write(start)} {start.year} – {last}"


def _day(date: dt.date) -> str:
    return f"{date.day} {_month(date)}"


def _month(date: dt.date) -> str:
    return _short_months()[date.month]


@functools.cache
def _short_months() -> dict[int, str]:
    rows = (row for row in lexicon_rows("calendar") if row["kind"] == "month" and len(row["form"]) == 3)
    return {int(row["number"]): row["form"].capitalize() for row in rows}


@functools.cache
def _surname_first() -> frozenset[str]:
    return frozenset(row["actor_id"] for row in lexicon_rows("surname_first"))


@functools.cache
def _particles() -> dict[str, bool]:
    return {row["word"]: row["leads"] == "true" for row in lexicon_rows("name_particles")}


def _is_particle(word: str) -> bool:
    return word.casefold() in _particles()


def _leads(word: str) -> bool:
    return _particles().get(word.casefold(), False)


def _has_hyphenated_given_name(words: list[str]) -> bool:
    """Tell "Ban Ki-moon" and "Tsai Ing-wen" by their shape, whomever they represent."""
    return _HYPHENATED_GIVEN_NAME.fullmatch(words[-1]) is not None and not _is_particle(words[-1].split("-")[0])
