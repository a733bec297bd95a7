"""Show the sentences behind a meeting.

For each value of the meeting, its participants and its topics: the quote that supports it and
the sentence around the quote.

examples:
  parley why m0123456789abcdef
  parley why m0123456789abcdef --in tables/ --format json
"""

from __future__ import annotations

import argparse
import sys

from parley.errors import UsageError

FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("meeting_id", metavar="MEETING_ID", help="as in the table meetings")
    parser.add_argument("--in", dest="folder", metavar="FOLDER", help="folder of tables (default: this dataset)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write it (default: text)")


def run(args: argparse.Namespace) -> int:
    """Write the evidence of one meeting."""
    from parley.loading import why
    from parley.reporting import format_why

    try:
        rows = why(args.meeting_id, args.folder).to_dict("records")
    except ValueError as error:
        raise UsageError(str(error)) from None
    sys.stdout.write(format_why(rows, args.format))
    return 0
