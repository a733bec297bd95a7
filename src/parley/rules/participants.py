"""Rules on participants and topics, the rows of a meeting, and on the terms of office behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley.rules.columns import ROW_NUMBERS, Breach, Tables, all_of, positions
from parley.rules.marks import UNKNOWN, first_alike, row_marks, whole_numbers
from parley.rules.rule import rule


@rule("Correct kind or name")
def named_iff_person(tables: Tables) -> Iterator[Breach]:
    """A person has a name; an office or a delegation has none."""
    kind, name, person_id = tables.columns("participants", "kind", "name", "person_id")
    is_person = pc.equal(kind, "person")
    yield from tables.breaches("participants", pc.xor(is_person, pc.is_valid(name)), "name", "kind is {kind}")
    is_linked = all_of(pc.invert(is_person), pc.is_null(name), pc.is_valid(person_id))
    yield from tables.breaches("participants", is_linked, "person_id", "kind is {kind}")


@rule("Write every letter of a word in one script, or make sure that the name is written so", severity="warning")
def name_in_one_script(tables: Tables) -> Iterator[Breach]:
    """A word of the name mixes letters of scripts that look alike."""
    is_mixed = tables.where(
        "participants", "name", lambda names: pa.array(map(_mixes_scripts, names.to_pylist()), pa.bool_())
    )
    yield from tables.breaches("participants", is_mixed, "name")


def _mixes_scripts(name: str) -> bool:
    """Whether a word has letters of two of the scripts whose letters look alike."""
    return any(
        len({script for letter in word for script in _ALIKE if unicodedata.name(letter, "").startswith(script)}) > 1
        for word in ([] if name.isascii() else re.split(r"[\W_]+", name))
    )


_ALIKE = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")


@rule("Remove title, or set kind to office")
def delegation_without_title(tables: Tables) -> Iterator[Breach]:
    """A delegation has a title."""
    kind, title = tables.columns("participants", "kind", "title")
    is_broken = pc.and_kleene(pc.equal(kind, "delegation"), pc.is_valid(title))
    yield from tables.breaches("participants", is_broken, "title")


@rule("Make one row of the two")
def once_per_meeting(tables: Tables) -> Iterator[Breach]:
    """The same person or topic stands twice in one meeting."""
    name = tables.column("participants", "name")
    for number in _repeated(tables.keys("participants", "meeting_id", "name", "actor_id")):
        if name[number].is_valid:
            yield Breach("participants", number, "name")
    for number in _repeated(tables.keys("topics", "meeting_id", "topic_id", "area")):
        yield Breach("topics", number, "topic_id")


def _repeated(columns: Sequence[pa.Array]) -> list[int]:
    """Find the rows that have the values of one before them."""
    alike = first_alike(row_marks(*map(whole_numbers, columns)))
    return np.flatnonzero(alike != np.arange(len(alike))).tolist()


@rule("Build the tables again")
def numbers_run(tables: Tables) -> Iterator[Breach]:
    """The rows of a meeting are not numbered from 1 without gaps."""
    for table, field in ROW_NUMBERS.items():
        meeting_id, number = tables.columns(table, "meeting_id", field)
        rows = (
            pa.table([meeting_id, number], names=["id", "no"])
            .group_by("id")
            .aggregate([("no", "max"), ("no", "count")])
        )
        has_gap = pc.not_equal(rows["no_max"].cast(pa.int64()), rows["no_count"])
        found = pc.index_in(rows["id"].filter(has_gap).combine_chunks(), value_set=meeting_id)
        for position in found.to_pylist():
            yield Breach(table, position, field)


@rule("Correct start_date or end_date")
def tenure_in_order(tables: Tables) -> Iterator[Breach]:
    """The tenure ends before it starts."""
    start, end = tables.columns("tenures", "start_date", "end_date")
    yield from tables.breaches("tenures", pc.less(end, start), "end_date", "it starts on {start_date}")


@rule("Correct person_id or office, or add the tenure", severity="warning")
def tenure_covers(tables: Tables) -> Iterator[Breach]:
    """The person did not hold that office at the time, as far as tenures tells."""
    keys = tables.keys("tenures", "person_id", "actor_id", "office")
    claims = positions(tables.keys("participants", "person_id", "actor_id", "office"), keys)
    starts, ends = (whole_numbers(column) for column in _days(tables, "tenures"))
    meeting_starts, meeting_ends = (column.take(tables.participants_meetings) for column in _days(tables, "meetings"))
    is_known = all_of(*map(pc.is_valid, (claims, meeting_starts, meeting_ends)))
    numbers = pc.indices_nonzero(is_known)
    begins, stops = (whole_numbers(column.take(numbers)) for column in (meeting_starts, meeting_ends))
    # The terms of one person, actor and office stand together, in the order of their first.
    first_terms = whole_numbers(positions(keys, keys))
    order = np.argsort(first_terms, kind="stable")
    claimed = whole_numbers(claims.take(numbers))
    place, last = (np.searchsorted(first_terms[order], claimed, side) for side in ("left", "right"))
    is_covered = np.zeros(len(numbers), bool)
    is_timed = np.zeros(len(numbers), bool)
    while (is_left := place < last).any():
        term = order[np.where(is_left, place, 0)]
        is_timed |= is_left & (starts[term] != UNKNOWN)
        is_open = ends[term] == UNKNOWN
        is_covered |= is_left & (starts[term] != UNKNOWN) & (starts[term] <= stops) & (is_open | (begins <= ends[term]))
        place = place + 1
    for number in pc.filter(numbers, pa.array(is_timed & ~is_covered)).to_pylist():
        yield Breach("participants", number, "person_id", f"the meeting is of {meeting_starts[number]}")


def _days(tables: Tables, table: str) -> list[pa.Array]:
    return tables.columns(table, "start_date", "end_date")
