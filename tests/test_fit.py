"""A quote bears its value: what is found among the repository's articles when quotes are exchanged, and what passes."""

import datetime as dt

import pyarrow as pa
import pytest
from package_builders import ROUND, TALKS, TEXT, arrow_table, package_rows

from parley.article_file import parse_article_file
from parley.errors import InvalidInput
from parley.files import house
from parley.rules import RULES, Tables, check_rules, fit
from parley.validation.articles import _tables, read_article_files
from parley.validation.packages import article_paths

FIELDS = {"name": fit.name_is_quoted, "title": fit.title_is_quoted, "place_name": fit.place_is_quoted}
FIELDS |= {"start_date": fit.date_is_quoted, "mode": fit.meeting_is_quoted}


@pytest.fixture(scope="module")
def reviewed():
    """The tables of every third article file of this repository; `make data` asks all."""
    return _tables(read_article_files(article_paths(house())[::3])[0])


class TestTheRepository:
    def test_every_quote_bears_its_value(self, reviewed):
        held = Tables(reviewed)
        errors = [rule for rule in FIELDS.values() if rule.severity == "error"]
        assert [list(rule.check(held)) for rule in errors] == [[]] * len(errors)

    def test_words_of_meeting_are_known_but_for_some(self, reviewed):
        meetings = reviewed["meetings"].num_rows
        assert len(list(fit.meeting_is_quoted.check(Tables(reviewed)))) < meetings / 20

    @pytest.mark.parametrize(
        ("field", "share"), [("name", 1), ("title", 0.95), ("place_name", 0.95), ("start_date", 0.75)]
    )
    def test_quotes_of_another_value_are_found(self, reviewed, field, share):
        """Each quote is exchanged for the next one of the same article that stands for another value."""
        exchanged, changed = exchange(reviewed, field)
        assert len(changed) > 20
        breaches = {breach.row for breach in FIELDS[field].check(Tables(reviewed | {"evidence": exchanged}))}
        assert len(breaches & changed) / len(changed) >= share


def exchange(tables, field):
    """Give evidence whose spans for a field go to another value of the article, and the numbers of these rows."""
    rows = tables["evidence"].to_pylist()
    texts = {row["article_id"]: row["text"] for row in tables["articles"].to_pylist()}
    values = {
        (table, row["meeting_id"], row.get(number, 0)): row.get(field)
        for table, number in (("meetings", ""), ("participants", "participant_no"))
        for row in tables[table].to_pylist()
    }

    def value(row):
        return values[row["table"], row["meeting_id"], row["row_no"]]

    numbers, changed, spans = {}, set(), {}
    for number, row in enumerate(rows):
        if row["field"] == field:
            numbers.setdefault(row["article_id"], []).append(number)
    for article_id, own in numbers.items():
        # A value with several quotes keeps the others.
        keys = [(rows[number]["meeting_id"], rows[number]["row_no"]) for number in own]
        for place, number in enumerate(own):
            others = [n for n in own[place + 1 :] + own[:place] if value(rows[n]) != value(rows[number])]
            words = {n: texts[article_id][rows[n]["start"] : rows[n]["end"]] for n in (*others, number)}
            others = [n for n in others if words[n].casefold() != words[number].casefold()]
            if others and keys.count(keys[place]) == 1:
                spans[number] = rows[others[0]]["start"], rows[others[0]]["end"]
                changed.add(number)
    for number, (start, end) in spans.items():
        rows[number] = rows[number] | {"start": start, "end": end}
    return pa.Table.from_pylist(rows, tables["evidence"].schema), changed


def findings(change):
    rows = package_rows()
    change(rows)
    rules = {rule.id for rule in RULES if rule.check.__module__ == fit.__name__}
    return [
        finding
        for finding in check_rules({table: arrow_table(table, rows[table]) for table in rows})
        if finding.rule in rules
    ]


def quoting(field, quote, meeting_id=TALKS, **values):
    """Quote words of the text for a field of a meeting whose values are these."""

    def change(rows):
        next(row for row in rows["meetings"] if row["meeting_id"] == meeting_id).update(values)
        kept = [row for row in rows["evidence"] if (row["meeting_id"], row["field"]) != (meeting_id, field)]
        start = rows["articles"][0]["text"].index(quote)
        span = {"table": "meetings", "row_no": 0, "field": field, "start": start, "end": start + len(quote)}
        rows["evidence"] = sorted(
            [*kept, rows["evidence"][0] | {"meeting_id": meeting_id} | span],
            key=lambda row: [row[name] for name in ("meeting_id", "table", "row_no", "field", "start")],
        )

    return change


class TestWhatPasses:
    @pytest.mark.parametrize(
        ("field", "text", "quote", "values"),
        [
            ("place_name", "at the White House", "White House", {"place_name": "Washington", "country_code": "USA"}),
            ("place_name", "in the Thai capital", "Thai capital", {"place_name": "Bangkok", "country_code": "THA"}),
            ("place_name", "in Kiev", "Kiev", {"place_name": "Kyiv", "country_code": "UKR"}),
            ("place_name", "at Zzyzx Villa", "Zzyzx Villa", {"place_name": "Doha", "country_code": "QAT"}),
            ("start_date", "on Saturday", "on Saturday", {}),
            ("start_date", "yesterday", "yesterday", {}),
            ("start_date", "in three days of talks", "three days of talks", {}),
        ],
        ids=lambda value: value if isinstance(value, str) else None,
    )
    def test_words_that_stand_for_it(self, field, text, quote, values):
        def change(rows):
            rows["articles"][0]["text"] = TEXT.replace("in Doha", text) if field == "place_name" else f"{TEXT} {text}"
            quoting(field, quote, **values)(rows)

        assert [each for each in findings(change) if each.field == "start" and f"/{field}/" in each.row] == []

    def test_what_the_annotator_wrote_is_not_asked(self):
        assert findings(quoting("start_date", "Hamas", review_status="auto")) == []

    def test_a_text_that_is_not_at_hand_is_not_asked(self):
        def change(rows):
            quoting("start_date", "Hamas")(rows)
            rows["articles"][0]["text"] = None

        assert findings(change) == []


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("field", "text", "quote", "values", "told"),
        [
            ("start_date", "", "Hamas", {}, "none of them tells a time"),
            ("start_date", "on Friday", "Friday", {}, "they are not of 2024-02-03"),
            ("start_date", "in March", "March", {}, "they are not of 2024-02-03"),
            ("start_date", "in 2019", "2019", {}, "they are not of 2024-02-03"),
            ("start_date", "today", "today", {}, "'today' is 2024-02-04"),
            ("place_name", "", "held talks", {}, "the text has 'Doha'"),
            ("place_name", "in Cairo", "Cairo", {}, "'Cairo' is not 'Doha'"),
        ],
    )
    def test_words_that_do_not(self, field, text, quote, values, told):
        def change(rows):
            rows["articles"][0]["text"] = f"{TEXT} {text}"
            quoting(field, quote, **values)(rows)

        (finding,) = [each for each in findings(change) if f"/{field}/" in each.row]
        assert told in finding.message

    def test_days_out_of_order_are_another_rule(self):
        def change(rows):
            row = next(row for row in rows["meetings"] if row["meeting_id"] == ROUND)
            row.update(end_date=dt.date(2024, 2, 1))

        assert findings(change) == []


FILE = """---
article_id: a-1
title: Calls
publisher: Daily
published: 2024-02-04
language: en
licence: CC-BY-4.0
text_kind: digest
meetings:
{meetings}---

Fidan spoke separately with Lavrov and Blinken, and received Safadi.
"""
MEETING = """  - start_date: 2024-02-04
    end_date: 2024-02-04
    date_precision: day
    date_basis: publication
    mode: unknown
    format: bilateral
    status: held
    review_status: {status}
    annotator: hand
    evidence:
      mode: {quote}
    participants: []
    topics: []
"""
SPOKE, SHARED = "spoke separately", "{quote: spoke separately, shared: true}"


class TestWordsOfTwoMeetings:
    """`span-shared`: a word of meeting tells one meeting, unless it is marked."""

    def read(self, *quotes, status="reviewed"):
        meetings = "".join(MEETING.format(quote=quote, status=status) for quote in quotes)
        return parse_article_file(FILE.format(meetings=meetings))

    def told(self, *quotes, status="reviewed"):
        with pytest.raises(InvalidInput) as caught:
            self.read(*quotes, status=status)
        assert {finding.rule for finding in caught.value.findings} == {"span-shared"}
        return [(finding.row, finding.line) for finding in caught.value.findings]

    def test_without_a_mark_both_are_told(self):
        assert self.told(SPOKE, SPOKE) == [("meetings[1].evidence", 20), ("meetings[2].evidence", 33)]

    def test_words_that_overlap_are_the_same(self):
        assert len(self.told(SPOKE, "separately with Lavrov")) == 2

    def test_one_mark_is_not_enough(self):
        assert self.told(SHARED, SPOKE) == [("meetings[2].evidence", 33)]

    def test_a_mark_without_another_meeting_is_told(self):
        assert self.told(SHARED, "received") == [("meetings[1].evidence", 20)]

    def test_marked_they_pass_and_keep_the_mark(self):
        _, annotation = self.read(SHARED, SHARED, "received")
        assert [each.evidence[0].is_shared for each in annotation.meetings] == [True, True, False]

    def test_drafts_are_left_to_the_reviewer(self):
        assert len(self.read(SPOKE, SPOKE, status="auto")[1].meetings) == 2
