"""The rule of semantic versions for data, as the README states it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from parley.comparison.forms import FormChange
from parley.comparison.rows import RowChanges
from parley.comparison.successions import Succession

Level = Literal["major", "minor", "patch"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch")

_ID_TABLES = ("articles", "meetings", "actors", "persons", "topic_scheme", "retired_ids")
"""Tables whose keys are ids that others join by, which may be retired but never vanish."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a version follows: the part to raise and what asks for it."""

    level: Level
    told: str


def reasons_for_version(
    forms: Sequence[FormChange],
    rows: Mapping[str, RowChanges],
    successions: Sequence[Succession],
    retired: AbstractSet[str],
) -> tuple[Reason, ...]:
    """List what asks for a new version, the strongest first.

    Parameters
    ----------
    forms : sequence of FormChange
    rows : mapping of str to RowChanges
    successions : sequence of Succession
    retired : set of str
        Ids that are told of in `retired_ids` since the old state.

    Returns
    -------
    tuple of Reason
    """
    found = [*_reasons_of_form(forms), *_reasons_of_ids(rows, successions, retired), *_reasons_of_rows(rows)]
    return tuple(sorted(found, key=lambda reason: LEVELS.index(reason.level)))


def next_version(version: str, level: Level | None) -> str:
    """Raise one part of a version; what is no version of three numbers stays as it is.

    Examples
    --------
    >>> next_version("0.1.3", "minor")
    '0.2.0'
    """
    if level is None or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return version
    numbers = [int(part) for part in version.split(".")]
    raised = LEVELS.index(level)
    return ".".join(str(number + (place == raised) if place <= raised else 0) for place, number in enumerate(numbers))


def _reasons_of_form(forms: Sequence[FormChange]) -> Iterator[Reason]:
    levels: dict[str, Level] = {"removed": "major", "added": "minor", "described": "patch"}
    for form in forms:
        note = "; major, if its meaning is another" if form.kind == "described" else ""
        yield Reason(levels[form.kind], f"{form}{note}")


def _reasons_of_ids(
    rows: Mapping[str, RowChanges], successions: Sequence[Succession], retired: AbstractSet[str]
) -> Iterator[Reason]:
    if renamed := sum(each.kind == "renamed" for each in successions):
        yield Reason("major", f"ids changed: {renamed}")
    known = retired | {each.old_id for each in successions if each.kind == "renamed"}
    for table in _ID_TABLES:
        if table in rows:
            gone = set(rows[table].removed[0].to_pylist()) - known
            if gone:
                yield Reason("major", f"ids of {table} gone without a row in retired_ids: {len(gone)}")


def _reasons_of_rows(rows: Mapping[str, RowChanges]) -> Iterator[Reason]:
    for table, changes in rows.items():
        if changes.added.num_rows:
            yield Reason("minor", f"rows added to {table}: {changes.added.num_rows}")
        if changes.removed.num_rows:
            yield Reason("minor", f"rows removed from {table}: {changes.removed.num_rows}")
        if changes.changed.num_rows:
            yield Reason("patch", f"values changed in {table}: {changes.changed.num_rows}")
