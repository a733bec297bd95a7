"""Coverage is counted from the tables; where two registers should tell the same, what only one has is told."""

import datetime as dt

import pytest

from parley.coverage import Overlap, Row, overlaps, read_rows, regions_of, table

CODES = {"USA": "2", "RUS": "365", "QAT": "694"}


def a_row(*collections, start="2001-06-16", office="head_of_state", **values):
    day = dt.date.fromisoformat(start)
    values = {"status": "held", "mode": "in_person", "date_precision": "day"} | values
    sides = {("USA", office), ("RUS", "head_of_state")}
    return Row("m1", "Bush – Putin", day, day, values, collections=set(collections), sides=sides)


def days(*months):
    return [dt.date(2001, month, 1) for month in months]


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (a_row("hsg", "kremlin"), (1, 0, 0)),
        (a_row("hsg"), (0, 1, 0)),
        (a_row("kremlin", "news"), (0, 0, 1)),
        (a_row("news"), (0, 0, 0)),
        (a_row("hsg", start="2001-07-16"), (0, 0, 0)),
        (a_row("kremlin", mode="phone"), (0, 0, 0)),
        (a_row("kremlin", status="planned"), (0, 0, 0)),
        (a_row("kremlin", office="defence_minister"), (0, 0, 0)),
    ],
    ids=["both", "the first", "the second", "neither", "a month one lacks", "a call", "planned", "another office"],
)
def test_only_what_both_should_have_is_compared(row, counts):
    (found,) = overlaps([row], {"hsg": days(5, 6), "kremlin": days(6, 7)})
    assert (len(found.both), *map(len, found.only)) == counts


def test_the_number_in_all_is_chapmans():
    row = a_row("hsg")
    found = Overlap(("hsg", "kremlin"), 1, (row,) * 2, ((row,) * 3, (row,) * 4))
    assert found.estimated() == pytest.approx((2 + 3 + 1) * (2 + 4 + 1) / (2 + 1) - 1)


def test_nothing_is_estimated_where_nothing_matches():
    assert Overlap(("hsg", "kremlin"), 1, (), ((a_row("hsg"),), ())).estimated() is None


def test_a_meeting_counts_once_in_each_region_of_its_sides():
    assert regions_of([a_row("hsg")], CODES) == {("Americas", "hsg"): 1, ("Europe and Russia", "hsg"): 1}


def test_rows_know_the_collections_of_their_articles(tables_folder):
    rows, published, outcomes = read_rows(tables_folder)
    assert {name for row in rows for name in row.collections} == set(published) == {"news"}
    assert sum(outcomes.values()) == 3


def test_counts_are_written_as_markdown():
    assert table("mode", {("phone", "hsg"): 1200}, ["hsg"], ["phone"]).splitlines()[-1] == "| phone | 1,200 |"
