"""Write the tables in the format of another program.

csv, jsonl and stata give a folder with one file per table, sqlite, duckdb and excel one file. In CSV, text
that a spreadsheet would take for a formula begins with an apostrophe; in Stata, `end` is named `end_`.
OUT must not exist.

examples:
  parley export --to csv -o csv/
  parley export --to sqlite -o parley.sqlite
  parley export --to excel -o meetings.xlsx --tables meetings,participants --review-status reviewed
  parley export --to duckdb -o mine.duckdb --in tables/
"""

from __future__ import annotations

import argparse

from parley.errors import UsageError
from parley.files import TABLES

FORMATS = ("csv", "jsonl", "sqlite", "duckdb", "stata", "excel")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--to", choices=FORMATS, required=True, help="the format")
    parser.add_argument("-o", "--out", metavar="OUT", required=True, help="file or folder to write")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--in", dest="folder", metavar="FOLDER", help="folder of tables (default: this dataset)")
    source.add_argument("--version", metavar="VERSION", help="version of the dataset (default: the one installed)")
    parser.add_argument(
        "--tables", metavar="NAMES", default=",".join(TABLES), help="with commas between (default: all)"
    )
    parser.add_argument("--review-status", metavar="STATUS", help="only rows of meetings with this status")
    parser.add_argument("--collection", metavar="NAME", help="only rows of this collection")


def run(args: argparse.Namespace) -> int:
    """Write the export."""
    from parley.exports import export

    try:
        out = export(
            args.to,
            args.out,
            args.folder,
            tables=args.tables.split(","),
            version=args.version,
            review_status=args.review_status,
            collection=args.collection,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    print(out)
    return 0
