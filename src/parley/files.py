"""The one place that knows where schemas, data and lexicons are, in a checkout and in a wheel."""

from __future__ import annotations

import csv
import functools
import json
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent

TABLES = (
    "articles",
    "meetings",
    "meeting_sources",
    "participants",
    "topics",
    "evidence",
    "actors",
    "persons",
    "tenures",
    "topic_scheme",
    "retired_ids",
)
"""All tables, parents of an article's rows first, then the reference tables."""

ARTICLE_TABLES = TABLES[:6]
"""Tables whose rows come from articles."""

REFERENCE_TABLES = TABLES[6:]
"""Tables that people write as CSV under `data/reference/`."""


@functools.cache
def house() -> Path:
    """Return the folder that holds `schemas/`, `data/` and `datapackage.json`."""
    packed = PACKAGE / "_house"
    return packed if packed.is_dir() else PACKAGE.parent.parent


@functools.cache
def table_schema(table: str) -> dict[str, Any]:
    """Read the Table Schema of one table; treat the result as read-only.

    Raises
    ------
    ValueError
        There is no such table.
    """
    if table not in TABLES:
        raise ValueError(f"no table {table!r}: choose one of {', '.join(TABLES)}")
    return json.loads((house() / "schemas" / f"{table}.json").read_text("utf-8"))  # type: ignore[no-any-return]


@functools.cache
def reference_rows(table: str) -> tuple[dict[str, str], ...]:
    """Read one reference table as written, each cell a string, empty where it has no value."""
    return read_csv(house() / "data" / "reference" / f"{table}.csv")


@functools.cache
def gazetteer_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read one list of the gazetteer (`src/parley/gazetteer/`)."""
    return read_csv(PACKAGE / "gazetteer" / f"{name}.csv")


@functools.cache
def lexicon_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read one list of the lexicon (`src/parley/lexicon/`)."""
    return read_csv(PACKAGE / "lexicon" / f"{name}.csv")


def read_csv(path: Path) -> tuple[dict[str, str], ...]:
    """Read a CSV file with a header; lines that begin with # are comments."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
