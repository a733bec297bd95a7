"""Compare two states of a dataset: rows added, removed, changed, merged and split.

OLD and NEW are each a folder that holds datapackage.json, the archive of a release, a version, or a
revision of the git repository around this folder (NEW: by default this folder). Each value is told with its
table, key and column, old and new, and with the cause where the tables tell it; the next version is
proposed by the rule in README.md. With --exit-code, differences give the exit code 1.

examples:
  parley diff 0.1.0 .
  parley diff HEAD~1 HEAD --format markdown
  parley diff old-tables/ tables/ --format json
"""

from __future__ import annotations

import argparse
import sys

FORMATS = ("text", "markdown", "json")
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("old", metavar="OLD", help="the state before")
    parser.add_argument("new", metavar="NEW", nargs="?", default=".", help="the state after (default: this folder)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write it (default: text)")
    parser.add_argument(
        "--limit",
        type=_limit,
        metavar="N",
        help=f"rows to list of each table and kind of change; 'all' for all (default: {_SHOWN}, all in JSON)",
    )
    parser.add_argument("--exit-code", action="store_true", help="end with 1 when the two differ")


def run(args: argparse.Namespace) -> int:
    """Write the comparison."""
    from parley.comparison import diff
    from parley.comparison.writing import format_comparison

    found = diff(args.old, args.new)
    limit = args.limit if args.limit is not None else (-1 if args.format == "json" else _SHOWN)
    sys.stdout.write(format_comparison(found, args.format, None if limit < 0 else limit))
    return 1 if args.exit_code and found.reasons else 0


def _limit(words: str) -> int:
    if words == "all":
        return -1
    if not words.isdecimal():
        raise argparse.ArgumentTypeError(f"{words!r} is neither a number nor 'all'")
    return int(words)
