"""Each export, read back by its format's own tool, holds the tables."""

import csv
import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import sys

import duckdb
import openpyxl
import pandas as pd
import pytest
from package_builders import TALKS, arrow_table, package_rows, write_package

from parley import files
from parley.commands import main
from parley.errors import ParleyError, UsageError
from parley.exports import FORMATS, export

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("x")', "#N/A", "'quoted", "plain"]


@pytest.fixture(scope="module")
def rows():
    rows = package_rows()
    rows["topics"][0]["phrase"] = 'two\nlines, "quoted"'
    return rows


@pytest.fixture(scope="module")
def folder(rows, tmp_path_factory):
    return write_package(
        tmp_path_factory.mktemp("tables"), {name: arrow_table(name, each) for name, each in rows.items()}
    )


@pytest.fixture
def formulas(tmp_path):
    """A package whose actors are named so that a spreadsheet would compute them."""
    rows = package_rows()
    rows["actors"] = [{**rows["actors"][0], "actor_id": f"a-{no:02}", "name": each} for no, each in enumerate(FORMULAS)]
    return write_package(tmp_path / "formulas", {name: arrow_table(name, each) for name, each in rows.items()})


def texts(row):
    """A row as text, null as the empty string, as formats without types and nulls have it."""
    return ["" if value is None else str(value) for value in row.values()]


class TestFormats:
    """What was written is there, with its types where the format has any."""

    def test_csv(self, folder, rows, tmp_path):
        export("csv", tmp_path / "out", folder)
        for name in files.TABLES:
            with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                header, *found = csv.reader(lines)
            assert header == [field["name"] for field in files.table_schema(name)["fields"]]
            assert found == [texts(row) for row in rows[name]]

    def test_jsonl(self, folder, rows, tmp_path):
        export("jsonl", tmp_path / "out", folder)
        for name in files.TABLES:
            lines = (tmp_path / "out" / f"{name}.jsonl").read_text("utf-8").splitlines()
            assert [json.loads(line) for line in lines] == json.loads(json.dumps(rows[name], default=str))

    def test_sqlite(self, folder, rows, tmp_path):
        export("sqlite", tmp_path / "out.db", folder)
        with sqlite3.connect(tmp_path / "out.db") as database:
            database.row_factory = sqlite3.Row
            for name in files.TABLES:
                found = [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
                assert found == json.loads(json.dumps(rows[name], default=str))
            assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert list(database.execute("PRAGMA foreign_key_list(participants)"))
            assert list(database.execute("PRAGMA foreign_key_check")) == []

    def test_duckdb(self, folder, rows, tmp_path):
        export("duckdb", tmp_path / "out.duckdb", folder)
        with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as database:
            for name in files.TABLES:
                assert database.sql(f"FROM {name}").fetchall() == [tuple(row.values()) for row in rows[name]]
            with pytest.raises(duckdb.Error):
                database.execute("INSERT INTO meeting_sources VALUES ('m', 'a')")

    def test_stata(self, folder, rows, tmp_path):
        export("stata", tmp_path / "out", folder)
        for name in files.TABLES:
            found = pd.read_stata(tmp_path / "out" / f"{name}.dta").rename(columns={"end_": "end"})
            assert len(found) == len(rows[name])
            for row, expected in zip(found.to_dict("records"), rows[name], strict=True):
                shown = {key: value.date() if isinstance(value, dt.datetime) else value for key, value in row.items()}
                known = {key: value for key, value in shown.items() if not pd.isna(value) and value != ""}
                assert known == {key: value for key, value in expected.items() if value not in (None, "")}
        with pd.read_stata(tmp_path / "out" / "meetings.dta", iterator=True) as reader:
            assert reader.variable_labels()["country_code"] == "Country code"

    @pytest.mark.parametrize("to", FORMATS)
    def test_tables_without_rows(self, tmp_path, to):
        empty = {name: arrow_table(name, []) for name in files.TABLES}
        assert export(to, tmp_path / "out", write_package(tmp_path / "in", empty)).exists()

    def test_excel(self, folder, rows, tmp_path):
        export("excel", tmp_path / "out.xlsx", folder)
        book = openpyxl.load_workbook(tmp_path / "out.xlsx")
        assert book.sheetnames == list(files.TABLES)
        for name in files.TABLES:
            header, *found = book[name].iter_rows(values_only=True)
            expected = [[value if value != "" else None for value in row.values()] for row in rows[name]]
            days = [[value.date() if isinstance(value, dt.datetime) else value for value in row] for row in found]
            assert list(header) == [field["name"] for field in files.table_schema(name)["fields"]]
            assert days == expected


class TestFormulas:
    """No spreadsheet computes what an article says."""

    def test_csv_cells_do_not_begin_as_formulas(self, formulas, tmp_path):
        export("csv", tmp_path / "out", formulas, tables=["actors"])
        with (tmp_path / "out" / "actors.csv").open(encoding="utf-8", newline="") as lines:
            names = [row["name"] for row in csv.DictReader(lines)]
        assert [name for name in names if name.startswith(tuple("=+-@\t\r＝"))] == []
        assert [name.removeprefix("'") for name in names[:8]] == FORMULAS[:8]
        assert names[-1] == "plain"

    def test_numbers_below_zero_stay_numbers(self, tmp_path):
        rows = package_rows()
        rows["meetings"][0].update(longitude=-0.12)
        package = write_package(tmp_path / "in", {name: arrow_table(name, each) for name, each in rows.items()})
        export("csv", tmp_path / "out", package, tables=["meetings"])
        assert pd.read_csv(tmp_path / "out" / "meetings.csv")["longitude"][0] == -0.12

    def test_excel_has_text(self, formulas, tmp_path):
        export("excel", tmp_path / "out.xlsx", formulas, tables=["actors"])
        cells = [row[1] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["actors"].iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value for cell in cells if "\r" not in cell.value] == [
            each for each in FORMULAS if "\r" not in each
        ]


class TestRefusals:
    """An export appears whole or not at all."""

    @pytest.mark.parametrize("to", FORMATS)
    def test_what_is_there_is_not_replaced(self, folder, tmp_path, to):
        (tmp_path / "out").write_text("mine")
        with pytest.raises(UsageError, match="is there already"):
            export(to, tmp_path / "out", folder)
        assert (tmp_path / "out").read_text() == "mine"

    def test_a_failure_leaves_nothing(self, folder, tmp_path, monkeypatch):
        monkeypatch.setattr("parley.exports._EXCEL_TEXT", 5)
        with pytest.raises(ParleyError, match="text longer than a cell holds"):
            export("excel", tmp_path / "out.xlsx", folder)
        assert list(tmp_path.iterdir()) == []

    def test_sheets_have_an_end(self, folder, tmp_path, monkeypatch):
        monkeypatch.setattr("parley.exports._EXCEL_ROWS", 3)
        with pytest.raises(ParleyError, match="table articles has 3 rows, a sheet holds 2"):
            export("excel", tmp_path / "out.xlsx", folder)

    def test_a_missing_library_names_its_extra(self, folder, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(UsageError, match=r"excel needs openpyxl: pip install 'parley-meetings\[excel\]'"):
            export("excel", tmp_path / "out.xlsx", folder)

    def test_unknown_format_and_table(self, folder, tmp_path):
        with pytest.raises(ValueError, match="no format 'xml': choose one of csv"):
            export("xml", tmp_path / "out", folder)
        with pytest.raises(ValueError, match="no table 'people'"):
            export("csv", tmp_path / "out", folder, tables=["people"])


class TestCommand:
    """`parley export` and its exit codes."""

    def test_chosen_rows_of_chosen_tables(self, folder, tmp_path, capsys):
        out = tmp_path / "out"
        arguments = ["--tables", "meetings,topics", "--review-status", "auto", "--in", str(folder)]
        assert main(["export", "--to", "jsonl", "-o", str(out), *arguments]) == 0
        assert capsys.readouterr().out == f"{out}\n"
        assert {path.name: path.read_text() for path in out.iterdir()} == {"meetings.jsonl": "", "topics.jsonl": ""}

    @pytest.mark.parametrize(
        ("arguments", "code"), [(["--tables", "x"], 2), (["--version", "9.9.9"], 2), (["--in", "no-such-folder"], 1)]
    )
    def test_exit_codes(self, tmp_path, arguments, code, capsys):
        assert main(["export", "--to", "csv", "-o", str(tmp_path / "out"), *arguments]) == code
        assert "Traceback" not in capsys.readouterr().err

    def test_sqlite_by_its_own_shell(self, folder, tmp_path):
        if not shutil.which("sqlite3"):
            pytest.skip("the program sqlite3 is not installed")
        export("sqlite", tmp_path / "out.db", folder)
        query = f"SELECT count(*) FROM participants WHERE meeting_id = '{TALKS}'"
        found = subprocess.run(["sqlite3", str(tmp_path / "out.db"), query], capture_output=True, text=True)
        assert found.stdout == "2\n"
