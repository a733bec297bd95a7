"""The folder that a corpus is annotated into: what it may hold before, and what is told when it takes no more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from parley.errors import UsageError
from parley.publishing import COMMIT, STAGING, finish_publication, publication
from parley.runs import RUN

REPORT = "report.json"
MAKER = "parley annotate"
"""Who made a folder, as its report says."""


def open_publication(stack: ExitStack, out: Path) -> Path:
    """Make the output folder and a staging folder in it, whose files replace its own when the stack is closed."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return stack.enter_context(publication(out))
    except OSError as error:
        raise UsageError(f"{out}: cannot be written to: {error.strerror or error}") from None


@contextmanager
def told_what_is_kept(out: Path) -> Iterator[None]:
    """Say of a disk that is full, or gone, what is to be done; of the input, the reader has told such things."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UsageError(
            f"{out}: cannot be written to: {reason}; what was done is kept: mend this, then finish it with --resume"
        ) from error


def check_arguments(inputs: Sequence[str], out: Path, workers: int, in_shards: bool) -> None:
    """Refuse what could not end well, before work is done.

    Raises
    ------
    UsageError
    """
    if workers < 1:
        raise UsageError(f"{workers} workers: give 1 or more")
    for path in map(Path, inputs):
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise UsageError(f"{out}: the output lies inside the input {path}; choose a folder outside it")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; choose a folder that does not exist yet")
    if out.is_dir():
        finish_publication(out)  # of a run killed while it moved its files into place, some are here and some are not
        _check_folder(out, in_shards)


def _check_folder(out: Path, in_shards: bool) -> None:
    """Refuse a folder that is neither empty nor holds the output of an earlier call, or one in another form."""
    if all(path.name in (STAGING, COMMIT, RUN) for path in out.iterdir()):
        return
    if read_report(out) is None:
        raise UsageError(f"{out}: holds other files than an output of parley; choose an empty folder or a new one")
    if (out / "articles").is_dir() and not (out / RUN).is_dir():
        # Of an earlier output with more shards some would stay.
        raise UsageError(f"{out}: holds an output in shards, which is not replaced; choose a new folder")
    if in_shards and (out / "articles.parquet").is_file():
        raise UsageError(f"{out}: holds an output in one file a table; choose a new folder for the shards")


def read_report(out: Path) -> dict[str, Any] | None:
    """Read the report of an earlier call; None where there is none."""
    with suppress(OSError, ValueError):
        report = json.loads((out / REPORT).read_text("utf-8"))
        if isinstance(report, dict) and report.get("made_by") == MAKER:
            return report
    return None
