"""Tables hold what the annotations say, in an order and types that depend on nothing else."""

import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import (
    TEXT,
    a_delegation,
    a_meeting,
    a_participant,
    a_reference,
    a_topic,
    an_annotation,
    an_article,
    evidence,
)
from hypothesis import given
from hypothesis import strategies as st

from parley import tables
from parley.errors import InvalidInput
from parley.files import TABLES, table_schema
from parley.ids import with_meeting_ids
from parley.reference import reference_values
from parley.schema import arrow_schema
from parley.tables import annotated, tables_from_annotations, unreadable, write_tables


@pytest.fixture(autouse=True)
def _places(monkeypatch):
    monkeypatch.setattr(tables, "_coordinates", lambda: {("doha", "QAT"): (25.29, 51.53)})


def built(*items, **reference):
    return tables_from_annotations(items, a_reference(**reference))


def the_item(*meetings, article=None):
    article = article or an_article()
    return annotated(article, an_annotation(*meetings, article_id=article.article_id))


def two_articles():
    call = a_meeting(
        meeting_id=None,
        mode="phone",
        place_name=None,
        country_code=None,
        participants=(a_participant(), a_delegation("un", quote="Türkiye")),
        topics=(),
        evidence=evidence(mode="held talks"),
    )
    first = annotated(an_article("a-1"), with_meeting_ids(an_annotation(a_meeting(meeting_id=None), call)))
    return first, annotated(an_article("b-2", "Nothing happened.", title="None"), an_annotation(article_id="b-2"))


def test_tables_of_two_articles_are_as_reviewed(golden):
    found = {name: table.to_pylist() for name, table in built(*two_articles()).items()}
    golden("tables.json", json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n")


@pytest.mark.parametrize("items", [(), two_articles()], ids=["no articles", "two articles"])
def test_every_table_has_its_arrow_schema(items):
    found = built(*items)
    assert list(found) == list(TABLES)
    for name, table in found.items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True)
        table.validate(full=True)


def test_rows_are_sorted_by_primary_key():
    found = built(*reversed(two_articles()), the_item(a_meeting(), article=an_article("a-0")))
    for name, table in found.items():
        keys = table.select(table_schema(name)["primaryKey"]).to_pylist()
        assert [tuple(key.values()) for key in keys] == sorted(tuple(key.values()) for key in keys)


@given(st.permutations(range(6)))
def test_tables_do_not_depend_on_the_order_of_articles(order):
    items = [
        the_item(a_meeting(meeting_id=f"m{n:016x}"), article=an_article(f"a-{n}", licence=f"L{n}")) for n in range(6)
    ]
    expected = built(*items)
    shuffled = built(*(items[n] for n in order))
    assert all(expected[name].equals(shuffled[name], check_metadata=True) for name in TABLES)


def test_dictionary_values_stand_in_the_order_of_the_enum():
    column = built(the_item(a_meeting()))["meetings"]["mode"].combine_chunks()
    assert column.dictionary.to_pylist() == ["in_person", "phone", "video", "unknown"]


def test_written_twice_the_bytes_are_the_same(tmp_path):
    for folder in ("one", "two"):
        write_tables(built(*two_articles()), tmp_path / folder)
    for name in TABLES:
        assert (tmp_path / "one" / f"{name}.parquet").read_bytes() == (
            tmp_path / "two" / f"{name}.parquet"
        ).read_bytes()


def test_read_back_the_tables_are_the_same(tmp_path):
    found = built(*two_articles())
    write_tables(found, tmp_path)
    for name, table in found.items():
        assert pq.ParquetFile(tmp_path / f"{name}.parquet").read().equals(table)


def test_evidence_leads_to_its_words():
    rows = built(the_item(a_meeting()))["evidence"].to_pylist()
    words = {(row["table"], row["row_no"], row["field"]): TEXT[row["start"] : row["end"]] for row in rows}
    assert words["participants", 1, "name"] == "İbrahim Kalın"
    assert words["participants", 2, "actor_id"] == "Hamas"
    assert words["meetings", 0, "mode"] == "held talks"
    assert words["topics", 1, "phrase"] == "humanitarian aid"


def test_of_two_spans_that_begin_alike_the_longer_stays():
    twice = a_meeting(evidence=(*evidence(mode="held"), *evidence(mode="held talks")))
    rows = [row for row in built(the_item(twice))["evidence"].to_pylist() if row["field"] == "mode"]
    assert [TEXT[row["start"] : row["end"]] for row in rows] == ["held talks"]


def test_place_in_the_gazetteer_has_coordinates():
    (row,) = built(the_item(a_meeting()))["meetings"].to_pylist()
    assert (row["latitude"], row["longitude"]) == (25.29, 51.53)


@pytest.mark.parametrize("place", [{"place_name": "Nowhere"}, {"country_code": None}, {"place_name": None}])
def test_place_not_in_the_gazetteer_has_none(place):
    (row,) = built(the_item(a_meeting(**place)))["meetings"].to_pylist()
    assert (row["latitude"], row["longitude"]) == (None, None)


def test_person_is_linked_by_name_actor_and_date(monkeypatch):
    monkeypatch.setattr(tables, "find_person", lambda name, actor_id, date: f"{actor_id}-kalin-{date[:4]}".lower())
    known = {"person_id": "tur-kalin-2024", "name": "İbrahim Kalın"}
    linked = built(the_item(a_meeting()), persons=(known,))["participants"].to_pylist()
    assert [row["person_id"] for row in linked] == ["tur-kalin-2024", None]


def test_person_missing_from_the_persons_table_is_not_linked(monkeypatch):
    monkeypatch.setattr(tables, "find_person", lambda *_: "somebody-else")
    assert (
        built(the_item(a_meeting()), persons=({"person_id": "p", "name": "P"},))["participants"]["person_id"].null_count
        == 2
    )


def test_external_text_is_known_by_hash_and_length_alone():
    (row,) = built(the_item(article=an_article(text_kind="external")))["articles"].to_pylist()
    assert (row["text"], row["text_length"]) == (None, len(TEXT))
    assert row["text_sha256"] == built(the_item())["articles"]["text_sha256"][0].as_py()


def test_unreadable_article_has_a_row_without_date_and_text():
    (row,) = built(unreadable("x-1"))["articles"].to_pylist()
    assert (row["article_id"], row["outcome"], row["published"], row["text"]) == ("x-1", "error", None, None)
    assert row["text_length"] == 0
    assert row["text_sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_meeting_without_id_is_the_callers_mistake():
    with pytest.raises(ValueError, match="a meeting of a-1 has no id"):
        built(the_item(a_meeting(meeting_id=None)))


class TestReportsOfOneMeeting:
    LATER = an_article("b-2", "Kalın: Hamas talks held on Saturday over aid, says İbrahim Kalın.", "2024-02-05")

    def later(self, **values):
        text = self.LATER.text
        values = {
            "participants": (a_participant(text),),
            "topics": (a_topic(text, "aid"),),
            "evidence": evidence(text, mode="talks held", start_date="Saturday"),
        } | values
        return the_item(a_meeting(**values), article=self.LATER)

    def test_the_earliest_gives_the_values_and_the_later_is_a_source(self):
        found = built(self.later(status="planned"), the_item(a_meeting()))
        assert found["meetings"]["status"].to_pylist() == ["held"]
        assert found["meeting_sources"]["article_id"].to_pylist() == ["a-1", "b-2"]
        assert found["participants"].num_rows == 2

    def test_the_later_adds_evidence_for_what_agrees(self):
        found = built(self.later(date_basis="relative"), the_item(a_meeting()))
        rows = [row for row in found["evidence"].to_pylist() if row["article_id"] == "b-2"]
        words = {
            (row["table"], row["row_no"], row["field"]): self.LATER.text[row["start"] : row["end"]] for row in rows
        }
        assert words == {
            ("meetings", 0, "mode"): "talks held",
            ("meetings", 0, "start_date"): "Saturday",
            ("participants", 1, "name"): "İbrahim Kalın",
            ("topics", 1, "topic_id"): "aid",
        }

    def test_the_later_adds_no_evidence_for_what_differs(self):
        found = built(self.later(mode="unknown"), the_item(a_meeting()))
        rows = [row for row in found["evidence"].to_pylist() if row["article_id"] == "b-2" and row["field"] == "mode"]
        assert rows == []

    @pytest.mark.parametrize(
        ("values", "field", "value"),
        [
            ({"mode": "phone"}, "mode", "phone"),
            ({"country_code": "TUR"}, "country_code", "TUR"),
            ({"place_name": "Ankara"}, "place_name", "Ankara"),
            ({"start": "2024-02-04"}, "start_date", "2024-02-04"),
        ],
        ids=["mode", "country", "place", "date"],
    )
    def test_values_that_exclude_each_other_are_findings(self, values, field, value):
        with pytest.raises(InvalidInput) as error:
            built(self.later(**values), the_item(a_meeting()))
        (finding,) = error.value.findings
        found = finding.file, finding.rule, finding.row, finding.field, finding.value
        assert found == ("b-2", "report-conflict", "m0000000000000001", field, value)
        assert "meeting_id of its own" in finding.remedy

    def test_what_one_leaves_open_is_no_conflict(self):
        open_values = {"mode": "unknown", "country_code": None, "place_name": None, "end": "2024-02-05"}
        assert built(self.later(**open_values), the_item(a_meeting()))["meetings"].num_rows == 1

    def test_one_id_twice_in_one_article_is_a_finding(self):
        with pytest.raises(InvalidInput) as error:
            built(the_item(a_meeting(), a_meeting()))
        assert [finding.rule for finding in error.value.findings] == ["meeting-id-repeated"]

    def test_a_participant_only_the_later_names_is_a_warning(self):
        other = self.later(participants=(a_delegation("SAU", self.LATER.text, "Hamas"),))
        (finding,) = tables.report_findings([other, the_item(a_meeting())])
        assert (finding.severity, finding.file, finding.value) == ("warning", "b-2", "SAU")


class TestReferenceTables:
    def test_cells_take_the_schemas_types_and_empty_ones_are_null(self):
        row = {"person_id": "p", "actor_id": "TUR", "office": "envoy", "start_date": "2020-01-02", "source_url": "u"}
        (found,) = built(tenures=(row,), persons=({"person_id": "p", "name": "P"},))["tenures"].to_pylist()
        assert (str(found["start_date"]), found["end_date"], found["title"]) == ("2020-01-02", None, None)

    def test_a_required_string_may_be_empty(self):
        assert built()["actors"]["aliases"].null_count == 0

    @pytest.mark.parametrize(
        ("field", "value", "remedy"),
        [
            ("start_date", "2020-13-01", "write a date"),
            ("office", "boss", "write a string"),
            ("start_date", "", "date"),
        ],
    )
    def test_a_cell_that_is_not_of_its_type_is_a_finding(self, field, value, remedy):
        row = {"person_id": "p", "actor_id": "TUR", "office": "envoy", "start_date": "2020-01-02"} | {field: value}
        with pytest.raises(InvalidInput) as error:
            reference_values("tenures", a_reference(tenures=(row,))["tenures"])
        (finding,) = error.value.findings
        assert (finding.file, finding.row, finding.field, finding.value) == (
            "data/reference/tenures.csv",
            "1",
            field,
            value,
        )
        assert finding.rule == "reference-cell"
        assert remedy in finding.remedy

    def test_a_missing_column_is_a_finding(self):
        with pytest.raises(InvalidInput) as error:
            reference_values("persons", [{"person_id": "p"}])
        assert [finding.rule for finding in error.value.findings] == ["reference-columns"]


def test_gazetteer_of_two_places_of_one_name_knows_the_more_populous(monkeypatch):
    rows = [("Doha", "QAT", "1", "2", "9000"), ("Doha", "QAT", "3", "4", ""), ("Doha", "KWT", "5", "6", "7")]
    names = ("place_name", "country_code", "latitude", "longitude", "population")
    monkeypatch.undo()
    monkeypatch.setattr(
        tables.files, "gazetteer_rows", lambda name: [dict(zip(names, row, strict=True)) for row in rows]
    )
    monkeypatch.setattr(tables, "_coordinates", tables._coordinates.__wrapped__)
    assert tables.coordinates("Doha", "QAT") == (1.0, 2.0)
    assert tables.coordinates("doha", "KWT") == (5.0, 6.0)


def test_large_tables_keep_one_dictionary():
    items = [the_item(a_meeting(meeting_id=f"m{n:016x}"), article=an_article(f"a-{n}")) for n in range(50)]
    column = built(*items)["meetings"]["annotator"]
    assert pa.types.is_dictionary(column.type)
    assert column.num_chunks == 1


def test_item_keeps_its_source():
    assert replace(the_item(), source="x.md").source == "x.md"
