"""Import `kremlin`: readouts of the President of Russia's office, 2000 to 2022 (CC BY 4.0).

Takes the folder of the source; what it could not place it tells row by row.
"""

from __future__ import annotations

import sys
from collections.abc import Container
from pathlib import Path

from import_readouts import Office, import_items
from importing import Unplaced, run

from parley.reports import AnnotatedArticle

ORIGIN = {
    "title": "News of the President of Russia, in English",
    "publisher": "President of Russia (en.kremlin.ru)",
    "licence": "CC-BY-4.0",
    "source": [
        "https://github.com/iandennismiller/valdai-transcripts/tree/d365d81",
        "https://github.com/PeiYiZhuo/zelenskyy-putin/tree/134450b",
    ],
}
PATTERNS = ("kremlin_articles.jsonl", "kremlin_2021_2022.jsonl")
OFFICE = Office("kremlin", "RUS")


def main() -> int:
    """Import the source given as argument."""
    return run("kremlin", import_kremlin, ORIGIN, PATTERNS)


def import_kremlin(source: Path, years: Container[int] | None = None) -> tuple[list[AnnotatedArticle], list[Unplaced]]:
    """Annotate the items, of all years or of some."""
    return import_items(OFFICE, [source / name for name in PATTERNS if (source / name).is_file()], years)


if __name__ == "__main__":
    sys.exit(main())
