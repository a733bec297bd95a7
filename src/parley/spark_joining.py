"""Tell which meetings are one encounter on Apache Spark, as `parley.joining` does on one machine, by the same rule.

Reports of equal values are taken together, pairs that share a day and two actors are measured on the executors, and
what is joined is followed to its smallest node, round after round, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from parley.joining import LIKENESSES, measure
from parley.matching import LONGEST

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_REPORTS = """
WITH people AS (
    SELECT meeting_id, sort_array(collect_set(struct(
        string(kind) kind, string(office) office, string(actor_id) actor_id, string(name) name
    ))) AS people
    FROM {participants} GROUP BY meeting_id
), told AS (
    SELECT meeting_id, min(published) AS published, sort_array(collect_set(string(article_id))) AS articles
    FROM {meeting_sources} JOIN {articles} USING (article_id) GROUP BY meeting_id
), said AS (
    SELECT string(meeting_id) AS meeting_id, published, articles, string(date_precision) AS date_precision, struct(
        start_date, end_date, string(mode) mode, string(status) status, string(place_name) place_name,
        string(country_code) country_code, people
    ) AS said
    FROM {meetings} JOIN people USING (meeting_id) JOIN told USING (meeting_id)
)
SELECT *, md5(concat(date_precision, to_json(said))) AS value FROM said
"""

_PAIRS = """
WITH said AS (SELECT value, first(said) AS said FROM {reports} WHERE date_precision = 'day' GROUP BY value),
days AS (
    SELECT value, array_sort(array_distinct(said.people.actor_id)) AS actors,
        explode(sequence(said.start_date, least(said.end_date, date_add(said.start_date, {longest})))) AS day
    FROM said
), ones AS (SELECT value, day, actors, explode(actors) AS one FROM days),
keys AS (SELECT value, day, one, explode(filter(actors, each -> each > one)) AS other FROM ones),
pairs AS (
    SELECT DISTINCT a.value AS one, b.value AS other
    FROM keys a JOIN keys b USING (day, one, other) WHERE a.value <= b.value
)
SELECT pairs.one, pairs.other, a.said AS said, b.said AS told
FROM pairs JOIN said a ON pairs.one = a.value JOIN said b ON pairs.other = b.value
"""

_NODES = """
WITH told AS (
    SELECT meeting_id, value, explode(articles) AS article_id FROM {reports} WHERE date_precision = 'day'
), beside AS (
    SELECT DISTINCT a.meeting_id, a.value, b.value AS rival
    FROM told a JOIN told b ON a.article_id = b.article_id AND a.meeting_id <> b.meeting_id
), lost AS (
    SELECT meeting_id, sort_array(collect_set(mine.other)) AS lost
    FROM beside JOIN {links} mine ON mine.one = value
    JOIN {links} others ON others.one = rival AND others.other = mine.other AND others.likeness > mine.likeness
    GROUP BY meeting_id
)
SELECT meeting_id, value, articles, coalesce(lost, array()) AS lost,
    concat(value, coalesce(md5(to_json(lost)), '')) AS node
FROM {reports} LEFT JOIN lost USING (meeting_id)
"""

_EDGES = """
WITH told AS (
    SELECT node, first(value) AS value, first(lost) AS lost,
        CASE WHEN count(DISTINCT articles) = 1 THEN first(articles) END AS articles
    FROM {nodes} GROUP BY node
), edges AS (
    SELECT a.node AS one, b.node AS other
    FROM told a JOIN {links} ON a.value = one JOIN told b ON b.value = other
    WHERE NOT array_contains(a.lost, b.value) AND NOT array_contains(b.lost, a.value)
        AND (a.articles IS NULL OR b.articles IS NULL OR NOT arrays_overlap(a.articles, b.articles))
)
SELECT one, other FROM edges UNION SELECT one, one FROM edges
"""

_NEAREST = """
SELECT edges.one AS node, min(labels.label) AS label
FROM {edges} edges JOIN {labels} labels ON edges.other = labels.node GROUP BY edges.one
"""

_LEAPS = """
SELECT near.node, coalesce(far.label, near.label) AS label
FROM {labels} near LEFT JOIN {labels} far ON near.label = far.node
"""

_ENCOUNTERS = """
SELECT meeting_id, first(meeting_id) OVER (
    PARTITION BY coalesce(label, meeting_id) ORDER BY published, meeting_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
) AS encounter_id
FROM {reports} JOIN (SELECT meeting_id, node FROM {nodes}) USING (meeting_id) LEFT JOIN {labels} USING (node)
"""


def join_dataframes(tables: Mapping[str, DataFrame]) -> DataFrame:
    """Tell which meetings in Spark DataFrames are one encounter.

    Parameters
    ----------
    tables : mapping of str to pyspark.sql.DataFrame
        The tables `articles`, `meetings`, `meeting_sources` and `participants`, as `annotate_dataframe` gives them or
        as they are read from what `parley annotate` wrote.

    Returns
    -------
    pyspark.sql.DataFrame
        What `join_reports` gives on one machine: one row per meeting, `meeting_id` and `encounter_id`; in no order.

    Notes
    -----
    What is found on the way is kept in the session's checkpoint directory, so that the loss of an executor costs no
    more than its own part; where none is set, on the executors, and such a loss ends the job.
    """
    session = tables["meetings"].sparkSession
    reports = _kept(session.sql(_REPORTS, **tables))
    measured = session.sql(_PAIRS, reports=reports, longest=LONGEST).mapInArrow(_measured, _schema())
    there = _kept(measured)
    back = there.where("one <> other").selectExpr("other AS one", "one AS other", "likeness")
    links = _kept(there.union(back))
    nodes = _kept(session.sql(_NODES, reports=reports, links=links))
    edges = _kept(session.sql(_EDGES, nodes=nodes, links=links))
    return session.sql(_ENCOUNTERS, reports=reports, nodes=nodes, labels=_smallest(edges))


def _smallest(edges: DataFrame) -> DataFrame:
    """Label each node with the smallest that it is joined with, at however many removes."""
    session = edges.sparkSession
    labels = _kept(edges.selectExpr("one AS node", "one AS label").distinct())
    while True:
        nearer = session.sql(_NEAREST, edges=edges, labels=labels)
        after = _kept(session.sql(_LEAPS, labels=nearer))
        if after.exceptAll(labels).isEmpty():
            return after
        labels = after


def _kept(rows: DataFrame) -> DataFrame:
    """Compute rows once, and cut them off from how they were made: the rounds would make a plan that doubles."""
    context = rows.sparkSession.sparkContext
    return rows.checkpoint() if context.getCheckpointDir() else rows.localCheckpoint()


def _schema() -> str:
    return ", ".join(f"{field.name} {'int' if field.type == pa.int32() else 'string'}" for field in LIKENESSES)


# What follows runs on the executors.


def _measured(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield measure(tuple(row.values()) for row in batch.to_pylist())
