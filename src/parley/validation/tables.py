"""Check tables: their files and columns; then their values, references and the rules across them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parley.errors import Finding, shorten
from parley.files import TABLES, table_schema
from parley.rules import Tables, check_rules
from parley.schema import arrow_schema
from parley.validation.values import check_references, check_values

_REBUILD = "Build the tables again (make data), or write the column as schemas/{table}.json says"


def check_folder(folder: Path) -> list[Finding]:
    """Check the tables of a folder, all of them."""
    tables, findings = read_tables(folder)
    return [*findings, *check_tables(tables, f"{folder}/")]


def check_tables(tables: Mapping[str, pa.Table], folder: str) -> list[Finding]:
    """Check sound tables: values and references of those that there are, and the rules where there are all."""
    held = Tables(tables)
    findings = [*check_values(held, folder), *check_references(held, folder)]
    return [*findings, *(check_rules(held, folder) if len(tables) == len(TABLES) else ())]


def read_tables(folder: Path) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Read the tables of a folder: those whose files and columns are sound, and what is wrong with the others.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    tables : dict of str to pyarrow.Table
        With the schema's columns and types, but that ids which refer to other rows are dictionaries: they recur.
    findings : list of Finding
    """
    tables, findings = {}, []
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            # Opened here, since Arrow would follow an address of the network.
            with path.open("rb") as content:
                faults = list(_column_faults(path, table, pq.ParquetFile(content).schema_arrow))
                if not faults:
                    tables[table] = pq.ParquetFile(content, read_dictionary=_references(table)).read()
                    tables[table].validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            tables.pop(table, None)
            faults = [_unreadable(path, table, error)]
        findings += faults
    return tables, findings


def _references(table: str) -> list[str]:
    return sorted({field for key in table_schema(table).get("foreignKeys", ()) for field in key["fields"]})


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
