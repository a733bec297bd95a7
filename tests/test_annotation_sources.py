import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import TEXT, a_delegation, a_meeting, a_participant, an_annotation, an_article

from parley.annotation_sources import is_annotated_file, read_annotations
from parley.article_file import format_article_file
from parley.errors import InvalidInput

GOLD = {
    "article_id": "a-1",
    "published": "2024-02-04",
    "meetings": [
        {
            "start_date": "2024-02-03",
            "end_date": "2024-02-03",
            "mode": "in_person",
            "format": "bilateral",
            "place_name": "Doha",
            "country_code": None,
            "participants": [{"kind": "person", "name": "İbrahim Kalın", "actor_id": "TUR"}],
            "topics": [{"topic_id": "ceasefire", "area": "", "phrase": "a ceasefire"}],
        }
    ],
}


def _with_column(read, name, values):
    """Put another column in the place of one, made of one value or of as many as there are rows."""
    return read.set_column(read.schema.get_field_index(name), name, pa.array(values * read.num_rows))


def write_article(folder, article_id="a-1", *meetings):
    path = folder / f"{article_id}.md"
    path.write_text(format_article_file(an_article(article_id), an_annotation(*meetings, article_id=article_id)))
    return path


class TestTables:
    """Tables give back the annotations they were made from."""

    def test_meeting_comes_back_whole(self, tables_folder):
        found = {item.article_id: item for item in read_annotations(tables_folder)}
        meeting = found["a-1"].annotation.meetings[0]
        expected = a_meeting()
        assert meeting.participants == expected.participants
        assert set(meeting.evidence) == set(expected.evidence)
        assert [topic.topic_id for topic in meeting.topics] == ["humanitarian-aid"]
        assert found["a-1"].article.text == TEXT

    def test_every_report_of_a_meeting_has_it(self, tables_folder):
        found = {item.article_id: item.annotation.meetings for item in read_annotations(tables_folder)}
        assert [len(found[article_id]) for article_id in ("a-1", "b", "c")] == [2, 2, 0]

    @pytest.mark.parametrize("table", ["meetings", "evidence", "articles"])
    def test_truncated_table_is_a_finding(self, tables_folder, tmp_path, table):
        folder = shutil.copytree(tables_folder, tmp_path / "tables")
        path = folder / f"{table}.parquet"
        path.write_bytes(path.read_bytes()[:100])
        with pytest.raises(InvalidInput) as caught:
            read_annotations(folder)
        assert (caught.value.findings[0].file, caught.value.findings[0].rule) == (str(path), "unreadable")

    @pytest.mark.parametrize(
        ("rule", "field", "corrupt"),
        [
            ("missing-column", "mode", lambda meetings: meetings.drop_columns(["mode"])),
            ("missing-column", "mode", lambda meetings: meetings.append_column("mode", meetings["mode"])),
            ("column-type", "start_date", lambda meetings: _with_column(meetings, "start_date", ["some day"])),
            ("column-type", "label", lambda meetings: _with_column(meetings, "label", [["a list"]])),
            ("required", "status", lambda meetings: _with_column(meetings, "status", [None])),
        ],
        ids=["missing", "twice", "wrong type", "list", "null"],
    )
    def test_unsound_column_is_a_finding(self, tables_folder, tmp_path, rule, field, corrupt):
        folder = shutil.copytree(tables_folder, tmp_path / "tables")
        path = folder / "meetings.parquet"
        pq.write_table(corrupt(pq.ParquetFile(path).read()), path)
        with pytest.raises(InvalidInput) as caught:
            read_annotations(folder)
        (finding,) = caught.value.findings
        assert (finding.file, finding.rule, finding.field) == (str(path), rule, field)
        assert finding.remedy

    def test_other_types_that_hold_the_same_are_read(self, tables_folder, tmp_path):
        """As polars and DuckDB write them: strings for categories, wider numbers."""
        folder = shutil.copytree(tables_folder, tmp_path / "tables")
        for table, column, kind in (("meetings", "mode", pa.large_string()), ("evidence", "start", pa.int64())):
            path = folder / f"{table}.parquet"
            read = pq.ParquetFile(path).read()
            number = read.schema.get_field_index(column)
            pq.write_table(read.set_column(number, column, read[column].cast(kind)), path)
        expected = [replace(item, source=str(folder)) for item in read_annotations(tables_folder)]
        assert read_annotations(folder) == expected


class TestArticleFiles:
    """A folder of article files, and a single one."""

    def test_folder_and_file(self, tmp_path):
        path = write_article(tmp_path, "a-1", a_meeting(participants=(a_participant(), a_delegation())))
        write_article(tmp_path, "b")
        (tmp_path / "README.md").write_text("no article")
        assert [len(item.annotation.meetings) for item in read_annotations(tmp_path)] == [1, 0]
        assert len(read_annotations(path)) == 1

    def test_all_faults_of_all_files_come_at_once(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / f"{name}.md").write_text("no front matter")
        with pytest.raises(InvalidInput) as caught:
            read_annotations(tmp_path)
        assert len(caught.value.findings) == 2

    def test_folder_without_annotations_is_a_finding(self, tmp_path):
        with pytest.raises(InvalidInput) as caught:
            read_annotations(tmp_path)
        assert caught.value.findings[0].rule == "no-annotation"

    def test_missing_path_is_a_finding(self, tmp_path):
        with pytest.raises(InvalidInput):
            read_annotations(tmp_path / "none")

    def test_only_a_file_with_meetings_is_annotated(self, tmp_path):
        plain = tmp_path / "plain.md"
        plain.write_text("---\npublished: 2024-02-04\n---\n\nText\n")
        assert is_annotated_file(write_article(tmp_path, "a-1"))
        assert not is_annotated_file(plain)
        assert not is_annotated_file(tmp_path / "none.md")


class TestGoldJson:
    """One article's annotation in the codebook's fields."""

    @pytest.fixture
    def read(self, tmp_path):
        def read(content):
            path = tmp_path / "x.gold.json"
            path.write_text(content if isinstance(content, str) else json.dumps(content))
            return read_annotations(path)[0]

        return read

    def test_fields_left_out_have_the_usual_values(self, read):
        (meeting,) = read(GOLD).annotation.meetings
        assert (meeting.status, meeting.date_precision, meeting.country_code) == ("held", "day", None)
        assert meeting.participants[0].capacity == "principal"
        assert meeting.topics[0].area is None

    @pytest.mark.parametrize(
        ("field", "value", "row"),
        [
            ("start_date", "3 Feb", "meetings[1]"),
            ("mode", "letter", "meetings[1]"),
            ("participants", "Kalın", "meetings[1]"),
            ("place_name", 7, "meetings[1]"),
        ],
    )
    def test_wrong_value_is_named(self, read, field, value, row):
        meeting = GOLD["meetings"][0] | {field: value}
        with pytest.raises(InvalidInput) as caught:
            read(GOLD | {"meetings": [meeting]})
        (finding,) = caught.value.findings
        assert (finding.row, finding.field, finding.value, finding.rule) == (row, field, str(value), "gold-form")
        assert finding.remedy

    @pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"meetings": 3}', '{"meetings": [3]}', "[" * 100_000])
    def test_no_content_raises_anything_else(self, read, content):
        with pytest.raises(InvalidInput):
            read(content)

    def test_all_faults_come_at_once(self, read):
        with pytest.raises(InvalidInput) as caught:
            read({"published": "x", "meetings": [{}]})
        assert [finding.field for finding in caught.value.findings] == ["start_date", "mode", "format", "published"]
