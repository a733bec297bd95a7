"""Check packages: descriptor, checksums, tables; and a dataset, whose tables follow from its article files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from parley import files
from parley.errors import Finding, InvalidInput
from parley.imported import dataset_items
from parley.package import DESCRIPTOR, check_descriptor, check_hashes, table_prefix
from parley.tables import tables_from_annotations
from parley.validation.articles import article_findings, read_article_files
from parley.validation.tables import check_tables, check_values, read_tables

FRICTIONLESS_ROWS = 100_000
"""Rows up to which Frictionless, at some four thousand rows a second, checks without being asked to."""


def check_package(folder: Path, frictionless: bool | None = None) -> list[Finding]:
    """Check a package: descriptor, checksums, tables and rules, and all of it by Frictionless."""
    tables, findings = read_tables(folder / table_prefix(folder))
    findings += check_tables(tables, _prefix(folder))
    return [*findings, *_check_descriptor(folder, tables, findings, frictionless)]


def check_dataset(folder: Path, frictionless: bool | None = None) -> list[Finding]:
    """Check a dataset: article files, reference tables, and a package that follows from them."""
    items, findings = read_article_files(article_paths(folder))
    tables, faults = read_tables(folder / "data")
    built, more = _built(folder, items if not findings else None)
    findings += [*more, *faults]
    if built is not None and len(tables) == len(built) and all(tables[name].equals(built[name]) for name in tables):
        # What the rules say of the tables has been said of the article files.
        faults = [fault for name, table in tables.items() for fault in check_values(name, table, _prefix(folder))]
    else:
        faults = [*_stale(folder, tables, built), *check_tables(tables, _prefix(folder))]
    findings += faults
    return [*findings, *_check_descriptor(folder, tables, findings, frictionless)]


def article_paths(folder: Path) -> list[Path]:
    """List the article files of a dataset."""
    return sorted((folder / "data" / "articles").rglob("*.md"))


def check_frictionless(folder: Path) -> list[Finding]:
    """Let Frictionless validate a package, as its own command would."""
    import warnings

    from frictionless import Package

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = Package(str(folder / DESCRIPTOR)).validate()
    tables = {task.name: task.place for task in report.tasks}
    findings = [_frictionless_finding(folder, "", error) for error in report.errors]
    return findings + [
        _frictionless_finding(folder, tables[task.name], error) for task in report.tasks for error in task.errors
    ]


def _frictionless_finding(folder: Path, place: str, error: Any) -> Finding:
    number = getattr(error, "row_number", 0)
    return Finding(
        file=str(folder / (place or DESCRIPTOR)),
        rule=f"frictionless-{error.type}",
        message=str(error.note or error.message).rstrip("."),
        remedy="See the table's schema in schemas/",
        # Frictionless counts the header that other formats have.
        row=f"row {number - 1}" if number else "",
        field=str(getattr(error, "field_name", "") or ""),
        value=str(getattr(error, "cell", "") or ""),
    )


def _built(folder: Path, items: Any) -> tuple[dict[str, pa.Table] | None, list[Finding]]:
    """Build the tables that follow from sound article files and the reference tables, and check their rules."""
    reference, findings = {}, []
    for table in files.REFERENCE_TABLES:
        path = folder / "data" / "reference" / f"{table}.csv"
        try:
            reference[table] = files.read_csv(path)
        except (OSError, ValueError) as error:
            reason = f"cannot be read: {error}"
            findings.append(Finding(str(path), "unreadable", reason, "write the table as CSV in UTF-8"))
    if findings or items is None:
        return None, findings
    try:
        items = dataset_items(folder, items)
        tables = tables_from_annotations(items, reference)
    except InvalidInput as error:
        return None, list(error.findings)
    return tables, article_findings(items, tables, folder)


def _stale(folder: Path, tables: Mapping[str, pa.Table], built: Mapping[str, pa.Table] | None) -> Iterator[Finding]:
    for name, table in tables.items():
        if built is not None and not table.equals(built[name]):
            message = "the table is not what the article files and reference tables give"
            yield Finding(f"{_prefix(folder)}{name}.parquet", "stale", message, "Build the tables again (make data)")


def _check_descriptor(
    folder: Path, tables: Mapping[str, pa.Table], told: Iterable[Finding], frictionless: bool | None
) -> list[Finding]:
    """Check the descriptor; where it is sound the checksums, and by Frictionless what nothing was said of."""
    findings = check_descriptor(folder)
    if findings:
        return findings
    findings = check_hashes(folder)
    rows = sum(table.num_rows for table in tables.values())
    if frictionless is None and rows > FRICTIONLESS_ROWS:
        message = f"Frictionless was left out, since the tables have {rows:,} rows"
        remedy = f"Run `frictionless validate {DESCRIPTOR}`; it checks some thousand rows a second"
        return [
            *findings,
            Finding(str(folder / DESCRIPTOR), "frictionless-left-out", message, remedy, severity="warning"),
        ]
    if frictionless is False:
        return findings
    named = {finding.file for finding in told if finding.severity == "error"}
    return findings + [finding for finding in check_frictionless(folder) if finding.file not in named]


def _prefix(folder: Path) -> str:
    return f"{folder / table_prefix(folder)}/"
