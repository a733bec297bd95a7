"""Build `data/*.parquet` and `datapackage.json` from `data/articles/` and `data/reference/`."""

import sys
from pathlib import Path

from parley.building import build
from parley.errors import InvalidInput, UsageError

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Build the dataset; 1 when a source file has faults, 2 when another build is running."""
    try:
        report = build(ROOT)
    except InvalidInput as error:
        print(error, file=sys.stderr)
        return 1
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in report.warnings:
        print(finding, file=sys.stderr)
    print(", ".join(f"{count} {table}" for table, count in report.rows.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
