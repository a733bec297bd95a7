"""Check tables: their files and columns; then their values, references and the rules across them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parley.errors import Finding, shorten
from parley.files import TABLES
from parley.rules import RULES, Rule, Tables, rule_check
from parley.rules.gathering import Check, gather_findings
from parley.schema import arrow_schema
from parley.table_files import TableFile
from parley.validation.values import reference_checks, value_checks

MAX_ROWS = 100_000_000
"""Most rows of a table that are checked."""

MAX_BYTES = 16_000_000_000
"""Largest table that is checked, unpacked, and most that the strings of one of its columns may take together."""

_SPLIT = "split the tables by articles, and check the parts"
_REBUILD = "Build the tables again (make data), or write the column as schemas/{table}.json says"


def check_tables(tables: Mapping[str, pa.Table], folder: str) -> list[Finding]:
    """Check sound tables: values and references of those that there are, and the rules where there are all."""
    rules = RULES if len(tables) == len(TABLES) else ()
    return gather_findings(table_checks(tables, rules, folder), [Tables(tables)])


def table_checks(tables: Iterable[str], rules: Iterable[Rule], folder: str) -> list[Check]:
    """List the checks of some tables; `folder` is what stands before a file's name."""
    of_rules = (rule_check(rule, folder) for rule in rules)
    return [*value_checks(tables, folder), *reference_checks(tables, folder), *of_rules]


def is_same_table(table: pa.Table, built: pa.Table) -> bool:
    """Tell whether a table that was read equals one that was built; ids may be dictionaries in the first."""
    # Column by column, since a cast of the whole refuses a null where the schema wants a value.
    return all(table[field.name].cast(field.type).equals(built[field.name]) for field in built.schema)


def read_tables(folder: Path) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Read the tables of a folder: those whose files and columns are sound, and what is wrong with the others.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    tables : dict of str to pyarrow.Table
        With the schema's columns and types, but that strings are dictionaries: they recur, and a value that a small
        file repeats a million times takes its place once.
    findings : list of Finding
    """
    tables, findings = {}, []
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            # Opened here, since Arrow would follow an address of the network.
            with path.open("rb") as content:
                file = TableFile(content, text_columns(table))
                faults = form_faults(path, table, file)
                if not faults:
                    tables[table] = file.read()
                    tables[table].validate(full=True)
                    lengths = {name: text_length(tables[table][name]) for name in text_columns(table)}
                    faults = length_faults(path, lengths)
        except UNREADABLE as error:
            faults = [unreadable(path, table, error)]
        if faults:
            tables.pop(table, None)
        findings += faults
    return tables, findings


UNREADABLE = (pa.ArrowException, OSError, ValueError)
"""What reading a damaged file may raise."""


def text_columns(table: str) -> list[str]:
    """List the columns of strings, to be read as dictionaries."""
    return [field.name for field in arrow_schema(table) if pa.types.is_string(field.type)]


def form_faults(path: Path, table: str, file: TableFile) -> list[Finding]:
    """Compare a file with the schema and the limits, by what it tells of itself."""
    return [*_column_faults(path, table, file.stated_schema), *_size_faults(path, file.metadata)]


def _size_faults(path: Path, footer: pq.FileMetaData) -> Iterator[Finding]:
    """Refuse what would not fit into memory, by what the file tells of itself."""
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    if footer.num_rows > MAX_ROWS or size > MAX_BYTES:
        message = f"{footer.num_rows:,} rows of {size:,} bytes unpacked, more than {MAX_ROWS:,} or {MAX_BYTES:,}"
        yield Finding(str(path), "too-large", message, _SPLIT)


def length_faults(path: Path, lengths: Mapping[str, int]) -> list[Finding]:
    """Refuse strings that are few in the file and would be many in memory, by their bytes in each column."""
    return [
        Finding(
            str(path),
            "too-large",
            f"its values are {size:,} bytes long together, more than {MAX_BYTES:,}",
            _SPLIT,
            field=field,
        )
        for field, size in lengths.items()
        if size > MAX_BYTES
    ]


def text_length(column: pa.ChunkedArray) -> int:
    """Sum up the bytes of a column of strings that was read as dictionaries."""
    return sum(_length(chunk) for chunk in column.chunks)


def _length(chunk: pa.DictionaryArray) -> int:
    lengths = pc.binary_length(chunk.dictionary).cast(pa.int64())
    return pc.sum(lengths.take(chunk.indices)).as_py() or 0


def unreadable(path: Path, table: str, error: Exception) -> Finding:
    """Tell that a table cannot be read."""
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
