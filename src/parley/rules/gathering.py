"""Gather what checks find in a package, whole or part after part: the first rows, and the number of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from parley.errors import Finding
from parley.rules.columns import GUEST, MOST_ROWS, Breach, Tables

_IN_ORDER = itemgetter(0, 1)


class Check(NamedTuple):
    """Where something is wrong, and what to say of it.

    Attributes
    ----------
    find : callable
        From tables to the breaches in them.
    tell : callable
        From tables, a breach and how many were told before it, to the finding.
    finish : callable
        Looks over the findings of one field when all are there, in the order of the rows.
    """

    find: Callable[[Tables], Iterable[Breach]]
    tell: Callable[[Tables, Breach, int], Finding]
    finish: Callable[[list[Finding]], list[Finding]] = lambda findings: findings


def gather_findings(checks: Sequence[Check], parts: Iterable[Tables]) -> list[Finding]:
    """Check a package.

    Parameters
    ----------
    checks : sequence of Check
    parts : iterable of Tables
        The package, or parts of it in which each row has beside it what the checks want to know of it.

    Returns
    -------
    list of Finding
        Check by check; of more than a thousand rows with a breach in one field, the first.
    """
    gathered = [_Gathered(check) for check in checks]
    # In threads, since Arrow and NumPy, which do most of the work, run beside one another.
    with ThreadPoolExecutor() as pool:
        for part in parts:
            for _ in pool.map(_Gathered.add, gathered, [part] * len(gathered)):
                pass
            # The next is made only when this one is gone.
            del part
    return [finding for each in gathered for finding in each.findings()]


class _Gathered:
    """What one check found so far, by table and field: the first rows, each with its number in the package."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._kept: dict[tuple[str, str], list[tuple[int, int, Finding]]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, tables: Tables) -> None:
        for place, found in self._first(tables).items():
            kept = self._kept.setdefault(place, [])
            is_full = len(kept) == MOST_ROWS
            kept += [
                (row, order, self._check.tell(tables, breach, rank))
                for rank, (row, order, breach) in enumerate(found)
                if not is_full or row < kept[MOST_ROWS - 1][0]
            ]
            kept.sort(key=_IN_ORDER)
            del kept[MOST_ROWS:]

    def _first(self, tables: Tables) -> dict[tuple[str, str], list[tuple[int, int, Breach]]]:
        first: dict[tuple[str, str], list[tuple[int, int, Breach]]] = {}
        for breach in self._check.find(tables):
            row = tables.number(breach.table, breach.row)
            if row == GUEST:
                continue
            place = breach.table, breach.field
            self._counts[place] += 1
            found = first.setdefault(place, [])
            found.append((row, self._counts[place], breach))
            if len(found) == 2 * MOST_ROWS:
                found.sort(key=_IN_ORDER)
                del found[MOST_ROWS:]
        for found in first.values():
            found.sort(key=_IN_ORDER)
            del found[MOST_ROWS:]
        return first

    def findings(self) -> Iterator[Finding]:
        for place, kept in self._kept.items():
            told = self._check.finish([finding for _, _, finding in kept])
            if more := self._counts[place] - len(told):
                told[-1] = replace(told[-1], message=f"{told[-1].message}; so with {more:,} more rows")
            yield from told
