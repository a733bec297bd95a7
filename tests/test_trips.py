"""Stays of leaders abroad, put together from their meetings."""

import pytest
from frame_builders import HOMES, a_leader, a_row, frames

from parley.trips import LEADERS, TRIP_COLUMNS, leader_trips, trips_of

ERDOGAN = a_leader("TUR", "Recep Tayyip Erdogan", person_id="recep-tayyip-erdogan")
ERDOĞAN = a_leader("TUR", "Recep Tayyip Erdoğan", person_id="recep-tayyip-erdogan")
EMIR = a_leader("QAT", "Tamim bin Hamad Al Thani")


def stays(*rows, offices=LEADERS):
    meetings, participants = frames(*rows)
    return trips_of(participants, meetings, HOMES, offices)


def spans(found):
    return [f"{row.country_code} {row.start_date} {row.end_date} {row.meetings}" for row in found.itertuples()]


class TestWhoTravels:
    def test_a_leader_abroad_and_not_the_host(self):
        (found,) = stays(a_row(sides=[ERDOGAN, EMIR])).to_dict("records")
        assert {name: str(found[name]) for name in ("actor_id", "country_code", "hosted", "places", "meeting_ids")} == {
            "actor_id": "TUR",
            "country_code": "QAT",
            "hosted": "True",
            "places": "Doha",
            "meeting_ids": "m1",
        }

    def test_nobody_is_host_in_a_third_country(self):
        found = stays(a_row(sides=[ERDOGAN, EMIR], country_code="SAU"))
        assert list(found["actor_id"]) == ["QAT", "TUR"]
        assert list(found["hosted"]) == [False, False]

    @pytest.mark.parametrize(
        "row",
        [
            a_row(sides=[ERDOGAN], mode="phone"),
            a_row(sides=[ERDOGAN], country_code=None),
            a_row(sides=[ERDOGAN], country_code="TUR"),
            a_row(sides=[a_leader("TUR", "Hakan Fidan", "foreign_minister")]),
            a_row(sides=[a_leader("un", "António Guterres", "head_of_state")]),
            a_row(sides=[a_leader("atlantis", "Poseidon")]),
            a_row(sides=[]),
        ],
        ids=["by phone", "no place", "at home", "a minister", "of a body", "of an actor nobody knows", "nobody"],
    )
    def test_no_journey(self, row):
        found = stays(row)
        assert list(found) == list(TRIP_COLUMNS)
        assert found.empty

    def test_other_offices_can_be_asked_for(self):
        row = a_row(sides=[a_leader("TUR", "Hakan Fidan", "foreign_minister")])
        assert list(stays(row, offices=["foreign_minister"])["name"]) == ["Hakan Fidan"]


class TestStays:
    """Meetings that follow each other in one country are one stay."""

    def test_spellings_of_one_person_are_one_leader(self):
        found = stays(a_row("m1", [ERDOGAN]), a_row("m2", [ERDOĞAN], start="2024-02-04"))
        assert spans(found) == ["QAT 2024-02-03 2024-02-04 2"]
        assert list(found["meeting_ids"]) == ["m1|m2"]

    def test_one_meeting_with_two_rows_of_a_leader_counts_once(self):
        assert spans(stays(a_row(sides=[ERDOGAN, ERDOĞAN]))) == ["QAT 2024-02-03 2024-02-03 1"]

    def test_a_day_between_parts_two_stays(self):
        found = stays(a_row("m1", [EMIR], country_code="TUR"), a_row("m2", [EMIR], "2024-02-05", country_code="TUR"))
        assert spans(found) == ["TUR 2024-02-03 2024-02-03 1", "TUR 2024-02-05 2024-02-05 1"]

    def test_a_long_meeting_holds_a_stay_together(self):
        found = stays(
            a_row("m1", [ERDOGAN], "2023-12-30", "2024-01-03"),
            a_row("m2", [ERDOGAN], "2023-12-31"),
            a_row("m3", [ERDOGAN], "2024-01-04"),
        )
        assert spans(found) == ["QAT 2023-12-30 2024-01-04 3"]

    def test_a_country_visited_in_between_does_not_part_a_stay(self):
        found = stays(a_row("m1", [ERDOGAN]), a_row("m2", [ERDOGAN], country_code="SAU"), a_row("m3", [ERDOGAN]))
        assert spans(found) == ["QAT 2024-02-03 2024-02-03 2", "SAU 2024-02-03 2024-02-03 1"]

    def test_a_meeting_of_some_day_of_a_month_is_a_stay_by_itself(self):
        found = stays(
            a_row("m1", [ERDOGAN]),
            a_row("m2", [ERDOGAN], "2024-02-01", "2024-02-29", date_precision="month"),
            a_row("m3", [ERDOGAN], "2024-02-04"),
        )
        assert spans(found) == ["QAT 2024-02-01 2024-02-29 1", "QAT 2024-02-03 2024-02-04 2"]

    def test_leaders_whom_no_article_names_are_told_apart_by_office(self):
        head, premier = a_leader("TUR"), a_leader("TUR", office="head_of_government")
        assert len(stays(a_row(sides=[head, premier]))) == 2

    def test_places_stand_once_in_their_order(self):
        found = stays(
            a_row("m1", [ERDOGAN], place_name="Lusail"),
            a_row("m2", [ERDOGAN], place_name=None),
            a_row("m3", [ERDOGAN]),
            a_row("m4", [ERDOGAN], place_name="Lusail"),
        )
        assert list(found["places"]) == ["Lusail|Doha"]


class TestTables:
    def test_every_stay_is_of_meetings_held(self):
        import parley

        found, meetings = leader_trips(), parley.load("meetings").set_index("meeting_id")
        ids = found["meeting_ids"].str.split("|").explode()
        assert len(found) > 20
        assert set(meetings.loc[ids, "status"]) == {"held"}
        assert list(found["meetings"]) == [len(cell.split("|")) for cell in found["meeting_ids"]]

    def test_a_wrong_office_names_the_right_ones(self, tables_folder):
        with pytest.raises(ValueError, match="no office 'king': choose among head_of_state, head_of_government, royal"):
            leader_trips(tables_folder, office="king")
