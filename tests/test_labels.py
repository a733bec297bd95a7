"""Labels name a meeting for people: who, where, when."""

import datetime as dt

import pytest

from parley.labels import date_label, meeting_label, surname
from parley.model import Meeting, Participant

ACTORS = {"TUR": "Türkiye", "SAU": "Saudi Arabia", "QAT": "Qatar", "un": "UN", "eu": "EU"}


def a_meeting(*participants, start="2024-02-03", end=None, precision="day", mode="in_person", place=None, country=None):
    days = dt.date.fromisoformat(start), dt.date.fromisoformat(end or start)
    return Meeting(*days, precision, "stated", mode, "bilateral", "held", place, country, participants=participants)


def a_person(name, actor_id="TUR", capacity="principal"):
    return Participant("person", "envoy", actor_id, capacity, name=name)


def a_delegation(actor_id):
    return Participant("delegation", "unknown", actor_id)


def label(*participants, **values):
    return meeting_label(a_meeting(*participants, **values), lambda actor_id: ACTORS.get(actor_id, actor_id))


def test_persons_are_named_by_surname_with_place_and_date():
    sides = a_person("İbrahim Kalın"), a_person("İsmail Haniyye", "hamas")
    assert label(*sides, place="Doha", country="QAT") == "Kalın – Haniyye, Doha, 3 Feb 2024"


def test_a_call_has_its_mode_in_the_stead_of_a_place():
    assert (
        label(a_person("Hakan Fidan"), a_delegation("SAU"), mode="phone") == "Fidan – Saudi Arabia, phone, 3 Feb 2024"
    )


def test_an_office_or_delegation_is_named_by_its_actor():
    office = Participant("office", "foreign_minister", "SAU", title="foreign minister")
    assert label(office, a_delegation("un"), country="QAT") == "Saudi Arabia – UN, Qatar, 3 Feb 2024"


def test_a_side_is_named_by_its_first_principal_not_by_who_accompanied():
    sides = a_person("Cem Aide", capacity="attendee"), a_person("Hakan Fidan"), a_delegation("SAU")
    assert label(*sides) == "Fidan – Saudi Arabia, 3 Feb 2024"


def test_of_many_sides_two_are_named():
    sides = [a_delegation(actor) for actor in ("un", "eu", "TUR", "SAU", "QAT")]
    assert label(*sides, place="Geneva", country="CHE") == "UN, EU and 3 others, Geneva, 3 Feb 2024"


def test_a_meeting_of_a_body_alone_is_named_by_it():
    assert label(a_delegation("eu"), place="Brussels") == "EU, Brussels, 3 Feb 2024"


@pytest.mark.parametrize(
    ("start", "end", "precision", "expected"),
    [
        ("2024-02-03", "2024-02-03", "day", "3 Feb 2024"),
        ("2024-02-03", "2024-02-05", "day", "3–5 Feb 2024"),
        ("2024-02-28", "2024-03-02", "day", "28 Feb – 2 Mar 2024"),
        ("2023-12-30", "2024-01-02", "day", "30 Dec 2023 – 2 Jan 2024"),
        ("2024-02-05", "2024-02-11", "week", "5–11 Feb 2024"),
        ("2024-05-01", "2024-05-31", "month", "May 2024"),
        ("2024-09-01", "2024-10-31", "month", "Sep – Oct 2024"),
        ("2023-12-01", "2024-01-31", "month", "Dec 2023 – Jan 2024"),
        ("2024-01-01", "2024-12-31", "year", "2024"),
        ("2023-01-01", "2024-12-31", "year", "2023–2024"),
    ],
)
def test_dates_are_written_as_precisely_as_known(start, end, precision, expected):
    assert date_label(a_meeting(start=start, end=end, precision=precision)) == expected


@pytest.mark.parametrize(
    ("name", "actor_id", "expected"),
    [
        ("Hakan Fidan", "TUR", "Fidan"),
        ("Ursula von der Leyen", "eu", "von der Leyen"),
        ("Faisal bin Farhan Al-Saud", "SAU", "Al-Saud"),
        ("Mohammed bin Salman", "SAU", "bin Salman"),
        ("Xi Jinping", "CHN", "Xi"),
        ("Moon Jae-in", "KOR", "Moon"),
        ("Ban Ki-moon", "un", "Ban"),
        ("Abdel Fattah el-Sisi", "EGY", "el-Sisi"),
        ("Abu Mazen", "PSE", "Abu Mazen"),
        ("Felipe VI", "ESP", "Felipe VI"),
        ("Ferdinand Marcos Jr.", "PHL", "Marcos Jr."),
        ("Lula", "BRA", "Lula"),
    ],
)
def test_surnames(name, actor_id, expected):
    assert surname(name, actor_id) == expected
