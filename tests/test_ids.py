"""Ids are a function of the article and the meeting alone."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from parley.ids import meeting_id_for, with_meeting_ids
from parley.model import Annotation, Meeting, Participant, Topic

DAY = dt.date(2024, 2, 3)
NAMES = st.text("abcİğ é", min_size=1, max_size=6)
PARTICIPANTS = st.builds(
    Participant, st.just("person"), st.just("envoy"), st.sampled_from(["TUR", "hamas", "un"]), name=NAMES
)
MEETINGS = st.builds(
    lambda participants, mode: a_meeting(participants=tuple(participants), mode=mode),
    st.lists(PARTICIPANTS, max_size=3),
    st.sampled_from(["in_person", "phone"]),
)


def a_meeting(**values):
    given = {"mode": "in_person", "status": "held"} | values
    return Meeting(DAY, DAY, "day", "stated", format="bilateral", **given)


def test_ids_never_change():
    """Published ids are cited: the recipe is frozen (sha256 of article, day, mode, participants, ordinal)."""
    assert meeting_id_for("a-1", a_meeting(), 0) == "md958e5a4537cfbb1"


@given(st.lists(PARTICIPANTS, max_size=4), st.randoms(use_true_random=False))
def test_id_does_not_depend_on_the_order_of_participants(participants, random):
    shuffled = random.sample(participants, len(participants))
    expected = meeting_id_for("a", a_meeting(participants=tuple(participants)), 0)
    assert expected == meeting_id_for("a", a_meeting(participants=tuple(shuffled)), 0)


def test_id_does_not_depend_on_status_topics_and_evidence():
    meeting = a_meeting()
    changed = replace(meeting, status="planned", topics=(Topic("trade", "trade"),), review_status="reviewed")
    assert meeting_id_for("a", meeting, 0) == meeting_id_for("a", changed, 0)


def test_id_differs_by_article_day_mode_participants_and_ordinal():
    participant = Participant("delegation", "unknown", "TUR")
    ids = [
        meeting_id_for("a", a_meeting(), 0),
        meeting_id_for("b", a_meeting(), 0),
        meeting_id_for("a", replace(a_meeting(), start_date=dt.date(2024, 2, 2)), 0),
        meeting_id_for("a", a_meeting(mode="phone"), 0),
        meeting_id_for("a", a_meeting(participants=(participant,)), 0),
        meeting_id_for("a", a_meeting(), 1),
    ]
    assert len(ids) == len(set(ids))


@given(st.lists(MEETINGS, max_size=5))
def test_every_meeting_of_an_article_gets_an_id_of_its_own(meetings):
    found = [meeting.meeting_id for meeting in with_meeting_ids(Annotation("a", tuple(meetings))).meetings]
    assert all(found)
    assert len(found) == len(set(found))


@given(st.lists(MEETINGS, max_size=4))
def test_giving_ids_twice_changes_nothing(meetings):
    once = with_meeting_ids(Annotation("a", tuple(meetings)))
    assert with_meeting_ids(once) == once


def test_an_id_that_stands_is_kept_and_not_given_again():
    kept = meeting_id_for("a", a_meeting(), 0)
    annotation = with_meeting_ids(Annotation("a", (a_meeting(), a_meeting(meeting_id=kept))))
    assert [meeting.meeting_id for meeting in annotation.meetings] == [meeting_id_for("a", a_meeting(), 1), kept]
