"""CAMEO and PLOVER codes follow the rule of docs/derived-codes.md, row by row."""

import datetime as dt

import pytest

from parley.codes import cameo_code, plover_mode
from parley.model import Meeting, Participant

DAY = dt.date(2024, 2, 3)
HOMES = {"hamas": "PSE", "farc": "COL", "COL": "COL", "TUR": "TUR", "SAU": "SAU", "QAT": "QAT"}


def a_meeting(sides, country=None, mode="in_person", mediators="", format="bilateral"):
    participants = [Participant("delegation", "unknown", actor) for actor in sides.split()]
    participants += [Participant("delegation", "unknown", actor, "mediator") for actor in mediators.split()]
    return Meeting(DAY, DAY, "day", "stated", mode, format, "held", None, country, participants=tuple(participants))


CASES = {
    "a call": (a_meeting("TUR SAU", mode="phone"), "041", "phone"),
    "a video conference of many": (a_meeting("TUR SAU", mode="video", format="multilateral"), "041", "phone"),
    "a call with a mediator": (a_meeting("TUR SAU", mode="phone", mediators="QAT"), "041", "phone"),
    "a visit": (a_meeting("TUR SAU", "SAU"), "042", "visit"),
    "a body visits a state": (a_meeting("un SAU", "SAU"), "042", "visit"),
    "a third country": (a_meeting("TUR hamas", "QAT"), "044", "third-party"),
    "a state and a group at home": (a_meeting("COL farc", "COL"), "040", None),
    "a body, perhaps at its seat": (a_meeting("eu TUR", "BEL"), "040", None),
    "a body alone": (a_meeting("eu", "BEL", format="multilateral"), "040", "multilateral"),
    "a mediator at home": (a_meeting("TUR SAU", "QAT", mediators="QAT"), "045", "third-party"),
    "a mediator at one side's home": (a_meeting("TUR SAU", "SAU", mediators="QAT"), "045", "visit"),
    "many sides": (a_meeting("TUR SAU QAT hamas", "QAT", format="multilateral"), "042", "multilateral"),
    "no place": (a_meeting("TUR SAU"), "040", None),
    "mode unknown": (a_meeting("TUR SAU", "QAT", mode="unknown"), "040", None),
    "no participants": (a_meeting("", "QAT"), "040", None),
}


@pytest.mark.parametrize(("meeting", "cameo", "plover"), CASES.values(), ids=CASES.keys())
def test_codes_follow_from_mode_place_and_actors(meeting, cameo, plover):
    assert (cameo, plover) == (cameo_code(meeting, HOMES.get), plover_mode(meeting, HOMES.get))
