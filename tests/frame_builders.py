"""Tables of a few meetings as frames, as `parley.load` gives them, for the tests of what is counted in them."""

import datetime as dt

import pandas as pd

from parley.codebook import columns
from parley.schema import frame_from_table
from parley.tables import table_from_rows

HOMES = pd.Series({"TUR": "TUR", "SAU": "SAU", "QAT": "QAT", "IRQ": "IRQ", "krg": "IRQ", "hamas": "PSE", "un": None})
"""The countries that actors are at home in; Atlantis is not known at all."""


def a_row(meeting_id="m1", sides="TUR SAU", start="2024-02-03", end=None, **values):
    """One meeting, with the values of its row, and its sides: each an actor, or ACTOR:CAPACITY, or a participant."""
    row = {
        "mode": "in_person",
        "format": "bilateral",
        "status": "held",
        "date_precision": "day",
        "date_basis": "stated",
    }
    row |= {"cameo_code": "040", "review_status": "reviewed", "country_code": "QAT", "place_name": "Doha"} | values
    days = {"start_date": dt.date.fromisoformat(start), "end_date": dt.date.fromisoformat(end or start)}
    participants = [_participant(side) for side in (sides.split() if isinstance(sides, str) else sides)]
    return row | days | {"meeting_id": meeting_id, "participants": participants}


def a_leader(actor_id, name=None, office="head_of_state", person_id=None, capacity="principal"):
    return {"actor_id": actor_id, "name": name, "office": office, "person_id": person_id, "capacity": capacity}


def frames(*rows):
    """The tables meetings and participants."""
    participants = [
        {"meeting_id": row["meeting_id"], "participant_no": number, "kind": "delegation", **participant}
        for row in rows
        for number, participant in enumerate(row["participants"], 1)
    ]
    return _frame("meetings", rows), _frame("participants", participants)


def _participant(side):
    if isinstance(side, dict):
        return side
    actor_id, _, capacity = side.partition(":")
    return {"actor_id": actor_id, "office": "unknown", "capacity": capacity or "principal"}


def _frame(table, rows):
    return frame_from_table(table_from_rows(table, [tuple(row.get(name) for name in columns(table)) for row in rows]))
