"""Reports of one encounter in several sources become one meeting; reports of several stay several."""

import pytest
from builders import TEXT, a_delegation, a_meeting, a_topic, an_annotation, an_article, evidence

from parley.encounters import join_encounters, united_meetings
from parley.matching import is_same_encounter, likeness
from parley.model import Participant
from parley.reports import annotated, report_findings, reports_by_meeting


def a_leader(name, actor_id, office="head_of_state", **values):
    return Participant("person", office, actor_id, name=name, evidence=evidence(name="Kalın"), **values)


PUTIN, BUSH = a_leader("Vladimir Putin", "RUS"), a_leader("George W. Bush", "USA")


def an_office(actor_id, office="head_of_state"):
    return Participant("office", office, actor_id, evidence=evidence(name="Kalın"))


def a_call(*participants, **values):
    values = {"mode": "phone", "place_name": None, "country_code": None, "review_status": "auto"} | values
    return a_meeting(participants=participants or (PUTIN, BUSH), **values)


def an_item(article_id, *meetings, published="2024-02-04"):
    article = an_article(article_id, TEXT, published, text_kind="external")
    return annotated(article, an_annotation(*meetings, article_id=article_id))


def numbered(number, meeting_id="m00000000000000"):
    return f"{meeting_id}{number:02}"


class TestSameEncounter:
    """Two reports are of one encounter when days, mode, actors and people agree."""

    @pytest.mark.parametrize(
        "other",
        [
            a_call(a_leader("Putin", "RUS"), a_leader("Bush", "USA")),
            a_call(PUTIN, a_delegation("USA")),
            a_call(a_leader("Vladimir V. Putin", "RUS"), a_leader("Dubya Bush", "USA")),
            a_call(mode="unknown"),
            a_call(start="2024-02-02", end="2024-02-04"),
            a_call(status="planned"),
            a_call(an_office("RUS"), an_office("USA")),
        ],
        ids=["surnames", "one unnamed", "first name", "mode open", "a longer stay", "planned before", "offices alone"],
    )
    def test_it_is_the_same(self, other):
        assert is_same_encounter(a_call(), other)

    @pytest.mark.parametrize(
        "other",
        [
            a_call(mode="in_person"),
            a_call(start="2024-02-05"),
            a_call(PUTIN, a_leader("Gordon Brown", "GBR")),
            a_call(PUTIN, a_leader("Condoleezza Rice", "USA", "foreign_minister")),
            a_call(PUTIN, BUSH, a_leader("Tony Blair", "GBR"), format="trilateral"),
            a_call(start="2024-02-01", end="2024-02-29", date_precision="month"),
        ],
        ids=["another mode", "another day", "another state", "another person", "a third side", "a month"],
    )
    def test_it_is_another(self, other):
        assert not is_same_encounter(a_call(), other)

    @pytest.mark.parametrize(("place", "is_same"), [("Kiev", True), (None, True), ("Irpin", False)])
    def test_a_town_under_another_name_is_the_same_and_another_town_is_not(self, place, is_same):
        values = {"mode": "in_person", "country_code": "UKR"}
        one, other = a_call(place_name="Kyiv", **values), a_call(place_name=place, **values)
        assert is_same_encounter(one, other) == is_same

    def test_delegations_of_the_same_days_are_the_same(self):
        sides = a_delegation("RUS"), a_delegation("USA")
        assert is_same_encounter(a_call(*sides), a_call(*sides))
        assert not is_same_encounter(a_call(*sides), a_call(*sides, end="2024-02-04"))

    def test_delegations_are_their_leaders_only_where_the_place_is_the_same(self):
        sides, here = (a_delegation("RUS"), a_delegation("USA")), {"mode": "in_person", "country_code": "QAT"}
        assert is_same_encounter(a_call(*sides, **here), a_call(**here))
        assert not is_same_encounter(a_call(*sides), a_call())

    def test_talks_of_which_one_side_alone_is_named_are_told_apart_by_the_place(self):
        told = PUTIN, a_delegation("USA")
        assert not is_same_encounter(a_call(*told), a_call(*told))
        here = {"mode": "in_person", "country_code": "QAT"}
        assert is_same_encounter(a_call(*told, **here), a_call(*told, **here))

    def test_how_alike_they_are_does_not_depend_on_the_order(self):
        one, other = a_call(status="planned"), a_call(PUTIN, a_delegation("USA"), start="2024-02-02")
        assert likeness(one, other) == likeness(other, one) < likeness(one, a_call())
        assert likeness(one, a_call(mode="video")) == 0

    def test_a_minister_is_not_taken_for_a_state_that_a_president_saw(self):
        minister = a_leader("Igor Ivanov", "RUS", "foreign_minister")
        with_minister = a_call(minister, BUSH)
        assert not is_same_encounter(a_call(a_delegation("RUS"), BUSH), with_minister)


class TestJoining:
    """Reports of one encounter take one id and the same values; each keeps its own evidence."""

    def joined(self, fixed=(), *items):
        found = join_encounters(fixed, items)
        return [*fixed, *found]

    def test_two_registers_give_one_row_with_two_sources(self):
        items = self.joined(
            (),
            an_item("a-1", a_call(meeting_id=numbered(1)), published="2024-02-05"),
            an_item("b-1", a_call(meeting_id=numbered(2))),
        )
        ((meeting_id, reports),) = reports_by_meeting(items).items()
        assert [report.article.article_id for report in reports] == ["b-1", "a-1"]
        assert meeting_id == numbered(2)
        assert report_findings(items) == []

    def test_the_order_of_the_articles_does_not_matter(self):
        items = [an_item(name, a_call(meeting_id=numbered(no))) for no, name in enumerate("cab")]
        forth = {item.article_id: item for item in join_encounters((), items)}
        back = {item.article_id: item for item in join_encounters((), items[::-1])}
        assert forth == back

    def test_a_curated_meeting_gives_its_id_and_stays_as_it_is(self):
        curated = an_item("news-1", a_call(meeting_id=numbered(1), review_status="reviewed", topics=()))
        third = a_call(PUTIN, BUSH, a_leader("Igor Ivanov", "RUS"), meeting_id=numbered(2))
        _, report = self.joined((curated,), an_item("b-1", third, published="2024-02-01"))
        assert report.annotation.meetings[0].meeting_id == numbered(1)
        assert len(report.annotation.meetings[0].participants) == 2
        assert report.annotation.meetings[0].topics == ()

    def test_people_and_subjects_that_only_one_tells_of_are_kept(self):
        first = an_item("a-1", a_call(meeting_id=numbered(1), topics=()))
        aide = a_leader("Igor Ivanov", "RUS", capacity="attendee")
        second = an_item("b-1", a_call(PUTIN, BUSH, aide, meeting_id=numbered(2), topics=(a_topic(),)))
        one, other = (item.annotation.meetings[0] for item in self.joined((), first, second))
        assert [each.name for each in one.participants] == ["Vladimir Putin", "George W. Bush", "Igor Ivanov"]
        assert [bool(each.evidence) for each in one.participants] == [True, True, False]
        assert [bool(each.evidence) for each in other.participants] == [True, True, True]
        assert one.topics[0].evidence == () != other.topics[0].evidence

    def test_two_meetings_of_one_article_are_never_joined(self):
        twice = an_item("a-1", a_call(meeting_id=numbered(1)), a_call(meeting_id=numbered(2)))
        assert len(reports_by_meeting(self.joined((), twice))) == 2

    def test_of_two_meetings_of_one_article_the_one_more_alike_is_joined(self):
        """A news conference yet to come is not the talks."""
        talks = an_item("a-1", a_call(meeting_id=numbered(3)))
        ahead, held = a_call(meeting_id=numbered(1), status="planned"), a_call(meeting_id=numbered(2))
        _, second = self.joined((), talks, an_item("b-1", ahead, held, published="2024-02-05"))
        assert [each.meeting_id for each in second.annotation.meetings] == [numbered(1), numbered(3)]

    def test_a_meeting_held_gives_the_values_before_one_planned(self):
        planned = an_item("a-1", a_call(meeting_id=numbered(1), status="planned"), published="2024-02-01")
        held = an_item("b-1", a_call(meeting_id=numbered(2)))
        assert {item.annotation.meetings[0].status for item in self.joined((), planned, held)} == {"held"}


def test_united_reports_differ_in_evidence_alone():
    summit = {"format": "multilateral", "mode": "in_person"}
    items = [(an_item(name), a_call(a_leader(name, name), a_delegation("un"), **summit)) for name in ("FRA", "DEU")]
    one, other = united_meetings(items)
    assert (
        [each.name for each in one.participants] == ["FRA", None, "DEU"] == [each.name for each in other.participants]
    )
    assert [bool(each.evidence) for each in other.participants] == [False, True, True]
