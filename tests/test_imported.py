"""Rows of sources that stay outside: written and read back, their ids kept, put beside the curated articles."""

import hashlib
import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from builders import ACTORS, TEXT, a_delegation, a_meeting, an_annotation, an_article, write_reference

from parley.building import build
from parley.errors import InvalidInput
from parley.imported import FOLDER, dataset_items, keep_ids, read_import, write_import
from parley.reports import annotated
from parley.validation import validate


def an_item(article_id="kremlin-1", *meetings, text=TEXT):
    article = an_article(article_id, text, collection="kremlin", text_kind="external", url="https://example.org/1")
    return annotated(article, an_annotation(*meetings, article_id=article_id))


AUTO = a_meeting(review_status="auto", annotator="grammar 1")


def outside(item):
    """The same item as it is known where its text is not at hand."""
    sha256 = hashlib.sha256(item.article.text.encode()).hexdigest()
    article = replace(item.article, text="", text_sha256=sha256, text_length=len(item.article.text))
    return replace(item, article=article)


class TestFile:
    """A file of imported rows gives back what was written, but for the texts."""

    def test_rows_come_back(self, tmp_path):
        item = an_item("kremlin-1", AUTO)
        write_import(tmp_path / "kremlin.parquet", [item])
        (read,) = read_import(tmp_path / "kremlin.parquet")
        assert replace(read, source="") == outside(item)

    def test_no_text_is_written(self, tmp_path):
        write_import(tmp_path / "kremlin.parquet", [an_item("kremlin-1", AUTO)])
        assert "held talks with Hamas" not in json.dumps(
            pq.read_table(tmp_path / "kremlin.parquet").to_pylist(), default=str
        )

    def test_the_same_rows_give_the_same_bytes_in_any_order(self, tmp_path):
        items = [an_item("kremlin-1", AUTO), an_item("kremlin-2")]
        write_import(tmp_path / "a.parquet", items)
        write_import(tmp_path / "b.parquet", items[::-1])
        assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()

    @pytest.mark.parametrize("content", [b"", b"no Parquet"])
    def test_a_spoilt_file_is_told(self, tmp_path, content):
        (tmp_path / "kremlin.parquet").write_bytes(content)
        with pytest.raises(InvalidInput, match=r"kremlin\.parquet.*unreadable.*make imports"):
            read_import(tmp_path / "kremlin.parquet")


class TestIds:
    """A meeting that an earlier import knew keeps its id."""

    def test_a_corrected_value_does_not_change_the_id(self):
        later = replace(AUTO, meeting_id=None, place_name=None, country_code=None)
        (kept,) = keep_ids([an_item("kremlin-1", later)], [an_item("kremlin-1", AUTO)])
        assert kept.annotation.meetings[0].meeting_id == AUTO.meeting_id

    def test_another_meeting_of_the_article_gets_an_id_of_its_own(self):
        other = replace(AUTO, meeting_id=None, participants=(a_delegation("TUR"), a_delegation("un")))
        (kept,) = keep_ids([an_item("kremlin-1", other)], [an_item("kremlin-1", AUTO)])
        assert kept.annotation.meetings[0].meeting_id not in (None, AUTO.meeting_id)

    def test_an_id_shared_by_articles_is_kept_for_all(self):
        before = [an_item("kremlin-1", AUTO), an_item("kremlin-2", AUTO)]
        now = [replace(AUTO, meeting_id="m00000000000000aa")]
        kept = keep_ids([an_item("kremlin-1", *now), an_item("kremlin-2", *now)], before)
        assert {item.annotation.meetings[0].meeting_id for item in kept} == {AUTO.meeting_id}


class TestDataset:
    """Imports stand beside the curated articles in a build."""

    @pytest.fixture
    def root(self, tmp_path):
        palestine = {"actor_id": "PSE", "name": "Palestine", "kind": "state", "country_code": "PSE"}
        write_reference(tmp_path / "data" / "reference", actors=(*ACTORS, palestine))
        (tmp_path / "data" / "articles").mkdir()
        write_import(tmp_path / FOLDER / "kremlin.parquet", [an_item("kremlin-1", AUTO), an_item("kremlin-2")])
        return tmp_path

    def test_they_are_built_without_their_texts(self, root):
        assert build(root).rows["meetings"] == 1
        articles = pq.read_table(root / "data" / "articles.parquet").to_pylist()
        assert [each["text"] for each in articles] == [None, None]
        assert {each["text_sha256"] for each in articles} == {hashlib.sha256(TEXT.encode()).hexdigest()}
        assert [each["outcome"] for each in articles] == ["meetings", "no_meeting"]

    def test_the_package_is_valid(self, root):
        build(root)
        assert [each for each in validate(root, frictionless=False) if each.severity == "error"] == []

    def test_a_fault_names_the_file_and_the_row(self, root):
        broken = replace(AUTO, format="trilateral")
        write_import(root / FOLDER / "kremlin.parquet", [an_item("kremlin-1", broken)])
        with pytest.raises(InvalidInput, match=rf"kremlin\.parquet.*format-counts-actors.*{AUTO.meeting_id}"):
            build(root)

    def test_an_id_given_twice_is_told(self, root):
        with pytest.raises(InvalidInput, match="duplicate-id"):
            dataset_items(root, [an_item("kremlin-1")])

    def test_warnings_of_many_rows_are_told_as_one(self, root):
        items = [an_item(f"kremlin-{no}", replace(AUTO, meeting_id=f"m00000000000000{no:02}")) for no in (1, 2)]
        twins = [replace(AUTO, meeting_id=f"m00000000000000{no:02}") for no in range(3, 6)]
        write_import(root / FOLDER / "kremlin.parquet", [*items[:1], an_item("kremlin-2", *twins)])
        warnings = [each for each in build(root).warnings if each.rule == "near-duplicate"]
        assert len(warnings) == 1
        assert "one of 2 such rows" in warnings[0].message
