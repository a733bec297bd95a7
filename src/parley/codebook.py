"""The codebook's closed lists and ids, read from the Table Schemas and the reference tables."""

from __future__ import annotations

import functools

from parley.files import reference_rows, table_schema


@functools.cache
def enum_values(table: str, field: str) -> tuple[str, ...]:
    """List the values a field may take, in the schema's order; empty for a field without a closed list.

    Raises
    ------
    ValueError
        There is no such table or field.
    """
    for each in table_schema(table)["fields"]:
        if each["name"] == field:
            return tuple(each.get("constraints", {}).get("enum", ()))
    raise ValueError(f"no field {field!r} in table {table!r}")


@functools.cache
def actor_ids() -> frozenset[str]:
    """Give the ids of all actors."""
    return frozenset(row["actor_id"] for row in reference_rows("actors"))


@functools.cache
def topic_ids() -> frozenset[str]:
    """Give the ids of all topics."""
    return frozenset(row["topic_id"] for row in reference_rows("topic_scheme"))
