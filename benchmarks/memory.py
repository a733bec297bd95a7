"""Run a command and tell its time and the most memory that it and the processes it started held together (Linux)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.05
"""Seconds between looks."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, and bytes at the highest (0 where the system does not tell)."""

    seconds: float
    peak_bytes: int


def cost_of(command: Sequence[str], **options: str) -> Cost:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    begin, peak = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_bytes_of, _family(process.pid))))
            time.sleep(INTERVAL)
        told = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=told.decode(errors="replace"))
    return Cost(time.monotonic() - begin, peak)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _family(int(child))
    except OSError:  # it has ended
        return


def _bytes_of(pid: int) -> int:
    """Memory of a process, its share of what it has in common with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
