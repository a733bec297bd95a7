"""Spark gives the same rows as one process, and says before the work what would stop it."""

import importlib.util
import json
import shutil
import sys
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parley.commands import main
from parley.corpus import annotate_corpus
from parley.errors import InvalidInput, ParleyError, UsageError
from parley.files import TABLES
from parley.reading import read_articles
from parley.reading.arrow import batch_from_articles

needs_spark = [
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own
]


class TestWithout:
    def test_missing_spark_is_a_usage_error(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setitem(sys.modules, "pyspark.sql", None)
        assert main(["annotate", "x", "-o", str(tmp_path / "out"), "--engine", "spark"]) == 2
        assert capsys.readouterr().err == "parley: pyspark is not installed: pip install 'parley-meetings[spark]'\n"

    @needs_spark[0]
    @needs_spark[2]
    def test_missing_java_is_a_usage_error(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("JAVA_HOME", raising=False)
        assert main(["annotate", "x", "-o", str(tmp_path / "out"), "--engine", "spark"]) == 2
        assert capsys.readouterr().err.startswith("parley: Java is not installed, which Spark needs: install Java 17")

    @pytest.mark.parametrize("option", [["--resume"], ["--workers", "2"], ["--shards"]], ids=lambda option: option[0])
    def test_options_of_the_other_engine_are_refused(self, tmp_path, capsys, option):
        assert main(["annotate", "x", "-o", str(tmp_path / "out"), "--engine", "spark", *option]) == 2
        assert f"{option[0]} is not for --engine spark" in capsys.readouterr().err

    def test_encounters_without_spark_are_refused(self, tmp_path, capsys):
        assert main(["annotate", "x", "-o", str(tmp_path / "out"), "--encounters"]) == 2
        assert "--encounters is of Spark: add --engine spark; on one machine" in capsys.readouterr().err

    def test_a_master_without_spark_is_refused(self, tmp_path, capsys):
        assert main(["annotate", "x", "-o", str(tmp_path / "out"), "--master", "local"]) == 2
        assert capsys.readouterr().err == "parley: --master is of Spark: add --engine spark\n"


@pytest.fixture(scope="module")
def spark():
    import os

    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("tests").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Shards of two formats: thirty articles of the dataset, one without a date and one that is no JSON."""
    folder = tmp_path_factory.mktemp("source")
    articles = list(read_articles(["data/articles"]))[:30]
    for number in (0, 1):
        write(folder / f"{number}.parquet", articles[number * 10 : number * 10 + 10])
    rows = batch_from_articles(articles[20:]).to_pylist()
    rows[0]["published"] = None
    lines = [json.dumps(row, default=str, ensure_ascii=False) for row in rows]
    (folder / "2.jsonl").write_text("\n".join([*lines, "", "{"]), "utf-8")
    return folder


def write(path, articles):
    pq.write_table(pa.Table.from_batches([batch_from_articles(articles)]), path)


def rows_of(path):
    """Rows in one order, without that of the line that is no JSON, which each engine names in its own way."""
    rows = pq.read_table(path).to_pylist()
    unnamed = ("2-12", "article-")
    return sorted(json.dumps(row, default=str) for row in rows if not str(row.get("article_id")).startswith(unnamed))


@pytest.mark.usefixtures("spark")
class TestSpark:
    pytestmark = needs_spark

    def run(self, inputs, out, **options):
        from parley.spark import annotate_with_spark

        return annotate_with_spark([str(path) for path in inputs], str(out), **options)

    def test_rows_are_those_of_one_process(self, source, tmp_path):
        alone = annotate_corpus([str(source)], tmp_path / "alone")
        report = self.run([source], tmp_path / "spark")
        assert (report.outcomes, report.rows) == (alone.outcomes, alone.rows)
        assert report.outcomes["error"] == 2
        assert report.rows["meetings"] > 20
        for table in TABLES:
            assert rows_of(tmp_path / "spark" / table) == rows_of(tmp_path / "alone" / f"{table}.parquet"), table
        told = json.loads((tmp_path / "spark" / "report.json").read_text("utf-8"))
        assert told["articles"] == 31
        assert [finding["rule"] for finding in told["findings"]].count("json-syntax") == 1

    def test_a_dataframe_becomes_the_tables(self, spark, source):
        from parley.spark import annotate_dataframe

        tables = annotate_dataframe(spark.read.parquet(str(source / "0.parquet")), include_texts=False)
        assert tables["articles"].where("text is null").count() == 10
        assert tables["meetings"].count() == tables["meetings"].select("meeting_id").distinct().count() > 0

    def test_reports_are_joined_as_on_one_machine(self, source, tmp_path):
        pytest.importorskip("duckdb", reason="duckdb is not installed")
        from parley.joining import join_reports

        twice = list(read_articles([str(source / "0.parquet")]))
        copies = [replace(article, article_id=f"{article.article_id}-again") for article in twice]
        write(tmp_path / "copies.parquet", copies)
        self.run([source, tmp_path / "copies.parquet"], tmp_path / "out", join_reports=True)
        found = pq.read_table(tmp_path / "out" / "encounters").sort_by("meeting_id").to_pylist()
        assert found == join_reports(tmp_path / "out").to_dict("records")
        assert sum(row["meeting_id"] != row["encounter_id"] for row in found) >= 5
        assert not (tmp_path / "out" / "_joining").exists()

    @pytest.mark.parametrize("seed", range(2))
    def test_chains_of_reports_end_at_the_same_encounter(self, spark, tmp_path, seed):
        pytest.importorskip("duckdb", reason="duckdb is not installed")
        from test_joining import a_corpus, encounters
        from test_joining import write as write_tables

        from parley.spark_joining import join_dataframes

        folder = write_tables(a_corpus(seed, 40), tmp_path / "tables")
        names = ("articles", "meetings", "meeting_sources", "participants")
        joined = join_dataframes({name: spark.read.parquet(str(folder / f"{name}.parquet")) for name in names})
        assert {row.meeting_id: row.encounter_id for row in joined.collect()} == encounters(folder)

    def test_an_id_that_comes_twice_stops_it_before_the_work(self, source, tmp_path):
        write(tmp_path / "a.parquet", list(read_articles([str(source / "0.parquet")]))[:1])
        with pytest.raises(InvalidInput) as raised:
            self.run([source, tmp_path / "a.parquet"], tmp_path / "out")
        (finding,) = raised.value.findings
        assert (finding.rule, finding.message) == ("duplicate-id", "2 articles have this id")
        assert not (tmp_path / "out").exists()

    def test_shards_of_other_columns_stop_it_before_the_work(self, source, tmp_path):
        pq.write_table(pa.table({"article_id": ["z"], "title": [1]}), tmp_path / "b.parquet")
        with pytest.raises(ParleyError, match="title"):
            self.run([source, tmp_path / "b.parquet"], tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_a_shard_cut_off_stops_it_before_the_work(self, source, tmp_path):
        whole = (source / "0.parquet").read_bytes()
        (tmp_path / "c.parquet").write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ParleyError, match="Spark gave up"):
            self.run([source, tmp_path / "c.parquet"], tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_columns_that_are_missing_are_named(self, tmp_path):
        pq.write_table(pa.table({"article_id": ["z"]}), tmp_path / "d.parquet")
        with pytest.raises(InvalidInput) as raised:
            self.run([tmp_path / "d.parquet"], tmp_path / "out")
        assert [finding.field for finding in raised.value.findings] == ["published", "text"]

    @pytest.mark.parametrize(
        ("name", "message"), [("none/*", "no file of"), ("", "no file of"), ("x.txt", "not a format")]
    )
    def test_input_that_is_not_read_is_a_usage_error(self, tmp_path, name, message):
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "x.txt").write_text("text")
        with pytest.raises(UsageError, match=message):
            self.run([folder / name], tmp_path / "out")

    def test_an_output_that_exists_is_left_alone(self, source, tmp_path):
        (tmp_path / "mine").write_text("mine")
        with pytest.raises(UsageError, match="exists already"):
            self.run([source], tmp_path)
