"""Tables compared range after range differ in what they differ in as a whole, in the same order."""

import json
import random
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parley import table_files
from parley.comparison import diff, ranges
from parley.comparison.writing import format_comparison
from parley.errors import ParleyError
from parley.files import TABLES, house
from parley.package import write_descriptor

ROWS = 600


def some_tables():
    """Take some rows of each of the released tables; they need not fit together."""
    return {table: pq.read_table(house() / "data" / f"{table}.parquet").slice(0, ROWS) for table in TABLES}


def write(folder, tables):
    folder.mkdir()
    for table, rows in tables.items():
        pq.write_table(rows, folder / f"{table}.parquet", row_group_size=ROWS // 5)
    write_descriptor(folder)
    return folder


def edited(table, seed):
    """Drop and change some rows, and put two halves in the other order."""
    chance = random.Random(seed)
    rows = table.filter(pa.array([chance.random() < 0.95 for _ in range(table.num_rows)], pa.bool_()))
    column = next(name for name in reversed(rows.column_names) if pa.types.is_string(rows[name].type))
    values = [value if chance.random() < 0.9 else f"{value}!" for value in rows[column].to_pylist()]
    rows = rows.set_column(rows.column_names.index(column), rows.schema.field(column), pa.array(values, pa.string()))
    return pa.concat_tables([rows.slice(rows.num_rows // 2), rows.slice(0, rows.num_rows // 2)])


@pytest.fixture
def pair(tmp_path):
    old = some_tables()
    new = {table: edited(rows, seed) for seed, (table, rows) in enumerate(old.items())}
    return write(tmp_path / "old", old), write(tmp_path / "new", new)


@pytest.fixture
def small_ranges(monkeypatch):
    """Compare some dozens of rows at a time, read in pieces of a few."""
    cut = []

    def shrink():
        monkeypatch.setattr(ranges, "RANGE_BYTES", 20_000)
        monkeypatch.setattr(table_files, "PIECE_BYTES", 2_000)
        place = ranges.place_changes
        monkeypatch.setattr(ranges, "place_changes", lambda *given: cut.append(given) or place(*given))
        return cut

    return shrink


class TestRanges:
    """What is told does not depend on how much is in memory."""

    @pytest.mark.parametrize("style", ["json", "markdown"])
    def test_same_words(self, pair, small_ranges, style):
        whole = format_comparison(diff(*pair), style)
        cut = small_ranges()
        assert format_comparison(diff(*pair), style) == whole
        assert len(cut) > 50
        assert max(old.num_rows + new.num_rows for old, new, *_ in cut) < ROWS

    def test_all_kinds_of_change_were_among_them(self, pair):
        told = json.loads(format_comparison(diff(*pair), "json"))["tables"]
        kinds = {kind for table in told.values() for kind in ("added", "removed", "changed") if table[kind]["count"]}
        assert kinds == {"added", "removed", "changed"}

    def test_causes_and_successions(self, pair, small_ranges):
        whole = diff(*pair)
        small_ranges()
        cut = diff(*pair)
        assert cut.successions == whole.successions
        assert cut.reasons == whole.reasons
        for table, rows in whole.rows.items():
            for kind in ("added", "removed", "changed"):
                assert getattr(cut.rows[table], kind).equals(getattr(rows, kind))

    def test_key_that_occurs_twice(self, pair, small_ranges):
        old, _ = pair
        rows = pq.read_table(old / "evidence.parquet")
        order = np.r_[np.arange(rows.num_rows), 400, 10]
        pq.write_table(rows.take(pa.array(order)), old / "evidence.parquet")
        write_descriptor(old)
        with pytest.raises(ParleyError) as whole:
            diff(*pair)
        small_ranges()
        with pytest.raises(ParleyError) as cut:
            diff(*pair)
        assert str(cut.value) == str(whole.value)

    def test_a_damaged_page_is_told(self, pair, small_ranges):
        old, _ = pair
        path = old / "evidence.parquet"
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
        path.write_bytes(content)
        write_descriptor(old)
        small_ranges()
        with pytest.raises(ParleyError, match="table evidence is no Parquet"):
            diff(*pair)

    def test_empty_table(self, pair, small_ranges):
        old, new = pair
        empty = pq.read_table(new / "topics.parquet").slice(0, 0)
        shutil.copy(old / "topics.parquet", new / "topics.parquet")
        pq.write_table(empty, old / "topics.parquet")
        write_descriptor(old)
        write_descriptor(new)
        small_ranges()
        assert diff(old, new).rows["topics"].added.num_rows == ROWS
