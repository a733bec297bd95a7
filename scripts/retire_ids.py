"""Write to `data/reference/retired_ids.csv` the ids that a released state had and the present tables have not.

    python scripts/retire_ids.py v0.1.0

Run it after `make data` and before a release, with what was released last: a git revision, a folder or an archive. Then
run `make data` again.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

from parley.comparison import diff
from parley.errors import ParleyError, UsageError
from parley.files import read_csv
from parley.retiring import retired_rows
from parley.version import __version__

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "data" / "reference" / "retired_ids.csv"


def main() -> int:
    """Add the rows; 1 when the states cannot be compared, 2 when there is no such state."""
    parser = argparse.ArgumentParser(description="Retire the ids that vanished since a release.")
    parser.add_argument("released", help="git revision, folder or archive of what was released")
    try:
        comparison = diff(parser.parse_args().released, ROOT)
    except (ParleyError, UsageError) as error:
        print(error, file=sys.stderr)
        return 1 if isinstance(error, ParleyError) else 2
    before = read_csv(TABLE)
    rows = retired_rows(comparison, before, __version__)
    content = io.StringIO()
    writer = csv.DictWriter(content, ["old_id", "new_id", "reason", "version"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    TABLE.write_text(content.getvalue(), "utf-8", newline="\n")
    print(f"{len(rows) - len(before)} ids retired, {len(rows)} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
