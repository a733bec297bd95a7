"""The reference tables as people write them, CSV with every cell a string -> typed values and look-ups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from parley.errors import Finding, InvalidInput
from parley.files import table_schema

ReferenceRows = Mapping[str, Sequence[Mapping[str, str]]]
"""The reference tables as written: by table, each cell a string, empty where it has no value."""


class Actors:
    """Names and countries of the actors.

    Parameters
    ----------
    rows : iterable of mapping
        The table `actors`.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = {row["actor_id"]: row for row in rows}

    def home_of(self, actor_id: str) -> str | None:
        """Give the country an actor belongs to; None for a body of several states."""
        row = self._rows.get(actor_id)
        if row is None:
            return actor_id if actor_id.isupper() else None
        return row["country_code"] or None

    def name_of(self, actor_id: str) -> str:
        """Give a body's acronym where it has one, else the actor's name."""
        row = self._rows.get(actor_id)
        if row is None:
            return actor_id
        names = [row["name"], *row["aliases"].split("|")]
        acronyms = (name for name in names if name.isupper() and name.isalnum())
        return row["name"] if row["kind"] == "state" else next(acronyms, row["name"])


def reference_values(table: str, rows: Iterable[Mapping[str, str]], source: str = "") -> list[tuple[Any, ...]]:
    """Type the rows of a reference table as its schema says; an empty cell is null where null is allowed.

    Raises
    ------
    InvalidInput
        With a finding for every cell that cannot be read, and for every column missing or not in the schema.
    """
    source = source or f"data/reference/{table}.csv"
    fields = table_schema(table)["fields"]
    values, findings = [], []
    for number, row in enumerate(rows, 1):
        if set(row) != {field["name"] for field in fields} or None in row.values():
            findings.append(_wrong_columns(source, number, row, fields))
            continue
        cells = []
        for field in fields:
            try:
                cells.append(_typed_cell(field, row[field["name"]]))
            except ValueError as error:
                findings.append(_wrong_cell(source, number, field, row[field["name"]], error))
        values.append(tuple(cells))
    if findings:
        raise InvalidInput(findings)
    return values


def _typed_cell(field: Mapping[str, Any], cell: str) -> Any:
    constraints = field.get("constraints", {})
    if cell == "" and not constraints.get("required", False):
        return None
    value = _READERS[field["type"]](cell)
    if "enum" in constraints and value not in constraints["enum"]:
        raise ValueError(f"not one of {', '.join(constraints['enum'])}")
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "date": dt.date.fromisoformat,
}


def _wrong_columns(source: str, number: int, row: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> Finding:
    expected = ", ".join(field["name"] for field in fields)
    found = ", ".join(str(name) for name in row)
    return Finding(
        source,
        "reference-columns",
        f"the columns are not those of the schema, or the row has more or fewer cells than they: {found}",
        f"write the columns {expected}, and one cell for each",
        row=str(number),
    )


def _wrong_cell(source: str, number: int, field: Mapping[str, Any], cell: str, error: ValueError) -> Finding:
    remedy = f"write a {field['type']} as the schema describes it: {field['description']}"
    return Finding(source, "reference-cell", str(error), remedy, row=str(number), field=field["name"], value=cell)
