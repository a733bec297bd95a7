"""A small valid package as rows that a test may change, and as Arrow tables and files."""

import copy
import datetime as dt
import hashlib

import pyarrow as pa

from parley.files import table_schema
from parley.package import write_descriptor
from parley.schema import arrow_schema
from parley.tables import write_tables

TEXT = (
    "İbrahim Kalın of Türkiye and a Hamas delegation held talks in Doha on Feb. 3 about a ceasefire in Gaza. "
    "The Turkish foreign minister telephoned his Saudi counterpart."
)
TALKS, CALL, ROUND = "m0000000000000001", "m0000000000000002", "m0000000000000003"
"""The meetings; of the last neither mode nor place is known."""

REPORT, UNREAD, OTHER = "a-report", "b-unread", "c-other"
"""The three articles: one that reports all meetings, one that could not be read, one that reports none."""


def package_rows():
    """All tables as lists of rows, valid and sorted; a nullable field is null in one row and has a value in another."""
    return copy.deepcopy(_ROWS)


def good_tables():
    """The same as Arrow tables."""
    return {table: arrow_table(table, rows) for table, rows in package_rows().items()}


def arrow_table(table, rows):
    """Lay rows out as a table of the schema's columns; a null may stand where it must not."""
    schema = arrow_schema(table)
    arrays = [pa.array([row[field.name] for row in rows], _plain(field.type)).cast(field.type) for field in schema]
    lenient = pa.schema([field.with_nullable(True) for field in schema], metadata=schema.metadata)
    return pa.Table.from_arrays(arrays, schema=lenient)


def write_package(folder, tables):
    """Write tables and their descriptor."""
    write_tables(tables, folder)
    write_descriptor(folder)
    return folder


def _plain(kind):
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _complete(table, *rows):
    """Fill up rows with nulls, and sort them."""
    names = [field["name"] for field in table_schema(table)["fields"]]
    key = table_schema(table)["primaryKey"]
    return sorted(
        ({name: row.get(name) for name in names} for row in rows), key=lambda row: [row[name] for name in key]
    )


def _article(article_id, text, outcome, published=dt.date(2024, 2, 4), **values):
    return {
        "article_id": article_id,
        "collection": "news",
        "title": "",
        "publisher": "",
        "published": published,
        "language": "en",
        "text_kind": "digest",
        "text": text,
        "text_sha256": hashlib.sha256((text or "").encode()).hexdigest(),
        "text_length": len(text or ""),
        "licence": "CC-BY-4.0",
        "outcome": outcome,
    } | values


def _meeting(meeting_id, **values):
    return {
        "meeting_id": meeting_id,
        "label": "",
        "start_date": dt.date(2024, 2, 3),
        "end_date": dt.date(2024, 2, 3),
        "date_precision": "day",
        "date_basis": "stated",
        "format": "bilateral",
        "status": "held",
        "review_status": "reviewed",
        "annotator": "hand",
    } | values


def _span(meeting_id, table, row_no, field, quote):
    start = TEXT.index(quote)
    return {
        "article_id": REPORT,
        "meeting_id": meeting_id,
        "table": table,
        "row_no": row_no,
        "field": field,
        "start": start,
        "end": start + len(quote),
    }


def _participant(meeting_id, no, actor_id, kind="delegation", office="unknown", **values):
    row = {"meeting_id": meeting_id, "participant_no": no, "actor_id": actor_id, "kind": kind, "office": office}
    return row | {"capacity": "principal"} | values


def _actor(actor_id, name, kind="state", country_code=None, **values):
    return {"actor_id": actor_id, "name": name, "kind": kind, "country_code": country_code, "aliases": ""} | values


_PLACE = {"place_name": "Doha", "country_code": "QAT", "latitude": 25.29, "longitude": 51.53}
_CALL_DAYS = {"date_basis": "publication", "start_date": dt.date(2024, 2, 4), "end_date": dt.date(2024, 2, 4)}
_CODES = {"iso_alpha2": "TR", "iso_numeric": "792", "cow_code": 640, "gw_code": 640}
_TERM = {"person_id": "ibrahim-kalin", "actor_id": "TUR", "source_url": "https://example.org/"}

_ROWS = {
    table: _complete(table, *rows)
    for table, rows in {
        "articles": [
            _article(REPORT, TEXT, "meetings", url="https://example.org/"),
            _article(UNREAD, None, "error", published=None, text_kind="external"),
            _article(OTHER, "Nothing happened.", "no_meeting"),
        ],
        "meetings": [
            _meeting(TALKS, mode="in_person", cameo_code="044", plover_mode="third-party", **_PLACE),
            _meeting(CALL, mode="phone", cameo_code="041", plover_mode="phone", **_CALL_DAYS),
            _meeting(ROUND, mode="unknown", cameo_code="040"),
        ],
        "meeting_sources": [{"meeting_id": meeting_id, "article_id": REPORT} for meeting_id in (TALKS, CALL, ROUND)],
        "participants": [
            _participant(
                TALKS, 1, "TUR", "person", "intelligence_chief", name="İbrahim Kalın", person_id="ibrahim-kalin"
            ),
            _participant(TALKS, 2, "hamas"),
            _participant(CALL, 1, "TUR", "office", "foreign_minister", title="foreign minister"),
            _participant(CALL, 2, "SAU", "office", "foreign_minister", title="Saudi counterpart"),
            _participant(ROUND, 1, "QAT"),
            _participant(ROUND, 2, "hamas"),
        ],
        "topics": [
            {
                "meeting_id": TALKS,
                "topic_no": 1,
                "topic_id": "ceasefire",
                "phrase": "a ceasefire in Gaza",
                "area": "PSE",
            },
            {"meeting_id": TALKS, "topic_no": 2, "topic_id": "peace-process", "phrase": "talks"},
        ],
        "evidence": [
            _span(TALKS, "meetings", 0, "mode", "held talks"),
            _span(TALKS, "meetings", 0, "start_date", "Feb. 3"),
            _span(TALKS, "participants", 1, "name", "İbrahim Kalın"),
            _span(TALKS, "participants", 2, "actor_id", "Hamas"),
            _span(TALKS, "topics", 1, "phrase", "a ceasefire in Gaza"),
            _span(TALKS, "topics", 2, "phrase", "talks"),
            _span(CALL, "meetings", 0, "mode", "telephoned"),
            _span(CALL, "participants", 1, "title", "foreign minister"),
            _span(CALL, "participants", 2, "title", "Saudi counterpart"),
            _span(ROUND, "meetings", 0, "mode", "talks"),
            _span(ROUND, "meetings", 0, "start_date", "Feb. 3"),
            _span(ROUND, "participants", 1, "actor_id", "Doha"),
            _span(ROUND, "participants", 2, "actor_id", "Hamas"),
        ],
        "actors": [
            _actor("PSE", "Palestine", country_code="PSE", wikidata_id="Q219060"),
            _actor("QAT", "Qatar", country_code="QAT"),
            _actor("SAU", "Saudi Arabia", country_code="SAU"),
            _actor("TUR", "Türkiye", country_code="TUR", aliases="Turkey|Turkiye", **_CODES),
            _actor("hamas", "Hamas", "non_state_group", "PSE"),
            _actor("un", "United Nations", "igo"),
        ],
        "persons": [
            {"person_id": "ibrahim-kalin", "name": "İbrahim Kalın", "aliases": "", "wikidata_id": "Q6033157"},
            {"person_id": "nobody-known", "name": "Nobody Known", "aliases": ""},
        ],
        "tenures": [
            _TERM | {"office": "intelligence_chief", "start_date": dt.date(2023, 6, 5), "title": "head of MİT"},
            _TERM | {"office": "official", "start_date": dt.date(2014, 12, 11), "end_date": dt.date(2023, 6, 5)},
        ],
        "topic_scheme": [
            {"topic_id": "ceasefire", "domain": "peace", "label": "Ceasefire", "definition": "An end of fighting."},
            {
                "topic_id": "peace-process",
                "domain": "peace",
                "label": "Peace process",
                "definition": "The way to peace.",
                "plover_context": "diplomatic",
            },
        ],
        "retired_ids": [
            {"old_id": "m00000000000000aa", "new_id": TALKS, "reason": "merged", "version": "0.1.0"},
            {"old_id": "m00000000000000bb", "reason": "withdrawn", "version": "0.1.0"},
        ],
    }.items()
}
