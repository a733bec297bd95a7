"""Tables that are not exactly what the sources build to are found, and told by their first difference."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parley.building import build
from parley.files import ARTICLE_TABLES
from parley.package import write_descriptor
from parley.validation import validate
from parley.validation.judges import check_pandera
from parley.validation.tables import read_tables

CASES = Path(__file__).parent / "cases" / "review"
REFERENCE = Path(__file__).parent.parent / "data" / "reference"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(REFERENCE, folder / "data" / "reference")
    for state in ("base", "mended"):
        shutil.copytree(CASES / state, folder, dirs_exist_ok=True)
    build(folder)
    return folder


@pytest.fixture
def dataset(built, tmp_path):
    return shutil.copytree(built, tmp_path / "dataset")


def stale(folder):
    return {Path(each.file).stem: each.message.partition(": ")[2] for each in validate(folder) if each.rule == "stale"}


def rewrite(folder, name, change):
    """Change a table and describe it anew, so that no checksum tells."""
    path = folder / "data" / f"{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    write_descriptor(folder)


def test_what_was_built_is_not_stale(dataset):
    assert stale(dataset) == {}


def test_written_by_another_library_it_is_not_stale(dataset):
    rewrite(dataset, "meetings", lambda table: table.replace_schema_metadata({"writer": "another"}))
    assert stale(dataset) == {}


def test_value_corrected_in_the_table_alone(dataset):
    def correct(table):
        at = table.column_names.index("title")
        titles = pa.array(["Premier", *table["title"].to_pylist()[1:]])
        return table.set_column(at, table.schema.field("title"), titles)

    rewrite(dataset, "participants", correct)
    assert stale(dataset) == {"participants": "row 1 has 'Premier' as title, they give 'President'"}


@pytest.mark.parametrize("table", ARTICLE_TABLES)
def test_row_taken_out(table, dataset):
    count = pq.read_metadata(dataset / "data" / f"{table}.parquet").num_rows
    rewrite(dataset, table, lambda rows: rows.slice(1))
    assert stale(dataset)[table] == f"it has {count - 1} rows, they give {count}"


def test_rows_in_another_order(dataset):
    rewrite(dataset, "evidence", lambda table: table.take(pa.array(range(table.num_rows))[::-1]))
    assert "evidence" in stale(dataset)


def test_article_changed_and_not_built(dataset):
    path = next((dataset / "data" / "articles").rglob("suomenlehti*.md"))
    path.write_text(path.read_text("utf-8").replace("office: head_of_state", "office: royal"), "utf-8")
    assert stale(dataset) == {"participants": "row 1 has 'head_of_state' as office, they give 'royal'"}


def test_a_rebuild_leaves_the_bytes_of_what_stays(dataset):
    """Else a new version of the library would seem to change the data."""
    rewrite(dataset, "meetings", lambda table: table.replace_schema_metadata({"writer": "another"}))
    article = next((dataset / "data" / "articles").rglob("suomenlehti*.md"))
    article.write_text(article.read_text("utf-8").replace("office: head_of_state", "office: royal"), "utf-8")
    before = {path.stem: path.read_bytes() for path in (dataset / "data").glob("*.parquet")}
    assert build(dataset).is_new
    after = {path.stem: path.read_bytes() for path in (dataset / "data").glob("*.parquet")}
    assert {name for name in before if before[name] != after[name]} == {"participants"}
    assert stale(dataset) == {}


def test_pandera_finds_nothing_in_what_was_built(dataset):
    tables, _ = read_tables(dataset / "data")
    assert check_pandera({name: tables[name] for name in ARTICLE_TABLES}, "") == []
