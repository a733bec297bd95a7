"""The gate: article files, tables, package (by Frictionless, too), rules, and that what is generated is current."""

import sys
from pathlib import Path

import parley
from parley.generated import stale_files

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Print every finding and a summary."""
    findings = [*parley.validate(ROOT, frictionless=True), *stale_files(ROOT)]
    for finding in findings:
        print(finding)
    errors = sum(finding.severity == "error" for finding in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings" if findings else "valid")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
