"""What a run has done so far, kept in a hidden folder of the output, so that a run cut off at any moment can go on.

A part holds the batches of some articles that follow one another in the input, one Arrow file per table. It is written
under another name and renamed when it is on the disk: a part is there whole or not at all. Where one part ends and the
next begins changes nothing in the tables.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from parley import files
from parley.batches import FINDINGS, FINDINGS_SCHEMA, Batches, findings_from_batch
from parley.errors import Finding, ParleyError, UsageError
from parley.publishing import sync
from parley.reading import list_sources
from parley.schema import arrow_schema
from parley.version import __version__

RUN = ".parley-run"
"""Folder of an unfinished run inside the output folder."""

_IDENTITY = "run.json"
_SUMMARY = "part.json"
_UNFINISHED = "unfinished"
_OPTIONS = ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a run works on, and with what: only a run that agrees in all of it may finish another's work.

    Attributes
    ----------
    inputs : tuple of str
        As the user gave them.
    sources_sha256 : str
        Names, sizes and times of change of the files behind them.
    program : str
        Version of Parley, with a hash of its code and data.
    options : str
        What else changes the tables.
    """

    inputs: tuple[str, ...]
    sources_sha256: str
    program: str
    options: str


def identity_of(inputs: Sequence[str], options: str) -> Identity:
    """Take down what a run is to work on."""
    digest = hashlib.sha256()
    for source in list_sources(inputs):
        status = source.path.stat() if source.path.is_file() else None
        facts = (source.name, status and status.st_size, status and status.st_mtime_ns)
        digest.update(f"{facts!r}\n".encode("utf-8", "backslashreplace"))
    return Identity(tuple(inputs), digest.hexdigest(), f"parley {__version__} {_program_sha256()[:16]}", options)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a run: how many articles it accounts for, by outcome, and how large its tables are.

    Attributes
    ----------
    folder : Path
    first : int
        Number of its first article in the input, from 0.
    outcomes, rows, sizes, findings : dict of str to int
        Articles by outcome, rows and bytes by table, findings by severity.
    """

    folder: Path
    first: int
    outcomes: dict[str, int]
    rows: dict[str, int]
    sizes: dict[str, int]
    findings: dict[str, int]

    @property
    def articles(self) -> int:
        """Number of articles."""
        return sum(self.outcomes.values())

    def path(self, table: str) -> Path:
        """Give the file of a table."""
        return self.folder / f"{table}.arrow"

    def read_findings(self) -> list[Finding]:
        """Read the findings, in the order of the input."""
        if not self.rows[FINDINGS]:
            return []
        return [finding for _, finding in findings_from_batch(read_part(self.path(FINDINGS)))]


class Run:
    """The parts of a run; opened by one process at a time, which holds the lock of the output folder.

    Parameters
    ----------
    out : Path
        The output folder.
    identity : Identity
    resume : bool
        Whether the work of an earlier run may be taken up.

    Raises
    ------
    UsageError
        The folder holds an unfinished run that may not be taken up.
    """

    def __init__(self, out: Path, identity: Identity, *, resume: bool) -> None:
        self.folder = out / RUN
        if (self.folder / _IDENTITY).is_file():
            self._check(out, identity, resume)
        else:
            discard(out)
            self.folder.mkdir()
            _write_whole(self.folder / _IDENTITY, json.dumps(asdict(identity), ensure_ascii=False, indent=2) + "\n")
        self.parts = sorted(self._read_parts(), key=lambda part: part.first)
        if any(part.first != done for part, done in zip(self.parts, self._counts(), strict=True)):
            raise ParleyError(f"{self.folder}: parts of the run are missing; delete the folder and begin again")

    @property
    def articles_done(self) -> int:
        """Number of articles of the input that the parts account for: always its first ones."""
        return sum(part.articles for part in self.parts)

    def scratch(self) -> Path:
        """Make an empty folder for files of the moment."""
        folder = self.folder / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def add_part(self, batches: Sequence[Batches]) -> None:
        """Write batches of the articles that follow, and make sure that they are on the disk."""
        first = self.articles_done
        tables = {name: pa.Table.from_batches([plain(each[name]) for each in batches]) for name in batches[0]}
        part = Part(
            self.folder / f"part-{first:012d}",
            first,
            _counts(tables["articles"]["outcome"]),
            {name: table.num_rows for name, table in tables.items()},
            {name: table.nbytes for name, table in tables.items()},
            _counts(tables[FINDINGS]["severity"]),
        )
        unfinished = self.folder / _UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        for name, table in tables.items():
            with ipc.new_file(unfinished / f"{name}.arrow", table.schema, options=_OPTIONS) as file:
                file.write_table(table)
        summary = {name: value for name, value in asdict(part).items() if name != "folder"}
        (unfinished / _SUMMARY).write_text(json.dumps(summary), "utf-8")
        sync(unfinished)
        unfinished.rename(part.folder)
        self.parts.append(part)

    def _read_parts(self) -> Iterator[Part]:
        for folder in self.folder.glob("part-*"):
            yield Part(folder, **json.loads((folder / _SUMMARY).read_text("utf-8")))

    def _counts(self) -> Iterator[int]:
        done = 0
        for part in self.parts:
            yield done
            done += part.articles

    def _check(self, out: Path, identity: Identity, resume: bool) -> None:
        """Compare the identity of the earlier run with this one's."""
        try:
            earlier = json.loads((self.folder / _IDENTITY).read_text("utf-8"))
        except ValueError:
            earlier = {}
        begin_again = f"delete {self.folder} to begin again, or choose another folder"
        difference = difference_of(earlier, identity)
        if difference:
            raise UsageError(f"{out}: holds the unfinished run of {difference}; {begin_again}")
        if not resume:
            raise UsageError(f"{out}: holds an unfinished run of the same work; finish it with --resume, {begin_again}")


def difference_of(earlier: dict[str, Any], identity: Identity) -> str:
    """Say in what an earlier run differs; empty when in nothing."""
    mine = json.loads(json.dumps(asdict(identity)))
    if earlier == mine:
        return ""
    if earlier.get("inputs") != mine["inputs"]:
        return f"other input ({', '.join(map(str, earlier.get('inputs', ['unknown'])))})"
    if earlier.get("sources_sha256") != mine["sources_sha256"]:
        return "the same input before its files changed"
    if earlier.get("program") != mine["program"]:
        return f"another version of the program ({earlier.get('program')})"
    return f"other options ({earlier.get('options')})"


def discard(out: Path) -> None:
    """Remove what is left of a run."""
    shutil.rmtree(out / RUN, ignore_errors=True)


def plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Write dictionary columns out as strings, since each batch has dictionaries of its own."""
    schema = plain_schema(batch.schema)
    return pa.RecordBatch.from_arrays(
        [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)], schema=schema
    )


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """Give a schema with strings in the place of dictionaries, and without metadata."""
    return pa.schema(
        pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in schema
    )


def part_schema(table: str) -> pa.Schema:
    """Give the schema that a table has in a part."""
    return plain_schema(FINDINGS_SCHEMA if table == FINDINGS else arrow_schema(table))


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a table of a part, or some of its columns."""
    with pa.OSFile(str(path)) as source:
        included = None
        if columns is not None:
            names = ipc.open_file(source).schema.names
            included = [names.index(name) for name in columns]
            source.seek(0)
        return ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=included)).read_all()


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    return {each["values"]: each["counts"] for each in pc.value_counts(column).to_pylist()}


def _write_whole(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(text, "utf-8")
    sync(unfinished)
    unfinished.replace(path)


@functools.cache
def _program_sha256() -> str:
    """Hash the code and the data of the annotator, which may change between versions."""
    digest = hashlib.sha256()
    folders = (files.PACKAGE, files.house() / "schemas", files.house() / "data" / "reference")
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix in (".py", ".csv", ".json", ".yaml"):
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
