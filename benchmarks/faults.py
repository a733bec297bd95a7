"""Let the builder meet what machines do, and look whether the old tables are whole or the new ones are.

Death at any moment, a full disk, a folder that cannot be written, another builder, a clock that jumps, bits that flip:
afterwards another run has to finish the job.

    python benchmarks/faults.py --moments 100 --seed 1

The dataset is a part of this one: some article files, the persons that they name, all actors and topics. Each moment
begins with the tables of its former state and the sources of the later one. Half of the deaths are at calls that
change the disk (before or after the nth), half at points in time; every third is followed by a death of the run that
finishes. A disk is full for a process that may write files of so many bytes only. `resume.py` does the same to
`parley annotate`.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from resume import _die_at, _in_child

import parley
from parley.building import build
from parley.errors import ParleyError, UsageError
from parley.files import TABLES, house
from parley.loading import load_arrow
from parley.package import DESCRIPTOR
from parley.validation import validate

ARTICLES = 6
NOBODY = 65534


def main(argv: Sequence[str] | None = None) -> int:
    """Do all that is told above, and print a line for each kind of fault; 1 when something is lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument(
        "--moments", type=int, default=100, metavar="N", help="deaths, and a third as many other faults"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    args = parser.parse_args(argv)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        bench = Bench(Path(name))
        others = max(1, args.moments // 3)
        for kind, times in {die: args.moments, fill_disk: others, flip_bits: others, cut_off: others}.items():
            failed += _tell(kind, [kind(bench, random.Random(f"{args.seed}/{n}"), n) for n in range(times)])
        for kind in (forbid_writing, build_twice_at_once, jump_clock):
            failed += _tell(kind, [kind(bench, random.Random(args.seed), 0)])
    return 1 if failed else 0


def _tell(kind: Callable[..., str], outcomes: Sequence[str]) -> int:
    faults = [outcome for outcome in outcomes if outcome.startswith("LOST")]
    kinds = {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
    print(f"{kind.__name__}: {'; '.join(f'{count} {outcome}' for outcome, count in kinds.items())}", flush=True)
    return len(faults)


class Bench:
    """A small dataset in two states, each with the tables that it builds to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.old, self.new = folder / "old", folder / "new"
        make_dataset(self.old)
        shutil.copytree(self.old, self.new)
        min((self.new / "data" / "articles").rglob("*.md")).unlink()
        begin = time.monotonic()
        for root in (self.old, self.new):
            build(root)
        self.seconds = (time.monotonic() - begin) / 2
        self.before, self.after = outputs(self.old), outputs(self.new)
        self.calls = self._count_calls()

    def start(self) -> Path:
        """Make a dataset whose sources have changed since its tables were built."""
        root = self.folder / "work"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.old, root)
        min((root / "data" / "articles").rglob("*.md")).unlink()
        return root

    def verdict(self, root: Path) -> str:
        """Say which tables a reader finds, and whether another run finishes the job."""
        try:
            for table in TABLES:
                load_arrow(table, root)
        except ParleyError as error:
            return f"LOST: cannot be read: {error}"
        found = outputs(root)
        if found not in (self.before, self.after):
            return "LOST: neither the old tables nor the new ones"
        state = "old" if found == self.before else "new"
        if not _in_child(lambda: build(root)).wait() or outputs(root) != self.after:
            return f"LOST: {state} tables whole, but another run did not finish"
        left = [path.name for path in root.rglob(".parley-*") if path.is_dir()]
        return f"LOST: left behind: {left}" if left else f"with the {state} tables whole, then finished"

    def _count_calls(self) -> int:
        root, told = self.start(), self.folder / "calls"

        def work() -> None:
            calls = _die_at(0, False)
            build(root)
            told.write_text(str(next(calls) - 1))

        _in_child(work).wait()
        return int(told.read_text())


def die(bench: Bench, draw: random.Random, number: int) -> str:
    """Kill a build, every third time twice."""
    root = bench.start()
    for _ in range(2 if number % 3 == 0 else 1):
        fatal, is_after, wait = draw.randint(1, bench.calls), draw.random() < 0.5, draw.uniform(0, bench.seconds)

        def work(fatal: int = fatal, is_after: bool = is_after) -> None:
            if number % 2 == 0:
                _die_at(fatal, is_after)
            build(root)

        child = _in_child(work)
        if number % 2:
            time.sleep(wait)
            child.kill()
        child.wait()
    return bench.verdict(root)


def fill_disk(bench: Bench, draw: random.Random, number: int) -> str:
    """Let a build find no space behind so many bytes of a file."""
    root, size = bench.start(), draw.randint(0, max(map(len, bench.after.values())))

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        _quietly(lambda: build(root), OSError)

    _in_child(work).wait()
    return bench.verdict(root)


def forbid_writing(bench: Bench, draw: random.Random, number: int) -> str:
    """Let someone build who may not write there."""
    if os.getuid() == 0 and not all(_may_pass(Path(place)) for place in (sys.prefix, parley.__file__)):
        return "passed over: nobody but root may read the libraries here"
    root = bench.start()
    for path in (root, root / "data"):
        path.chmod(0o555)

    def work() -> None:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        _quietly(lambda: build(root), OSError, UsageError)

    is_told = _in_child(work).wait()
    for path in (root, root / "data"):
        path.chmod(0o755)
    return bench.verdict(root) if is_told else "LOST: not told"


def _may_pass(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.absolute().parents)


def build_twice_at_once(bench: Bench, draw: random.Random, number: int) -> str:
    """Let four build the same folder together."""
    root = bench.start()
    children = [_in_child(lambda: _quietly(lambda: build(root), UsageError)) for _ in range(4)]
    ends = [child.wait() for child in children]
    return bench.verdict(root) if all(ends) else "LOST: not told"


def jump_clock(bench: Bench, draw: random.Random, number: int) -> str:
    """Let the clock jump to and fro by years, and files be of days to come."""
    root = bench.start()
    for path in root.rglob("*.*"):
        day = draw.uniform(0, 4e9)
        os.utime(path, (day, day))

    def work() -> None:
        time.time = lambda: draw.uniform(0, 4e9)
        time.time_ns = lambda: int(draw.uniform(0, 4e18))
        build(root)

    return bench.verdict(root) if _in_child(work).wait() else "LOST: the build failed"


def flip_bits(bench: Bench, draw: random.Random, number: int) -> str:
    """Flip one bit of a table."""
    root = bench.start()
    path = draw.choice(sorted(root.glob("data/*.parquet")))
    content = bytearray(path.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(content)
    return _found(bench, root, path)


def cut_off(bench: Bench, draw: random.Random, number: int) -> str:
    """Cut a table off."""
    root = bench.start()
    path = draw.choice(sorted(root.glob("data/*.parquet")))
    with path.open("r+b") as file:
        file.truncate(draw.randrange(path.stat().st_size))
    return _found(bench, root, path)


def _found(bench: Bench, root: Path, path: Path) -> str:
    """Say whether a table that was harmed is found by reader and check, and mended by a build."""
    try:
        load_arrow(path.stem, root)
    except ParleyError:
        told = {finding.rule for finding in validate(root) if finding.file == str(path)}
        if "checksum" not in told:
            return "LOST: not told by the check"
        _in_child(lambda: build(root)).wait()
        return "found by checksum, then mended" if outputs(root) == bench.after else "LOST: not mended"
    return "LOST: loaded without a word"


def _quietly(work: Callable[[], object], *errors: type[Exception]) -> None:
    """Do work that may end in some errors, which the command line tells."""
    with contextlib.suppress(*errors):
        work()


def outputs(root: Path) -> dict[str, bytes]:
    """Read what a build writes."""
    return {
        path.name: path.read_bytes()
        for path in [*sorted(root.glob("data/*.parquet")), root / DESCRIPTOR]
        if path.exists()
    }


def make_dataset(root: Path) -> None:
    """Take the first article files of this dataset, and of the reference tables what they need."""
    source = house() / "data"
    texts = []
    for path in sorted((source / "articles").rglob("*.md"))[:ARTICLES]:
        place = root / path.relative_to(source.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
        texts.append(path.read_text("utf-8"))
    persons = set(re.findall(r"person_id: (\S+)", "\n".join(texts)))
    (root / "data" / "reference").mkdir()
    for path in sorted((source / "reference").glob("*.csv")):
        kept = (
            _rows_of(path, persons) if path.stem in ("persons", "tenures") else path.read_text("utf-8").splitlines(True)
        )
        (root / "data" / "reference" / path.name).write_text("".join(kept), "utf-8")


def _rows_of(path: Path, persons: set[str]) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == 0 or next(csv.reader([line]))[0] in persons:
                yield line


if __name__ == "__main__":
    sys.exit(main())
