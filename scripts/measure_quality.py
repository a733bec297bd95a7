"""Measure the annotator on the reviewed articles: `data/quality.json`, `docs/quality.md` and the table of `README.md`.

Where `data/second_pass/` holds a second annotation of some articles, the agreement of the two is measured, too. What
is written depends on articles, splits and code alone.
"""

import json
import sys
from pathlib import Path

from parley.errors import InvalidInput, UsageError
from parley.quality import measure_quality
from parley.quality_pages import quality_page, with_readme_table

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write the three files and print the page; 1 when an article file has faults."""
    readme = ROOT / "README.md"
    try:
        quality = measure_quality(ROOT)
    except (InvalidInput, UsageError) as error:
        print(error, file=sys.stderr)
        return 1 if isinstance(error, InvalidInput) else 2
    content = json.dumps(quality, ensure_ascii=False, indent=2) + "\n"
    (ROOT / "data" / "quality.json").write_text(content, "utf-8", newline="\n")
    (ROOT / "docs" / "quality.md").write_text(quality_page(quality), "utf-8", newline="\n")
    readme.write_text(with_readme_table(readme.read_text("utf-8"), quality), "utf-8", newline="\n")
    print(quality_page(quality))
    return 0


if __name__ == "__main__":
    sys.exit(main())
