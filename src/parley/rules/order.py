"""Rules on tables as a whole: their order, and ids that were retired."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import primary_key
from parley.rules.columns import Breach, Tables, is_in
from parley.rules.rule import rule


@rule("Build the tables again")
def sorted_by_key(tables: Tables) -> Iterator[Breach]:
    """The rows are not sorted by primary key."""
    for table in tables:
        key = primary_key(table)
        for number in np.flatnonzero(tables.steps(table) < 0)[:1].tolist():
            yield Breach(table, number + 1, key[0], "the first row that stands too late")


@rule("Give the new row an id of its own")
def retired_stays_retired(tables: Tables) -> Iterator[Breach]:
    """A retired id is in use."""
    yield from tables.breaches("retired_ids", _is_in_use(tables, "old_id"), "old_id")


@rule("Correct new_id")
def retired_leads_on(tables: Tables) -> Iterator[Breach]:
    """The id that took a retired one's place is neither in use nor retired itself."""
    new_id, old_id = tables.columns("retired_ids", "new_id", "old_id")
    leads_on = pc.or_(_is_in_use(tables, "new_id"), is_in(new_id, old_id))
    yield from tables.breaches("retired_ids", pc.and_(pc.is_valid(new_id), pc.invert(leads_on)), "new_id")


def _is_in_use(tables: Tables, field: str) -> pa.Array:
    column = tables.column("retired_ids", field)
    return pc.or_(
        is_in(column, tables.column("meetings", "meeting_id")), is_in(column, tables.column("articles", "article_id"))
    )
