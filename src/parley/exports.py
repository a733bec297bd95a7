"""The tables in the formats of other programs: CSV, JSON Lines, SQLite, DuckDB, Stata, Excel.

An export appears whole or not at all, and never in the place of something that is there. Spreadsheets find no formula
in it: in Excel's own format text stays text, and in CSV a cell of text that a spreadsheet would take for one begins
with an apostrophe.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parley import files
from parley.errors import ParleyError, UsageError, shorten
from parley.loading import load_arrow
from parley.schema import frame_from_table, is_required
from parley.version import RELEASED, __version__

if TYPE_CHECKING:
    import pyarrow as pa

Tables = Mapping[str, "pa.Table"]

FORMATS = ("csv", "jsonl", "sqlite", "duckdb", "stata", "excel")
_EXTRAS = {"duckdb": "duckdb", "openpyxl": "excel"}


def export(
    to: str,
    out: str | Path,
    folder: str | Path | None = None,
    *,
    tables: Sequence[str] = files.TABLES,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> Path:
    """Write tables in the format of another program.

    Parameters
    ----------
    to : str
        ``csv``, ``jsonl``, ``sqlite``, ``duckdb``, ``stata`` or ``excel``.
    out : str or Path
        The file to write; for CSV, JSON Lines and Stata the folder, with one file per table. It must not exist.
    folder : str or Path, optional
    tables : sequence of str, optional
        By default all.
    version : str, optional
    review_status : str, optional
    collection : str, optional
        These as for `parley.load`.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ValueError
        There is no such format, table, status or collection.
    UsageError
        `out` exists, or a library that the format needs is not installed.
    ParleyError
        A table cannot be read, or does not fit into the format.
    """
    if to not in _WRITERS:
        raise ValueError(f"no format {to!r}: choose one of {', '.join(FORMATS)}")
    out = Path(out)
    if out.exists():
        raise UsageError(f"{out}: is there already; name a new one, or remove it first")
    rows = {
        name: load_arrow(name, folder, version=version, review_status=review_status, collection=collection)
        for name in tables
    }
    with _staged(out) as staging:
        try:
            _WRITERS[to](rows, staging)
        except ImportError as error:
            extra = _EXTRAS.get(error.name or "", error.name)
            raise UsageError(f"{to} needs {error.name}: pip install 'parley-meetings[{extra}]'") from None
    return out


@contextlib.contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """Give a place beside `out`, which becomes it when all went well."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
        staging = Path(folder) / out.name
        yield staging
        shutil.move(staging, out)


def _plain(table: pa.Table) -> pa.Table:
    """Replace codes of categories by their words."""
    import pyarrow as pa

    types = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
    return table.replace_schema_metadata(None).cast(
        pa.schema([field.with_type(kind) for field, kind in zip(table.schema, types, strict=True)])
    )


def _write_csv(tables: Tables, out: Path) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    out.mkdir()
    for name, table in tables.items():
        plain = _plain(table)
        for place, field in enumerate(plain.schema):
            if pa.types.is_string(field.type):
                plain = plain.set_column(place, field, pc.replace_substring_regex(plain[place], _FORMULA, r"'\1"))
        csv.write_csv(plain, out / f"{name}.csv")


_FORMULA = "^([-=+@\t\r\n＝＋－＠])"
"""How a cell begins that a spreadsheet may take for a formula, in wide characters, too."""


def _write_jsonl(tables: Tables, out: Path) -> None:
    out.mkdir()
    for name, table in tables.items():
        with (out / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
            for row in _records(table):
                lines.write(json.dumps(row, ensure_ascii=False, default=dt.date.isoformat) + "\n")


def _write_sqlite(tables: Tables, out: Path) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(out)) as database, database:
        for name, table in tables.items():
            database.execute(_create(name, tables, _SQLITE_TYPES))
            marks = ", ".join("?" * table.num_columns)
            rows = (
                tuple(value.isoformat() if isinstance(value, dt.date) else value for value in row.values())
                for row in _records(table)
            )
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)


_SQLITE_TYPES = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "number": "REAL"}


def _write_duckdb(tables: Tables, out: Path) -> None:
    import duckdb

    with contextlib.closing(duckdb.connect(str(out))) as database:
        for name in _parents_first(tables):
            database.execute(_create(name, tables, _DUCKDB_TYPES))
            database.register("arriving", _plain(tables[name]))
            database.execute(f'INSERT INTO "{name}" SELECT * FROM arriving')
            database.unregister("arriving")


_DUCKDB_TYPES = {"string": "VARCHAR", "date": "DATE", "integer": "INTEGER", "number": "DOUBLE"}


def _create(name: str, tables: Tables, types: Mapping[str, str]) -> str:
    """Write the statement that makes a table, with its keys as far as their tables are there."""
    schema = files.table_schema(name)
    lines = [
        f'"{field["name"]}" {types[field["type"]]}{" NOT NULL" if is_required(field) else ""}'
        for field in schema["fields"]
    ]
    lines.append(f"PRIMARY KEY ({_quoted(schema['primaryKey'])})")
    lines += [
        f'FOREIGN KEY ({_quoted(key["fields"])}) REFERENCES "{key["reference"]["resource"]}" '
        f"({_quoted(key['reference']['fields'])})"
        for key in schema.get("foreignKeys", ())
        if key["reference"]["resource"] in tables
    ]
    return f'CREATE TABLE "{name}" ({", ".join(lines)})'


def _parents_first(tables: Tables) -> list[str]:
    """Order tables so that each stands after those its keys refer to."""
    ordered: list[str] = []
    waiting = list(tables)
    while waiting:
        for name in tuple(waiting):
            keys = files.table_schema(name).get("foreignKeys", ())
            if not {key["reference"]["resource"] for key in keys} & set(waiting) - {name}:
                ordered.append(name)
                waiting.remove(name)
    return ordered


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _write_stata(tables: Tables, out: Path) -> None:
    import pandas as pd

    out.mkdir()
    for name, table in tables.items():
        schema = files.table_schema(name)
        frame = frame_from_table(table)
        kinds = {field["name"]: field["type"] for field in schema["fields"]}
        dates = [column for column, kind in kinds.items() if kind == "date"]
        if frame.empty:  # pandas fails on categories of no row
            frame = frame.astype(dict.fromkeys(frame.columns[frame.dtypes == "category"], "string"))
        words = [column for column in frame if frame[column].dtype == "string"]
        for column in dates:
            frame[column] = pd.to_datetime(frame[column])
        for column in words:
            frame[column] = frame[column].fillna("").astype(object)  # Stata knows no null in text
        frame.rename(columns=_STATA_NAMES).to_stata(
            out / f"{name}.dta",
            version=118,
            write_index=False,
            convert_dates=dict.fromkeys(dates, "td"),
            convert_strl=[column for column in words if _longest(frame[column]) > _STATA_TEXT],
            data_label=f"Parley {__version__}: {schema['title']}"[:80],
            variable_labels={
                _STATA_NAMES.get(field["name"], field["name"]): field["title"][:80] for field in schema["fields"]
            },
            time_stamp=dt.datetime.fromisoformat(RELEASED),
        )


_STATA_NAMES = {"end": "end_"}
"""Columns whose names are words of Stata."""

_STATA_TEXT = 2000
"""Bytes above which text is stored as strL; Stata's own limit is 2045."""


def _longest(words: Any) -> int:
    return max((len(value.encode()) for value in words), default=0)


def _write_excel(tables: Tables, out: Path) -> None:
    from openpyxl import Workbook

    for name, table in tables.items():
        _check_sheet(name, table)
    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(table.column_names)
        for row in _records(table):
            sheet.append([_excel_cell(sheet, value) for value in row.values()])
    book.save(out)


_EXCEL_ROWS, _EXCEL_TEXT = 1_048_576, 32_767


def _check_sheet(name: str, table: pa.Table) -> None:
    """Refuse what Excel's format cannot hold, before anything is written."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    other = "name other tables, or export to sqlite"
    if table.num_rows >= _EXCEL_ROWS:
        raise ParleyError(f"table {name} has {table.num_rows} rows, a sheet holds {_EXCEL_ROWS - 1}: {other}")
    for value in (value for row in _records(table) for value in row.values() if isinstance(value, str)):
        if len(value.encode("utf-16-le")) // 2 > _EXCEL_TEXT:
            raise ParleyError(f"table {name}: text longer than a cell holds ({shorten(value, 40)!r}): {other}")
        if ILLEGAL_CHARACTERS_RE.search(value):
            raise ParleyError(f"table {name}: control characters that Excel refuses ({shorten(value, 40)!r}): {other}")


def _excel_cell(sheet: Any, value: Any) -> Any:
    """Keep text as text, also where it looks like a formula or an error."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str) or not value.startswith(("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


_WRITERS: dict[str, Callable[[Tables, Path], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "sqlite": _write_sqlite,
    "duckdb": _write_duckdb,
    "stata": _write_stata,
    "excel": _write_excel,
}
