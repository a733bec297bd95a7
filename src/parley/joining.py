"""Tell which meetings of a corpus are one encounter, by the rule of `parley.matching`, over tables of any size.

DuckDB finds the pairs that may be one: meetings of equal values are taken together first, then those that share a day
and two actors are paired, beyond which the rule never joins any. Of two meetings of one article only the one more like
another's is joined with that. What is joined with a third is joined, too: neither the order of the rows nor the batches
in which they were annotated change anything.
"""

from __future__ import annotations

import functools
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parley.errors import UsageError
from parley.matching import LONGEST, likeness
from parley.model import Meeting, Participant

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_BATCH_ROWS = 10_000
LIKENESSES = pa.schema([("one", pa.string()), ("other", pa.string()), ("likeness", pa.int32())])
"""Two keys of reports, and how much these are alike."""
_SAID_OF = ("start_date", "end_date", "mode", "status", "place_name", "country_code")
"""What is compared of a meeting that is dated to the day, people apart."""

_REPORTS = """
CREATE TEMP TABLE reports AS
WITH people AS (
    SELECT meeting_id, list(DISTINCT {
        'kind': kind::VARCHAR, 'office': office::VARCHAR, 'actor_id': actor_id::VARCHAR, 'name': name::VARCHAR
    }) AS people
    FROM participants GROUP BY meeting_id
), told AS (
    SELECT meeting_id, min(published) AS published, list(DISTINCT article_id::VARCHAR) AS articles
    FROM meeting_sources JOIN articles USING (article_id) GROUP BY meeting_id
)
SELECT meeting_id::VARCHAR AS meeting_id, published, articles, {
    'start_date': start_date, 'end_date': end_date, 'date_precision': date_precision::VARCHAR, 'mode': mode::VARCHAR,
    'status': status::VARCHAR, 'place_name': place_name::VARCHAR, 'country_code': country_code::VARCHAR,
    'people': list_sort(people)
} AS said, md5(to_json(said)::VARCHAR) AS value
FROM meetings JOIN people USING (meeting_id) JOIN told USING (meeting_id)
"""

_PAIRS = """
CREATE TEMP TABLE said AS
SELECT value, any_value(said) AS said FROM reports WHERE said.date_precision = 'day' GROUP BY value;

CREATE TEMP TABLE pairs AS
WITH days AS (
    SELECT value, list_sort(list_distinct([each.actor_id FOR each IN said.people])) AS actors,
        unnest(generate_series(
            said.start_date, least(said.end_date, said.start_date + {longest}), INTERVAL 1 DAY
        )) AS day
    FROM said
), ones AS (SELECT value, day, actors, unnest(actors) AS actor FROM days),
keys AS (
    SELECT value, day, actor AS one, unnest([each FOR each IN actors IF each > actor]) AS other FROM ones
)
SELECT DISTINCT a.value AS one, b.value AS other
FROM keys a JOIN keys b USING (day, one, other) WHERE a.value <= b.value
"""

_SAID = """
SELECT pairs.one, pairs.other, a.said AS said, b.said AS told
FROM pairs JOIN said a ON pairs.one = a.value JOIN said b ON pairs.other = b.value
"""

_LINKS = """
CREATE TEMP TABLE links AS
SELECT one, other, likeness FROM judged UNION ALL SELECT other, one, likeness FROM judged WHERE one <> other;

CREATE TEMP TABLE told AS
SELECT meeting_id, value, unnest(articles) AS article_id FROM reports WHERE said.date_precision = 'day';

CREATE TEMP TABLE nodes AS
WITH beside AS (
    SELECT DISTINCT a.meeting_id, a.value, b.value AS rival
    FROM told a JOIN told b ON a.article_id = b.article_id AND a.meeting_id <> b.meeting_id
), lost AS (
    SELECT meeting_id, list_sort(list(DISTINCT mine.other)) AS lost
    FROM beside JOIN links mine ON mine.one = value
    JOIN links others ON others.one = rival AND others.other = mine.other AND others.likeness > mine.likeness
    GROUP BY meeting_id
)
SELECT meeting_id, value, articles, coalesce(lost, []) AS lost,
    value || coalesce(md5(to_json(lost)::VARCHAR), '') AS node
FROM reports LEFT JOIN lost USING (meeting_id)
"""

_EDGES = """
WITH told AS (
    SELECT node, any_value(value) AS value, any_value(lost) AS lost,
        CASE WHEN count(DISTINCT list_sort(articles)) = 1 THEN any_value(articles) END AS articles
    FROM nodes GROUP BY node
)
SELECT a.node, b.node
FROM told a JOIN links ON a.value = links.one JOIN told b ON b.value = links.other
WHERE a.node <= b.node AND NOT list_contains(a.lost, b.value) AND NOT list_contains(b.lost, a.value)
    AND (a.articles IS NULL OR b.articles IS NULL OR NOT list_has_any(a.articles, b.articles))
ORDER BY a.node, b.node
"""

_ENCOUNTERS = """
SELECT meeting_id, first(meeting_id) OVER (
    PARTITION BY coalesce(joined, meeting_id) ORDER BY published, meeting_id ROWS UNBOUNDED PRECEDING
) AS encounter_id
FROM reports JOIN nodes USING (meeting_id) LEFT JOIN joined USING (node) ORDER BY meeting_id
"""


def join_reports(tables: str | Path) -> pd.DataFrame:
    """Tell which meetings in a folder of tables are one encounter.

    Parameters
    ----------
    tables : str or Path
        Folder that `parley annotate` wrote, in one file a table, in shards or by Spark.

    Returns
    -------
    pandas.DataFrame
        One row per meeting, sorted by `meeting_id`: `meeting_id` and `encounter_id`, which is the id of the meeting
        among those joined whose article was published first. Meetings without another report have their own.

    Raises
    ------
    UsageError
        DuckDB is missing, or the folder has no tables.

    Notes
    -----
    Two reports are joined when days and actors agree, mode and place do not disagree, and the people agree: see
    `docs/scale.md`, which also tells how often that is right. Two meetings of one article are never paired, and only
    the one that is more like a report is joined with it. More articles may join meetings that were apart; the one
    published first keeps its id.

    Examples
    --------
    >>> import parley
    >>> parley.join_reports("data").columns.tolist()
    ['meeting_id', 'encounter_id']
    """
    try:
        import duckdb
    except ImportError:
        raise UsageError("duckdb is not installed: pip install 'parley-meetings[duckdb]'") from None
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config={"temp_directory": spill}) as connection:
        for table in ("articles", "meetings", "meeting_sources", "participants"):
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {_from(Path(tables), table)}")
        connection.execute(_REPORTS)
        connection.execute(_PAIRS.format(longest=LONGEST))
        pairs = _rows(connection, _SAID)
        chunks = iter(lambda: list(itertools.islice(pairs, _BATCH_ROWS)), [])
        connection.register("judged", pa.Table.from_batches(map(measure, chunks), LIKENESSES))
        connection.execute(_LINKS)
        groups = _Groups()
        for one, other in _rows(connection, _EDGES):
            groups.join(one, other)
        joined = {"node": list(groups.firsts), "joined": [groups.of(each) for each in list(groups.firsts)]}
        connection.register("joined", pa.table(joined, pa.schema(dict.fromkeys(joined, pa.string()))))
        encounters: pd.DataFrame = connection.sql(_ENCOUNTERS).df()
        return encounters


def measure(pairs: Iterable[tuple[Any, ...]]) -> pa.RecordBatch:
    """Measure pairs of reports; those of two encounters are left out.

    Parameters
    ----------
    pairs : iterable of tuple
        The keys of both, then the values of both: days, mode, status, place, country and people.

    Returns
    -------
    pyarrow.RecordBatch
        Of schema `LIKENESSES`.
    """
    found = [(*keys, likeness(_meeting(_frozen(said)), _meeting(_frozen(told)))) for *keys, said, told in pairs]
    rows = [dict(zip(LIKENESSES.names, each, strict=True)) for each in found if each[2]]
    return pa.RecordBatch.from_pylist(rows, LIKENESSES)


class _Groups:
    """Values that are joined, each group known by its smallest."""

    def __init__(self) -> None:
        self.firsts: dict[str, str] = {}

    def of(self, value: str) -> str:
        first = self.firsts.setdefault(value, value)
        while first != self.firsts[first]:
            first = self.firsts[first]
        self.firsts[value] = first
        return first

    def join(self, one: str, other: str) -> None:
        smaller, larger = sorted((self.of(one), self.of(other)))
        self.firsts[larger] = smaller


def _from(folder: Path, table: str) -> str:
    """Write where DuckDB finds a table."""
    path = folder / f"{table}.parquet"
    place = path if path.is_file() else folder / table
    if not place.exists():
        raise UsageError(f"{folder}: has no table {table}; give a folder that parley annotate wrote")
    name = str(place if place.is_file() else place / "*.parquet").replace("'", "''")
    return f"read_parquet('{name}')"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    result = connection.execute(query)
    while rows := result.fetchmany(_BATCH_ROWS):
        yield from rows


def _frozen(said: dict[str, Any]) -> tuple[Any, ...]:
    people = tuple((each["kind"], each["office"], each["actor_id"], each["name"]) for each in said["people"])
    return (*(said[name] for name in _SAID_OF), people)


@functools.lru_cache(maxsize=10_000)
def _meeting(said: tuple[Any, ...]) -> Meeting:
    *values, people = said
    participants = tuple(Participant(kind, office, actor_id, name=name) for kind, office, actor_id, name in people)
    start, end, mode, status, place_name, country_code = values
    return Meeting(start, end, "day", "stated", mode, "", status, place_name, country_code, participants)
