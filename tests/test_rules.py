"""Every rule has one smallest change of a sound package that breaks it and nothing else."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from package_builders import CALL, OTHER, REPORT, ROUND, TALKS, TEXT, arrow_table, package_rows

from parley.rules import RULES, check_rules

Rows = dict[str, list[dict[str, Any]]]
Change = Callable[[Rows], object]


class Case(NamedTuple):
    """A rule, the change that breaks it, and where the breach is told: table, key of the row, field and value."""

    rule: str
    change: Change
    table: str
    row: str
    field: str
    value: str


def cells(table: str, row: dict[str, Any], /, **values: Any) -> Change:
    """Change cells of the first row that has some values."""

    def change(rows: Rows) -> None:
        next(each for each in rows[table] if row.items() <= each.items()).update(values)

    return change


def without(table: str, /, **values: Any) -> Change:
    """Remove the rows that have some values."""

    def change(rows: Rows) -> None:
        rows[table] = [row for row in rows[table] if not values.items() <= row.items()]

    return change


def both(*changes: Change) -> Change:
    return lambda rows: [change(rows) for change in changes]


def meeting(meeting_id, **values):
    return cells("meetings", {"meeting_id": meeting_id}, **values)


def participant(meeting_id, number, **values):
    return cells("participants", {"meeting_id": meeting_id, "participant_no": number}, **values)


def span(table, field, quote, **values):
    return cells("evidence", {"table": table, "field": field, "start": TEXT.index(quote)}, **values)


def more_words(field, quote):
    """Quote words for one more field of the talks."""

    def change(rows):
        start = TEXT.index(quote)
        first = next(row for row in rows["evidence"] if row["meeting_id"] == TALKS)
        values = {"table": "meetings", "row_no": 0, "field": field, "start": start, "end": start + len(quote)}
        rows["evidence"].insert(1, first | values)

    return change


def more_evidence(rows):
    last = rows["evidence"][-1]
    rows["evidence"].append(last | {"row_no": last["row_no"] + 1})


LAST = {"meeting_id": ROUND, "table": "participants", "row_no": 2}
"""The last row of evidence."""

CEASEFIRE = TEXT.index("a ceasefire")
FEB_2, FEB_5 = dt.date(2024, 2, 2), dt.date(2024, 2, 5)

CASES = (
    Case("days-in-order", meeting(TALKS, end_date=FEB_2), "meetings", TALKS, "end_date", "2024-02-02"),
    Case("days-fit-precision", meeting(TALKS, date_precision="week"), "meetings", TALKS, "date_precision", "week"),
    Case(
        "held-by-publication",
        both(
            meeting(TALKS, start_date=FEB_5, end_date=FEB_5),
            without("evidence", meeting_id=TALKS, field="start_date"),
        ),
        "meetings",
        TALKS,
        "status",
        "held",
    ),
    Case(
        "publication-stands-in",
        meeting(TALKS, date_basis="publication"),
        "meetings",
        TALKS,
        "start_date",
        "2024-02-03",
    ),
    Case(
        "calls-have-no-place",
        meeting(CALL, place_name="Doha", country_code="QAT"),
        "meetings",
        CALL,
        "mode",
        "phone",
    ),
    Case("place-has-country", meeting(ROUND, place_name="Doha"), "meetings", ROUND, "place_name", "Doha"),
    Case(
        "countries-known",
        cells("topics", {"topic_no": 1}, area="PSE|ZZZ"),
        "topics",
        f"{TALKS}/1",
        "area",
        "PSE|ZZZ",
    ),
    Case("coordinates-in-pairs", meeting(TALKS, longitude=None), "meetings", TALKS, "latitude", "25.29"),
    Case(
        "two-actors",
        both(without("participants", meeting_id=ROUND, participant_no=2), without("evidence", **LAST)),
        "meetings",
        ROUND,
        "format",
        "bilateral",
    ),
    Case("format-counts-actors", meeting(ROUND, format="trilateral"), "meetings", ROUND, "format", "trilateral"),
    Case("meeting-has-source", without("meeting_sources", meeting_id=ROUND), "meetings", ROUND, "meeting_id", ROUND),
    Case("codes-are-derived", meeting(TALKS, cameo_code="042"), "meetings", TALKS, "cameo_code", "042"),
    Case(
        "near-duplicate",
        participant(ROUND, 1, kind="person", name="İbrahim Kalın", actor_id="TUR"),
        "meetings",
        ROUND,
        "meeting_id",
        ROUND,
    ),
    Case("named-iff-person", participant(ROUND, 1, name="Anyone"), "participants", f"{ROUND}/1", "name", "Anyone"),
    Case(
        "name-in-one-script",
        both(participant(TALKS, 1, name="İbrahim Kаlın"), meeting(TALKS, review_status="auto")),
        "participants",
        f"{TALKS}/1",
        "name",
        "İbrahim Kаlın",
    ),
    Case(
        "delegation-without-title", participant(ROUND, 1, title="Team"), "participants", f"{ROUND}/1", "title", "Team"
    ),
    Case(
        "once-per-meeting",
        cells("topics", {"topic_no": 2}, topic_id="ceasefire", area="PSE"),
        "topics",
        f"{TALKS}/2",
        "topic_id",
        "ceasefire",
    ),
    Case(
        "numbers-run",
        both(
            cells("topics", {"topic_no": 2}, topic_no=3), cells("evidence", {"table": "topics", "row_no": 2}, row_no=3)
        ),
        "topics",
        f"{TALKS}/1",
        "topic_no",
        "1",
    ),
    Case(
        "tenure-in-order",
        cells("tenures", {"office": "official"}, end_date=dt.date(2014, 1, 1)),
        "tenures",
        "ibrahim-kalin/TUR/official/2014-12-11",
        "end_date",
        "2014-01-01",
    ),
    Case(
        "tenure-covers",
        cells("tenures", {"office": "intelligence_chief"}, start_date=FEB_5),
        "participants",
        f"{TALKS}/1",
        "person_id",
        "ibrahim-kalin",
    ),
    Case(
        "evidence-in-text",
        cells("evidence", LAST, end=10_000),
        "evidence",
        f"{REPORT}/{ROUND}/participants/2/actor_id/{TEXT.index('Hamas')}",
        "end",
        "10000",
    ),
    Case(
        "evidence-has-row",
        more_evidence,
        "evidence",
        f"{REPORT}/{ROUND}/participants/3/actor_id/{TEXT.index('Hamas')}",
        "row_no",
        "3",
    ),
    Case("all-supported", without("evidence", **LAST), "participants", f"{ROUND}/2", "participant_no", "2"),
    Case(
        "phrase-is-quoted",
        cells("topics", {"topic_no": 1}, phrase="a ceasefire"),
        "evidence",
        f"{REPORT}/{TALKS}/topics/1/phrase/{CEASEFIRE}",
        "start",
        str(CEASEFIRE),
    ),
    Case(
        "name-is-quoted",
        span("participants", "name", "İbrahim Kalın", start=TEXT.index("Kalın")),
        "evidence",
        f"{REPORT}/{TALKS}/participants/1/name/8",
        "start",
        "8",
    ),
    Case(
        "title-is-quoted",
        participant(CALL, 2, title="Saudi interior minister"),
        "evidence",
        f"{REPORT}/{CALL}/participants/2/title/{TEXT.index('Saudi')}",
        "start",
        str(TEXT.index("Saudi")),
    ),
    Case(
        "date-is-quoted",
        both(meeting(ROUND, start_date=FEB_2, end_date=FEB_2)),
        "evidence",
        f"{REPORT}/{ROUND}/meetings/0/start_date/{TEXT.index('Feb.')}",
        "start",
        str(TEXT.index("Feb.")),
    ),
    Case(
        "place-is-quoted",
        more_words("place_name", "held talks"),
        "evidence",
        f"{REPORT}/{TALKS}/meetings/0/place_name/{TEXT.index('held talks')}",
        "start",
        str(TEXT.index("held talks")),
    ),
    Case(
        "meeting-is-quoted",
        span("meetings", "mode", "telephoned", start=TEXT.index("his"), end=TEXT.index("his") + 3),
        "evidence",
        f"{REPORT}/{CALL}/meetings/0/mode/{TEXT.index('his')}",
        "start",
        str(TEXT.index("his")),
    ),
    Case(
        "text-is-its-own",
        cells("articles", {"article_id": OTHER}, text_length=3),
        "articles",
        OTHER,
        "text_length",
        "3",
    ),
    Case(
        "outcome-is-true",
        cells("articles", {"article_id": OTHER}, outcome="meetings"),
        "articles",
        OTHER,
        "outcome",
        "meetings",
    ),
    Case(
        "published-is-known",
        cells("articles", {"article_id": OTHER}, published=None),
        "articles",
        OTHER,
        "published",
        "",
    ),
    Case(
        "sorted-by-key",
        lambda rows: rows["persons"].reverse(),
        "persons",
        "ibrahim-kalin",
        "person_id",
        "ibrahim-kalin",
    ),
    Case("retired-stays-retired", cells("retired_ids", {}, old_id=CALL), "retired_ids", CALL, "old_id", CALL),
    Case(
        "retired-leads-on",
        cells("retired_ids", {}, new_id="m00000000000000cc"),
        "retired_ids",
        "m00000000000000aa",
        "new_id",
        "m00000000000000cc",
    ),
)


def findings_of(change):
    rows = package_rows()
    change(rows)
    return check_rules({table: arrow_table(table, rows[table]) for table in rows}, "data/")


def test_a_sound_package_breaks_none():
    assert findings_of(lambda rows: None) == []


def test_every_rule_has_its_case():
    assert [case.rule for case in CASES] == [rule.id for rule in RULES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_one_change_breaks_one_rule(case):
    (finding,) = findings_of(case.change)
    rule = next(rule for rule in RULES if rule.id == case.rule)
    assert (finding.rule, finding.severity, finding.remedy) == (case.rule, rule.severity, rule.remedy)
    assert finding.message.startswith(rule.message)
    assert (finding.file, finding.row) == (f"data/{case.table}.parquet", case.row)
    assert (finding.field, finding.value) == (case.field, case.value)


def test_an_id_that_two_meetings_have_says_nothing_of_the_codes_of_others():
    """Meetings alike in all that the codes depend on are derived once, each by its own participants."""
    another = "m0000000000000009"

    def change(rows):
        values = {"mode": "in_person", "country_code": "QAT", "cameo_code": "040", "plover_mode": None}
        row = next(row for row in rows["meetings"] if row["meeting_id"] == ROUND)
        rows["meetings"] += [row | values, row | values | {"meeting_id": another}]

    assert another not in {each.row for each in findings_of(change) if each.rule == "codes-are-derived"}
