"""Tell when two reports are of one encounter, and how much alike they are.

Two reports are of one encounter when days, mode, place and actors agree and the people do. What is left open does not
disagree. A meeting of two actors is never taken for one of more.
"""

from __future__ import annotations

from parley.alignment import HAPPENED, align, fold_words, weigh_persons
from parley.linking.places import capital_name
from parley.linking.tenures import fold_name
from parley.model import Meeting, Participant

LONGEST = 31
"""Days; a meeting said to have lasted longer is a stay of which nothing can be told apart."""

_LEADERS = frozenset({"head_of_state", "head_of_government"})
"""Whom a state that is named alone may stand for, when a leader comes to see it."""
_SINGLE = _LEADERS | {"foreign_minister", "defence_minister", "national_security_adviser"}
"""Offices that a state has but one holder of."""


def likeness(one: Meeting, other: Meeting) -> int:
    """Measure how much two reports agree; 0 when they cannot be of one encounter.

    Of two meetings of one article, the one that is more like another's report may be the same, the other may not.

    Parameters
    ----------
    one, other : Meeting

    Returns
    -------
    int
        The same whichever comes first.
    """
    if not is_same_encounter(one, other):
        return 0
    agreements = (
        (one.status in HAPPENED) == (other.status in HAPPENED),
        (one.start_date, one.end_date) == (other.start_date, other.end_date),
        one.mode == other.mode,
        _is_same_place(one, other),
        actors_of(one) == actors_of(other),
        len(one.participants) == len(other.participants),
    )
    return 1 + sum(agreements) + 2 * len(align(one.participants, other.participants, weigh_people))


def is_same_encounter(one: Meeting, other: Meeting) -> bool:
    """Tell whether two reports may be of one encounter."""
    if {one.date_precision, other.date_precision} != {"day"} or not _overlap(one, other):
        return False
    if "unknown" not in (one.mode, other.mode) and one.mode != other.mode:
        return False
    if _are_apart(one, other):
        return False
    actors, others = actors_of(one), actors_of(other)
    is_pair = len(actors) == 2 or len(others) == 2
    if (is_pair and actors != others) or len(actors & others) < 2:
        return False
    agreeing = _named_alike(one, other) | {actor for actor in actors & others if _is_same_office(one, other, actor)}
    if len(agreeing) >= 2 or not is_pair:
        return len(agreeing) >= 2
    if agreeing:
        return all(_may_agree(one, other, actor) for actor in actors - agreeing)
    return _are_delegations(one, other)


def actors_of(meeting: Meeting) -> set[str]:
    """List the actors who took part."""
    return {each.actor_id for each in meeting.participants}


def weigh_people(one: Participant, other: Participant) -> float:
    """Weigh two named people as one: by name, or by the surname where actor and office are the same."""
    weight = weigh_persons(one, other)
    if weight or not one.name or not other.name:
        return weight
    is_same_post = one.actor_id == other.actor_id and one.office == other.office and one.office in _SINGLE
    surnames = {fold_name(each.name or "").split()[-1] for each in (one, other)}
    return float(is_same_post and len(surnames) == 1)


def _overlap(one: Meeting, other: Meeting) -> bool:
    return one.start_date <= other.end_date and other.start_date <= one.end_date


def _is_same_place(one: Meeting, other: Meeting) -> bool:
    return bool(one.country_code) and one.country_code == other.country_code


def _are_apart(one: Meeting, other: Meeting) -> bool:
    """Whether the reports name two countries, or two towns of one."""
    if not one.country_code or not other.country_code:
        return False
    towns = {fold_words(capital_name(each.place_name)) for each in (one, other) if each.place_name}
    return one.country_code != other.country_code or len(towns) > 1


def _named_alike(one: Meeting, other: Meeting) -> set[str]:
    """The actors for whom one person is named in both reports."""
    pairs = align(one.participants, other.participants, weigh_people)
    named = ((one.participants[i].actor_id, other.participants[j].actor_id) for i, j in pairs)
    return {actor for actor, same in named if actor == same}


def _is_same_office(one: Meeting, other: Meeting, actor: str) -> bool:
    """Whether an office that one person holds stands for a side in both, unnamed in one: "the president"."""
    sides = _sides(one, other, actor)
    offices = [{each.office for each in side if each.kind != "delegation"} for side in sides]
    return _is_unnamed(sides) and bool(offices[0] & offices[1] & _SINGLE)


def _may_agree(one: Meeting, other: Meeting, actor: str) -> bool:
    """Whether a side unnamed in one report may be the people of the other.

    Where neither names anybody, as in "told of the talks with Ukraine", nothing tells one session from another but
    the place.
    """
    sides = _sides(one, other, actor)
    if not _is_unnamed(sides):
        return False
    if not any(each.name for side in sides for each in side) and not _is_same_place(one, other):
        return False
    offices = [{each.office for each in side if each.kind != "delegation"} for side in sides]
    if offices[0] and offices[1]:
        return bool(offices[0] & offices[1])
    return not (offices[0] | offices[1]) or bool((offices[0] | offices[1]) & _LEADERS)


def _are_delegations(one: Meeting, other: Meeting) -> bool:
    """Whether delegations met on the same days, or in the same place those whom they may stand for."""
    days = {(each.start_date, each.end_date) for each in (one, other)}
    if len(days) == 1 and all(each.kind == "delegation" for each in (*one.participants, *other.participants)):
        return True
    return _is_same_place(one, other) and all(
        any(all(each.kind == "delegation" for each in side) for side in _sides(one, other, actor))
        for actor in actors_of(one)
    )


def _sides(one: Meeting, other: Meeting, actor: str) -> list[list[Participant]]:
    return [[each for each in meeting.participants if each.actor_id == actor] for meeting in (one, other)]


def _is_unnamed(sides: list[list[Participant]]) -> bool:
    return any(not any(each.name for each in side) for side in sides)
