"""Count the words that newswire writes in lower case, for `src/parley/lexicon/common_words.csv`.

Reads the openly licensed texts of the source folder (`../shared/corpus` beside the repository, or the path given) and
keeps the words seen in lower case at least six times and more often than capitalised within a sentence: at the head
of a sentence such a word is no name. Word counts are facts; no text is carried over.
"""

from __future__ import annotations

import collections
import csv
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEAST = 6


def texts(corpus: Path) -> list[str]:
    """Read the texts of every JSON Lines file in the folder."""
    found = []
    for path in sorted(corpus.glob("*/*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            found += [json.loads(line).get("text", "") for line in lines]
    return found


def main() -> int:
    """Write the list and say how long it is."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    lower: collections.Counter[str] = collections.Counter()
    capital: collections.Counter[str] = collections.Counter()
    for text in texts(corpus):
        for match in re.finditer(r"(?<=[a-z,] )([A-Za-z][a-z]+)\b", text):
            word = match.group()
            (lower if word[0].islower() else capital)[word.lower()] += 1
    kept = sorted(word for word, count in lower.items() if count >= LEAST and count > capital[word])
    target = ROOT / "src" / "parley" / "lexicon" / "common_words.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["word"])
        writer.writerows([word] for word in kept)
    print(f"{target.name}: {len(kept)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
