"""Kill an executor while Spark annotates, and compare the rows with those of one process.

    python benchmarks/spark.py --articles 2000

A master with two executors of their own processes runs on this machine; one of them is killed as soon as the first
part of the work is done. Spark has to do its share again, and the tables have to be the same, row for row.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
from texts import recombined_articles, write_parquet

from parley.corpus import annotate_corpus
from parley.files import TABLES

SHARDS = 8


def main(argv: Sequence[str] | None = None) -> int:
    """Annotate twice and compare; 1 when something differs or nothing was killed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2_000, metavar="N")
    args = parser.parse_args(argv)
    from pyspark.sql import SparkSession

    from parley.spark import annotate_with_spark

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        articles = list(recombined_articles(args.articles))
        for shard in range(SHARDS):
            write_parquet(iter(articles[shard::SHARDS]), folder / "in" / f"{shard}.parquet")
        annotate_corpus([str(folder / "in")], folder / "alone", workers=2)
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.showConsoleProgress", "false")
        for setting in ("maxPartitionBytes", "openCostInBytes"):  # so that each shard is a task
            builder = builder.config(f"spark.sql.files.{setting}", "100k")
        session = builder.config("spark.executor.memory", "1g").getOrCreate()
        killed: list[int] = []
        threading.Thread(target=_kill_one, args=(session, killed), daemon=True).start()
        annotate_with_spark([str(folder / "in")], str(folder / "spark"))
        session.stop()
        pairs = {table: (folder / "alone" / f"{table}.parquet", folder / "spark" / table) for table in TABLES}
        unequal = [table for table, (one, other) in pairs.items() if _rows(one) != _rows(other)]
    print(f"{len(killed)} executor killed; {len(TABLES) - len(unequal)} of {len(TABLES)} tables equal")
    return 1 if unequal or not killed else 0


def _kill_one(session: object, killed: list[int]) -> None:
    """Wait for the mapping of articles to be under way, then kill an executor."""
    tracker = session.sparkContext.statusTracker()  # type: ignore[attr-defined]
    while not killed:
        for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
            if stage is not None and stage.numTasks >= SHARDS and stage.numCompletedTasks:
                pid = min(_executors())
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
        time.sleep(0.02)


def _executors() -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and _is_mine(int(path.parent.name)):
            found.append(int(path.parent.name))
    return found


def _is_mine(pid: int) -> bool:
    """Whether this process is among the parents."""
    while pid > 1:
        if pid == os.getpid():
            return True
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return False


def _rows(path: Path) -> list[tuple[object, ...]]:
    rows = pq.read_table(path).to_pylist()
    return sorted((tuple(row.values()) for row in rows), key=repr)


if __name__ == "__main__":
    sys.exit(main())
