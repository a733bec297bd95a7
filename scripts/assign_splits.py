"""Assign every article that has no split yet to dev or test, in `data/splits.csv`.

All articles of one outlet and year fall on one side, by a hash of the two, so that nobody chooses and no text of the
test side is of a kind tuned on. An assignment once made never changes.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPLITS = ROOT / "data" / "splits.csv"


def split_of(publisher: str, year: str) -> str:
    """Choose the side of an outlet's year."""
    digest = hashlib.sha256(f"{publisher}|{year}".encode()).digest()
    return "test" if digest[0] % 2 else "dev"


def main() -> int:
    """Extend the file and say how the articles divide."""
    known: dict[str, str] = {}
    if SPLITS.exists():
        with SPLITS.open(encoding="utf-8", newline="") as lines:
            known = {row["article_id"]: row["split"] for row in csv.DictReader(lines)}
    for path in sorted((ROOT / "data" / "articles").glob("*/*.md")):
        publisher = re.search(r"^publisher: (.*)$", path.read_text("utf-8"), re.MULTILINE)
        known.setdefault(path.stem, split_of(publisher[1] if publisher else "", path.parent.name))
    with SPLITS.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["article_id", "split"])
        writer.writerows(sorted(known.items()))
    print(", ".join(f"{split}: {list(known.values()).count(split)}" for split in ("dev", "test")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
