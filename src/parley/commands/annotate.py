"""Find the meetings that articles report and write them as tables.

INPUT is a file, a folder or a glob. It reads .txt, .md, .html, .json, .jsonl, .parquet, .warc and .warc.gz;
.json, .jsonl and .parquet have article_id, published and text, and may have title, publisher,
url, language and licence. The output folder gets one Parquet file per table, datapackage.json
and report.json. Every article is accounted for in the table articles: it gave meetings, it
reports none, or it could not be read, and then the error says why (exit code 1).

What is done is kept in OUT/.parley-run until all is: after a break, the same command with
--resume goes on where it was. Memory does not grow with the corpus.

--engine spark does the same on Apache Spark: INPUT and OUT may be on any filesystem that it
reads, INPUT .parquet, .jsonl, .warc or .warc.gz; each table becomes a folder of Parquet files.
With --encounters one more folder tells which meetings are one encounter.

examples:
  parley annotate article.txt -o tables/
  parley annotate archive/ 'more/*.jsonl' -o tables/ --workers 4
  parley annotate archive/ 'more/*.jsonl' -o tables/ --workers 4 --resume
  parley annotate s3a://bucket/news/ -o s3a://bucket/tables --engine spark --master yarn
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from parley.errors import UsageError

if TYPE_CHECKING:
    from parley.corpus import CorpusReport

_BY_HAND = "; on one machine ask parley.join_reports, in Python"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="articles: files, folders or globs")
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help="folder for the tables")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes to use (default: 1)")
    parser.add_argument("--resume", action="store_true", help="finish the same command that was broken off")
    parser.add_argument("--shards", action="store_true", help="write each table as a folder of several Parquet files")
    parser.add_argument("--engine", choices=("processes", "spark"), default="processes", help="default: processes")
    parser.add_argument("--master", metavar="URL", help="of Spark: local[4], yarn, spark://host:7077 …")
    parser.add_argument("--encounters", action="store_true", help="with Spark: tell which meetings are one encounter")
    parser.add_argument("--without-texts", action="store_true", help="keep the articles' texts out of the tables")


def run(args: argparse.Namespace) -> int:
    """Annotate, then tell what became of the articles."""
    from parley.reporting import format_findings

    report = _annotate_on_spark(args) if args.engine == "spark" else _annotate(args)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if report.findings:
        sys.stderr.write(format_findings(report.findings))
    more = sum(report.finding_counts.values()) - len(report.findings)
    if more:
        print(f"… and {more} more; the table articles has outcome error for each", file=sys.stderr)
    counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in report.outcomes.items())
    print(f"{report.articles} articles ({counts}): {report.rows['meetings']} meetings in {args.out}")
    return 1 if report.finding_counts.get("error") else 0


def _annotate(args: argparse.Namespace) -> CorpusReport:
    from parley.corpus import annotate_corpus

    for option, is_given in (("--master", args.master), ("--encounters", args.encounters)):
        if is_given:
            raise UsageError(f"{option} is of Spark: add --engine spark{'' if args.master else _BY_HAND}")
    try:
        return annotate_corpus(
            args.inputs,
            args.out,
            workers=args.workers,
            include_texts=not args.without_texts,
            resume=args.resume,
            in_shards=args.shards,
            progress=_progress(args.inputs),
        )
    except (KeyboardInterrupt, SystemExit):
        print("\nparley: broken off; the same command with --resume goes on from here", file=sys.stderr)
        raise


def _annotate_on_spark(args: argparse.Namespace) -> CorpusReport:
    from parley.spark import annotate_with_spark

    for option, is_given in (("--workers", args.workers != 1), ("--resume", args.resume), ("--shards", args.shards)):
        if is_given:
            raise UsageError(f"{option} is not for --engine spark, which sees to it itself: leave it out")
    return annotate_with_spark(
        args.inputs,
        args.out,
        master=args.master,
        include_texts=not args.without_texts,
        join_reports=args.encounters,
    )


def _progress(inputs: Sequence[str]) -> Callable[[int], None] | None:
    """Tell count, rate and time left on the terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        return None
    from parley.reading.counting import estimate_articles

    expected = estimate_articles(inputs)
    begun: list[tuple[float, int]] = []

    def tell(done: int) -> None:
        if not begun:
            begun.append((time.monotonic(), done))
        begin, before = begun[0]
        line = progress_line(done, before, expected, time.monotonic() - begin)
        print(f"\r{line:<78}", end="", file=sys.stderr, flush=True)

    return tell


def progress_line(done: int, before: int, expected: int, seconds: float) -> str:
    """Write how far a run is: what was done before it began does not count for the rate."""
    rate = (done - before) / max(seconds, 1e-9)
    if done >= expected:
        return f"{done:,} articles, {rate:,.0f} a second"
    left = f", {_duration((expected - done) / rate)} left" if done > before else ""
    return f"{done:,} of about {expected:,} articles, {rate:,.0f} a second{left}"


def _duration(seconds: float) -> str:
    minutes, hours = seconds / 60, seconds / 3600
    if hours >= 2:
        return f"{hours:,.0f} hours"
    return f"{minutes:.0f} minutes" if minutes >= 2 else f"{seconds:.0f} seconds"
