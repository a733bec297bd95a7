"""A citation tells the version, and of a subset exactly which rows."""

import hashlib
import io
import json
import re
import subprocess
from pathlib import Path

import duckdb
import jsonschema
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

import parley
from parley.citation import FORMATS, citation_file, cite
from parley.commands import main
from parley.errors import ParleyError
from parley.fingerprints import fingerprint, verify
from parley.package import descriptor
from parley.version import RELEASED, __version__

CFF_SCHEMA = Path(__file__).parent / "formats" / "citation-file-format-1.2.0.json"
ROWS = pa.table(
    {
        "b": pa.array(["x\ty", None, "\\N", ""]),
        "a": pa.array([1, None, 3, 4], pa.int16()),
        "day": pa.array(["2024-02-03", None, "1999-12-31", "2024-02-03"]).cast(pa.date32()),
        "x": pa.array([0.1, None, 3.0, -0.0]),
        "mode": pa.array(["phone", "phone", None, "video"]).dictionary_encode(),
    }
)


class TestFingerprint:
    """Same rows, same fingerprint; other rows, another."""

    @pytest.mark.parametrize(
        "other",
        [
            ROWS.take([3, 1, 0, 2]),
            ROWS.select(["mode", "x", "day", "b", "a"]),
            pa.concat_tables([ROWS.slice(0, 1), ROWS.slice(1)]),
            ROWS.to_pandas(),
            ROWS.to_pandas(types_mapper=pd.ArrowDtype).set_index(pd.Index([7, 7, 7, 7])),
            pl.from_arrow(ROWS),
            pl.from_arrow(ROWS).lazy(),
            duckdb.sql("FROM ROWS"),
            ROWS.set_column(1, "a", ROWS["a"].cast(pa.float64())),
            ROWS.set_column(2, "day", ROWS["day"].cast(pa.timestamp("ns"))),
            ROWS.to_reader(),
        ],
        ids=[
            "order",
            "columns",
            "chunks",
            "pandas",
            "arrow types",
            "polars",
            "lazy",
            "duckdb",
            "floats",
            "times",
            "reader",
        ],
    )
    def test_does_not_depend_on_engine_or_order(self, other):
        assert fingerprint(other) == fingerprint(ROWS)

    def test_survives_a_file(self, tmp_path):
        ROWS.to_pandas().to_parquet(tmp_path / "rows.parquet")
        assert fingerprint(pd.read_parquet(tmp_path / "rows.parquet")) == fingerprint(ROWS)

    @pytest.mark.parametrize(
        "other",
        [
            ROWS.slice(1),
            ROWS.drop_columns("x"),
            ROWS.rename_columns(["b", "a", "day", "x", "modes"]),
            pa.concat_tables([ROWS, ROWS.slice(0, 1)]),
            ROWS.set_column(0, "b", pa.array(["x\\ty", None, "\\N", ""])),
            ROWS.set_column(0, "b", pa.array(["x\ty", "\\N", None, ""])),
            ROWS.set_column(0, "b", pa.array(["x\ty", None, "\\N", None])),
            ROWS.set_column(3, "x", pa.array([0.1, 0.0, 3.0, 0.0])),
        ],
        ids=["row less", "column less", "other name", "row twice", "escape", "null swapped", "null", "zero"],
    )
    def test_other_rows_have_another(self, other):
        assert fingerprint(other) != fingerprint(ROWS)

    def test_is_what_sort_and_sha256sum_give(self):
        """The recipe in the module's docstring, without Parley."""
        lines = ["a\tb\n", "1\tx\\ty\n", "\\N\t\\N\n", "3\t\\\\N\n"]
        ordered = subprocess.run(
            ["sort"], input="".join(lines[1:]), env={"LC_ALL": "C"}, capture_output=True, text=True
        )
        expected = hashlib.sha256((lines[0] + ordered.stdout).encode()).hexdigest()[:32]
        assert fingerprint(ROWS.select(["a", "b"]).slice(0, 3)) == f"p1:3x2:{expected}"

    def test_of_no_rows(self):
        assert fingerprint(ROWS.slice(0, 0)).startswith("p1:0x5:")

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            (3, "no rows that Arrow can take"),
            (pa.table({"a": [[1]]}), "column a holds list"),
            (pa.table([[1], [1]], names=["a", "a"]), "two columns of one name"),
            (pd.DataFrame({"a": [1, "b"]}), "no rows that Arrow can take"),
        ],
    )
    def test_what_has_none_is_told(self, rows, message):
        with pytest.raises(ParleyError, match=message):
            fingerprint(rows)


class TestVerify:
    """A reader can check what they hold."""

    def test_gives_the_rows_back(self):
        frame = ROWS.to_pandas()
        assert frame.pipe(parley.verify, fingerprint(ROWS)).equals(frame)

    def test_tells_what_differs(self):
        with pytest.raises(ParleyError, match="they were 4 rows of 5"):
            verify(ROWS.slice(1), fingerprint(ROWS))
        with pytest.raises(ParleyError, match="values differ"):
            verify(ROWS.slice(1), fingerprint(ROWS.slice(0, 3)))

    def test_form(self):
        with pytest.raises(ValueError, match="no fingerprint: 'p2:1'"):
            verify(ROWS, "p2:1")


class TestCite:
    """Five styles of one citation."""

    @pytest.mark.parametrize("style", FORMATS)
    def test_names_title_and_version(self, style):
        found = cite(style=style)
        assert __version__ in found
        assert "Parley: diplomatic meetings as data" in found
        assert RELEASED[:4] in found

    @pytest.mark.parametrize("style", FORMATS)
    def test_of_rows_tells_count_and_fingerprint(self, style):
        found = cite(ROWS, style, where="mode == 'phone'")
        assert "4 rows" in found
        assert fingerprint(ROWS) in found
        assert "mode == 'phone'" in found

    def test_of_loaded_rows_tells_table_filter_and_version(self, tables_folder, monkeypatch):
        rows = parley.load("meetings", tables_folder, review_status="reviewed")
        rows.attrs["parley"]["version"] = __version__
        found = rows[rows["mode"] == "phone"].pipe(cite, "apa", where="phone")
        assert "1 rows of the table meetings (review_status = reviewed; phone)" in found

    def test_rows_of_another_corpus_are_not_cited_as_this_dataset(self, tables_folder):
        with pytest.raises(ParleyError, match="of a corpus of your own"):
            parley.load("meetings", tables_folder).pipe(cite)

    def test_unknown_version_and_style_name_the_choices(self):
        with pytest.raises(ValueError, match=rf"no version '9\.9\.9' .* choose one of {re.escape(__version__)}"):
            cite(version="9.9.9")
        with pytest.raises(ValueError, match="no style 'mla': choose one of bibtex"):
            cite(style="mla")

    def test_bibtex_is_balanced_whatever_the_words(self):
        found = cite(ROWS, where=r"a{b} & 100% \x #_~^")
        bare = re.sub(r"\\[{}]", "", found)
        assert bare.count("{") == bare.count("}")
        assert r"a\{b\} \& 100\% \textbackslash{}x \#\_\textasciitilde{}\textasciicircum{}" in found

    def test_ris_is_lines_of_tags(self):
        lines = cite(ROWS, "ris", where="two\nlines").splitlines()
        assert [line for line in lines if not re.match(r"[A-Z][A-Z0-9]  - ", line)] == []
        assert (lines[0], lines[-1]) == ("TY  - DATA", "ER  - ")

    def test_csl_json(self):
        (item,) = json.loads(cite(style="csl-json"))
        assert (item["type"], item["version"]) == ("dataset", __version__)

    @pytest.mark.parametrize("text", [citation_file(), cite(ROWS, "cff", where='"quoted": # [x]')])
    def test_cff_is_of_its_schema(self, text):
        found = YAML(typ="safe").load(io.StringIO(text))
        jsonschema.Draft7Validator(json.loads(CFF_SCHEMA.read_text("utf-8"))).validate(found)


class TestCommand:
    """`parley cite` and its exit codes."""

    @pytest.fixture
    def rows(self, tmp_path):
        path = tmp_path / "rows.parquet"
        pq.write_table(ROWS, path)
        return str(path)

    def test_rows_and_their_check(self, rows, capsys):
        assert main(["cite", "--rows", rows, "--format", "apa"]) == 0
        assert fingerprint(ROWS) in capsys.readouterr().out
        assert main(["cite", "--rows", rows, "--check", fingerprint(ROWS)]) == 0
        assert main(["cite", "--rows", rows, "--check", fingerprint(ROWS.slice(1))]) == 1
        assert "not the rows cited" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--check", "p1:1x1:" + "0" * 32],
            ["--where", "x"],
            ["--collection", "news"],
            ["--version", "9.9.9"],
            ["--table", "meeting"],
            ["--rows", "no-such-file"],
        ],
    )
    def test_bad_usage(self, arguments, capsys):
        assert main(["cite", *arguments]) == 2
        assert "Traceback" not in capsys.readouterr().err

    def test_no_parquet(self, tmp_path, capsys):
        (tmp_path / "rows.csv").write_text("a,b\n")
        assert main(["cite", "--rows", str(tmp_path / "rows.csv")]) == 1
        assert "is no Parquet" in capsys.readouterr().err


def test_descriptor_tells_the_day_of_the_version(tables_folder, tmp_path):
    (tmp_path / "data").mkdir()
    for path in tables_folder.glob("*.parquet"):
        (tmp_path / "data" / path.name).write_bytes(path.read_bytes())
    assert descriptor(tmp_path)["created"] == f"{RELEASED}T00:00:00Z"
