"""Directed events follow the rule of docs/derived-codes.md, row by row."""

import pytest
from frame_builders import HOMES, a_row, frames

import parley
from parley.bridges import pairs_of
from parley.event_codes import EVENT_COLUMNS, events


def coded(*rows):
    meetings, participants = frames(*rows)
    found = events(pairs_of(participants, meetings, HOMES))
    codes = found[["cameo_code", "plover_event", "plover_mode"]].astype(object).where(lambda cells: cells.notna(), None)
    keys = zip(found["source"], found["target"], strict=True)
    return dict(zip(keys, codes.itertuples(index=False, name=None), strict=True))


CASES = {
    "a visit": (a_row(sides="QAT TUR"), ("043", "CONSULT", "visit"), ("042", "CONSULT", "visit")),
    "under way": (a_row(sides="QAT TUR", status="ongoing"), ("043", "CONSULT", "visit"), ("042", "CONSULT", "visit")),
    "a third country": (a_row(), ("044", "CONSULT", "third-party"), ("044", "CONSULT", "third-party")),
    "a call": (a_row(mode="phone", country_code=None), ("041", "CONSULT", "phone"), ("041", "CONSULT", "phone")),
    "a video conference of many": (
        a_row(mode="video", format="multilateral", country_code=None),
        ("041", "CONSULT", "phone"),
        ("041", "CONSULT", "phone"),
    ),
    "place not known": (a_row(country_code=None), ("040", "CONSULT", None), ("040", "CONSULT", None)),
    "a conference": (
        a_row(sides="QAT TUR", format="multilateral"),
        ("043", "CONSULT", "multilateral"),
        ("042", "CONSULT", "multilateral"),
    ),
    "a mediator at home": (
        a_row(sides="QAT:mediator TUR"),
        ("045", "CONSULT", "visit"),
        ("042", "CONSULT", "visit"),
    ),
    "a mediator's call": (
        a_row(sides="QAT:mediator TUR", mode="phone"),
        ("041", "CONSULT", "phone"),
        ("041", "CONSULT", "phone"),
    ),
    "planned": (a_row(sides="QAT TUR", status="planned"), ("036", "AGREE", None), ("036", "AGREE", None)),
    "a planned call": (a_row(mode="phone", status="planned"), ("036", "AGREE", None), ("036", "AGREE", None)),
    "planned mediation": (
        a_row(sides="QAT:mediator TUR", status="planned"),
        ("036", "AGREE", None),
        ("036", "AGREE", None),
    ),
}


@pytest.mark.parametrize(("row", "there", "back"), CASES.values(), ids=CASES.keys())
def test_each_way_has_its_code(row, there, back):
    assert list(coded(row).values()) == [there, back]


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_who_called_a_meeting_off_is_not_known(status):
    assert coded(a_row(status=status)) == {}


def test_each_pair_of_a_meeting_has_its_own_code():
    found = coded(a_row(sides="QAT TUR SAU", format="trilateral"))
    assert {pair: code for pair, (code, _, _) in found.items()} == {
        ("QAT", "SAU"): "043",
        ("QAT", "TUR"): "043",
        ("SAU", "QAT"): "042",
        ("SAU", "TUR"): "044",
        ("TUR", "QAT"): "042",
        ("TUR", "SAU"): "044",
    }


def test_no_pairs_give_no_rows_but_all_columns():
    meetings, participants = frames()
    assert list(events(pairs_of(participants, meetings, HOMES))) == list(EVENT_COLUMNS)


def test_codes_of_two_sides_are_those_of_their_meeting():
    """Where a meeting is one pair, both functions that derive codes agree: events, and the table's columns."""
    pairs = parley.dyads(status=("held", "ongoing"))
    pairs = pairs[(pairs["format"] == "bilateral") & (pairs[["capacity_a", "capacity_b"]] != "mediator").all(axis=1)]
    coded = events(pairs).merge(parley.load("meetings"), on="meeting_id", suffixes=("", "_of_meeting"))
    assert len(coded) > 100
    assert (coded["cameo_code"].replace("043", "042") == coded["cameo_code_of_meeting"].astype("string")).all()
    assert (coded["plover_mode"].fillna("") == coded["plover_mode_of_meeting"].astype("string").fillna("")).all()
