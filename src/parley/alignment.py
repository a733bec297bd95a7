"""Pair what was expected with what was found: names, participants, topics and meetings, one to one.

The criteria are told in `docs/evaluation.md`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from parley.linking.tenures import fold_name
from parley.model import Meeting, Participant

T = TypeVar("T")
Weigh = Callable[[T, T], float]
"""How well two things agree; 0 when they must not be paired."""

HAPPENED = frozenset({"held", "ongoing"})
"""Statuses of meetings that took place; the others lie ahead or were called off."""

_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=65_536)
def name_tokens(name: str | None) -> frozenset[str]:
    """Cut a name into words without case, diacritics and punctuation; an apostrophe parts no word."""
    return frozenset(_WORD.findall(fold_words(name or "").replace("'", "")))


def fold_words(words: str) -> str:
    """Fold case, diacritics and white space of a value for comparison."""
    return " ".join(fold_name(unicodedata.normalize("NFC", words)).split())


def agree_in_name(name: str | None, other: str | None) -> bool:
    """Tell whether two names may be one person's: the words of one are all among the other's."""
    one, two = name_tokens(name), name_tokens(other)
    return bool(one and two) and (one <= two or two <= one)


def align(gold: Sequence[T], predicted: Sequence[T], weigh: Weigh[T]) -> list[tuple[int, int]]:
    """Pair two lists one to one so that first the number of pairs and then their weight is greatest.

    Parameters
    ----------
    gold, predicted : sequence
    weigh : callable
        Weight of a pair from 0, which forbids it, to 100.

    Returns
    -------
    list of (int, int)
        Positions in the two lists, by the first; ties go to what stands first.
    """
    weights = [[weigh(one, other) for other in predicted] for one in gold]
    # A pair more is worth more than any weight of the others.
    bonus = 100.0 * (min(len(gold), len(predicted)) + 1)
    costs = [[-(weight + bonus) if weight > 0 else 0.0 for weight in row] for row in weights]
    size = max(len(gold), len(predicted))
    square = [[*row, *[0.0] * (size - len(row))] for row in costs] + [[0.0] * size] * (size - len(costs))
    pairs = enumerate(_assign(square))
    return [(i, j) for i, j in pairs if i < len(gold) and j < len(predicted) and weights[i][j] > 0]


def _assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """Solve the assignment problem of a square matrix: the column of each row, at least total cost.

    References
    ----------
    H. W. Kuhn, "The Hungarian method for the assignment problem", 1955; in its form with potentials, cubic in the size.
    """
    size = len(costs)
    row_potential, column_potential = [0.0] * (size + 1), [0.0] * (size + 1)
    row_of = [0] * (size + 1)
    for row in range(1, size + 1):
        row_of[0], column = row, 0
        least, came_from, is_used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
        while row_of[column]:
            is_used[column] = True
            current, step, following = row_of[column], float("inf"), 0
            for other in range(1, size + 1):
                if is_used[other]:
                    continue
                reduced = costs[current - 1][other - 1] - row_potential[current] - column_potential[other]
                if reduced < least[other]:
                    least[other], came_from[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(size + 1):
                if is_used[other]:
                    row_potential[row_of[other]] += step
                    column_potential[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    columns = [0] * size
    for column in range(1, size + 1):
        columns[row_of[column] - 1] = column - 1
    return columns


def weigh_participants(gold: Participant, predicted: Participant) -> float:
    """Weigh two participants as one: same name or, where unnamed, same kind; and same actor."""
    if gold.actor_id != predicted.actor_id:
        return 0
    if gold.name or predicted.name:
        weight = _weigh_names(gold, predicted)
        return weight and weight + (gold.office == predicted.office)
    return (gold.kind == predicted.kind) * (1 + (gold.office == predicted.office) + (gold.title == predicted.title))


def weigh_persons(gold: Participant, predicted: Participant) -> float:
    """Weigh two named persons as one, whomever they represent."""
    weight = _weigh_names(gold, predicted)
    return weight and weight + (gold.actor_id == predicted.actor_id)


def weigh_sides(gold: Participant, predicted: Participant) -> float:
    """Weigh whether two participants may stand for the same side: a person agrees with its own office or body."""
    if gold.name and predicted.name:
        return _weigh_names(gold, predicted)
    if gold.actor_id != predicted.actor_id:
        return 0
    return 1 + (gold.office == predicted.office)


def weigh_meetings(gold: Meeting, predicted: Meeting) -> float:
    """Weigh two meetings as one, by sides, dates, mode and place; 0 when they cannot be the same."""
    if (gold.status in HAPPENED) != (predicted.status in HAPPENED):
        return 0
    sides = align(gold.participants, predicted.participants, weigh_sides)
    actors = {each.actor_id for each in gold.participants}
    shared = actors & {each.actor_id for each in predicted.participants}
    persons = sum(bool(gold.participants[i].name and predicted.participants[j].name) for i, j in sides)
    if not sides or (len(shared) < min(2, len(actors)) and persons < 2):
        return 0
    is_same_time = gold.start_date <= predicted.end_date and predicted.start_date <= gold.end_date
    if not is_same_time and len(sides) < len(gold.participants):
        return 0
    largest = max(len(gold.participants), len(predicted.participants))
    return (
        1
        + 8 * len(sides) / largest
        + 4 * is_same_time
        + 2 * (gold.start_date == predicted.start_date)
        + 2 * (gold.mode == predicted.mode)
        + 2 * (fold_words(gold.place_name or "") == fold_words(predicted.place_name or ""))
        + (gold.status == predicted.status)
    )


def _weigh_names(gold: Participant, predicted: Participant) -> float:
    if not agree_in_name(gold.name, predicted.name):
        return 0
    return 2 + (name_tokens(gold.name) == name_tokens(predicted.name))
