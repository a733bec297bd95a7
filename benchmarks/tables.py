"""Time and memory of reading, loading, checking and comparing tables, as they grow; each in a process of its own.

    python benchmarks/tables.py                        to about a million participants
    python benchmarks/tables.py --participants 10000000

The tables are those of annotated articles (see `texts`), repeated with ids and days of their own; since paragraphs
recur, many meetings are near-duplicates of others, which `parley.validate` tells. The floor is reading all of them with
pyarrow. The exponent is the slope of time over size from the smallest to the largest, both as logarithms.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from memory import cost_of
from texts import recombined_articles, write_parquet

from parley.corpus import annotate_corpus
from parley.files import ARTICLE_TABLES, TABLES, table_schema
from parley.package import write_descriptor
from parley.schema import arrow_schema
from parley.tables import PARQUET_OPTIONS

if TYPE_CHECKING:
    import duckdb

ARTICLES = 2_240
"""They give about ten thousand participants; a thousand copies are still dated before the year 9999."""
BATCH_ROWS = 1_000_000
_READ = "import pyarrow.parquet as pq, pathlib; "
_FILES = "for path in sorted(pathlib.Path({one!r}).glob('*.parquet'))]"
WORK = {
    "reading with pyarrow": f"{_READ}[pq.read_table(path) {_FILES}",
    "reading with pandas.read_parquet": f"import pandas as pd, pathlib; [pd.read_parquet(path) {_FILES}",
    "parley.load_all": "import parley; parley.load_all({one!r})",
    "parley.validate": "import parley; parley.validate({one!r})",
    "reading both sides with pyarrow": f"{_READ}[pq.read_table(path) {_FILES}; "
    f"[pq.read_table(path) {_FILES.replace('one', 'other')}",
    "parley.diff": "import parley; parley.diff({one!r}, {other!r})",
    "parley.join_reports": "import parley; parley.join_reports({one!r})",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    import duckdb

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--participants", type=int, default=1_000_000, metavar="N")
    args = parser.parse_args(argv)
    costs: dict[str, list[tuple[int, float]]] = {name: [] for name in WORK}
    print("| participants | work | seconds | times reading | peak memory, MB |\n| --: | --- | --: | --: | --: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_parquet(recombined_articles(ARTICLES), folder / "in.parquet")
        annotate_corpus([str(folder / "in.parquet")], folder / "seed", workers=4)
        least = pq.read_metadata(folder / "seed" / "participants.parquet").num_rows
        for times in _sizes(least, args.participants):
            for side, count in (("one", times), ("other", max(1, times - 1))):
                with duckdb.connect(config={"temp_directory": str(folder / "spilled")}) as connection:
                    connection.execute("SET memory_limit = '4GB'")
                    _repeat(connection, folder / "seed", folder / f"{side}-{times}", count)
            rows = pq.read_metadata(folder / f"one-{times}" / "participants.parquet").num_rows
            floor = 0.0
            for work, code in WORK.items():
                paths = {side: str(folder / f"{side}-{times}") for side in ("one", "other")}
                try:
                    cost = cost_of([sys.executable, "-c", code.format(**paths)])
                except subprocess.CalledProcessError as error:
                    print(f"| {rows:,} | {work} | failed: {str(error.stderr).strip().splitlines()[-1:]} | | |")
                    continue
                floor = floor or cost.seconds
                costs[work].append((rows, cost.seconds))
                ratio, peak = cost.seconds / floor, cost.peak_bytes / 1e6
                print(f"| {rows:,} | {work} | {cost.seconds:.1f} | {ratio:.1f} | {peak:,.0f} |", flush=True)
    for work, points in costs.items():
        if len(points) > 1:
            (small, fast), (large, slow) = points[0], points[-1]
            print(f"\n{work}: exponent {math.log(slow / fast) / math.log(large / small):.2f}")
    return 0


def _sizes(least: int, most: int) -> list[int]:
    """Repeat once, a hundred, ten thousand … times up to the size asked for."""
    whole = max(1, round(most / least))
    return sorted({min(whole, 100**power) for power in range(math.ceil(math.log(whole, 100)) + 1)} | {whole})


def _repeat(connection: duckdb.DuckDBPyConnection, seed: Path, out: Path, times: int) -> None:
    """Write the tables of a folder several times over, with ids of their own."""
    out.mkdir()
    for table in TABLES:
        schema = arrow_schema(table)
        rows = pq.read_table(seed / f"{table}.parquet")
        batches: Iterable[pa.RecordBatch] = rows.to_batches()
        if table in ARTICLE_TABLES:
            columns = ", ".join(map(_column, schema.names))
            keys = ", ".join(f'"{key}"' for key in table_schema(table)["primaryKey"])
            query = f"SELECT {columns} FROM rows, range({times}) copies(copy_no) ORDER BY {keys}"
            connection.register("rows", rows)
            batches = connection.sql(query).to_arrow_reader(BATCH_ROWS)
        with pq.ParquetWriter(out / f"{table}.parquet", schema, **PARQUET_OPTIONS) as writer:
            for batch in batches:
                values = [_encoded(pa.chunked_array([batch[field.name]]), field.type) for field in schema]
                writer.write_table(pa.Table.from_arrays(values, schema=schema))
    write_descriptor(out)


def _column(name: str) -> str:
    """Give each copy ids and days of its own, no month or year; nobody is known by id centuries later."""
    if name in ("published", "start_date", "end_date"):
        # Whole weeks, since a meeting's days may be one.
        return f"{name} + (copy_no * 7 * 143)::INTEGER AS {name}"
    return {
        "date_precision": "CASE WHEN copy_no > 0 AND date_precision <> 'week' THEN 'day' ELSE date_precision END "
        "AS date_precision",
        "person_id": "CASE WHEN copy_no = 0 THEN person_id END AS person_id",
        "article_id": "article_id || '-' || copy_no AS article_id",
        "meeting_id": "'m' || substr(md5(meeting_id || copy_no), 1, 16) AS meeting_id",
    }.get(name, f'"{name}"')


def _encoded(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(kind) or column.type == kind:
        return column.cast(kind)
    return column.cast(pa.string()).dictionary_encode().cast(kind)


if __name__ == "__main__":
    sys.exit(main())
