"""Check packages: descriptor, checksums, tables; and a dataset, whose tables follow from its article files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from parley import files
from parley.errors import Finding, InvalidInput, shorten
from parley.imported import dataset_items
from parley.package import check_descriptor, check_hashes, table_prefix
from parley.tables import tables_from_annotations
from parley.validation.articles import article_findings, read_article_files
from parley.validation.judges import check_frictionless, check_pandera
from parley.validation.parts import check_folder
from parley.validation.tables import check_tables, is_same_table, read_tables
from parley.validation.values import check_values


def check_package(folder: Path, frictionless: bool = False) -> list[Finding]:
    """Check a package: descriptor, checksums, tables and rules; if asked to by others' validators, too."""
    if not frictionless:
        return [*check_folder(folder / table_prefix(folder)), *_check_whole(folder, {}, [], False)]
    tables, findings = read_tables(folder / table_prefix(folder))
    findings += check_tables(tables, _prefix(folder))
    return [*findings, *_check_whole(folder, tables, findings, frictionless)]


def check_dataset(folder: Path, frictionless: bool = False) -> list[Finding]:
    """Check a dataset: article files, reference tables, and a package that follows from them."""
    items, findings = read_article_files(article_paths(folder))
    tables, faults = read_tables(folder / "data")
    built, more = _built(folder, items if not findings else None)
    findings += [*more, *faults]
    if (
        built is not None
        and len(tables) == len(built)
        and all(is_same_table(tables[name], built[name]) for name in tables)
    ):
        # What the rules say of the tables has been said of the article files.
        faults = check_values(tables, _prefix(folder))
    else:
        faults = [*_stale(folder, tables, built), *check_tables(tables, _prefix(folder))]
    findings += faults
    return [*findings, *_check_whole(folder, tables, findings, frictionless)]


def article_paths(folder: Path) -> list[Path]:
    """List the article files of a dataset."""
    return sorted((folder / "data" / "articles").rglob("*.md"))


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
        if built is not None and not is_same_table(table, built[name]):
            message = (
                f"the table is not what the article files and reference tables give: {_difference(table, built[name])}"
            )
            yield Finding(f"{_prefix(folder)}{name}.parquet", "stale", message, "Build the tables again (make data)")


def _difference(table: pa.Table, built: pa.Table) -> str:
    """Tell the first thing in which a table differs from what is built."""
    if table.num_rows != built.num_rows:
        return f"it has {table.num_rows} rows, they give {built.num_rows}"
    if table.column_names != built.column_names:
        return f"its columns are {', '.join(table.column_names)}"
    for name in built.column_names:
        rows = zip(table[name].to_pylist(), built[name].to_pylist(), strict=True)
        for number, (found, expected) in enumerate(rows, 1):
            if found != expected:
                return f"row {number} has {shorten(repr(found), 60)} as {name}, they give {shorten(repr(expected), 60)}"
    return "its columns are of other types"


def _check_whole(
    folder: Path, tables: Mapping[str, pa.Table], told: list[Finding], frictionless: bool
) -> list[Finding]:
    """Check the descriptor; where it is sound the checksums, and by Frictionless what nothing was said of."""
    findings = check_pandera(tables, _prefix(folder)) if frictionless else []
    if faults := check_descriptor(folder):
        return [*findings, *faults]
    findings += check_hashes(folder)
    if not frictionless:
        return findings
    named = {finding.file for finding in told if finding.severity == "error"}
    return findings + [finding for finding in check_frictionless(folder) if finding.file not in named]


def _prefix(folder: Path) -> str:
    return f"{folder / table_prefix(folder)}/"
