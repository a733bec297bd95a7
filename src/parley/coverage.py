"""Count what the dataset covers, and where its collections report the same: `docs/coverage.md`.

All figures come from the tables alone, so that the page follows from them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parley.reporting import markdown_cell

REGIONS = (
    ("Americas", range(1, 200)),
    ("Europe and Russia", range(200, 400)),
    ("Africa south of the Sahara", range(400, 600)),
    ("Middle East and North Africa", range(600, 700)),
    ("Asia", range(700, 900)),
    ("Oceania", range(900, 1000)),
)
"""Regions by the numbers of Gleditsch and Ward, which go by them."""

UNCODED = {"PSE": "Middle East and North Africa", "HKG": "Asia"}
"""Regions of states without such a number."""


@dataclass(frozen=True, slots=True)
class Register:
    """Whose meetings a collection would have, if it were complete.

    Attributes
    ----------
    actor_id : str
    offices : frozenset of str
    modes : frozenset of str
    """

    actor_id: str
    offices: frozenset[str]
    modes: frozenset[str]


_ANY = frozenset({"in_person", "phone", "video"})
REGISTERS = {
    "hsg": Register("USA", frozenset({"head_of_state", "foreign_minister"}), frozenset({"in_person"})),
    "kremlin": Register("RUS", frozenset({"head_of_state"}), _ANY),
    "ukraine": Register("UKR", frozenset({"head_of_state"}), _ANY),
}
"""Collections that are registers of one office."""


@dataclass(slots=True)
class Row:
    """A meeting with what is counted of it."""

    meeting_id: str
    label: str
    day: dt.date
    last: dt.date
    values: Mapping[str, str]
    articles: list[str] = field(default_factory=list)
    collections: set[str] = field(default_factory=set)
    sides: set[tuple[str, str]] = field(default_factory=set)

    @property
    def actors(self) -> set[str]:
        """Ids of the actors."""
        return {actor_id for actor_id, _ in self.sides}


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two registers tell of the meetings that both should have.

    Attributes
    ----------
    names : tuple of str
    months : int
        In how many months both have documents; meetings of others are left out.
    both, only : tuple
        Meetings in both; in the first alone, and in the second alone.
    """

    names: tuple[str, str]
    months: int
    both: tuple[Row, ...]
    only: tuple[tuple[Row, ...], tuple[Row, ...]]

    def estimated(self) -> float | None:
        """Estimate how many such meetings there were, after Lincoln and Petersen as Chapman corrected it."""
        sizes = [len(self.both) + len(only) for only in self.only]
        return (sizes[0] + 1) * (sizes[1] + 1) / (len(self.both) + 1) - 1 if self.both else None


def read_rows(folder: Path) -> tuple[list[Row], dict[str, list[dt.date]], Counter[tuple[str, str]]]:
    """Read the meetings of a folder of tables.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    rows : list of Row
    days : dict of str to list of datetime.date
        Days of publication of the articles by collection.
    outcomes : Counter
        Articles by collection and outcome.
    """
    names = ("articles", "meetings", "meeting_sources", "participants")
    tables = {name: _read(folder / f"{name}.parquet") for name in names}
    collections: dict[str, str] = {}
    days: dict[str, list[dt.date]] = defaultdict(list)
    outcomes: Counter[tuple[str, str]] = Counter()
    for article in tables["articles"].to_pylist():
        collections[article["article_id"]] = article["collection"]
        outcomes[article["collection"], article["outcome"]] += 1
        if article["published"]:
            days[article["collection"]].append(article["published"])
    rows = {
        each["meeting_id"]: Row(each["meeting_id"], each["label"], each["start_date"], each["end_date"], each)
        for each in tables["meetings"].to_pylist()
    }
    for source in tables["meeting_sources"].to_pylist():
        row = rows[source["meeting_id"]]
        row.articles.append(source["article_id"])
        row.collections.add(collections[source["article_id"]])
    for each in tables["participants"].to_pylist():
        rows[each["meeting_id"]].sides.add((each["actor_id"], each["office"]))
    return list(rows.values()), days, outcomes


def _read(path: Path) -> pa.Table:
    columns = {
        "articles": ["article_id", "collection", "published", "outcome"],
        "participants": ["meeting_id", "actor_id", "office"],
    }
    with path.open("rb") as content:
        return pq.ParquetFile(content).read(columns.get(path.stem))


def overlaps(rows: Sequence[Row], days: Mapping[str, Sequence[dt.date]]) -> list[Overlap]:
    """Compare each two registers on the meetings of the one's office-holders with the other's.

    Parameters
    ----------
    rows : sequence of Row
    days : mapping of str to sequence of datetime.date
        As `read_rows` gives them.

    Returns
    -------
    list of Overlap
        Of meetings held, in months of which both have documents.
    """
    names = [name for name in REGISTERS if name in days]
    pairs = [(one, other) for at, one in enumerate(names) for other in names[at + 1 :]]
    return [_overlap(rows, days, one, other) for one, other in pairs]


def _overlap(rows: Iterable[Row], days: Mapping[str, Sequence[dt.date]], one: str, other: str) -> Overlap:
    months = {_month(day) for day in days[one]} & {_month(day) for day in days[other]}
    of_both = [row for row in rows if _month(row.day) in months and _is_for(row, one) and _is_for(row, other)]
    both = tuple(row for row in of_both if {one, other} <= row.collections)
    only = tuple(tuple(row for row in of_both if row.collections & {one, other} == {name}) for name in (one, other))
    return Overlap((one, other), len(months), both, (only[0], only[1]))


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _is_for(row: Row, name: str) -> bool:
    """Whether a register should have a meeting."""
    register = REGISTERS[name]
    has_office = any(actor == register.actor_id and office in register.offices for actor, office in row.sides)
    is_held = row.values["status"] in ("held", "ongoing") and row.values["date_precision"] == "day"
    return has_office and is_held and row.values["mode"] in register.modes


def regions_of(rows: Iterable[Row], codes: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Count meetings by region of their actors and collection; a meeting counts once in each of its regions."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for region in {_region(actor_id, codes) for actor_id in row.actors}:
            for name in row.collections:
                counts[region, name] += 1
    return counts


def _region(actor_id: str, codes: Mapping[str, str]) -> str:
    if actor_id in UNCODED:
        return UNCODED[actor_id]
    if not actor_id.isupper():
        return "bodies that are no states"
    code = codes.get(actor_id)
    return next((name for name, numbers in REGIONS if code and int(code) in numbers), "states without a number")


def counted(rows: Iterable[Row], value: str) -> Counter[tuple[str, str]]:
    """Count meetings by a value and collection."""
    return Counter((row.values[value], name) for row in rows for name in row.collections)


def table(head: str, counts: Mapping[tuple[str, str], int], names: Sequence[str], order: Sequence[str]) -> str:
    """Write counts as Markdown: a line for each value, a column for each collection."""
    lines = [f"| {head} | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for value in order:
        cells = (f"{counts.get((value, name), 0):,}" for name in names)
        lines.append(f"| {markdown_cell(value)} | {' | '.join(cells)} |")
    return "\n".join(lines)
