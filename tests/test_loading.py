import datetime as dt
import json
import shutil

import pandas as pd
import pytest

from parley import files, snapshots
from parley.errors import ParleyError
from parley.loading import load, load_all, why
from parley.publishing import COMMIT

MEETING = "m0000000000000001"


class TestTypes:
    """A column's type says what it holds."""

    @pytest.mark.parametrize("table", files.TABLES)
    def test_no_column_is_of_objects(self, tables_folder, table):
        assert not (load(table, tables_folder).dtypes == "object").any()

    def test_dates_are_dates(self, tables_folder):
        start = load("meetings", tables_folder)["start_date"]
        assert start.dtype == "date32[day][pyarrow]"
        assert start[0] == dt.date(2024, 2, 3)
        assert (start.dt.year == 2024).all()
        assert (start <= dt.date(2024, 12, 31)).all()

    def test_enums_are_categories_with_all_values_of_the_schema(self, tables_folder):
        mode = load("meetings", tables_folder)["mode"]
        assert list(mode.cat.categories) == ["in_person", "phone", "video", "unknown"]
        assert list(mode) == ["in_person", "phone", "in_person"]

    def test_words_are_strings_and_null_is_na(self, tables_folder):
        place = load("meetings", tables_folder)["place_name"]
        assert place.dtype == "string"
        assert place[1] is pd.NA

    def test_columns_are_the_schemas(self, tables_folder):
        for table, frame in load_all(tables_folder).items():
            assert list(frame) == [field["name"] for field in files.table_schema(table)["fields"]]


class TestReviewStatus:
    """Rows that a program wrote can be left out."""

    @pytest.mark.parametrize(("table", "rows"), [("meetings", 2), ("participants", 4), ("actors", 5)])
    def test_keeps_rows_of_reviewed_meetings(self, tables_folder, table, rows):
        assert len(load(table, tables_folder, review_status="reviewed")) == rows

    def test_unknown_status_names_the_choices(self, tables_folder):
        with pytest.raises(ValueError, match="'checked': choose one of auto, reviewed, disputed"):
            load("meetings", tables_folder, review_status="checked")


class TestIntegrity:
    """A table is loaded only if it is the one that the descriptor tells of."""

    @pytest.fixture
    def folder(self, tables_folder, tmp_path):
        return shutil.copytree(tables_folder, tmp_path / "tables")

    def test_changed_bytes_are_refused(self, folder):
        path = folder / "meetings.parquet"
        path.write_bytes(path.read_bytes() + b"\0")
        with pytest.raises(ParleyError, match=r"meetings\.parquet: is not the table of datapackage\.json: SHA-256"):
            load("meetings", folder)

    def test_a_build_that_was_killed_while_it_published_is_finished_first(self, folder):
        """Its descriptor stood already in place, its tables were still in the commit folder."""
        (folder / COMMIT).mkdir()
        (folder / "meetings.parquet").rename(folder / COMMIT / "meetings.parquet")
        assert len(load("meetings", folder)) == 3
        assert not (folder / COMMIT).exists()

    def test_a_build_that_ends_between_two_readings_is_waited_for(self, folder, monkeypatch):
        new = (folder / "meetings.parquet").read_bytes()
        (folder / "meetings.parquet").write_bytes(b"old")
        finish, calls = snapshots.finish_publication, []

        def published_meanwhile(root):
            calls.append(root)
            if len(calls) == 2:
                (folder / "meetings.parquet").write_bytes(new)
            finish(root)

        monkeypatch.setattr(snapshots, "finish_publication", published_meanwhile)
        assert len(load("meetings", folder)) == 3

    def test_missing_file_is_told(self, folder):
        (folder / "topics.parquet").unlink()
        with pytest.raises(ParleyError, match=r"topics\.parquet: cannot be read: No such file"):
            load("topics", folder)

    @pytest.mark.parametrize(
        "content", ["", "[]", "{}", "[" * 100_000, '{"resources": [{"name": "meetings"}]}', '{"resources": 3}']
    )
    def test_broken_descriptor_is_told(self, folder, content):
        (folder / "datapackage.json").write_text(content)
        with pytest.raises(ParleyError, match=r"does not describe the table meetings|is no descriptor of tables"):
            load("meetings", folder)

    @pytest.mark.parametrize("place", ["../meetings.parquet", "/etc/passwd"])
    def test_descriptor_does_not_lead_outside(self, folder, place):
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        next(each for each in descriptor["resources"] if each["name"] == "meetings")["path"] = place
        path.write_text(json.dumps(descriptor))
        with pytest.raises(ParleyError, match="lies outside the folder"):
            load("meetings", folder)

    def test_unknown_table_names_the_choices(self, tables_folder):
        with pytest.raises(ValueError, match="no table 'meeting': choose one of articles, meetings"):
            load("meeting", tables_folder)


class TestWhy:
    """The sentences behind a row."""

    def test_quote_value_and_sentence(self, tables_folder):
        found = why(MEETING, tables_folder)
        row = found[(found["article_id"] == "a-1") & (found["field"] == "name")].iloc[0]
        assert (row["table"], row["row_no"], row["value"], row["quote"]) == (
            "participants",
            1,
            "İbrahim Kalın",
            "İbrahim Kalın",
        )
        assert row["sentence"].startswith("İbrahim Kalın of Türkiye held talks")
        assert not (found.dtypes == "object").any()

    def test_text_that_is_not_in_the_tables_gives_no_quote(self, tables_folder):
        found = why(MEETING, tables_folder)
        assert found.loc[found["article_id"] == "b", "quote"].isna().all()

    def test_unknown_meeting_is_told(self, tables_folder):
        with pytest.raises(ValueError, match="no meeting 'm1'"):
            why("m1", tables_folder)

    def test_retired_meeting_tells_where_it_went(self, tables_folder):
        with pytest.raises(ValueError, match=r"was retired in version 0\.2\.0 \(merged\); see m0000000000000001"):
            why("m00000000000000ff", tables_folder)
