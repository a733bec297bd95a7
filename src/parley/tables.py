"""Lay annotations out as the eleven tables: derived columns, order, types; and write them as Parquet.

The same annotations give the same tables, whatever the order they come in, and the same bytes with the same library
versions. Data: `data/reference/*.csv`, `gazetteer/places.csv`.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parley import files
from parley.codes import cameo_code, plover_mode
from parley.errors import InvalidInput
from parley.ids import meeting_id_for
from parley.labels import meeting_label
from parley.linking.tenures import find_person
from parley.model import Article, Meeting, Participant
from parley.reference import Actors, ReferenceRows, reference_values
from parley.reports import (
    AnnotatedArticle,
    Report,
    annotated,
    report_findings,
    reports_by_meeting,
    supported_rows,
    unreadable,
)
from parley.schema import arrow_schema

__all__ = [
    "AnnotatedArticle",
    "annotated",
    "cameo_code",
    "meeting_id_for",
    "meeting_label",
    "plover_mode",
    "tables_from_annotations",
    "unreadable",
    "write_tables",
]

Row = tuple[Any, ...]

PARQUET_OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 9,
    "write_page_index": True,
    "write_page_checksum": True,
}
"""Fixed, since the bytes depend on them; row groups are pyarrow's, one for a table below a million rows."""


def tables_from_annotations(
    items: Iterable[AnnotatedArticle], reference: ReferenceRows | None = None
) -> dict[str, pa.Table]:
    """Lay annotated articles out as tables.

    Parameters
    ----------
    items : iterable of AnnotatedArticle
        In any order; article ids are unique, every meeting has its id.
    reference : mapping, optional
        Rows of the reference tables; by default those of this dataset.

    Returns
    -------
    dict of str to pyarrow.Table
        All tables by name, each of its Arrow schema and sorted by primary key.

    Raises
    ------
    InvalidInput
        Reports of one meeting contradict each other, or a reference row is not of its schema's types.
    """
    reference = reference or {table: files.reference_rows(table) for table in files.REFERENCE_TABLES}
    return article_tables(items, reference) | reference_tables(reference)


def article_tables(items: Iterable[AnnotatedArticle], reference: ReferenceRows) -> dict[str, pa.Table]:
    """Lay out the tables that come from articles alone; as `tables_from_annotations`, without the reference tables."""
    items = list(items)
    errors = [finding for finding in report_findings(items) if finding.severity == "error"]
    if errors:
        raise InvalidInput(errors)
    rows = _annotation_rows(items, Actors(reference["actors"]), {row["person_id"] for row in reference["persons"]})
    return {table: table_from_rows(table, rows[table]) for table in files.ARTICLE_TABLES}


def reference_tables(reference: ReferenceRows) -> dict[str, pa.Table]:
    """Lay out the reference tables."""
    return {
        table: table_from_rows(table, reference_values(table, reference[table])) for table in files.REFERENCE_TABLES
    }


def table_from_rows(table: str, rows: Sequence[Row]) -> pa.Table:
    """Type rows, each with the schema's columns in their order, and sort them by primary key.

    The values of dictionary columns stand in the order of the schema's enum, else in alphabetical order, so that the
    bytes do not depend on the order of the rows.
    """
    schema = arrow_schema(table)
    primary_key = itemgetter(*(schema.get_field_index(name) for name in files.table_schema(table)["primaryKey"]))
    ordered = sorted(rows, key=primary_key)
    columns = list(zip(*ordered, strict=True)) or [()] * len(schema)
    arrays = [_column(field, enum_of(table, field.name), values) for field, values in zip(schema, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def write_tables(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write each table as `folder`/TABLE.parquet, and make sure that it is on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with (folder / f"{name}.parquet").open("wb") as file:
            pq.write_table(table, file, **PARQUET_OPTIONS)
            file.flush()
            os.fsync(file.fileno())


def coordinates(place_name: str | None, country_code: str | None) -> tuple[float, float] | tuple[None, None]:
    """Look a place up in the gazetteer: its latitude and longitude in degrees, or None twice."""
    if place_name is None or country_code is None:
        return None, None
    return _coordinates().get((place_name.casefold(), country_code), (None, None))


def _annotation_rows(items: Sequence[AnnotatedArticle], actors: Actors, person_ids: set[str]) -> dict[str, list[Row]]:
    """Lay out the six tables that come from articles."""
    rows: dict[str, list[Row]] = {table: [] for table in files.ARTICLE_TABLES}
    rows["articles"] = [_article_row(item) for item in items]
    for meeting_id, reports in reports_by_meeting(items).items():
        meeting = reports[0].meeting
        rows["meetings"].append(_meeting_row(meeting_id, meeting, actors))
        rows["meeting_sources"] += [(meeting_id, report.article.article_id) for report in reports]
        rows["participants"] += [
            _participant_row(meeting_id, no, participant, _person_id(participant, meeting, person_ids))
            for no, participant in enumerate(meeting.participants, 1)
        ]
        rows["topics"] += [
            (meeting_id, no, topic.topic_id, topic.phrase, topic.area) for no, topic in enumerate(meeting.topics, 1)
        ]
        rows["evidence"] += _evidence_rows(meeting_id, reports)
    return rows


def _article_row(item: AnnotatedArticle) -> Row:
    article = item.article or Article(item.article_id, "", dt.date.min, text_kind="external")
    return (
        item.article_id,
        article.collection,
        article.title,
        article.publisher,
        article.url or None,
        article.published if item.article else None,
        article.language,
        article.text_kind,
        None if article.text_kind == "external" else article.text,
        *text_digest(article),
        article.licence,
        item.outcome,
    )


def text_digest(article: Article) -> tuple[str, int]:
    """Give the hash and length of a text, known by them alone where it is not at hand."""
    if not article.text and article.text_sha256:
        return article.text_sha256, article.text_length
    return hashlib.sha256(article.text.encode()).hexdigest(), len(article.text)


def _meeting_row(meeting_id: str, meeting: Meeting, actors: Actors) -> Row:
    return (
        meeting_id,
        meeting_label(meeting, actors.name_of),
        meeting.start_date,
        meeting.end_date,
        meeting.date_precision,
        meeting.date_basis,
        meeting.mode,
        meeting.format,
        meeting.status,
        meeting.place_name,
        meeting.country_code,
        *coordinates(meeting.place_name, meeting.country_code),
        cameo_code(meeting, actors.home_of),
        plover_mode(meeting, actors.home_of),
        meeting.review_status,
        meeting.annotator,
    )


def _participant_row(meeting_id: str, no: int, participant: Participant, person_id: str | None) -> Row:
    return (
        meeting_id,
        no,
        participant.kind,
        participant.name,
        participant.title,
        participant.office,
        participant.actor_id,
        person_id,
        participant.capacity,
    )


def _person_id(participant: Participant, meeting: Meeting, known: set[str]) -> str | None:
    """Link a named participant to the persons table, unless the annotation did."""
    if participant.person_id or participant.name is None or not known:
        return participant.person_id
    found = find_person(participant.name, participant.actor_id, meeting.start_date.isoformat())
    return found if found in known else None


def _evidence_rows(meeting_id: str, reports: list[Report]) -> Iterator[Row]:
    """List each span once; of two that begin alike for one field, the longer."""
    ends: dict[Row, int] = {}
    for row in supported_rows(reports):
        span = row.evidence.span
        key = (row.article_id, meeting_id, row.table, row.row_no, row.evidence.field, span.start)
        ends[key] = max(span.end, ends.get(key, 0))
    return ((*key, end) for key, end in ends.items())


def enum_of(table: str, column: str) -> list[str] | None:
    fields = files.table_schema(table)["fields"]
    constraints = next(field.get("constraints", {}) for field in fields if field["name"] == column)
    return constraints.get("enum")  # type: ignore[no-any-return]


def _column(field: pa.Field, enum: list[str] | None, values: Sequence[Any]) -> pa.Array:
    if not pa.types.is_dictionary(field.type):
        return pa.array(values, type=field.type)
    dictionary = enum or sorted({value for value in values if value is not None})
    codes: dict[str | None, int | None] = {value: code for code, value in enumerate(dictionary)}
    codes[None] = None
    indices = pa.array([codes[value] for value in values], type=field.type.index_type)
    return pa.DictionaryArray.from_arrays(indices, pa.array(dictionary, type=field.type.value_type))


@functools.cache
def _coordinates() -> dict[tuple[str, str], tuple[float, float]]:
    """Read the gazetteer's places; of two of one name in one country, the more populous."""
    rows = sorted(files.gazetteer_rows("places"), key=lambda row: int(row["population"] or 0))
    return {
        (row["place_name"].casefold(), row["country_code"]): (float(row["latitude"]), float(row["longitude"]))
        for row in rows
    }
