"""Let others' validators check tables, beside this package's own: Pandera their values, Frictionless the whole package.

Too slow for a user's millions of rows, they are the proof that the tables are sound by tools that nobody here wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parley.errors import Finding
from parley.files import table_schema
from parley.package import DESCRIPTOR
from parley.rules import Tables
from parley.rules.columns import Breach
from parley.schema import arrow_schema, frame_from_table, pandera_schema
from parley.validation.values import value_finding

if TYPE_CHECKING:
    import pandas as pd


def check_pandera(tables: Mapping[str, pa.Table], folder: str) -> list[Finding]:
    """Let Pandera check the values and the primary key of each table; its findings are those of `check_values`.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        With the schema's columns and types.
    folder : str
        What stands before a file's name in the findings, such as ``data/``.

    Returns
    -------
    list of Finding
    """
    from pandera.errors import SchemaErrors

    held = Tables(tables)
    findings: list[Finding] = []
    for table in tables:
        # Strings may have been read as dictionaries, which pandas would take for categories.
        columns = {field.name: tables[table][field.name].cast(field.type) for field in arrow_schema(table)}
        frame = frame_from_table(pa.table(columns))
        try:
            pandera_schema(table).validate(frame, lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases.to_dict("records")
            findings += dict.fromkeys(each for case in cases for each in _told(held, table, frame, case, folder))
    return findings


def _told(tables: Tables, table: str, frame: pd.DataFrame, case: dict[str, Any], folder: str) -> Iterator[Finding]:
    """Tell one of Pandera's failure cases."""
    rule = _PANDERA_RULES[str(case["check"]).split("(")[0]]
    field = "" if rule == "primary-key" else str(case["column"])
    value = "" if rule in ("primary-key", "required") else str(case["failure_case"])
    bounds = [each.get("constraints", {}).get(rule) for each in table_schema(table)["fields"] if each["name"] == field]
    rows = [int(case["index"])] if case["index"] is not None else frame[field].isna().to_numpy().nonzero()[0].tolist()
    for row in rows:
        yield value_finding(tables, Breach(table, row, field), rule, bounds[0] if bounds else "", value, folder)


_PANDERA_RULES = {
    "not_nullable": "required",
    # The types were right in the file: a null makes pandas take whole numbers for others.
    "dtype": "required",
    "isin": "enum",
    "pattern": "pattern",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
    "multiple_fields_uniqueness": "primary-key",
}
"""Constraints by the names of Pandera's checks."""


def check_frictionless(folder: Path) -> list[Finding]:
    """Let Frictionless validate a package, as its own command would.

    Parameters
    ----------
    folder : Path
        Folder that holds `datapackage.json`, which `check_descriptor` found to be sound.

    Returns
    -------
    list of Finding
    """
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
