"""Measure speed, growth, workers and memory; speed is told against floors measured in the same run, on the same texts.

    python benchmarks/run.py                           what `make bench` does: some minutes
    python benchmarks/run.py --scale 10                for a night
    python benchmarks/run.py --corpus articles/ --record    over articles of one's own; writes benchmarks/README.md

Articles are recombined from the dataset's paragraphs unless --corpus names some (see `texts`). One core means one:
the process is bound to it. Start-up and the reading of the lexicon are left out of the first table and part of others.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from memory import cost_of
from texts import ROOT, read_all, recombined_articles, write_parquet

from parley.annotator import annotate_article
from parley.batches import annotate_batch
from parley.model import Article

ARTICLES = 1_000
LENGTHS = (500, 2_000, 8_000, 32_000, 128_000)
PACKAGES = ("parley-meetings", "pyarrow", "ahocorasick-rs", "spacy")
MARKS = ("<!-- Written by benchmarks/run.py --record. -->\n", "<!-- Here it ends. -->\n")
_TOKEN = re.compile(r"\w+|[^\w\s]")

Table = list[Sequence[str]]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", nargs="+", metavar="INPUT", help="articles in place of recombined ones")
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="times as many articles")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/README.md")
    args = parser.parse_args(argv)
    articles = read_all(args.corpus) if args.corpus else list(recombined_articles(ARTICLES * args.scale))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.parquet"
        write_parquet(iter(articles), source)
        sections = [
            _heading(articles, "its own corpus" if args.corpus else "recombined"),
            _markdown(on_one_core(articles, source)),
            _markdown(growth()),
            _markdown(workers(articles, Path(folder))),
            _markdown(memory(articles, Path(folder))),
        ]
    text = "\n".join(sections)
    print(text)
    if args.record:
        _record(text)
    return 0


def on_one_core(articles: Sequence[Article], source: Path) -> Table:
    """Time floors and annotation over the same texts, bound to one core.

    One pass each, of what keeps nothing and takes little time the middle one of three.
    """
    texts = [article.text for article in articles]
    batches = pq.ParquetFile(source).read(use_threads=False).to_batches(64)
    annotate_article(articles[0])
    annotate_batch(batches[0])
    passes: dict[str, Callable[[], object]] = {
        "reading Parquet, splitting words": lambda: [
            text.split()
            for text in pq.ParquetFile(source).read(["text"], use_threads=False)["text"].to_pylist()  # as one would
        ],
        "tokens by regular expression, with offsets": lambda: [_tokens(text) for text in texts],
    }
    spacy_tokens = _spacy()
    if spacy_tokens:
        passes["spaCy's blank English tokeniser"] = lambda: [spacy_tokens(text) for text in texts]
    floors = len(passes)
    passes["annotation"] = lambda: [annotate_article(article) for article in articles]
    passes["annotation into Arrow tables"] = lambda: [annotate_batch(batch) for batch in batches]
    with _bound_to_one_core():
        seconds = [_seconds(work, 3 if number < 2 else 1) for number, work in enumerate(passes.values())]
    head = [
        "on one core",
        "articles a second",
        "MB of text a second",
        *(f"time over {no + 1}." for no in range(floors)),
    ]
    size = sum(map(len, texts)) / 1e6
    rows = [
        [
            f"{number + 1}. {name}",
            _rate(len(texts) / taken),
            f"{size / taken:.2f}",
            *(f"{taken / floor:.3g}" for floor in seconds[:floors]),
        ]
        for number, (name, taken) in enumerate(zip(passes, seconds, strict=True))
    ]
    return [head, *rows]


def growth() -> Table:
    """Time articles of growing length; the exponent is the slope of time over length, both as logarithms."""
    seconds = []
    for number, length in enumerate(LENGTHS):
        articles = list(recombined_articles(max(1, LENGTHS[-1] // length), seed=number + 2, length=length))
        code_points = statistics.mean(len(article.text) for article in articles)
        taken = _seconds(lambda articles=articles: [annotate_article(article) for article in articles], 1)
        seconds.append((code_points, taken / len(articles)))
    logarithms = np.log(seconds)
    slope = float(np.polyfit(logarithms[1:, 0], logarithms[1:, 1], 1)[0])
    head = ["code points of an article", "milliseconds", "exponent from the second on"]
    rows = [
        [f"{length:,.0f}", f"{taken * 1e3:.3g}", f"{slope:.2f}" if number == len(seconds) - 1 else ""]
        for number, (length, taken) in enumerate(seconds)
    ]
    return [head, *rows]


def workers(articles: Sequence[Article], folder: Path) -> Table:
    """Time the command over four times the articles, start-up and writing included, with one worker and more."""
    source = folder / "four-times.parquet"
    write_parquet(_repeated(articles, 4), source)
    head = ["parley annotate --workers", "seconds", "articles a second", "times one worker", "peak memory, MB"]
    rows, first = [], 0.0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for number in [each for each in (1, 2, 4, 8, 16) if each <= cores]:
        cost = cost_of(_command(source, folder / f"out-{number}", number))
        first = first or cost.seconds
        rows.append(
            [
                str(number),
                f"{cost.seconds:.1f}",
                _rate(4 * len(articles) / cost.seconds),
                f"{first / cost.seconds:.2f}",
                f"{cost.peak_bytes / 1e6:.0f}",
            ]
        )
    return [head, *rows]


def memory(articles: Sequence[Article], folder: Path) -> Table:
    """Tell the most memory held over a corpus and over one ten times as large."""
    head = ["articles", "text, MB", "peak memory, MB", "seconds"]
    rows = []
    for times in (1, 10):
        source = folder / f"times-{times}.parquet"
        length = write_parquet(_repeated(articles, times), source)
        cost = cost_of(_command(source, folder / f"memory-{times}", 4))
        shown = [f"{len(articles) * times:,}", f"{length / 1e6:.1f}", f"{cost.peak_bytes / 1e6:.0f}"]
        rows.append([*shown, f"{cost.seconds:.0f}"])
    return [head, *rows]


def _command(source: Path, out: Path, number: int) -> list[str]:
    return [sys.executable, "-m", "parley", "annotate", str(source), "-o", str(out), "--workers", str(number)]


def _repeated(articles: Sequence[Article], times: int) -> Iterator[Article]:
    for time_no in range(times):
        for article in articles:
            yield replace(article, article_id=f"{article.article_id[:100]}-{time_no}")


def _tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _spacy() -> Callable[[str], object] | None:
    try:
        import spacy
    except ImportError:
        return None
    return spacy.blank("en").make_doc


class _bound_to_one_core:  # noqa: N801 - a context manager
    def __enter__(self) -> None:
        self._cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
        self._threads = pa.cpu_count()
        pa.set_cpu_count(1)
        if self._cores:
            os.sched_setaffinity(0, {max(self._cores)})

    def __exit__(self, *_: object) -> None:
        pa.set_cpu_count(self._threads)
        if self._cores:
            os.sched_setaffinity(0, self._cores)


def _seconds(work: Callable[[], object], passes: int) -> float:
    """Time some passes; the middle one counts."""
    taken = []
    for _ in range(passes):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _rate(rate: float) -> str:
    return f"{float(f'{rate:.3g}'):,.0f}"


def _heading(articles: Sequence[Article], kind: str) -> str:
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {package}")
    length = statistics.mean(len(article.text) for article in articles)
    return (
        f"{len(articles):,} articles, {kind}, {length:,.0f} code points each on average. "
        f"Python {platform.python_version()}, {', '.join(versions)}; {_processor()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} when it began; commit {_commit()}.\n"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    return shown.stdout.strip() or "unknown"


def _markdown(table: Table) -> str:
    head, *rows = table
    rules = ["---", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *rows)) + "\n"


def _record(text: str) -> None:
    path = ROOT / "benchmarks" / "README.md"
    before, _, rest = path.read_text("utf-8").partition(MARKS[0])
    path.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
