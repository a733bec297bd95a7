"""Named checks across columns and tables: what a Table Schema cannot say (DESIGN, section 3).

A rule reads columns of plain values and yields its breaches; `check_rules` turns them into findings. Each rule has an
id, a severity, a message and a remedy, listed for people in `docs/rules.md`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from parley.codes import cameo_code, plover_mode
from parley.errors import Finding, Severity
from parley.files import table_schema
from parley.model import Meeting, Participant

Row = dict[str, Any]


class Tables:
    """The tables of a package as lists of rows, with the look-ups that several rules share."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.rows: dict[str, list[Row]] = {name: table.to_pylist() for name, table in tables.items()}
        self.participants = self._grouped("participants")
        self.topics = self._grouped("topics")
        self.sources = self._grouped("meeting_sources")
        self.articles = {row["article_id"]: row for row in self.rows["articles"]}
        self.actors = {row["actor_id"]: row for row in self.rows["actors"]}
        self.meetings = {row["meeting_id"]: row for row in self.rows["meetings"]}

    def _grouped(self, table: str) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[table]:
            grouped[row["meeting_id"]].append(row)
        return grouped

    def home_of(self, actor_id: str) -> str | None:
        """Country an actor belongs to."""
        return self.actors.get(actor_id, {}).get("country_code")


class Breach(NamedTuple):
    """Where a rule is broken: table, row, field; what the message says beyond the rule's own words."""

    table: str
    row: Row
    field: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check with what to tell the person who broke it."""

    id: str
    severity: Severity
    message: str
    remedy: str
    check: Callable[[Tables], Iterator[Breach]]


def row_key(table: str, row: Row) -> str:
    """Write a row's primary key for people: its parts joined by "/"."""
    return "/".join(str(row[field]) for field in table_schema(table)["primaryKey"])


def check_rules(tables: Mapping[str, pa.Table], folder: str = "") -> list[Finding]:
    """Check all rules on well-typed tables.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        All tables of a package.
    folder : str
        Where they stand, for the findings.
    """
    held = Tables(tables)
    return [_finding(rule, breach, folder) for rule in RULES for breach in rule.check(held)]


def _finding(rule: Rule, breach: Breach, folder: str) -> Finding:
    value = breach.row.get(breach.field)
    return Finding(
        file=f"{folder}{breach.table}.parquet",
        rule=rule.id,
        message=rule.message + (f": {breach.detail}" if breach.detail else ""),
        remedy=rule.remedy,
        row=row_key(breach.table, breach.row),
        field=breach.field,
        value="" if value is None else str(value),
        severity=rule.severity,
    )


def _days_in_order(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        if row["end_date"] < row["start_date"]:
            yield Breach("meetings", row, "end_date", f"starts on {row['start_date']}")


def _days_fit_precision(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        start, end, precision = row["start_date"], row["end_date"], row["date_precision"]
        if start <= end and not _spans(start, end, precision):
            yield Breach("meetings", row, "date_precision", f"{start} to {end} is no {precision}")


def _spans(start: dt.date, end: dt.date, precision: str) -> bool:
    if precision == "week":
        return start.weekday() == 0 and end - start == dt.timedelta(days=6)
    if precision == "month":
        return start.day == 1 and end == start.replace(day=calendar.monthrange(start.year, start.month)[1])
    if precision == "year":
        return (start.month, start.day) == (1, 1) and end == dt.date(start.year, 12, 31)
    return True


def _held_by_publication(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        published = [
            day
            for source in tables.sources[row["meeting_id"]]
            if (day := tables.articles.get(source["article_id"], {}).get("published"))
        ]
        if row["status"] == "held" and published and row["start_date"] > max(published):
            yield Breach("meetings", row, "status", f"starts on {row['start_date']}, published on {max(published)}")


def _calls_have_no_place(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        if row["mode"] in ("phone", "video") and (row["place_name"] or row["country_code"]):
            yield Breach("meetings", row, "mode", f"place is {row['place_name'] or row['country_code']}")


def _place_has_country(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        if row["place_name"] and not row["country_code"]:
            yield Breach("meetings", row, "place_name")


def _coordinates_in_pairs(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        if (row["latitude"] is None) != (row["longitude"] is None) or (row["latitude"] and not row["place_name"]):
            yield Breach("meetings", row, "latitude")


def _actors_of(tables: Tables, meeting_id: str) -> set[str]:
    return {part["actor_id"] for part in tables.participants[meeting_id]}


def _two_actors(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        actors = _actors_of(tables, row["meeting_id"])
        own_conference = row["format"] == "multilateral" and len(actors) == 1
        if len(actors) < 2 and not own_conference:
            yield Breach("meetings", row, "meeting_id", f"only {', '.join(actors) or 'nobody'} takes part")


def _format_counts_actors(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        count = len(_actors_of(tables, row["meeting_id"]))
        expected = {2: ("bilateral",), 3: ("trilateral",)}.get(count, ("multilateral",))
        if count >= 2 and row["format"] not in (*expected, "multilateral"):
            yield Breach("meetings", row, "format", f"{count} actors take part")


def _named_iff_person(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["participants"]:
        if (row["kind"] == "person") != (row["name"] is not None):
            yield Breach("participants", row, "name", f"kind is {row['kind']}")


def _delegations_have_no_title(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["participants"]:
        if row["kind"] == "delegation" and row["title"] is not None:
            yield Breach("participants", row, "title")


def _numbers_run(tables: Tables) -> Iterator[Breach]:
    for table, column, groups in (
        ("participants", "participant_no", tables.participants),
        ("topics", "topic_no", tables.topics),
    ):
        for rows in groups.values():
            for expected, row in enumerate(sorted(rows, key=lambda each: each[column]), 1):
                if row[column] != expected:
                    yield Breach(table, row, column, f"{expected} is missing")
                    break


def _evidence_in_text(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["evidence"]:
        article = tables.articles.get(row["article_id"])
        if row["end"] <= row["start"] or (article and row["end"] > article["text_length"]):
            yield Breach(
                "evidence",
                row,
                "end",
                f"from {row['start']}" + (f" in a text of {article['text_length']} code points" if article else ""),
            )


def _evidence_has_row(tables: Tables) -> Iterator[Breach]:
    known = {
        "meetings": {(meeting, 0) for meeting in tables.meetings},
        "participants": {(row["meeting_id"], row["participant_no"]) for row in tables.rows["participants"]},
        "topics": {(row["meeting_id"], row["topic_no"]) for row in tables.rows["topics"]},
    }
    fields = {table: {field["name"] for field in table_schema(table)["fields"]} for table in known}
    for row in tables.rows["evidence"]:
        if (row["meeting_id"], row["row_no"]) not in known[row["table"]]:
            yield Breach("evidence", row, "row_no", f"no such row in {row['table']}")
        elif row["field"] not in fields[row["table"]]:
            yield Breach("evidence", row, "field", f"no such field in {row['table']}")


def _all_supported(tables: Tables) -> Iterator[Breach]:
    supported = {(row["table"], row["meeting_id"], row["row_no"]) for row in tables.rows["evidence"]}
    for table, column in (("meetings", None), ("participants", "participant_no"), ("topics", "topic_no")):
        for row in tables.rows[table]:
            if (table, row["meeting_id"], row[column] if column else 0) not in supported:
                yield Breach(table, row, "meeting_id")


def _phrase_is_quoted(tables: Tables) -> Iterator[Breach]:
    phrases = {(row["meeting_id"], row["topic_no"]): row["phrase"] for row in tables.rows["topics"]}
    good: set[tuple[str, int]] = set()
    told: dict[tuple[str, int], Row] = {}
    for row in tables.rows["evidence"]:
        text = tables.articles.get(row["article_id"], {}).get("text")
        if row["table"] == "topics" and row["field"] == "phrase" and text is not None:
            key = (row["meeting_id"], row["row_no"])
            told.setdefault(key, row)
            if text[row["start"] : row["end"]] == phrases.get(key):
                good.add(key)
    for key, row in told.items():
        if key in phrases and key not in good:
            yield Breach("evidence", row, "start", f"the phrase is {phrases[key]!r}")


def _text_is_its_own(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["articles"]:
        if row["text"] is None:
            continue
        if hashlib.sha256(row["text"].encode("utf-8", "surrogatepass")).hexdigest() != row["text_sha256"]:
            yield Breach("articles", row, "text_sha256")
        if len(row["text"]) != row["text_length"]:
            yield Breach("articles", row, "text_length", f"the text has {len(row['text'])} code points")


def _outcome_is_true(tables: Tables) -> Iterator[Breach]:
    reporting = {row["article_id"] for row in tables.rows["meeting_sources"]}
    for row in tables.rows["articles"]:
        if (row["outcome"] == "meetings") != (row["article_id"] in reporting):
            yield Breach("articles", row, "outcome")


def _published_is_known(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["articles"]:
        if row["published"] is None and row["outcome"] != "error":
            yield Breach("articles", row, "published")


def _meeting_has_source(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        if not tables.sources[row["meeting_id"]]:
            yield Breach("meetings", row, "meeting_id")


def _is_sorted(tables: Tables) -> Iterator[Breach]:
    for table, rows in tables.rows.items():
        key = table_schema(table)["primaryKey"]
        before: tuple[Any, ...] | None = None
        for row in rows:
            this = tuple(row[field] for field in key)
            if before is not None and this < before:
                yield Breach(table, row, key[0])
                break
            before = this


def _countries_are_states(tables: Tables) -> Iterator[Breach]:
    known = {row["country_code"] for row in tables.rows["actors"]} | set(tables.actors)
    for row in tables.rows["meetings"]:
        if row["country_code"] and row["country_code"] not in known:
            yield Breach("meetings", row, "country_code")
    for row in tables.rows["topics"]:
        for code in (row["area"] or "").split("|"):
            if code and code not in known:
                yield Breach("topics", row, "area", f"no state {code}")


def _codes_are_derived(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["meetings"]:
        meeting = _as_meeting(row, tables.participants[row["meeting_id"]])
        if row["cameo_code"] != cameo_code(meeting, tables.home_of):
            yield Breach("meetings", row, "cameo_code")
        if row["plover_mode"] != plover_mode(meeting, tables.home_of):
            yield Breach("meetings", row, "plover_mode")


def _as_meeting(row: Row, parts: Iterable[Row]) -> Meeting:
    columns = ("start_date", "end_date", "date_precision", "date_basis", "mode", "format", "status")
    participants = tuple(
        Participant(part["kind"], part["office"], part["actor_id"], part["capacity"]) for part in parts
    )
    return Meeting(
        **{column: row[column] for column in columns},
        place_name=row["place_name"],
        country_code=row["country_code"],
        participants=participants,
    )


def _tenure_covers(tables: Tables) -> Iterator[Breach]:
    terms: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for tenure in tables.rows["tenures"]:
        terms[tenure["person_id"], tenure["actor_id"], tenure["office"]].append(tenure)
    for row in tables.rows["participants"]:
        held = terms.get((row["person_id"], row["actor_id"], row["office"]))
        meeting = tables.meetings.get(row["meeting_id"])
        if held and meeting and not any(_covers(tenure, meeting) for tenure in held):
            yield Breach("participants", row, "person_id", f"not in office on {meeting['start_date']}")


def _covers(tenure: Row, meeting: Row) -> bool:
    end = tenure["end_date"] or dt.date.max
    return bool(tenure["start_date"] <= meeting["end_date"] and meeting["start_date"] <= end)


def _no_near_duplicates(tables: Tables) -> Iterator[Breach]:
    seen: dict[Any, str] = {}
    for row in tables.rows["meetings"]:
        people = frozenset(
            (part["actor_id"], part["name"] or part["title"] or "") for part in tables.participants[row["meeting_id"]]
        )
        key = (row["start_date"], row["end_date"], row["mode"], row["status"], people)
        if key in seen and people:
            yield Breach("meetings", row, "meeting_id", f"same days and people as {seen[key]}")
        seen.setdefault(key, row["meeting_id"])


def _retired_stay_retired(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["retired_ids"]:
        if row["old_id"] in tables.meetings or row["old_id"] in tables.articles:
            yield Breach("retired_ids", row, "old_id")


def _tenures_in_order(tables: Tables) -> Iterator[Breach]:
    for row in tables.rows["tenures"]:
        if row["end_date"] and row["end_date"] < row["start_date"]:
            yield Breach("tenures", row, "end_date", f"starts on {row['start_date']}")


RULES: tuple[Rule, ...] = (
    Rule("days-in-order", "error", "the meeting ends before it starts", "Correct start_date or end_date", _days_in_order),
    Rule("days-fit-precision", "error", "the days are not the period that date_precision names", "Give a week from Monday to Sunday, a whole month or a whole year; or date_precision day", _days_fit_precision),
    Rule("held-by-publication", "error", "a meeting after the article's publication cannot have been held", "Set status to planned, or correct the date", _held_by_publication),
    Rule("calls-have-no-place", "error", "a call has a place", "Remove place_name and country_code, or correct mode", _calls_have_no_place),
    Rule("place-has-country", "error", "the place has no country", "Give country_code, ISO 3166-1 alpha-3", _place_has_country),
    Rule("coordinates-in-pairs", "error", "latitude and longitude stand only together, and with a place", "Build the tables again", _coordinates_in_pairs),
    Rule("two-actors", "error", "a meeting has two sides at least", "Add the other side, set format to multilateral for a body's own conference, or delete the meeting", _two_actors),
    Rule("format-counts-actors", "error", "format does not agree with the number of actors", "bilateral is two actors, trilateral three, multilateral more or a conference", _format_counts_actors),
    Rule("named-iff-person", "error", "a person has a name, an office or delegation has none", "Correct kind or name", _named_iff_person),
    Rule("delegation-without-title", "error", "a delegation has no title", "Remove title, or set kind to office", _delegations_have_no_title),
    Rule("numbers-run", "error", "rows of a meeting are numbered from 1 without gaps", "Build the tables again", _numbers_run),
    Rule("evidence-in-text", "error", "the span does not lie inside the article's text", "Quote words that the text has", _evidence_in_text),
    Rule("evidence-has-row", "error", "the span supports nothing", "Correct table, row_no or field", _evidence_has_row),
    Rule("all-supported", "error", "no words of the text support the row", "Add evidence with a quote from the text", _all_supported),
    Rule("phrase-is-quoted", "error", "the words quoted for a topic are not its phrase", "Quote the phrase exactly as the text has it", _phrase_is_quoted),
    Rule("text-is-its-own", "error", "hash or length are not the text's", "Build the tables again", _text_is_its_own),
    Rule("outcome-is-true", "error", "outcome does not agree with the meetings that the article reports", "outcome is meetings exactly where meeting_sources has the article", _outcome_is_true),
    Rule("published-is-known", "error", "the day of publication is missing", "Give published", _published_is_known),
    Rule("meeting-has-source", "error", "no article reports the meeting", "Add it to meeting_sources, or retire its id", _meeting_has_source),
    Rule("sorted-by-key", "error", "rows are not sorted by primary key", "Build the tables again", _is_sorted),
    Rule("countries-known", "error", "no such country among the actors", "Use ISO 3166-1 alpha-3, XKX for Kosovo", _countries_are_states),
    Rule("codes-are-derived", "error", "the code does not follow from mode, place and participants", "Build the tables again; see docs/derived-codes.md", _codes_are_derived),
    Rule("tenure-covers", "warning", "the person did not hold that office at the time, as far as tenures knows", "Correct person_id or office, or add the tenure", _tenure_covers),
    Rule("near-duplicate", "warning", "another meeting has the same days and people", "Give both the same meeting_id if they are one encounter", _no_near_duplicates),
    Rule("retired-stays-retired", "error", "a retired id is in use", "Give the new row an id of its own", _retired_stay_retired),
    Rule("tenure-in-order", "error", "the tenure ends before it starts", "Correct start_date or end_date", _tenures_in_order),
)  # fmt: skip
"""All rules, in the order in which they are checked."""
