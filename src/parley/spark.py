"""Annotate on Apache Spark: the same function over the same batches, and so the same rows as one process gives.

Needs the extra `parley-meetings[spark]`, Java, and Parley on every executor. Articles never leave the partition they
are read in: of each batch the tables are packed as Arrow streams, kept on the executors' disks, and unpacked table by
table, so that every article is annotated once.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import fs, ipc

from parley import files
from parley.batches import FINDINGS, Batches, annotate_batch, findings_from_batch, unreadable_batch
from parley.corpus import MAX_FINDINGS, OUTCOMES, CorpusReport, corpus_reference
from parley.errors import Finding, InvalidInput, ParleyError, UsageError, shorten
from parley.model import Article
from parley.output import REPORT
from parley.reading import Unreadable
from parley.reading.arrow import REQUIRED, batch_from_articles, check_columns
from parley.reading.jsonl import line_article
from parley.reading.records import RecordReader
from parley.reading.warc import read_stream
from parley.runs import part_schema, plain, plain_schema
from parley.spark_joining import join_dataframes
from parley.tables import reference_tables
from parley.version import __version__

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ENDINGS = (".parquet", ".jsonl", ".warc", ".warc.gz")
"""Formats that the engine reads, by the end of a file's name."""

BATCH_ARTICLES = 256
"""Articles annotated and packed at a time."""

ENCOUNTERS = "encounters"
"""Folder of which meetings are one encounter."""

_TABLES = (*files.ARTICLE_TABLES, FINDINGS)
_PACKED = pa.schema([pa.field("packed_table", pa.string()), pa.field("packed_rows", pa.binary())])
_Packed = Iterator[pa.RecordBatch]


def annotate_dataframe(articles: DataFrame, *, include_texts: bool = True) -> dict[str, DataFrame]:
    """Annotate the articles of a Spark DataFrame, as a step of a job of one's own.

    Parameters
    ----------
    articles : pyspark.sql.DataFrame
        One row per article, with the columns that `parley.annotate_batch` takes; no two of one `article_id`.
    include_texts : bool
        Whether the table `articles` holds the texts, or only their hash and length.

    Returns
    -------
    dict of str to pyspark.sql.DataFrame
        The tables `articles`, `meetings`, `meeting_sources`, `participants`, `topics` and `evidence`, and `findings`,
        which say why articles of outcome ``error`` are so. Rows are in no order. They are computed when first asked
        for and kept on the executors' disks until the session ends.

    Raises
    ------
    InvalidInput
        The columns are not those of articles.
    """
    return _unpacked(_annotated(articles, include_texts))


def annotate_with_spark(
    inputs: Sequence[str],
    out: str,
    *,
    master: str | None = None,
    include_texts: bool = True,
    join_reports: bool = False,
) -> CorpusReport:
    """Annotate files on any filesystem that Spark reads, and write each table as a folder of Parquet files.

    Parameters
    ----------
    inputs : sequence of str
        Files, folders and globs of Parquet, JSON Lines and WARC, as paths or URIs.
    out : str
        Folder to make, as path or URI. `report.json` is written into it when all else is there.
    master : str, optional
        Of Spark, such as ``local[4]``; by default that of the running session or of Spark's own settings.
    include_texts : bool
        Whether the table `articles` holds the texts, or only their hash and length.
    join_reports : bool
        Whether to tell, in a folder `encounters`, which meetings are one encounter.

    Returns
    -------
    CorpusReport

    Raises
    ------
    UsageError
        Spark or Java is missing, `out` exists, or an input is no file of a format that is read.
    InvalidInput
        Two articles have one id, columns are missing or of the wrong type, or there is no article at all.
    ParleyError
        Files cannot be read, or Spark gave the work up.
    """
    with _session(master) as session, _told():
        hadoop = _Hadoop(session)
        if hadoop.exists(out):
            raise UsageError(f"{out}: exists already; choose a new folder")
        by_ending = hadoop.files(inputs)
        articles, lines = _parquet(session, by_ending), _lines(session, by_ending)
        _check_ids(articles, lines)
        packed = [_annotated(articles, include_texts)] if articles is not None else []
        if lines is not None:
            packed.append(_mapped(_spread(lines), partial(_annotate_lines, include_texts=include_texts)))
        archives = by_ending[".warc"] + by_ending[".warc.gz"]
        if archives:
            names = session.createDataFrame([(name,) for name in archives], "name string").repartition(len(archives))
            packed.append(_mapped(names, partial(_annotate_archives, include_texts=include_texts)))
        try:
            report = _write(session, _unpacked(reduce(lambda one, two: one.union(two), packed)), out)
            if join_reports:
                _write_encounters(session, hadoop, out)
            hadoop.write(f"{out}/{REPORT}", _report_json(report, inputs))
        except BaseException:
            hadoop.delete(out)
            raise
        return report


def _annotated(articles: DataFrame, include_texts: bool) -> DataFrame:
    from pyspark.sql.pandas.types import to_arrow_schema

    columns = check_columns(to_arrow_schema(articles.schema), RecordReader("articles"))
    return _mapped(articles.select(columns), partial(_annotate_rows, include_texts=include_texts))


def _mapped(rows: DataFrame, function: Callable[[_Packed], _Packed]) -> DataFrame:
    from pyspark.sql.pandas.types import from_arrow_schema

    return rows.mapInArrow(function, from_arrow_schema(_PACKED))


def _unpacked(packed: DataFrame) -> dict[str, DataFrame]:
    from pyspark import StorageLevel
    from pyspark.sql.pandas.types import from_arrow_schema

    packed = packed.persist(StorageLevel.DISK_ONLY)
    return {
        table: packed.where(packed.packed_table == table).mapInArrow(_unpack, from_arrow_schema(part_schema(table)))
        for table in _TABLES
    }


# What follows runs on the executors.


def _annotate_rows(batches: _Packed, include_texts: bool) -> _Packed:
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_ARTICLES):
            yield _pack([annotate_batch(batch.slice(start, BATCH_ARTICLES), include_texts=include_texts)])


def _annotate_lines(batches: _Packed, include_texts: bool) -> _Packed:
    lines = (line.as_py().encode() for batch in batches for line in batch.column("value"))
    found = (line_article(line, RecordReader("articles"), _id_of_line(line)) for line in lines if line.strip())
    yield from _annotate_items(found, include_texts)


def _id_of_line(line: bytes) -> str:
    """Make an id for what claims none, the same wherever the line stands."""
    return f"article-{hashlib.sha256(line).hexdigest()[:16]}"


def _annotate_archives(batches: _Packed, include_texts: bool) -> _Packed:
    for name in (name.as_py() for batch in batches for name in batch.column("name")):
        system, path = fs.FileSystem.from_uri(_uri(name))
        with system.open_input_stream(path, compression=None) as stream:
            yield from _annotate_items(read_stream(stream, name, is_compressed=name.endswith(".gz")), include_texts)


def _annotate_items(found: Iterator[Article | tuple[str, Finding]], include_texts: bool) -> _Packed:
    items = (item if isinstance(item, Article) else Unreadable(*item) for item in found)
    while chunk := list(itertools.islice(items, BATCH_ARTICLES)):
        articles = batch_from_articles(item for item in chunk if isinstance(item, Article))
        broken = unreadable_batch(item for item in chunk if isinstance(item, Unreadable))
        yield _pack([annotate_batch(articles, include_texts=include_texts), broken])


def _pack(made: Sequence[Batches]) -> pa.RecordBatch:
    """Put the tables of a batch into one, a row a table."""
    tables, rows = [], []
    for batches, table in itertools.product(made, _TABLES):
        batch = plain(batches[table])
        if batch.num_rows:
            sink = pa.BufferOutputStream()
            with ipc.new_stream(sink, batch.schema, options=ipc.IpcWriteOptions(compression="zstd")) as stream:
                stream.write_batch(batch)
            tables.append(table)
            rows.append(sink.getvalue().to_pybytes())
    return pa.RecordBatch.from_arrays([pa.array(tables, pa.string()), pa.array(rows, pa.binary())], schema=_PACKED)


def _unpack(batches: _Packed) -> _Packed:
    for batch in batches:
        for cell in batch.column("packed_rows"):
            yield from ipc.open_stream(cell.as_buffer())


def _uri(name: str) -> str:
    """Write a URI of Hadoop as Arrow has it."""
    scheme, colon, rest = name.partition(":")
    if not colon or scheme == "file":
        return "file://" + "/" + (rest if colon else name).lstrip("/")
    return f"s3:{rest}" if scheme in ("s3a", "s3n") else name


# What follows runs in the driver.


def _parquet(session: SparkSession, by_ending: dict[str, list[str]]) -> DataFrame | None:
    names = by_ending[".parquet"]
    # All footers are read before any work, so that a shard cut off or of another schema stops it at once.
    return _spread(session.read.option("mergeSchema", True).parquet(*names)) if names else None


def _lines(session: SparkSession, by_ending: dict[str, list[str]]) -> DataFrame | None:
    return session.read.text(by_ending[".jsonl"]) if by_ending[".jsonl"] else None


def _spread(rows: DataFrame) -> DataFrame:
    """Let no core stand idle over a corpus of few files."""
    cores = rows.sparkSession.sparkContext.defaultParallelism
    return rows.repartition(cores) if rows.rdd.getNumPartitions() < cores else rows


def _check_ids(articles: DataFrame | None, lines: DataFrame | None) -> None:
    """Read the ids alone, before the work: none may come twice."""
    from pyspark.sql import functions

    if articles is not None and set(REQUIRED) - set(articles.columns):
        return  # which is told with all that is missing
    named = [articles.select("article_id")] if articles is not None else []
    if lines is not None:
        named.append(lines.select(functions.get_json_object("value", "$.article_id").alias("article_id")))
    if not named:
        return
    ids = reduce(lambda one, two: one.union(two), named)
    if ids.isEmpty():
        raise InvalidInput([Finding("articles", "empty-text", "the input holds no article", "check the paths")])
    twice = ids.where("article_id is not null").groupBy("article_id").count().where("count > 1").sort("article_id")
    remedy = "give each article an id of its own, or leave one of them out; five such ids at most are listed"
    faults = [
        Finding("articles", "duplicate-id", message, remedy, field="article_id", value=row["article_id"])
        for row in twice.limit(5).collect()
        for message in [f"{row['count']} articles have this id"]
    ]
    if faults:
        raise InvalidInput(faults)


def _write(session: SparkSession, tables: dict[str, DataFrame], out: str) -> CorpusReport:
    for table, rows in tables.items():
        rows.write.parquet(f"{out}/{table}")
    written = {table: session.read.schema(rows.schema).parquet(f"{out}/{table}") for table, rows in tables.items()}
    counts = {table: rows.count() for table, rows in written.items() if table != FINDINGS}
    for table, rows in reference_tables(corpus_reference()).items():
        plain_rows = pa.Table.from_batches(map(plain, rows.to_batches()), plain_schema(rows.schema))
        session.createDataFrame(plain_rows).coalesce(1).write.parquet(f"{out}/{table}")
        counts[table] = rows.num_rows
    outcomes = {row["outcome"]: row["count"] for row in written["articles"].groupBy("outcome").count().collect()}
    first = written[FINDINGS].sort("article_id", "rule").limit(MAX_FINDINGS).toArrow()
    severities = written[FINDINGS].groupBy("severity").count().sort("severity").collect()
    return CorpusReport(
        sum(outcomes.values()),
        {outcome: outcomes.get(outcome, 0) for outcome in OUTCOMES},
        counts,
        tuple(finding for batch in first.to_batches() for _, finding in findings_from_batch(batch)),
        {row["severity"]: row["count"] for row in severities},
    )


def _write_encounters(session: SparkSession, hadoop: _Hadoop, out: str) -> None:
    context, scratch = session.sparkContext, f"{out}/_joining"
    if not context.getCheckpointDir():
        context.setCheckpointDir(scratch)
    names = ("articles", "meetings", "meeting_sources", "participants")
    encounters = join_dataframes({table: session.read.parquet(f"{out}/{table}") for table in names})
    encounters.write.parquet(f"{out}/{ENCOUNTERS}")
    hadoop.delete(scratch)


def _report_json(report: CorpusReport, inputs: Sequence[str]) -> str:
    content = {"made_by": "parley annotate --engine spark", "version": __version__, **asdict(report)}
    return json.dumps(content | {"inputs": list(inputs)}, ensure_ascii=False, indent=2) + "\n"


@contextmanager
def _session(master: str | None) -> Iterator[SparkSession]:
    """Give the running session, or start one and stop it at the end."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("pyspark is not installed: pip install 'parley-meetings[spark]'") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise UsageError("Java is not installed, which Spark needs: install Java 17 or newer, or set JAVA_HOME")
    builder = SparkSession.builder.appName("parley annotate")
    if master:
        builder = builder.master(master)
        if master.startswith("local"):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Spark raises into an error of one line."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        java = getattr(error, "java_exception", None)
        words = str(java.toString() if java is not None else error).split()
        raise ParleyError(f"Spark gave up: {shorten(' '.join(words) or type(error).__name__, 500)}") from error


class _Hadoop:
    """The filesystems that Spark knows."""

    def __init__(self, session: SparkSession) -> None:
        self._java: Any = session._jvm
        self._settings: Any = session._jsc.hadoopConfiguration()

    def _at(self, name: str) -> tuple[Any, Any]:
        path = self._java.org.apache.hadoop.fs.Path(name)
        return path.getFileSystem(self._settings), path

    def exists(self, name: str) -> bool:
        system, path = self._at(name)
        return bool(system.exists(path))

    def delete(self, name: str) -> None:
        system, path = self._at(name)
        system.delete(path, True)

    def write(self, name: str, text: str) -> None:
        system, path = self._at(name)
        stream = system.create(path)
        stream.write(bytearray(text.encode()))
        stream.close()

    def files(self, inputs: Sequence[str]) -> dict[str, list[str]]:
        """List the files behind paths, folders and globs by their endings."""
        found: dict[str, list[str]] = {ending: [] for ending in ENDINGS}
        for name in inputs:
            system, path = self._at(name)
            statuses = system.globStatus(path) or []
            listed = [each for status in statuses for each in self._below(system, status)]
            if not listed:
                raise UsageError(f"{name}: no file of {', '.join(ENDINGS)} is there")
            for file in listed:
                ending = next((each for each in ENDINGS if file.endswith(each)), None)
                if ending is None:
                    raise UsageError(f"{file}: not a format that Spark reads here; it reads {', '.join(ENDINGS)}")
                found[ending].append(file)
        return {ending: sorted(set(names)) for ending, names in found.items()}

    def _below(self, system: Any, status: Any) -> Iterator[str]:
        if status.isFile():
            yield str(status.getPath().toString())
            return
        walk = system.listFiles(status.getPath(), True)
        while walk.hasNext():
            name = str(walk.next().getPath().toString())
            if not name.rpartition("/")[2].startswith(("_", ".")) and name.endswith(ENDINGS):
                yield name
