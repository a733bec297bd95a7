"""Check an article file, a folder of them, a folder of tables or a whole package; all findings at once.

Tables are checked in turn by this module (columns and types), Pandera (values and keys), this module again (foreign
keys, named rules), and Frictionless as the independent judge; a level is left out where the one before it failed, so
that one fault is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parley.errors import Finding, InvalidInput, UsageError
from parley.files import TABLES, table_schema

if TYPE_CHECKING:
    import pyarrow as pa

_REBUILD = "Build the tables again (make data), or write the column as schemas/{table}.json says"
_FRICTIONLESS_LIMIT = 50_000
"""Rows in all above which Frictionless, some thousand rows a second, is left to its own command."""


def validate(path: str | Path, *, frictionless: bool | None = None) -> list[Finding]:
    """List what is wrong with an article file, a folder of article files, tables, or a package.

    Parameters
    ----------
    path : str or Path
        An article file (`.md`), a folder of them, of `*.parquet` or with `data/articles`, or a `datapackage.json`.
    frictionless : bool, optional
        Whether Frictionless checks the package, too; by default where it has at most 50,000 rows.

    Returns
    -------
    list of Finding
        Sorted by file and line; empty when all is well.

    Raises
    ------
    UsageError
        There is nothing at the path that can be validated.
    """
    path = Path(path)
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    return sorted(_findings(path, frictionless))


def _findings(path: Path, frictionless: bool | None) -> Iterator[Finding]:
    if path.suffix == ".md":
        yield from check_article_file(path)
    elif path.name == "datapackage.json":
        yield from check_package(path.parent, frictionless)
    elif path.is_dir() and (path / "data" / "articles").is_dir():
        yield from check_articles(path / "data" / "articles")
        yield from check_package(path, frictionless)
    elif path.is_dir() and (path / "datapackage.json").is_file():
        yield from check_package(path, frictionless)
    elif path.is_dir() and any(path.glob("*.parquet")):
        yield from check_tables(path)
    elif path.is_dir() and any(path.rglob("*.md")):
        yield from check_articles(path)
    else:
        raise UsageError(f"{path}: not an article file, a folder of articles or tables, or a datapackage.json")


def check_article_file(path: Path) -> list[Finding]:
    """Check one article file: its form, values, quotes, ids and canonical layout."""
    from parley.article_file import canonical_article_file, decode_article_file, read_article_file

    try:
        _, annotation = read_article_file(path)
        raw = decode_article_file(path)
    except InvalidInput as error:
        return list(error.findings)
    findings = [*_unknown_ids(path, annotation)]
    if canonical_article_file(raw) != raw:
        findings.append(
            Finding(
                file=str(path),
                rule="canonical-form",
                message="the file is not in canonical form",
                remedy="Run scripts/annotate.py, which puts it in order and keeps comments",
            )
        )
    return findings


def _unknown_ids(path: Path, annotation: Any) -> Iterator[Finding]:
    import difflib

    from parley.codebook import actor_ids, topic_ids

    for number, meeting in enumerate(annotation.meetings, 1):
        checks = [("participants", "actor_id", part.actor_id, actor_ids()) for part in meeting.participants]
        checks += [("topics", "topic_id", topic.topic_id, topic_ids()) for topic in meeting.topics]
        counts: dict[str, int] = {}
        for table, field, value, known in checks:
            counts[table] = counts.get(table, 0) + 1
            if value not in known:
                near = difflib.get_close_matches(value, known, 1)
                hint = f"Did you mean {near[0]!r}? Otherwise add" if near else "Add"
                source = "actors" if field == "actor_id" else "topic_scheme"
                yield Finding(
                    file=str(path),
                    rule="unknown-id",
                    message=f"no such {field.removesuffix('_id')} in data/reference/{source}.csv",
                    remedy=f"{hint} it to data/reference/{source}.csv",
                    row=f"meetings[{number}].{table}[{counts[table]}]",
                    field=field,
                    value=value,
                )


def check_articles(folder: Path) -> list[Finding]:
    """Check all article files of a folder, and that their ids are unique and their folders their years."""
    findings: list[Finding] = []
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.md")):
        if path.name in ("README.md", "TEMPLATE.md"):
            continue
        findings += check_article_file(path)
        if path.stem in seen:
            findings.append(
                Finding(
                    file=str(path),
                    rule="duplicate-id",
                    message=f"{seen[path.stem]} has the same article_id",
                    remedy="Rename one of the two files and its article_id",
                    field="article_id",
                    value=path.stem,
                )
            )
        seen.setdefault(path.stem, path)
    return findings


def check_package(folder: Path, frictionless: bool | None = None) -> list[Finding]:
    """Check a package: descriptor, checksums, tables, rules; and let Frictionless judge it."""
    import json

    from parley.package import DESCRIPTOR, check_hashes

    try:
        described = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
        resources = {str(each["name"]): folder / str(each["path"]) for each in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return [
            Finding(
                file=str(folder / DESCRIPTOR),
                rule="descriptor",
                message=f"the descriptor cannot be read: {error}",
                remedy="Build the tables again (make data)",
            )
        ]
    data = next(iter(resources.values())).parent if resources else folder
    findings = [*check_tables(data), *check_hashes(folder)]
    if findings or frictionless is False:
        return findings
    if frictionless or _row_count(data) <= _FRICTIONLESS_LIMIT:
        findings += check_frictionless(folder / DESCRIPTOR)
    return findings


def _row_count(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(folder / f"{table}.parquet").metadata.num_rows for table in TABLES)


def check_tables(folder: Path) -> list[Finding]:
    """Check the tables of a folder: columns and types, values and keys, foreign keys, named rules."""
    from parley.rules import check_rules

    tables: dict[str, pa.Table] = {}
    findings: list[Finding] = []
    for table in TABLES:
        read, faults = _read_table(folder / f"{table}.parquet", table)
        findings += faults
        if read is not None:
            tables[table] = read
    if findings:
        return findings
    for name, table_read in tables.items():
        findings += check_values(name, table_read, folder)
    findings += check_foreign_keys(tables, folder)
    return findings or check_rules(tables, f"{folder}/")


def _read_table(path: Path, table: str) -> tuple[pa.Table | None, list[Finding]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    remedy = _REBUILD.format(table=table)
    if not path.is_file():
        return None, [Finding(str(path), "missing-table", "the table is missing", remedy)]
    try:
        read = pq.ParquetFile(path).read()
        read.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return None, [Finding(str(path), "unreadable-table", f"no readable Parquet file: {reason}", remedy)]
    return read, _check_columns(path, table, read.schema)


def _check_columns(path: Path, table: str, found: pa.Schema) -> list[Finding]:
    from parley.schema import arrow_schema

    expected = arrow_schema(table)
    remedy = _REBUILD.format(table=table)
    findings = [
        Finding(str(path), "missing-column", "the column is missing", remedy, field=name)
        for name in expected.names
        if name not in found.names
    ]
    for name in found.names:
        if name not in expected.names:
            findings.append(Finding(str(path), "extra-column", "the schema has no such column", remedy, field=name))
        elif _plain(found.field(name).type) != _plain(expected.field(name).type):
            message = f"the column has type {found.field(name).type}, not {expected.field(name).type}"
            findings.append(Finding(str(path), "column-type", message, remedy, field=name))
    if not findings and found.names != expected.names:
        message = f"the columns do not stand in the schema's order: {', '.join(expected.names)}"
        findings.append(Finding(str(path), "column-order", message, remedy))
    return findings


def _plain(kind: pa.DataType) -> pa.DataType:
    """Strings compare by what they hold: other writers choose large or dictionary-encoded ones."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) else kind


def check_values(table: str, read: pa.Table, folder: Path) -> list[Finding]:
    """Let Pandera check the values and the primary key of a table."""
    from pandera.errors import SchemaErrors

    from parley.schema import frame_from_table, pandera_schema

    frame = frame_from_table(read)
    try:
        pandera_schema(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        return [*_value_findings(table, frame, cases, folder)]
    return []


def _value_findings(table: str, frame: Any, cases: Any, folder: Path) -> Iterator[Finding]:
    keys = table_schema(table)["primaryKey"]
    told: set[tuple[Any, Any, str]] = set()
    for case in cases.to_dict("records"):
        rule = str(case["check"]).split("(")[0]
        index = case["index"]
        place = (index, None if rule == "multiple_fields_uniqueness" else case["column"], rule)
        if place in told:
            continue
        told.add(place)
        is_row = index is not None and index == index and int(index) < len(frame)
        row = frame.iloc[int(index)] if is_row else None
        is_key = rule == "multiple_fields_uniqueness"
        column = "" if is_key else str(case["column"] or "")
        yield Finding(
            file=f"{folder}/{table}.parquet",
            rule=_RULE_NAMES.get(rule, rule),
            message=_MESSAGES.get(rule, "the value breaks the schema: {check}").format(check=case["check"]),
            remedy=f"See {column or 'the primary key'} in schemas/{table}.json",
            row="/".join(str(row[key]) for key in keys) if row is not None else "",
            field=column or (keys[0] if is_key else ""),
            value="" if case["failure_case"] is None or is_key else str(case["failure_case"]),
        )


_RULE_NAMES = {
    "not_nullable": "required",
    "isin": "enum",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
    "multiple_fields_uniqueness": "primary-key",
    "field_uniqueness": "primary-key",
}
_MESSAGES = {
    "not_nullable": "the value is missing",
    "isin": "not one of the values allowed: {check}",
    "pattern": "the value does not have the form required: {check}",
    "greater_than_or_equal_to": "the value is too small: {check}",
    "less_than_or_equal_to": "the value is too large: {check}",
    "multiple_fields_uniqueness": "another row has the same key",
    "field_uniqueness": "another row has the same key",
}


def check_foreign_keys(tables: Mapping[str, pa.Table], folder: Path) -> list[Finding]:
    """Check that every reference finds its row; a null reference is none."""
    return [finding for table in tables for finding in _dangling(table, tables, folder)]


def _dangling(table: str, tables: Mapping[str, pa.Table], folder: Path) -> Iterator[Finding]:
    schema = table_schema(table)
    for key in schema.get("foreignKeys", ()):
        parent = key["reference"]["resource"]
        known = set(_tuples(tables[parent], key["reference"]["fields"]))
        for number, value in enumerate(_tuples(tables[table], key["fields"])):
            if value in known or None in value:
                continue
            row = tables[table].slice(number, 1).to_pylist()[0]
            yield Finding(
                file=f"{folder}/{table}.parquet",
                rule="foreign-key",
                message=f"no such row in {parent}",
                remedy=f"Correct the value, or add the row to {parent}",
                row="/".join(str(row[field]) for field in schema["primaryKey"]),
                field=", ".join(key["fields"]),
                value="/".join(map(str, value)),
            )


def _tuples(table: pa.Table, fields: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(field).to_pylist() for field in fields), strict=True)


def check_frictionless(descriptor: Path) -> list[Finding]:
    """Let Frictionless validate a package, as `frictionless validate datapackage.json` does."""
    from frictionless import Package, system

    with system.use_context(trusted=True):
        report = Package(str(descriptor)).validate()
    findings = []
    for place, fields, kind, note in report.flatten(["name", "fieldName", "type", "message"]):
        findings.append(
            Finding(
                file=str(descriptor),
                rule=f"frictionless-{kind}",
                message=str(note).rstrip("."),
                remedy=f"See schemas/{place}.json" if place else "Build the tables again (make data)",
                row=str(place or ""),
                field=str(fields or ""),
            )
        )
    return findings
