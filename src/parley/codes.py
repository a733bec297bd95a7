"""Derive the codes of older event data, CAMEO and PLOVER, from mode, place and actors.

The rule and its reasons stand in `docs/derived-codes.md`. Data: the actors' countries in `data/reference/actors.csv`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from parley.model import Meeting, Participant

HomeOf = Callable[[str], str | None]
"""Gives the country an actor is at home in; None for a body of several states."""

Venue = Literal["visit", "third-party"] | None


def cameo_code(meeting: Meeting, home_of: HomeOf) -> str:
    """Derive the CAMEO consultation code of a meeting.

    Parameters
    ----------
    meeting : Meeting
    home_of : callable
        From actor_id to the actor's country, or None.

    Returns
    -------
    str
        041, 042, 044, 045, or 040 where the finer codes do not apply.
    """
    if meeting.mode in ("phone", "video"):
        return "041"
    if _mediators(meeting):
        return "045"
    venue = _venue(meeting, home_of)
    return {"visit": "042", "third-party": "044", None: "040"}[venue]


def plover_mode(meeting: Meeting, home_of: HomeOf) -> str | None:
    """Derive the mode of PLOVER's CONSULT, or None where none applies.

    Parameters
    ----------
    meeting : Meeting
    home_of : callable
        From actor_id to the actor's country, or None.

    Returns
    -------
    {'phone', 'multilateral', 'visit', 'third-party'} or None
    """
    if meeting.mode in ("phone", "video"):
        return "phone"
    if meeting.format == "multilateral":
        return "multilateral"
    return _venue(meeting, home_of)


def _venue(meeting: Meeting, home_of: HomeOf) -> Venue:
    """Tell a meeting at one side's home from one in a third country; None where neither is certain."""
    if meeting.mode != "in_person" or meeting.country_code is None:
        return None
    homes = {home_of(participant.actor_id) for participant in _sides(meeting)}
    if meeting.country_code in homes:
        return "visit" if len(homes) > 1 else None
    # A body of several states may have its seat there, and then it is the host.
    return "third-party" if homes and None not in homes else None


def _mediators(meeting: Meeting) -> list[Participant]:
    return [participant for participant in meeting.participants if participant.capacity == "mediator"]


def _sides(meeting: Meeting) -> list[Participant]:
    return [participant for participant in meeting.participants if participant.capacity != "mediator"]
