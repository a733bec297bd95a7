"""Check values, primary keys and references of tables in Arrow, column by column, as their Table Schemas say.

Frictionless and Pandera find the same, by test; they are too slow for more than the released tables.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parley.codebook import primary_key
from parley.errors import Finding
from parley.files import REFERENCE_TABLES, table_schema
from parley.rules import Tables
from parley.rules.columns import Breach, any_of, is_in, positions
from parley.rules.gathering import Check, gather_findings

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
    return gather_findings(value_checks(tables, folder), [Tables.of(tables)])


def value_checks(tables: Iterable[str], folder: str) -> list[Check]:
    """List the checks of values and primary keys of some tables; `folder` is what stands before a file's name."""
    return [
        *(
            _constraint_check(table, field["name"], rule, bound, folder)
            for table in tables
            for field in table_schema(table)["fields"]
            for rule, bound in field.get("constraints", {}).items()
        ),
        *(_key_check(table, folder) for table in tables),
    ]


def _constraint_check(table: str, name: str, rule: str, bound: Any, folder: str) -> Check:
    is_required = rule == "required"
    is_broken = None if is_required else _BROKEN[rule](bound)

    def find(tables: Tables) -> Iterator[Breach]:
        mask = tables.where(table, name, is_broken) if is_broken else tables.nulls(table, name)
        return tables.breaches(table, mask, name)

    def tell(tables: Tables, breach: Breach, _: int) -> Finding:
        value = "" if is_required else str(tables.row(table, breach.row)[name])
        return value_finding(tables, breach, rule, bound, value, folder)

    return Check(find, tell)


def _key_check(table: str, folder: str) -> Check:
    return Check(
        lambda tables: (Breach(table, row, "") for row in _repeated_rows(tables, table)),
        lambda tables, breach, _: value_finding(tables, breach, "primary-key", "", "", folder),
    )


def value_finding(tables: Tables, breach: Breach, rule: str, bound: object, value: str, folder: str) -> Finding:
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

    Returns
    -------
    Finding
    """
    shown = ", ".join(bound) if isinstance(bound, list) else bound
    return Finding(
        file=f"{folder}{breach.table}.parquet",
        rule=rule,
        message=MESSAGES[rule].format(bound=shown),
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
    return gather_findings(reference_checks(tables, folder), [Tables.of(tables)])


def reference_checks(tables: Iterable[str], folder: str) -> list[Check]:
    """List the checks of references between some tables; `folder` is what stands before a file's name."""
    tables = list(tables)
    return [
        _reference_check(table, key, folder)
        for table in tables
        for key in table_schema(table).get("foreignKeys", ())
        if key["reference"]["resource"] in tables
    ]


def _reference_check(table: str, key: Mapping[str, Any], folder: str) -> Check:
    parent, fields, parent_fields = key["reference"]["resource"], key["fields"], key["reference"]["fields"]
    # Ids of meetings are hashes, of which none is like another.
    has_hints = parent in REFERENCE_TABLES and len(parent_fields) == 1

    def find(tables: Tables) -> Iterator[Breach]:
        own = tables.keys(table, *fields)
        looked_up = positions(own, tables.keys(parent, *parent_fields))
        is_dangling = pc.and_(any_of(*map(pc.is_valid, own)), pc.is_null(looked_up))
        return tables.breaches(table, is_dangling, ", ".join(fields))

    def tell(tables: Tables, breach: Breach, rank: int) -> Finding:
        row = tables.row(table, breach.row)
        value = "/".join(str(row[field]) for field in fields)
        known = tables.column(parent, parent_fields[0]).to_pylist() if has_hints and rank < _HINTS else ()
        return Finding(
            file=f"{folder}{table}.parquet",
            rule="foreign-key",
            message=f"no such row in {parent}",
            remedy=_reference_remedy(value, parent, known),
            row=tables.key(table, breach.row),
            field=breach.field,
            value=value,
        )

    def finish(findings: list[Finding]) -> list[Finding]:
        """Leave hints, of which each part gave some, to the first rows of all."""
        others = (replace(each, remedy=_reference_remedy(each.value, parent, ())) for each in findings[_HINTS:])
        return [*findings[:_HINTS], *others]

    return Check(find, tell, finish)


def _reference_remedy(value: str, parent: str, known: Iterable[str | None]) -> str:
    home = f"data/reference/{parent}.csv" if parent in REFERENCE_TABLES else f"the table {parent}"
    near = difflib.get_close_matches(value, (each for each in known if each is not None), 1)
    return (
        f"Did you mean {near[0]}? Else add the row to {home}" if near else f"Correct the id, or add the row to {home}"
    )
