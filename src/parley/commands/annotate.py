"""Find the meetings that articles report and write them as tables.

INPUT is a file, a folder or a glob. It reads .txt, .md, .html, .json, .jsonl and .parquet;
.json, .jsonl and .parquet have article_id, published and text, and may have title, publisher,
url, language and licence. The output folder gets one Parquet file per table, datapackage.json
and report.json. Every article is accounted for in the table articles: it gave meetings, it
reports none, or it could not be read, and then the error says why (exit code 1).

examples:
  parley annotate article.txt -o tables/
  parley annotate archive/ 'more/*.jsonl' -o tables/ --workers 4
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="articles: files, folders or globs")
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help="folder for the tables")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes to use (default: 1)")
    parser.add_argument("--without-texts", action="store_true", help="keep the articles' texts out of the tables")


def run(args: argparse.Namespace) -> int:
    """Annotate, then tell what became of the articles."""
    from parley.corpus import annotate_corpus
    from parley.reporting import format_findings

    report = annotate_corpus(
        args.inputs, args.out, workers=args.workers, include_texts=not args.without_texts, progress=_progress()
    )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if report.findings:
        sys.stderr.write(format_findings(report.findings))
    counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in report.outcomes.items())
    print(f"{report.articles} articles ({counts}): {report.rows['meetings']} meetings in {args.out}")
    return 1 if any(finding.severity == "error" for finding in report.findings) else 0


def _progress() -> Callable[[int], None] | None:
    """Tell count and rate on the terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        return None
    begin = time.monotonic()

    def tell(done: int) -> None:
        rate = done / max(time.monotonic() - begin, 1e-9)
        print(f"\r{done} articles, {rate:.0f} a second ", end="", file=sys.stderr, flush=True)

    return tell
