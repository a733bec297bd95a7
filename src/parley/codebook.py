"""The codebook's closed lists, as frozen objects: values of enums, columns, topics, actors.

Data: the Table Schemas in `schemas/` and the reference tables in `data/reference/`.
"""

from __future__ import annotations

import functools

from parley.files import TABLES, reference_rows, table_schema

__all__ = ["TABLES", "actor_ids", "columns", "enum_values", "person_ids", "primary_key", "topic_ids"]


@functools.cache
def columns(table: str) -> tuple[str, ...]:
    """Name the columns of a table, in their order.

    Raises
    ------
    ValueError
        There is no such table.
    """
    return tuple(field["name"] for field in table_schema(table)["fields"])


@functools.cache
def primary_key(table: str) -> tuple[str, ...]:
    """Name the columns of a table's primary key, by which its rows are sorted.

    Raises
    ------
    ValueError
        There is no such table.
    """
    return tuple(table_schema(table)["primaryKey"])


@functools.cache
def enum_values(table: str, field: str) -> tuple[str, ...]:
    """List the values that a field may have, in the codebook's order; empty when the list is not closed.

    Raises
    ------
    ValueError
        There is no such table or field.
    """
    for each in table_schema(table)["fields"]:
        if each["name"] == field:
            return tuple(each.get("constraints", {}).get("enum", ()))
    raise ValueError(f"no field {field!r} in {table}: choose one of {', '.join(columns(table))}")


@functools.cache
def topic_ids() -> frozenset[str]:
    """Give the ids of the topic scheme."""
    return _ids("topic_scheme")


@functools.cache
def actor_ids() -> frozenset[str]:
    """Give the ids of the actors known: states by ISO 3166-1 alpha-3, bodies by their own id."""
    return _ids("actors")


@functools.cache
def person_ids() -> frozenset[str]:
    """Give the ids of the persons known."""
    return _ids("persons")


def _ids(table: str) -> frozenset[str]:
    (key,) = primary_key(table)
    return frozenset(row[key] for row in reference_rows(table))
