import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.alignment import agree_in_name, align, weigh_meetings, weigh_participants
from parley.model import Meeting, Participant


def a_person(name, actor_id, office="foreign_minister"):
    return Participant("person", office, actor_id, name=name)


def a_delegation(actor_id):
    return Participant("delegation", "unknown", actor_id)


FIDAN, FAISAL = a_person("Hakan Fidan", "TUR"), a_person("Faisal bin Farhan Al-Saud", "SAU")
DAY = dt.date(2024, 2, 3)
CALL = Meeting(DAY, DAY, "day", "stated", "phone", "bilateral", "held", participants=(FIDAN, FAISAL))


class TestNames:
    """Names agree when the words of one are all among the other's, without case and diacritics."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("İbrahim Kalın", "Ibrahim Kalin"),
            ("Kalın", "İbrahim Kalın"),
            ("Faisal bin Farhan Al-Saud", "Faisal bin Farhan"),
            ("KIM JONG-UN", "Kim Jong Un"),
            ("Mu'min", "Mumin"),
        ],
    )
    def test_variants_of_one_name_agree(self, one, other):
        assert agree_in_name(one, other)
        assert agree_in_name(other, one)

    @pytest.mark.parametrize(
        ("one", "other"), [("Hakan Fidan", "Hakan Kalın"), ("Ali", "Alireza"), ("", "Ali"), (None, None), ("-", "-")]
    )
    def test_different_names_do_not(self, one, other):
        assert not agree_in_name(one, other)


class TestAlign:
    """The assignment pairs most, then weighs most, and is found exactly."""

    @given(st.integers(0, 4), st.integers(0, 4), st.data())
    def test_is_the_best_of_all_assignments(self, rows, columns, data):
        cell = st.sampled_from([0, 0, 1, 2, 3.5, 20])
        weights = data.draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
        pairs = align(range(rows), range(columns), lambda i, j: weights[i][j])
        assert _worth(pairs, weights) == max(_worth(each, weights) for each in _assignments(rows, columns, weights))

    def test_ties_go_to_what_stands_first(self):
        assert align("aa", "aa", lambda one, other: 1.0) == [(0, 0), (1, 1)]


def _worth(pairs, weights):
    return len(pairs), sum(weights[i][j] for i, j in pairs)


def _assignments(rows, columns, weights):
    size = max(rows, columns)
    for order in itertools.permutations(range(size), rows):
        yield [(i, j) for i, j in enumerate(order) if j < columns and weights[i][j] > 0]


class TestMeetings:
    """When a found meeting may be the expected one (docs/evaluation.md)."""

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"mode": "in_person"},
            {"status": "ongoing"},
            {"start_date": dt.date(2024, 2, 1)},
            {"start_date": dt.date(2024, 2, 9), "end_date": dt.date(2024, 2, 9)},
            {"participants": (replace(FIDAN, actor_id="unknown"), FAISAL)},
            {"participants": (FIDAN, replace(FAISAL, kind="office", name=None))},
            {"participants": (FIDAN, a_delegation("SAU"), a_delegation("QAT"))},
        ],
        ids=lambda change: ",".join(change) or "equal",
    )
    def test_one_wrong_value_does_not_part_them(self, change):
        assert weigh_meetings(CALL, replace(CALL, **change)) > 0

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "planned"},
            {"participants": (FIDAN, a_delegation("QAT"))},
            {"participants": (a_person("Recep Tayyip Erdoğan", "TUR"), a_person("Mohammed bin Salman", "SAU"))},
            {
                "start_date": dt.date(2024, 2, 9),
                "end_date": dt.date(2024, 2, 9),
                "participants": (FIDAN, a_person("Waleed Elkhereiji", "SAU")),
            },
            {"participants": ()},
        ],
        ids=["other status", "other actor", "other people", "other day and people", "nobody"],
    )
    def test_another_meeting_is_not_it(self, change):
        assert weigh_meetings(CALL, replace(CALL, **change)) == 0

    def test_the_same_day_beats_another_day(self):
        later = replace(CALL, start_date=dt.date(2024, 2, 5), end_date=dt.date(2024, 2, 5))
        assert align([CALL, later], [later, CALL], weigh_meetings) == [(0, 1), (1, 0)]


class TestParticipants:
    """A participant is right with its actor and, if named, its name."""

    @pytest.mark.parametrize(
        ("gold", "found", "is_right"),
        [
            (FIDAN, a_person("Fidan", "TUR", "unknown"), True),
            (FIDAN, replace(FIDAN, actor_id="SYR"), False),
            (FIDAN, Participant("office", "foreign_minister", "TUR"), False),
            (a_delegation("hamas"), a_delegation("hamas"), True),
            (a_delegation("hamas"), Participant("office", "envoy", "hamas"), False),
        ],
        ids=["surname", "other actor", "name missing", "body", "other kind"],
    )
    def test_criterion(self, gold, found, is_right):
        assert bool(weigh_participants(gold, found)) is is_right
