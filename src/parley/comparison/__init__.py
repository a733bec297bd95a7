"""Compare two states of a dataset: what became of every row, why, and which version number follows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.compute as pc

from parley.comparison.causes import find_causes
from parley.comparison.forms import FormChange, Schemas, compare_forms, read_schemas
from parley.comparison.ranges import compare_sides
from parley.comparison.rows import RowChanges
from parley.comparison.sides import Side
from parley.comparison.successions import Succession, find_successions
from parley.comparison.versions import Level, Reason, next_version, reasons_for_version
from parley.errors import ParleyError
from parley.snapshots import Snapshot, open_snapshot

__all__ = ["Comparison", "FormChange", "Level", "Reason", "RowChanges", "Succession", "diff"]


@dataclass(frozen=True)
class Comparison:
    """What differs between two states of a dataset.

    Attributes
    ----------
    old, new : str
        How the two were asked for.
    old_version : str or None
        The version that the old state's descriptor tells.
    forms : tuple of FormChange
        Tables, columns and enum values added and removed, columns described anew.
    rows : dict of str to RowChanges
        Rows of each table that both have, in the new state's order.
    counts : dict of str to (int, int)
        Number of rows of each of these tables, old and new.
    successions : tuple of Succession
        Ids merged, split and renamed; their rows are among those added, removed and changed, too.
    reasons : tuple of Reason
        What asks for the next version, the strongest first.
    """

    old: str
    new: str
    old_version: str | None
    forms: tuple[FormChange, ...]
    rows: dict[str, RowChanges]
    counts: dict[str, tuple[int, int]]
    successions: tuple[Succession, ...]
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> Level | None:
        """The part of the version to raise; None when nothing differs."""
        return self.reasons[0].level if self.reasons else None

    @property
    def next_version(self) -> str | None:
        """The version that follows the old one by the rule of the README; None when the old one has none."""
        return next_version(self.old_version, self.level) if self.old_version else None


def diff(old: str | Path, new: str | Path) -> Comparison:
    """Compare two states of a dataset.

    Parameters
    ----------
    old, new : str or Path
        A folder that holds `datapackage.json`, an archive of a release, a git revision, or a version of this dataset.

    Returns
    -------
    Comparison
        Rows added, removed and changed by table, as Arrow tables; ids merged and split; the version that follows.

    Raises
    ------
    UsageError
        One of them is none of these.
    ParleyError
        A version cannot be fetched, a table is not the one that its descriptor tells of, or the two cannot be
        compared: they have no table in common, a table has no primary key, or its key or the type of a column is
        another.

    Examples
    --------
    >>> import parley
    >>> found = parley.diff("release-0.1.0/", ".")  # doctest: +SKIP
    >>> found.rows["meetings"].changed.to_pandas()  # doctest: +SKIP
    """
    with ExitStack() as files:
        return _Pair(open_snapshot(old), open_snapshot(new), files).compared()


class _Pair:
    """Two states, of which no table is in memory as a whole unless it is small."""

    def __init__(self, old: Snapshot, new: Snapshot, files: ExitStack) -> None:
        self.old, self.new, self._files = old, new, files
        self.descriptors = old.descriptor(), new.descriptor()

    def compared(self) -> Comparison:
        changes = {table: self._compared_rows(table) for table in self.tables[0]}
        retired = self._retired()
        removed, added = _ids(changes, "removed"), _ids(changes, "added")
        successions = find_successions(*self.tables, removed, added, retired)
        causes = find_causes(*self.tables, changes, successions, retired, self.forms)
        changes = {table: causes.tell(table, found) for table, found in changes.items()}
        return Comparison(
            self.old.name,
            self.new.name,
            self.descriptors[0].get("version"),
            self.forms,
            changes,
            {table: (self.tables[0][table].num_rows, self.tables[1][table].num_rows) for table in changes},
            successions,
            reasons_for_version(self.forms, changes, successions, set(retired)),
        )

    @cached_property
    def schemas(self) -> tuple[Schemas, Schemas]:
        old, new = self.descriptors
        return read_schemas(old, self.old.name), read_schemas(new, self.new.name)

    @cached_property
    def forms(self) -> tuple[FormChange, ...]:
        return compare_forms(*self.schemas)

    @cached_property
    def tables(self) -> tuple[dict[str, Side], dict[str, Side]]:
        self.forms  # noqa: B018 - refuses what cannot be compared before anything is read
        common = [table for table in self.schemas[0] if table in self.schemas[1]]
        sides = zip((self.old, self.new), self.schemas, strict=True)
        return tuple({table: self._side(side, table, schemas) for table in common} for side, schemas in sides)  # type: ignore[return-value]

    def _side(self, snapshot: Snapshot, table: str, schemas: Schemas) -> Side:
        return self._files.enter_context(closing(Side(snapshot, table, schemas[table])))

    def _compared_rows(self, table: str) -> RowChanges:
        old, new = (side[table] for side in self.tables)
        key = list(self.schemas[0][table]["primaryKey"])
        columns = [name for name in old.column_names if name in new.column_names and name not in key]
        try:
            return compare_sides(old, new, key, columns)
        except ParleyError as error:
            raise ParleyError(f"table {table}: {error}") from None

    def _retired(self) -> dict[str, str | None]:
        """Read which ids were retired between the two."""
        if "retired_ids" not in self.tables[0]:
            return {}
        old, new = (side["retired_ids"].read(["old_id", "new_id"]) for side in self.tables)
        rows = new.filter(pc.invert(pc.is_in(new["old_id"], pc.unique(old["old_id"]))))
        return dict(zip(rows["old_id"].to_pylist(), rows["new_id"].to_pylist(), strict=True))


def _ids(changes: Mapping[str, RowChanges], side: str) -> set[str]:
    """Collect the meetings and articles that one side alone has."""
    found: set[str] = set()
    for table, column in (("meetings", "meeting_id"), ("articles", "article_id")):
        if table in changes:
            found.update(getattr(changes[table], side)[column].to_pylist())
    return found
