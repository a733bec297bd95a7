"""Measure the annotator and the build; speed is given as a ratio to floors measured in the same run.

Runs without options: `make bench`. Writes `benchmarks/results.json` and prints it as a table.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from parley.annotator import annotate_article
from parley.building import build
from parley.model import Article
from parley.reading import read_articles

ROOT = Path(__file__).parent.parent
ROUNDS = 5
_TOKEN = re.compile(r"\w+|[^\w\s]")


def main() -> int:
    """Measure, print and write down."""
    articles = [item for item in read_articles([str(ROOT / "data" / "articles")]) if isinstance(item, Article)]
    if not articles:
        print("no articles under data/articles/", file=sys.stderr)
        return 1
    annotate_article(articles[0])  # reads the lexicon, which later calls need not
    texts = [article.text for article in articles]
    seconds = {
        "splitting words": _median_seconds(lambda: [text.split() for text in texts]),
        "tokens by regular expression": _median_seconds(lambda: [_spans(text) for text in texts]),
        "annotating": _median_seconds(lambda: [annotate_article(article) for article in articles]),
    }
    rates = {name: len(articles) / taken for name, taken in seconds.items()}
    first, second = _build_twice()
    results = {
        "articles": len(articles),
        "mean_length": round(statistics.mean(map(len, texts))),
        "articles_per_second": {name: float(f"{rate:.3g}") for name, rate in rates.items()},
        "annotating_over_splitting": float(f"{seconds['annotating'] / seconds['splitting words']:.3g}"),
        "annotating_over_tokens": float(f"{seconds['annotating'] / seconds['tokens by regular expression']:.3g}"),
        "build_seconds": {"first": round(first, 2), "second": round(second, 2)},
        "python": platform.python_version(),
    }
    (ROOT / "benchmarks" / "results.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    print(json.dumps(results, indent=2))
    return 0


def _spans(text: str) -> Sequence[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _median_seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _build_twice() -> tuple[float, float]:
    """Build a copy of the dataset from nothing, then again."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("articles", "reference"):
            shutil.copytree(ROOT / "data" / name, root / "data" / name)
        taken = []
        for _ in range(2):
            begin = time.perf_counter()
            build(root)
            taken.append(time.perf_counter() - begin)
    return taken[0], taken[1]


if __name__ == "__main__":
    sys.exit(main())
