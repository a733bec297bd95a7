"""Prove what the installed package does by itself, in an environment that has its wheel and extras and no checkout.

Run as `python -P .ci/prove_wheel.py`; it loads, filters, cites, compares two versions made here, and exports to each
format, which it reads back with that format's own library.
"""

import csv
import hashlib
import json
import shutil
import sqlite3
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq

import parley
from parley.files import TABLES, house

CHANGED = "Nowhere"
TABLES_OUT = ("meetings", "participants", "topics")


def main() -> None:
    """Do all of it; an AssertionError tells what is not so."""
    assert "site-packages" in parley.__file__, f"not the wheel: {parley.__file__}"
    print(", ".join(f"{len(frame)} {name}" for name, frame in parley.load_all().items()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for prove in (load_and_filter, cite, compare):
            prove(folder)
            print(f"{prove.__name__}: so it is")
        for to, read in READERS.items():
            out = parley.export(to, folder / f"{to}.xlsx", tables=TABLES_OUT)
            check_export(to, {table: read(out, table) for table in TABLES_OUT})
            print(f"export to {to}: so it is")


def load_and_filter(folder: Path) -> None:
    """Three engines find the same rows, all and filtered."""
    everything, reviewed = parley.load("meetings"), parley.load("meetings", review_status="reviewed")
    assert 0 < len(reviewed) < len(everything)
    assert set(reviewed["review_status"]) == {"reviewed"}
    assert parley.load_polars("meetings", review_status="reviewed").height == len(reviewed)
    counted = parley.connect(review_status="reviewed").sql("SELECT count(*) FROM meetings").fetchall()
    assert counted == [(len(reviewed),)]
    news = parley.load("participants", collection="news", review_status="reviewed")
    assert 0 < len(news) < len(parley.load("participants"))
    assert parley.error_rates()["n"].sum() > 0


def cite(folder: Path) -> None:
    """The citation of a subset names version, rows and fingerprint, which polars confirms and other rows do not."""
    calls = parley.load("meetings", review_status="reviewed").query("mode == 'phone'")
    told = calls.pipe(parley.cite, "apa", where="mode == 'phone'")
    fingerprint = parley.fingerprint(calls)
    assert parley.version in told
    assert fingerprint in told
    assert f"{len(calls)} rows" in told
    same = parley.load_polars("meetings", review_status="reviewed").sql("SELECT * FROM self WHERE mode = 'phone'")
    parley.verify(same.reverse(), fingerprint)
    try:
        parley.verify(calls.iloc[1:], fingerprint)
    except parley.ParleyError:
        return
    raise AssertionError("rows that are others passed for the same")


def compare(folder: Path) -> None:
    """A row removed and a value changed are all that differs from a version made of the installed one."""
    old, new = house(), folder / "new"
    (new / "data").mkdir(parents=True)
    descriptor = json.loads((old / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        shutil.copy(old / resource["path"], new / resource["path"])
    topics, actors = (pq.read_table(new / "data" / f"{name}.parquet") for name in ("topics", "actors"))
    place = actors.column_names.index("name")
    names = [CHANGED, *actors["name"].to_pylist()[1:]]
    pq.write_table(topics.slice(1), new / "data" / "topics.parquet")
    pq.write_table(actors.set_column(place, actors.field(place), [names]), new / "data" / "actors.parquet")
    for resource in descriptor["resources"]:
        resource["hash"] = f"sha256:{hashlib.sha256((new / resource['path']).read_bytes()).hexdigest()}"
    (new / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    found = parley.diff(old, new)
    assert found.level == "minor", found.level
    assert {table for table, rows in found.rows.items() if rows.removed.num_rows or rows.changed.num_rows} == {
        "topics",
        "actors",
    }
    assert found.rows["topics"].removed.num_rows == 1
    assert found.rows["actors"].changed["new"].to_pylist() == [CHANGED]
    assert parley.diff(parley.version, old).reasons == ()


def read_csv(out: Path, table: str) -> list[str]:
    """Read the key column with the standard library."""
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return [row["meeting_id"] for row in csv.DictReader(lines)]


def read_jsonl(out: Path, table: str) -> list[str]:
    """Read with the standard library."""
    return [json.loads(line)["meeting_id"] for line in (out / f"{table}.jsonl").open(encoding="utf-8")]


def read_sqlite(out: Path, table: str) -> list[str]:
    """Read with SQLite, which first checks its file and the references."""
    database = sqlite3.connect(out)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return [row[0] for row in database.execute(f'SELECT meeting_id FROM "{table}"')]


def read_duckdb(out: Path, table: str) -> list[str]:
    """Read with DuckDB."""
    with duckdb.connect(str(out), read_only=True) as database:
        return [row[0] for row in database.sql(f'SELECT meeting_id FROM "{table}"').fetchall()]


def read_stata(out: Path, table: str) -> list[str]:
    """Read with pandas: Stata itself is not free."""
    return list(pd.read_stata(out / f"{table}.dta")["meeting_id"])


def read_excel(out: Path, table: str) -> list[str]:
    """Read with openpyxl."""
    rows = openpyxl.load_workbook(out, read_only=True)[table].iter_rows(values_only=True)
    place = next(rows).index("meeting_id")
    return [str(row[place]) for row in rows]


READERS = {
    "csv": read_csv,
    "jsonl": read_jsonl,
    "sqlite": read_sqlite,
    "duckdb": read_duckdb,
    "stata": read_stata,
    "excel": read_excel,
}


def check_export(to: str, found: dict[str, list[str]]) -> None:
    """Every row came through."""
    assert set(found) <= set(TABLES)
    for table, ids in found.items():
        assert sorted(ids) == sorted(parley.load(table)["meeting_id"]), (to, table)


if __name__ == "__main__":
    main()
