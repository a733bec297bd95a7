"""Write `docs/coverage.md` from the tables and `docs/imports.md` from the imports and their checks."""

import json
import sys
from pathlib import Path

from parley.coverage_page import coverage_page
from parley.import_checks import CHECKS
from parley.import_page import FIRST, import_page, scores

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write the pages, and once the scores that the checks began with."""
    first = ROOT / CHECKS / FIRST
    if not first.is_file():
        _write(first, json.dumps(scores(ROOT), indent=2) + "\n")
    _write(ROOT / "docs" / "coverage.md", coverage_page(ROOT / "data"))
    _write(ROOT / "docs" / "imports.md", import_page(ROOT))
    return 0


def _write(path: Path, content: str) -> None:
    path.write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
