"""Small articles, annotations and reference tables for the tests of what is built from them."""

import datetime as dt

from parley.files import REFERENCE_TABLES, table_schema
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic

TEXT = "DOHA. İbrahim Kalın of Türkiye held talks with Hamas in Doha on Feb. 3 about humanitarian aid."

CODES = {"iso_alpha2": "TR", "iso_numeric": "792", "cow_code": "640", "gw_code": "640"}
ACTORS = (
    {"actor_id": "TUR", "name": "Türkiye", "kind": "state", "country_code": "TUR", "aliases": "Turkey"} | CODES,
    {"actor_id": "SAU", "name": "Saudi Arabia", "kind": "state", "country_code": "SAU"},
    {"actor_id": "QAT", "name": "Qatar", "kind": "state", "country_code": "QAT"},
    {"actor_id": "hamas", "name": "Hamas", "kind": "non_state_group", "country_code": "PSE"},
    {"actor_id": "un", "name": "United Nations", "kind": "igo", "aliases": "the United Nations|UN"},
)
TOPICS = (
    {"topic_id": "humanitarian-aid", "domain": "humanitarian", "label": "Humanitarian aid", "definition": "Aid."},
)


def a_reference(**tables):
    """Reference tables: a few actors and one topic, and what is given; cells not given are empty."""
    rows = {"actors": ACTORS, "topic_scheme": TOPICS} | tables
    columns = {table: [field["name"] for field in table_schema(table)["fields"]] for table in REFERENCE_TABLES}
    return {
        table: tuple({name: row.get(name, "") for name in names} for row in rows.get(table, ()))
        for table, names in columns.items()
    }


def write_reference(folder, **tables):
    """Write the same tables as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in a_reference(**tables).items():
        names = [field["name"] for field in table_schema(table)["fields"]]
        lines = [",".join(f'"{row[name]}"' for name in names) for row in rows]
        (folder / f"{table}.csv").write_text("\n".join([",".join(names), *lines, ""]), "utf-8")


def an_article(article_id="a-1", text=TEXT, published="2024-02-04", **values):
    values = {"collection": "news", "text_kind": "digest", "licence": "CC-BY-4.0"} | values
    return Article(article_id, text, dt.date.fromisoformat(published), **values)


def evidence(text=TEXT, **quotes):
    """Evidence by field, each a quote's first occurrence."""
    return tuple(
        Evidence(field, Span(text.index(quote), text.index(quote) + len(quote))) for field, quote in quotes.items()
    )


def a_participant(text=TEXT, name="İbrahim Kalın", **values):
    values = {"office": "intelligence_chief", "actor_id": "TUR", "evidence": evidence(text, name=name)} | values
    return Participant("person", name=name, **values)


def a_delegation(actor_id="hamas", text=TEXT, quote="Hamas"):
    return Participant("delegation", "unknown", actor_id, evidence=evidence(text, actor_id=quote))


def a_topic(text=TEXT, phrase="humanitarian aid", area=None):
    return Topic("humanitarian-aid", phrase, area, evidence(text, phrase=phrase))


def a_meeting(start="2024-02-03", end=None, **values):
    values = {
        "date_precision": "day",
        "date_basis": "stated",
        "mode": "in_person",
        "format": "bilateral",
        "status": "held",
        "place_name": "Doha",
        "country_code": "QAT",
        "participants": (a_participant(), a_delegation()),
        "topics": (a_topic(),),
        "evidence": evidence(start_date="Feb. 3", mode="held talks", place_name="Doha"),
        "meeting_id": "m0000000000000001",
        "annotator": "hand",
        "review_status": "reviewed",
    } | values
    return Meeting(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start), **values)


def an_annotation(*meetings, article_id="a-1"):
    return Annotation(article_id, meetings)


def annotate_talks(article):
    """Stand in for the annotator: one meeting where the text is the builders', a failure where it says so.

    It stands here, since worker processes import it.
    """
    if "FAIL" in article.text:
        raise RecursionError("too deep")
    meetings = [a_meeting(meeting_id=None, review_status="auto", annotator="test 1")] if article.text == TEXT else []
    return an_annotation(*meetings, article_id=article.article_id)
