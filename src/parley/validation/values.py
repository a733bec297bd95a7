"""Check values, primary keys and references of tables in Arrow, column by column, as their Table Schemas say.

Frictionless and Pandera find the same, by test; they are too slow for more than the released tables.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import primary_key
from parley.errors import Finding
from parley.files import REFERENCE_TABLES, table_schema
from parley.rules import Tables
from parley.rules.columns import Breach, any_of, few, is_in, more_rows, positions

MESSAGES = {
    "required": "the value is missing",
    "enum": "the value is not one of {bound}",
    "pattern": "the value does not match {bound}",
    "minimum": "the value is less than {bound}",
    "maximum": "the value is more than {bound}",
    "primary-key": "another row has the same key",
}
"""What is wrong where a constraint is broken."""

_BROKEN: dict[str, Callable[[Any], Callable[[pa.Array], pa.Array]]] = {
    "enum": lambda bound: lambda cells: pc.invert(is_in(cells, bound)),
    # Whole, and to the very end: $ of other engines would allow a line end there.
    "pattern": lambda bound: lambda cells: pc.invert(pc.match_substring_regex(cells, rf"\A(?:{bound})\z")),
    "minimum": lambda bound: lambda cells: pc.less(cells, bound),
    "maximum": lambda bound: lambda cells: pc.greater(cells, bound),
}
"""Which values break a constraint; one that is not among these raises KeyError and is never passed over."""

_HINTS = 20
"""References of which the nearest is looked for: that takes longer than the check of a million."""


def check_values(tables: Mapping[str, pa.Table] | Tables, folder: str) -> list[Finding]:
    """Check the values and the primary key of each table.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table, or Tables
        With the schema's columns and types.
    folder : str
        What stands before a file's name in the findings, such as ``data/``.

    Returns
    -------
    list of Finding
        Of more than a thousand rows that break a constraint, the first.
    """
    held = Tables.of(tables)
    return [finding for table in tables for finding in _value_findings(held, table, folder)]


def _value_findings(tables: Tables, table: str, folder: str) -> Iterator[Finding]:
    for field in table_schema(table)["fields"]:
        name = field["name"]
        for rule, bound in field.get("constraints", {}).items():
            is_required = rule == "required"
            is_broken = tables.nulls(table, name) if is_required else tables.where(table, name, _BROKEN[rule](bound))
            for breach, more in few(tables.breaches(table, is_broken, name)):
                value = "" if is_required else str(tables.row(table, breach.row)[name])
                yield value_finding(tables, breach, rule, bound, value, folder, more)
    for breach, more in few(Breach(table, row, "") for row in _repeated_rows(tables, table)):
        yield value_finding(tables, breach, "primary-key", "", "", folder, more)


def value_finding(
    tables: Tables, breach: Breach, rule: str, bound: object, value: str, folder: str, more: int = 0
) -> Finding:
    """Tell that a value breaks a constraint of its schema.

    Parameters
    ----------
    tables : Tables
    breach : Breach
        Without field where the constraint is the primary key.
    rule : str
        Name of the constraint.
    bound : object
        What the schema says of it.
    value : str
    folder : str
    more : int
        How many rows there are beyond those told.

    Returns
    -------
    Finding
    """
    shown = ", ".join(bound) if isinstance(bound, list) else bound
    return Finding(
        file=f"{folder}{breach.table}.parquet",
        rule=rule,
        message=MESSAGES[rule].format(bound=shown) + more_rows(more),
        remedy=f"See {breach.field or 'primaryKey'} in schemas/{breach.table}.json",
        row=tables.key(breach.table, breach.row),
        field=breach.field or ", ".join(primary_key(breach.table)),
        value=value,
    )


def _repeated_rows(tables: Tables, table: str) -> Iterable[int]:
    """Find the first row of each primary key that several have."""
    keys = tables.keys(table, *primary_key(table))
    if (tables.steps(table) > 0).all():
        return ()
    names = [str(number) for number in range(len(keys))]
    rows = pa.table([*keys, pa.array(range(len(keys[0])))], names=[*names, "row"])
    # That the whole key is missing is told by another rule.
    rows = rows.filter(any_of(*map(pc.is_valid, keys)))
    groups = rows.group_by(names).aggregate([("row", "min"), ("row", "count")])
    return sorted(groups.filter(pc.greater(groups["row_count"], 1))["row_min"].to_pylist())


def check_references(tables: Mapping[str, pa.Table] | Tables, folder: str) -> list[Finding]:
    """Check that every reference finds its row; a null refers to nothing.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table, or Tables
        References to a table that is not there are passed over.
    folder : str

    Returns
    -------
    list of Finding
        Of more than a thousand references without a row, the first.
    """
    held = Tables.of(tables)
    return [
        finding
        for table in tables
        for key in table_schema(table).get("foreignKeys", ())
        if key["reference"]["resource"] in tables
        for finding in _dangling(held, table, key, folder)
    ]


def _dangling(tables: Tables, table: str, key: Mapping[str, Any], folder: str) -> Iterator[Finding]:
    parent, fields = key["reference"]["resource"], key["fields"]
    parents = tables.columns(parent, *key["reference"]["fields"])
    own = tables.keys(table, *fields)
    looked_up = positions(own, tables.keys(parent, *key["reference"]["fields"]))
    is_dangling = pc.and_(any_of(*map(pc.is_valid, own)), pc.is_null(looked_up))
    for count, (breach, more) in enumerate(few(tables.breaches(table, is_dangling, ", ".join(fields)))):
        known = parents[0].to_pylist() if count < _HINTS and len(parents) == 1 else []
        row = tables.row(table, breach.row)
        value = "/".join(str(row[field]) for field in fields)
        yield Finding(
            file=f"{folder}{table}.parquet",
            rule="foreign-key",
            message=f"no such row in {parent}{more_rows(more)}",
            remedy=_reference_remedy(value, parent, known),
            row=tables.key(table, breach.row),
            field=breach.field,
            value=value,
        )


def _reference_remedy(value: str, parent: str, known: list[str | None]) -> str:
    home = f"data/reference/{parent}.csv" if parent in REFERENCE_TABLES else f"the table {parent}"
    # Ids of meetings are hashes, of which none is like another.
    ids = (each for each in known if each is not None) if parent in REFERENCE_TABLES else ()
    near = difflib.get_close_matches(value, ids, 1)
    return (
        f"Did you mean {near[0]}? Else add the row to {home}" if near else f"Correct the id, or add the row to {home}"
    )
