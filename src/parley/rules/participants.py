"""Rules on participants and topics, the rows of a meeting, and on the terms of office behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from parley.rules.columns import Breach, Tables, all_of
from parley.rules.rule import rule

Days = tuple[dt.date, dt.date]

ROW_NUMBERS = {"participants": "participant_no", "topics": "topic_no"}
"""Columns that number the rows of a meeting, by table."""


@rule("Correct kind or name")
def named_iff_person(tables: Tables) -> Iterator[Breach]:
    """A person has a name; an office or a delegation has none."""
    kind, name, person_id = tables.columns("participants", "kind", "name", "person_id")
    is_person = pc.equal(kind, "person")
    yield from tables.breaches("participants", pc.xor(is_person, pc.is_valid(name)), "name", "kind is {kind}")
    is_linked = all_of(pc.invert(is_person), pc.is_null(name), pc.is_valid(person_id))
    yield from tables.breaches("participants", is_linked, "person_id", "kind is {kind}")


@rule("Remove title, or set kind to office")
def delegation_without_title(tables: Tables) -> Iterator[Breach]:
    """A delegation has a title."""
    kind, title = tables.columns("participants", "kind", "title")
    is_broken = pc.and_kleene(pc.equal(kind, "delegation"), pc.is_valid(title))
    yield from tables.breaches("participants", is_broken, "title")


@rule("Make one row of the two")
def once_per_meeting(tables: Tables) -> Iterator[Breach]:
    """The same person or topic stands twice in one meeting."""
    seen: set[tuple[str | None, ...]] = set()
    for number, row in enumerate(tables.values("participants", "meeting_id", "name", "actor_id")):
        if row[1] is not None and row in seen:
            yield Breach("participants", number, "name")
        seen.add(row)
    seen.clear()
    for number, row in enumerate(tables.values("topics", "meeting_id", "topic_id", "area")):
        if row in seen:
            yield Breach("topics", number, "topic_id")
        seen.add(row)


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
        positions = pc.index_in(rows["id"].filter(has_gap).combine_chunks(), value_set=meeting_id)
        for position in positions.to_pylist():
            yield Breach(table, position, field)


@rule("Correct start_date or end_date")
def tenure_in_order(tables: Tables) -> Iterator[Breach]:
    """The tenure ends before it starts."""
    start, end = tables.columns("tenures", "start_date", "end_date")
    yield from tables.breaches("tenures", pc.less(end, start), "end_date", "it starts on {start_date}")


@rule("Correct person_id or office, or add the tenure", severity="warning")
def tenure_covers(tables: Tables) -> Iterator[Breach]:
    """The person did not hold that office at the time, as far as tenures tells."""
    terms: dict[tuple[str | None, ...], list[Days]] = {}
    fields = ("person_id", "actor_id", "office")
    for *key, start, end in tables.values("tenures", *fields, "start_date", "end_date"):
        if start:
            terms.setdefault(tuple(key), []).append((start, end or dt.date.max))
    days_by_meeting: dict[str, Days] = {
        meeting_id: (start, end)
        for meeting_id, start, end in tables.values("meetings", "meeting_id", "start_date", "end_date")
        if start and end
    }
    for number, (meeting_id, *key) in enumerate(tables.values("participants", "meeting_id", *fields)):
        held, days = terms.get(tuple(key)), days_by_meeting.get(meeting_id)
        if held and days and not any(start <= days[1] and days[0] <= end for start, end in held):
            yield Breach("participants", number, "person_id", f"the meeting is of {days[0]}")
