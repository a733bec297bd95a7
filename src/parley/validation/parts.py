"""Check the tables of a folder, whatever their size: small ones at once, others part after part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa

from parley.codebook import primary_key
from parley.errors import Finding, ParleyError
from parley.files import TABLES
from parley.rules import RULES, Tables, rule_check
from parley.rules.columns import GUEST
from parley.rules.gathering import Check, gather_findings
from parley.rules.marks import Marks, Numbers
from parley.rules.meetings import alike_meetings, encounter_marks, near_duplicate
from parley.rules.order import sorted_by_key
from parley.table_files import TableFile
from parley.validation.dealing import Dealer
from parley.validation.tables import (
    UNREADABLE,
    check_tables,
    form_faults,
    length_faults,
    read_tables,
    table_checks,
    text_columns,
    text_length,
    unreadable,
)

PART_BYTES = 256 << 20
"""About what the tables of a part take in memory before they are checked, which takes several times as much."""


class _FaultyError(Exception):
    """A table turned out to be damaged while it was read."""

    def __init__(self, table: str, findings: list[Finding]) -> None:
        self.table, self.findings = table, findings


def check_folder(folder: Path) -> list[Finding]:
    """Check the tables of a folder, all of them.

    Raises
    ------
    ParleyError
        The disk has no room for the parts of tables that do not fit into memory.
    """
    with ExitStack() as stack:
        files, findings = _open_tables(folder, stack)
        size = sum(file.bytes for file in files.values())
        while size > PART_BYTES:
            try:
                with tempfile.TemporaryDirectory(prefix="parley-") as scratch:
                    return [*findings, *_Parts(folder, files, Path(scratch)).findings(-(-size // PART_BYTES))]
            except _FaultyError as fault:
                findings += fault.findings
                del files[fault.table]
            except OSError as error:
                raise ParleyError(
                    f"{tempfile.gettempdir()}: tables that do not fit into memory are checked in parts there, which "
                    f"fails: {error.strerror or error}. Let the variable TMPDIR name a folder with room"
                ) from None
    tables, findings = read_tables(folder)
    return [*findings, *check_tables(tables, f"{folder}/")]


def _open_tables(folder: Path, stack: ExitStack) -> tuple[dict[str, TableFile], list[Finding]]:
    """Open the tables whose files and columns are sound, and tell what is wrong with the others."""
    files, findings = {}, []
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            # Opened here, since Arrow would follow an address of the network.
            file = TableFile(stack.enter_context(path.open("rb")), text_columns(table))
            faults = form_faults(path, table, file)
            if not faults and file.bytes >= 0:
                files[table] = file
        except UNREADABLE as error:
            faults = [unreadable(path, table, error)]
        findings += faults
    return files, findings


class _Parts:
    """Checks tables part after part; what needs all rows is looked at in passing."""

    def __init__(self, folder: Path, files: Mapping[str, TableFile], scratch: Path) -> None:
        self._folder, self._files, self._scratch = folder, files, scratch
        self._has_all = len(files) == len(TABLES)
        self._lasts: dict[str, pa.Table] = {}
        self._unsorted: dict[str, list[Finding]] = {}
        self._alike: list[tuple[Numbers, Marks, pa.Array]] = []

    def findings(self, number: int) -> list[Finding]:
        schemas = {table: file.schema for table, file in self._files.items()}
        dealer = Dealer(schemas, self._pieces, number, self._scratch)
        rules = [rule for rule in RULES if rule not in (near_duplicate, sorted_by_key)] if self._has_all else ()
        checks = table_checks(list(self._files), rules, self._prefix)
        found = gather_findings(checks, self._seen(dealer.parts()))
        if self._has_all:
            found += [finding for each in self._unsorted.values() for finding in each]
            found += self._near_duplicates()
        return found

    @property
    def _prefix(self) -> str:
        return f"{self._folder}/"

    def _pieces(self, table: str) -> Iterator[tuple[int, pa.Table]]:
        """Go through a table, and refuse it where its file is damaged."""
        path = self._folder / f"{table}.parquet"
        lengths = dict.fromkeys(text_columns(table), 0)
        pieces = self._files[table].pieces()
        while True:
            try:
                first, piece = next(pieces, (0, None))
                if piece is None:
                    break
                piece.validate(full=True)
            except UNREADABLE as error:
                raise _FaultyError(table, [unreadable(path, table, error)]) from None
            for name in lengths:
                lengths[name] += text_length(piece[name])
            self._see_order(table, first, piece)
            yield first, piece
        if faults := length_faults(path, lengths):
            raise _FaultyError(table, faults)

    def _see_order(self, table: str, first: int, piece: pa.Table) -> None:
        """Look for the first row that stands too late."""
        if table in self._unsorted or not self._has_all:
            return
        keys = piece.select(primary_key(table))
        before = self._lasts.get(table, keys.slice(0, 0)) if first else keys.slice(0, 0)
        tables = Tables({table: pa.concat_tables([before, keys])})
        if breaches := list(sorted_by_key.check(tables)):
            rule = rule_check(sorted_by_key, self._prefix)
            self._unsorted[table] = [rule.tell(tables, breach, 0) for breach in breaches]
        self._lasts[table] = keys.slice(keys.num_rows - 1)

    def _seen(self, parts: Iterator[Tables]) -> Iterator[Tables]:
        """Keep of each part what its meetings are compared by with those of others."""
        for part in parts:
            if self._has_all:
                rows, marks = encounter_marks(part)
                numbers = np.array([part.number("meetings", row) for row in rows.tolist()], np.int64)
                is_own = numbers != GUEST
                ids = part.column("meetings", "meeting_id").take(pa.array(rows[is_own]))
                self._alike.append((numbers[is_own], marks[is_own], ids))
            yield part
            del part

    def _near_duplicates(self) -> list[Finding]:
        numbers, marks = (np.concatenate([each[place] for each in self._alike]) for place in (0, 1))
        order = np.argsort(numbers)
        ids = pa.chunked_array([each[2] for each in self._alike], pa.string()).take(pa.array(order)).combine_chunks()
        meetings = Tables({"meetings": pa.table({"meeting_id": ids})}, {"meetings": numbers[order]})
        told = rule_check(near_duplicate, self._prefix).tell
        check = Check(lambda _: alike_meetings(ids, np.arange(len(ids)), marks[order]), told)
        return gather_findings([check], [meetings])
