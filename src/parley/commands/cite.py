"""Cite the dataset at a version, or exactly the rows that were used.

For rows, the citation tells how they were chosen, how many they are and their fingerprint, which is
the same whatever their order, engine or file: --check tells a reader whether they hold the same.
Rows are those of a Parquet file, or of a table of the dataset with filters.

examples:
  parley cite
  parley cite --format apa
  parley cite --table meetings --review-status reviewed
  parley cite --rows calls.parquet --where "mode = phone" --format ris
  parley cite --rows calls.parquet --check p1:120x17:0f3a9c1b2d4e5f670f3a9c1b2d4e5f67
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from parley.errors import ParleyError, UsageError, shorten

FORMATS = ("bibtex", "ris", "csl-json", "apa", "cff")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument("--rows", metavar="FILE", help="the rows used, as Parquet")
    rows.add_argument("--table", metavar="TABLE", help="the rows used: a table of the dataset")
    parser.add_argument("--review-status", metavar="STATUS", help="of --table, only rows of meetings with this status")
    parser.add_argument("--collection", metavar="NAME", help="of --table, only rows of this collection")
    parser.add_argument("--where", metavar="TEXT", help="how else the rows were chosen, in words or code")
    parser.add_argument("--version", metavar="VERSION", help="version of the dataset (default: the one installed)")
    parser.add_argument("--format", choices=FORMATS, default="bibtex", help="how to write it (default: bibtex)")
    parser.add_argument("--check", metavar="FINGERPRINT", help="check that the rows are those of a citation")


def run(args: argparse.Namespace) -> int:
    """Write the citation, or the outcome of the check."""
    from parley.citation import cite
    from parley.fingerprints import verify

    _check_usage(args)
    try:
        rows = _rows(args)
        if args.check:
            verify(rows, args.check)
            sys.stdout.write("these are the rows cited\n")
        else:
            sys.stdout.write(cite(rows, args.format, where=args.where, version=args.version))
    except ValueError as error:
        raise UsageError(str(error)) from None
    return 0


def _check_usage(args: argparse.Namespace) -> None:
    if not args.table and (args.review_status or args.collection):
        raise UsageError("--review-status and --collection choose rows of a table: name it with --table")
    if not (args.table or args.rows) and (args.check or args.where):
        raise UsageError("--check and --where are about rows: name them with --rows or --table")


def _rows(args: argparse.Namespace) -> Any:
    if args.table:
        from parley.loading import load

        return load(args.table, version=args.version, review_status=args.review_status, collection=args.collection)
    if not args.rows:
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(args.rows).read()
    except pa.ArrowException as error:
        raise ParleyError(f"{args.rows}: is no Parquet: {shorten(error)}. Write the rows as Parquet first") from None
