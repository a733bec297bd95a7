"""What a batch gives depends on its articles alone: not on order, on the cut into batches or on what came before."""

import datetime as dt

import pyarrow as pa
import pytest
from builders import TEXT, a_meeting, a_participant, an_annotation, an_article, annotate_talks

import parley
from parley.batches import failed_batch, findings_from_batch, unreadable_batch
from parley.errors import Finding, InvalidInput
from parley.files import ARTICLE_TABLES
from parley.reading import Unreadable
from parley.reading.arrow import articles_from_batch, batch_from_articles
from parley.schema import arrow_schema


def a_batch(*articles):
    return batch_from_articles(articles)


def annotate(batch, **options):
    return parley.annotate_batch(batch, annotate=annotate_talks, **options)


def rows(batches, table):
    return batches[table].to_pylist()


ARTICLES = [an_article("b"), an_article("a", "Quiet."), an_article("c", "FAIL"), an_article("d")]


def test_all_tables_are_there_with_their_schemas():
    batches = annotate(a_batch(*ARTICLES))
    assert {name: batch.schema for name, batch in batches.items() if name != "findings"} == {
        name: arrow_schema(name) for name in ARTICLE_TABLES
    }


def test_every_article_has_a_row_and_every_failure_a_finding():
    batches = annotate(a_batch(*ARTICLES))
    assert [(row["article_id"], row["outcome"]) for row in rows(batches, "articles")] == [
        ("a", "no_meeting"),
        ("b", "meetings"),
        ("c", "error"),
        ("d", "meetings"),
    ]
    ((article_id, finding),) = findings_from_batch(batches["findings"])
    assert (article_id, finding.rule) == ("c", "annotator-failed")


def test_neither_order_nor_the_cut_into_batches_changes_the_rows():
    whole = annotate(a_batch(*ARTICLES))
    single = [annotate(a_batch(article)) for article in reversed(ARTICLES)]
    for table in whole:
        parts = [row for batches in single for row in rows(batches, table)]
        assert sorted(map(str, parts)) == sorted(map(str, rows(whole, table)))


def test_articles_survive_the_way_through_a_batch():
    articles = [an_article("a", url="https://example.org/a", title="Ö"), an_article("b", collection="user", licence="")]
    assert list(articles_from_batch(a_batch(*articles))) == articles


def test_an_empty_batch_gives_empty_tables():
    assert {batch.num_rows for batch in annotate(a_batch()).values()} == {0}


def test_only_three_columns_are_needed_and_others_not_read():
    batch = pa.RecordBatch.from_pydict({"article_id": ["a"], "published": ["2024-02-04"], "text": [TEXT], "n": [1]})
    assert rows(annotate(batch), "meetings")


def test_a_row_that_gives_no_article_is_told_and_passed_over():
    batch = pa.RecordBatch.from_pydict(
        {"article_id": ["a", None, "b"], "published": [dt.date(2024, 2, 4)] * 3, "text": ["", "Text.", "Text."]}
    )
    batches = annotate(batch)
    assert [row["outcome"] for row in rows(batches, "articles")] == ["error", "error", "no_meeting"]
    assert [finding.rule for _, finding in findings_from_batch(batches["findings"])] == ["empty-text", "missing-key"]


def test_the_id_made_for_a_row_does_not_depend_on_its_place():
    columns = {"article_id": ["a", None], "published": [dt.date(2024, 2, 4)] * 2, "text": ["One.", "Two."]}
    batch = pa.RecordBatch.from_pydict(columns)
    (made,) = [row["article_id"] for row in rows(annotate(batch.slice(1)), "articles")]
    assert made in [row["article_id"] for row in rows(annotate(batch), "articles")]


def test_columns_of_the_wrong_type_are_refused():
    with pytest.raises(InvalidInput, match=r"\[missing-column\] published"):
        annotate(pa.RecordBatch.from_pydict({"article_id": ["a"], "text": ["x"]}))


def test_two_articles_of_one_id_are_refused():
    with pytest.raises(InvalidInput, match=r"\[duplicate-id\] article_id = 'a'"):
        annotate(a_batch(an_article("a"), an_article("a")))


def test_texts_may_be_left_out():
    (row,) = rows(annotate(a_batch(an_article()), include_texts=False), "articles")
    assert (row["text"], row["text_kind"], row["text_length"]) == (None, "external", len(TEXT))


def test_an_article_whose_rows_no_table_can_hold_is_passed_over():
    crowd = a_meeting(participants=(a_participant(),) * 33_000)

    def annotate_crowd(article):
        return (
            an_annotation(crowd, article_id=article.article_id)
            if article.article_id == "b"
            else an_annotation(article_id="a")
        )

    batches = parley.annotate_batch(a_batch(an_article("a"), an_article("b")), annotate=annotate_crowd)
    assert [row["outcome"] for row in rows(batches, "articles")] == ["no_meeting", "error"]


def test_articles_at_which_a_process_ended_are_told():
    batches = failed_batch(a_batch(an_article()), "its process ended by signal 9")
    ((_, finding),) = findings_from_batch(batches["findings"])
    assert finding.message == "the annotator failed: its process ended by signal 9"


def test_unreadable_sources_have_rows_and_findings():
    finding = Finding("x.txt", "encoding", "not UTF-8")
    batches = unreadable_batch([Unreadable("x", finding)])
    assert [(row["article_id"], row["published"]) for row in rows(batches, "articles")] == [("x", None)]
    assert findings_from_batch(batches["findings"]) == [("x", finding)]
