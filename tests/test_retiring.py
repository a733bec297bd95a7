"""Ids that were published and are no more stay findable, each with the reason."""

import pytest
from package_builders import CALL, OTHER, ROUND, arrow_table, package_rows, write_package

from parley.comparison import diff
from parley.retiring import REASONS, retired_rows

NEW_ID = "m0000000000000009"
TABLES = ("meetings", "meeting_sources", "participants", "topics", "evidence")


@pytest.fixture
def compared(tmp_path):
    """Compare a package with one that a test changed."""

    def write(name, rows):
        return write_package(tmp_path / name, {table: arrow_table(table, each) for table, each in rows.items()})

    def compare(change):
        old, rows = write("old", package_rows()), package_rows()
        change(rows)
        return diff(old, write("new", rows))

    return compare


def drop(rows, meeting_id):
    for table in TABLES:
        rows[table] = [row for row in rows[table] if row["meeting_id"] != meeting_id]


def rename(rows, meeting_id):
    for table in TABLES:
        for row in rows[table]:
            if row["meeting_id"] == meeting_id:
                row["meeting_id"] = NEW_ID


def test_a_meeting_that_vanished_is_withdrawn(compared):
    (row,) = retired_rows(compared(lambda rows: drop(rows, CALL)), (), "0.2.0")
    assert row == {"old_id": CALL, "new_id": "", "reason": REASONS["withdrawn"], "version": "0.2.0"}


def test_a_meeting_told_anew_from_the_same_words_leads_on(compared):
    (row,) = retired_rows(compared(lambda rows: rename(rows, CALL)), (), "0.2.0")
    assert (row["old_id"], row["new_id"], row["reason"]) == (CALL, NEW_ID, REASONS["renamed"])


def test_an_article_that_vanished_is_told_too(compared):
    found = compared(lambda rows: rows["articles"].pop())
    assert [row["old_id"] for row in retired_rows(found, (), "0.2.0")] == [OTHER]


def test_what_stood_stays_as_it_is_and_rows_are_sorted(compared):
    known = {"old_id": ROUND, "new_id": "", "reason": "told twice", "version": "0.1.1"}
    found = compared(lambda rows: [drop(rows, ROUND), drop(rows, CALL)])
    rows = retired_rows(found, [known], "0.2.0")
    assert rows[1] == known
    assert [row["old_id"] for row in rows] == [CALL, ROUND]


def test_nothing_is_retired_where_nothing_vanished(compared):
    assert retired_rows(compared(lambda rows: None), (), "0.2.0") == []
