"""Check article files, tables or a whole data package against every rule.

PATH is an article file, a folder of them, a folder of tables, or the folder of a
datapackage.json. Each finding names file, place, value, rule and remedy. Warnings alone leave
the exit code 0.

examples:
  parley validate
  parley validate data/articles/2024/
  parley validate tables/ --format json
  parley validate --format github                 notes at the lines of a pull request
"""

from __future__ import annotations

import argparse
import sys

FORMATS = ("text", "json", "github", "markdown", "sarif")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="what to check (default: this folder)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write the findings (default: text)")
    parser.add_argument(
        "--docs", metavar="URL", default="docs", help="where the pages of the rules are (default: docs)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the findings; 1 when one of them is an error."""
    from parley.reporting import format_findings
    from parley.validation import validate

    findings = [finding for path in dict.fromkeys(args.paths) for finding in validate(path)]
    sys.stdout.write(format_findings(findings, args.format, f"{args.docs}/rules.md"))
    return 1 if any(finding.severity == "error" for finding in findings) else 0
