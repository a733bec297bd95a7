"""Kill runs of the annotator at seeded moments, finish them with `resume`, and compare the bytes with a run's unbroken.

    python benchmarks/resume.py --moments 50 --seed 1

Half of the moments are calls that change the disk (the run dies before or after the nth), half are points in time; a
run has one worker or several. Every third run is killed a second time while it is being finished. A run passes when
what is there in the end is equal, byte for byte, to the unbroken run of one worker, when it went on behind the last
article that was safe on the disk, and when none of its processes is left. Unbroken runs of other numbers of workers
are compared, too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from texts import recombined_articles, write_jsonl, write_parquet

from parley.model import Article

DISK_CALLS = ("mkdir", "rename", "replace", "rmdir", "unlink", "fsync")


def main(argv: Sequence[str] | None = None) -> int:
    """Make a corpus, run, kill and compare; 1 when something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moments", type=int, default=50, metavar="N", help="kills")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--articles", type=int, default=240, metavar="N")
    parser.add_argument(
        "--workers", type=int, nargs="*", default=[2, 4], metavar="N", help="of the unbroken runs to compare"
    )
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        drawn = list(recombined_articles(args.articles))
        if not _in_child(lambda: _write_corpus(drawn)).wait():
            return 1
        return _check(Path(folder), args.moments, args.seed, args.workers)


def _check(folder: Path, moments: int, seed: int, workers: Sequence[int]) -> int:
    begin = time.monotonic()
    _in_child(lambda: _annotate(folder / "whole", 1)).wait()
    seconds = time.monotonic() - begin
    whole = contents(folder / "whole")
    calls = _count_calls(folder)
    unequal = [
        f"{number} workers"
        for number in workers
        if not _in_child(lambda number=number: _annotate(folder / f"whole-{number}", number)).wait()
        or contents(folder / f"whole-{number}") != whole
    ]
    kills, kept = 0, list[int]()
    for moment in itertools.count():
        if kills >= moments:
            break
        draw = random.Random(f"{seed}/{moment}")
        out, staff = folder / f"out-{moment}", draw.choice(workers)
        faults = []
        for _ in range(2 if moment % 3 == 0 else 1):
            moment_of = {"calls": calls} if moment % 2 == 0 else {"seconds": seconds}
            is_killed, fault = _run_and_die(out, staff, draw, **moment_of)
            kills += is_killed
            faults.append(fault)
        before = articles_safe(out)
        kept.append(before)
        faults.append(_finish(out, staff, before))
        faults.append("" if contents(out) == whole else "other bytes")
        if any(faults):
            unequal.append(f"moment {moment}: {', '.join(filter(None, faults))}")
    print(f"{kills} kills in {len(kept)} runs, seed {seed}; {sum(each > 0 for each in kept)} runs had work to keep")
    for each in unequal:
        print(f"differs: {each}")
    if not unequal:
        print(f"all equal to the unbroken run, {len(whole)} files; so are those of {workers} workers")
    return 1 if unequal else 0


def _run_and_die(
    out: Path, workers: int, draw: random.Random, calls: int = 0, seconds: float = 0.0
) -> tuple[bool, str]:
    """Run until killed at a call or a time that is drawn; give whether it was, and what is wrong."""
    fatal, is_after, wait = draw.randint(1, max(1, calls)), draw.random() < 0.5, draw.uniform(0, seconds)

    def work() -> None:
        if calls:
            _die_at(fatal, is_after)
        _annotate(out, workers)

    child = _in_child(work)
    if not calls:
        time.sleep(wait)
        child.kill()
    is_done = child.wait()
    return not is_done, child.outlived()


def _finish(out: Path, workers: int, before: int) -> str:
    told = out.with_suffix(".told")
    child = _in_child(lambda: _annotate(out, workers, told))
    if not child.wait():
        return "could not be finished"
    first = int(told.read_text("utf-8").split()[0]) if told.exists() and told.read_text("utf-8") else None
    if first is not None and first != before:
        return f"began at {first}, not at {before}"
    return child.outlived()


def articles_safe(out: Path) -> int:
    """Count the articles that an unfinished run has put on the disk."""
    parts = (out / ".parley-run").glob("part-*/part.json")
    return sum(sum(json.loads(part.read_text("utf-8"))["outcomes"].values()) for part in parts)


def contents(out: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def _annotate(out: Path, workers: int, told: Path | None = None) -> None:
    """Annotate in small chunks, parts and buckets, so that a small corpus meets what a large one does."""
    from parley import collating, corpus

    corpus.CHUNK_ARTICLES, corpus.PART_ARTICLES = 8, 24
    collating.BUCKET_BYTES = 64 << 10
    with (told or Path(os.devnull)).open("a", encoding="utf-8") as file:

        def progress(done: int) -> None:
            print(done, file=file, flush=True)

        corpus.annotate_corpus(["in"], out, workers=workers, resume=True, progress=progress)


def _write_corpus(drawn: Sequence[Article]) -> None:
    """Write shards of two formats, with articles that cannot be read and ids that come twice."""
    Path("in").mkdir()
    third = len(drawn) // 3
    write_parquet(iter(drawn[:third]), Path("in/a.parquet"), 20)
    write_jsonl(iter(drawn[third : 2 * third]), Path("in/b.jsonl"))
    write_parquet(iter(drawn[2 * third - 3 :]), Path("in/c.parquet"), 20)
    Path("in/d.txt").write_text("No date.", "utf-8")
    whole = Path("in/a.parquet").read_bytes()
    Path("in/e.parquet").write_bytes(whole[: len(whole) // 2])


def _count_calls(folder: Path) -> int:
    """Count the calls that change the disk in a run."""
    told = folder / "calls"

    def work() -> None:
        calls = _die_at(0, False)
        _annotate(folder / "counted", 1)
        told.write_text(str(next(calls) - 1))

    _in_child(work).wait()
    return int(told.read_text())


def _die_at(fatal: int, is_after: bool) -> Iterator[int]:
    """Let this process die at its nth call that changes the disk; give the counter."""
    calls = itertools.count(1)

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            is_fatal = next(calls) == fatal
            if is_fatal and not is_after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = function(*args, **kwargs)
            if is_fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    for name in DISK_CALLS:
        setattr(os, name, deadly(getattr(os, name)))
    return calls


class _Child:
    """A forked process, in a group of its own with those that it starts."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> bool:
        """Wait for its end; whether that was a good one."""
        _, status = os.waitpid(self._pid, 0)
        return status == 0

    def outlived(self) -> str:
        """Say so when a process of the group is still there after some time."""
        for _ in range(200):
            try:
                os.killpg(self._pid, 0)
            except ProcessLookupError:
                return ""
            time.sleep(0.05)
        return "a process outlived it"


def _in_child(work: Callable[[], object]) -> _Child:
    pid = os.fork()
    if pid:
        return _Child(pid)
    try:
        os.setpgid(0, 0)
        work()
        sys.stdout.flush()
        os._exit(0)
    except BaseException as error:  # whatever it is, the parent goes on
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


if __name__ == "__main__":
    # What the forks would each read again: the code, the lexicon, and the hash of both, which may change meanwhile.
    import parley.corpus  # noqa: F401
    from parley.annotator import annotate_article
    from parley.runs import identity_of

    annotate_article(Article("a", "The presidents met in Doha on Sunday.", dt.date(2024, 2, 4)))
    identity_of([], "")
    sys.exit(main())
