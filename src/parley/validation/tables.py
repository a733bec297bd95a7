"""Check tables: their files and columns, their values (by Pandera), their references, and the rules across them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parley.codebook import primary_key
from parley.errors import Finding, shorten
from parley.files import REFERENCE_TABLES, TABLES, table_schema
from parley.rules import Tables, check_rules
from parley.rules.columns import positions, true_rows
from parley.schema import arrow_schema, frame_from_table, pandera_schema

if TYPE_CHECKING:
    import pandas as pd

_REBUILD = "Build the tables again (make data), or write the column as schemas/{table}.json says"


def check_folder(folder: Path) -> list[Finding]:
    """Check the tables of a folder, all of them."""
    tables, findings = read_tables(folder)
    return [*findings, *check_tables(tables, f"{folder}/")]


def check_tables(tables: Mapping[str, pa.Table], folder: str) -> list[Finding]:
    """Check sound tables: values and references of those that there are, and the rules where there are all."""
    findings = [finding for table in tables for finding in check_values(table, tables[table], folder)]
    findings += check_references(tables, folder)
    return [*findings, *(check_rules(tables, folder) if len(tables) == len(TABLES) else ())]


def read_tables(folder: Path) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Read the tables of a folder: those whose files and columns are sound, and what is wrong with the others."""
    tables, findings = {}, []
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            # Opened here, since Arrow would follow an address of the network.
            with path.open("rb") as content:
                read = pq.ParquetFile(content).read()
                read.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            findings.append(_unreadable(path, table, error))
            continue
        faults = list(_column_faults(path, table, read.schema))
        findings += faults
        if not faults:
            tables[table] = read
    return tables, findings


def _unreadable(path: Path, table: str, error: Exception) -> Finding:
    remedy = _REBUILD.format(table=table)
    if not path.exists():
        return Finding(str(path), "missing-table", "the table is missing", remedy)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return Finding(str(path), "unreadable-table", f"cannot be read as Parquet: {shorten(reason)}", remedy)


def _column_faults(path: Path, table: str, found: pa.Schema) -> Iterator[Finding]:
    """Compare the columns of a file with the schema: names, types, order."""
    expected, remedy = arrow_schema(table), _REBUILD.format(table=table)
    for name in expected.names:
        if name not in found.names:
            yield Finding(str(path), "missing-column", "the column is missing", remedy, field=name)
        elif found.names.count(name) == 1 and found.field(name).type != expected.field(name).type:
            types = (found.field(name).type, expected.field(name).type)
            message = "the column has another type than {1}".format(*types)
            yield Finding(str(path), "column-type", message, remedy, field=name, value=str(types[0]))
    for name in sorted(set(found.names)):
        if name not in expected.names or found.names.count(name) > 1:
            yield Finding(str(path), "extra-column", "the schema has no such column", remedy, field=name)
    if sorted(found.names) == sorted(expected.names) and found.names != expected.names:
        message = f"the columns do not stand in the schema's order: {', '.join(expected.names)}"
        yield Finding(str(path), "column-order", message, remedy)


def check_values(table: str, read: pa.Table, folder: str) -> list[Finding]:
    """Let Pandera check the values and the primary key of a table."""
    from pandera.errors import SchemaErrors

    frame = frame_from_table(read)
    try:
        pandera_schema(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.to_dict("records")
        return list(dict.fromkeys(_value_finding(table, frame, case, folder) for case in cases))
    return []


def _value_finding(table: str, frame: pd.DataFrame, case: dict[str, Any], folder: str) -> Finding:
    check = str(case["check"])
    rule, message = _PANDERA_RULES.get(check.split("(")[0], (check, f"the value breaks the schema: {check}"))
    column = "" if rule == "primary-key" else str(case["column"])
    row = None if case["index"] is None else frame.iloc[int(case["index"])]
    value = "" if rule in ("primary-key", "required") else str(case["failure_case"])
    return Finding(
        file=f"{folder}{table}.parquet",
        rule=rule,
        message=message.format(**_constraints(table, column)),
        remedy=f"See {column or 'primaryKey'} in schemas/{table}.json",
        row="" if row is None else "/".join(str(row[key]) for key in primary_key(table)),
        field=column or ", ".join(primary_key(table)),
        value=value,
    )


_PANDERA_RULES = {
    "not_nullable": ("required", "the value is missing"),
    "isin": ("enum", "the value is not one of {enum}"),
    "pattern": ("pattern", "the value does not match {pattern}"),
    "greater_than_or_equal_to": ("minimum", "the value is less than {minimum}"),
    "less_than_or_equal_to": ("maximum", "the value is more than {maximum}"),
    "multiple_fields_uniqueness": ("primary-key", "another row has the same key"),
}
"""Rules and messages by the names of Pandera's checks."""


def _constraints(table: str, column: str) -> dict[str, Any]:
    found = [field.get("constraints", {}) for field in table_schema(table)["fields"] if field["name"] == column]
    return {name: ", ".join(value) if isinstance(value, list) else value for name, value in (found or [{}])[0].items()}


def check_references(tables: Mapping[str, pa.Table], folder: str) -> list[Finding]:
    """Check that every reference finds its row, which Pandera cannot; a null refers to nothing."""
    held = Tables(tables)
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
    own = tables.columns(table, *fields)
    is_set = pc.is_valid(own[0])
    for number in true_rows(pc.and_(is_set, pc.is_null(positions(own, parents)))):
        row = tables.row(table, number)
        value = "/".join(str(row[field]) for field in fields)
        yield Finding(
            file=f"{folder}{table}.parquet",
            rule="foreign-key",
            message=f"no such row in {parent}",
            remedy=_reference_remedy(value, parent, parents[0].to_pylist() if len(parents) == 1 else []),
            row=tables.key(table, number),
            field=", ".join(fields),
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
