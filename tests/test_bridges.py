"""Pairs of actors, their counts by year, and their network."""

import datetime as dt
import doctest
import sys

import pandas as pd
import pytest
from frame_builders import HOMES, a_row, frames

import parley
from parley import bridges, event_codes, state_codes, trips
from parley.bridges import DYAD_COLUMNS, DYAD_YEAR_COLUMNS, dyad_years, dyads, network, network_edges, pairs_of
from parley.errors import UsageError


def pairs(*rows):
    meetings, participants = frames(*rows)
    return pairs_of(participants, meetings, HOMES)


def names(found):
    return list(zip(found["actor_a"], found["actor_b"], strict=True))


@pytest.mark.parametrize("module", [bridges, event_codes, state_codes, trips], ids=lambda module: module.__name__)
def test_examples_run(module):
    pytest.importorskip("networkx", reason="networkx is not installed")
    results = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert results.attempted
    assert not results.failed


class TestPairs:
    """One row per meeting and unordered pair of its actors."""

    @pytest.mark.parametrize(
        ("sides", "expected"),
        [
            ("TUR SAU", [("SAU", "TUR")]),
            ("TUR SAU QAT", [("QAT", "SAU"), ("QAT", "TUR"), ("SAU", "TUR")]),
            ("eu", []),
            ("TUR TUR", []),
            ("TUR SAU TUR SAU:attendee", [("SAU", "TUR")]),
            ("atlantis TUR", [("TUR", "atlantis")]),
            ("", []),
        ],
        ids=["two", "three", "a body alone", "one twice", "two twice", "an actor nobody knows", "nobody"],
    )
    def test_each_pair_stands_once(self, sides, expected):
        assert names(pairs(a_row(sides=sides))) == expected

    def test_no_meetings_give_no_pairs_but_all_columns(self):
        assert list(pairs()) == list(DYAD_COLUMNS)
        assert pairs().empty

    def test_many_actors_pair_each_with_each(self):
        sides = " ".join(f"body-{number}" for number in range(40))
        found = pairs(a_row(sides=sides))
        assert len(found) == len(set(names(found))) == 40 * 39 / 2

    def test_participants_of_meetings_left_out_are_left_out(self):
        meetings, participants = frames(a_row("m1"), a_row("m2", status="planned"))
        found = pairs_of(participants, meetings[meetings["status"] == "held"], HOMES)
        assert list(found["meeting_id"]) == ["m1"]

    @pytest.mark.parametrize(
        ("sides", "capacity"),
        [
            ("SAU TUR:mediator", ("principal", "mediator")),
            ("SAU:attendee TUR:mediator TUR:attendee", ("attendee", "attendee")),
            ("SAU:mediator SAU:attendee SAU TUR", ("principal", "principal")),
        ],
        ids=["a mediator", "a mediator's companion", "all of them"],
    )
    def test_an_actor_mediates_where_all_its_participants_do(self, sides, capacity):
        (row,) = pairs(a_row(sides=sides)).itertuples()
        assert (row.capacity_a, row.capacity_b) == capacity


VENUES = {
    "at the first's": (a_row(sides="QAT TUR"), "a"),
    "at the second's": (a_row(sides="IRQ QAT"), "b"),
    "in a third country": (a_row(sides="SAU TUR"), "third"),
    "a group abroad": (a_row(sides="TUR hamas"), "third"),
    "a body at a state's": (a_row(sides="QAT un"), "a"),
    "a body, perhaps at its seat": (a_row(sides="TUR un"), None),
    "a state and its own region": (a_row(sides="IRQ krg", country_code="IRQ"), None),
    "an actor nobody knows": (a_row(sides="TUR atlantis"), None),
    "by phone": (a_row(sides="QAT TUR", mode="phone"), None),
    "mode unknown": (a_row(sides="QAT TUR", mode="unknown"), None),
    "place unknown": (a_row(sides="QAT TUR", country_code=None), None),
}


@pytest.mark.parametrize(("row", "venue"), VENUES.values(), ids=VENUES.keys())
def test_the_venue_is_seen_from_the_pair(row, venue):
    (found,) = pairs(row)["venue"]
    assert (None if found is pd.NA else found) == venue


class TestTables:
    """`parley.dyads` reads the tables and filters them."""

    def test_rows_and_columns_of_a_folder(self, tables_folder):
        found = dyads(tables_folder)
        assert tuple(found) == DYAD_COLUMNS
        assert list(found[["meeting_id", "actor_a", "actor_b"]].itertuples(index=False, name=None)) == [
            ("m0000000000000001", "TUR", "hamas"),
            ("m0000000000000002", "TUR", "hamas"),
            ("m0000000000000003", "TUR", "hamas"),
            ("m0000000000000003", "TUR", "un"),
            ("m0000000000000003", "hamas", "un"),
        ]
        assert list(found["venue"].fillna("")) == ["third", "", "third", "", ""]

    def test_types_are_the_meetings(self, tables_folder):
        assert dyads(tables_folder)["start_date"].dtype == "date32[day][pyarrow]"
        assert not (dyads(tables_folder).dtypes == "object").any()

    @pytest.mark.parametrize(
        ("filters", "rows"),
        [
            ({"review_status": "reviewed"}, 2),
            ({"status": "planned"}, 0),
            ({"status": ("held", "planned")}, 5),
            ({"status": None}, 5),
            ({"capacity": "principal"}, 5),
            ({"capacity": ["mediator"]}, 0),
        ],
        ids=str,
    )
    def test_filters(self, tables_folder, filters, rows):
        assert len(dyads(tables_folder, **filters)) == rows

    def test_only_meetings_held_count_unless_asked(self):
        statuses = set(dyads(status=None)["status"])
        assert {"held", "planned"} < statuses
        assert set(dyads()["status"]) == {"held"}

    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            ({"status": "done"}, "no status 'done': choose among held, ongoing, planned, postponed, cancelled"),
            ({"capacity": ["principal", "host"]}, "no capacity 'host': choose among principal, mediator, attendee"),
        ],
        ids=["status", "capacity"],
    )
    def test_a_wrong_choice_names_the_right_ones(self, filters, told):
        with pytest.raises(ValueError, match=told):
            dyads(**filters)

    def test_pairs_can_be_cited_with_how_they_were_chosen(self):
        cited = dyads(review_status="reviewed", capacity="principal").pipe(parley.cite, "apa")
        assert "review_status = reviewed; status = held; capacity = principal" in " ".join(cited.split())


class TestDyadYears:
    """One row per year and ordered pair."""

    def test_each_way_sees_the_meeting_from_its_side(self):
        found = dyad_years(pairs(a_row(sides="QAT TUR")))
        assert list(found) == list(DYAD_YEAR_COLUMNS)
        assert [tuple(row) for row in found.itertuples(index=False)] == [
            (2024, "QAT", "TUR", 1, 0, 1, 0, 0),
            (2024, "TUR", "QAT", 1, 1, 0, 0, 0),
        ]

    def test_counts_are_of_their_kind(self):
        found = dyad_years(
            pairs(
                a_row("m1", "QAT TUR"),
                a_row("m2", "QAT TUR", country_code="TUR"),
                a_row("m3", "QAT TUR", country_code="SAU"),
                a_row("m4", "QAT TUR", mode="video", country_code=None),
                a_row("m5", "QAT TUR", country_code=None),
                a_row("m6", "QAT TUR", start="2025-01-01"),
            )
        )
        assert [tuple(row) for row in found[found["source"] == "TUR"].itertuples(index=False)] == [
            (2024, "TUR", "QAT", 5, 1, 1, 1, 1),
            (2025, "TUR", "QAT", 1, 1, 0, 0, 0),
        ]

    def test_a_meeting_over_new_year_counts_once_in_the_year_it_began(self):
        found = dyad_years(pairs(a_row(start="2023-12-30", end="2024-01-02")))
        assert list(found["year"]) == [2023, 2023]
        assert list(found["meetings"]) == [1, 1]

    def test_both_ways_have_the_same_meetings(self):
        years = dyad_years(dyads(status=None)).set_index(["year", "source", "target"])
        back = years.rename_axis(["year", "target", "source"]).reorder_levels(["year", "source", "target"]).sort_index()
        assert len(years) > 100
        assert (years["meetings"] == back["meetings"]).all()
        assert (years["visits"] == back["hosted"]).all()
        assert (years["meetings"] >= years[["visits", "hosted", "third_place", "remote"]].sum(axis=1)).all()

    def test_no_pairs_give_no_rows_but_all_columns(self):
        assert list(dyad_years(pairs())) == list(DYAD_YEAR_COLUMNS)


class TestNetwork:
    def test_an_edge_counts_the_meetings_of_its_pair(self):
        found = network_edges(
            pairs(a_row("m1", end="2024-02-05"), a_row("m2", start="2020-01-01"), a_row("m3", "TUR un"))
        )
        assert [tuple(row) for row in found.itertuples(index=False)] == [
            ("SAU", "TUR", 2, dt.date(2020, 1, 1), dt.date(2024, 2, 5)),
            ("TUR", "un", 1, dt.date(2024, 2, 3), dt.date(2024, 2, 3)),
        ]

    def test_no_pairs_give_no_edges(self):
        assert list(network_edges(pairs())) == ["actor_a", "actor_b", "meetings", "first_date", "last_date"]

    def test_graph_has_weights_and_names(self):
        pytest.importorskip("networkx", reason="networkx is not installed")
        graph = network(pairs(a_row("m1"), a_row("m2", "TUR atlantis"), a_row("m3", "TUR un")), parley.load("actors"))
        assert graph.edges["SAU", "TUR"]["weight"] == 1
        assert graph.nodes["TUR"] == {"name": "Türkiye", "kind": "state", "country_code": "TUR"}
        assert graph.nodes["un"] == {"name": "United Nations", "kind": "igo"}
        assert graph.nodes["atlantis"] == {}

    def test_without_networkx_it_tells_what_to_install(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "networkx", None)
        with pytest.raises(UsageError, match=r"pip install 'parley-meetings\[network\]'"):
            network(pairs(a_row()))
