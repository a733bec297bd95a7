"""Journeys of leaders: the meetings of one leader abroad, put together where they follow each other in one country."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from parley.bridges import choices, meeting_tables

if TYPE_CHECKING:
    import pandas as pd

TRIP_COLUMNS = (
    "actor_id",
    "person_id",
    "name",
    "office",
    "country_code",
    "start_date",
    "end_date",
    "date_precision",
    "hosted",
    "meetings",
    "places",
    "meeting_ids",
)
LEADERS = ("head_of_state", "head_of_government")


def leader_trips(
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
    status: str | Collection[str] | None = "held",
    office: str | Collection[str] = LEADERS,
) -> pd.DataFrame:
    """List the journeys that leaders made to meetings abroad.

    Parameters
    ----------
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional
        As for `parley.load`.
    status : str or collection of str, optional
        As for `parley.dyads`.
    office : str or collection of str, optional
        Who is a leader; by default heads of state and of government.

    Returns
    -------
    pandas.DataFrame
        One row per leader and stay in a country other than his or her own: actor_id, person_id and name, both null
        for an office-holder whom no article names, and name as the first article writes it; office; country_code;
        start_date, end_date and date_precision; hosted, whether a side that is at home there took part in a meeting;
        meetings, their number; places and meeting_ids, separated by ``|``. A leader's in-person meetings in one
        country belong to one stay where each begins at most a day after the end of those before it; a meeting whose
        day is not known is a stay by itself. Leaders are told apart by person_id, else by name, else by office.
        Sorted by start_date, actor_id, meeting_ids. Days without a meeting are not known, so a stay may have been
        longer.

    Raises
    ------
    ValueError
        There is no such status or office, or what `parley.load` raises.

    Examples
    --------
    >>> import parley
    >>> trips = parley.leader_trips(review_status="reviewed")
    >>> bool((trips["start_date"] <= trips["end_date"]).all())
    True
    """
    statuses = choices("meetings", "status", status)
    offices = choices("participants", "office", office)
    meetings, participants, homes = meeting_tables(folder, version, review_status, collection)
    return trips_of(participants, meetings[meetings["status"].isin(statuses)], homes, offices)


def trips_of(
    participants: pd.DataFrame, meetings: pd.DataFrame, homes: pd.Series[str], offices: Collection[str]
) -> pd.DataFrame:
    """Put meetings together to journeys; the columns are those of `leader_trips`.

    Parameters
    ----------
    participants, meetings : pandas.DataFrame
        As `parley.load` gives them.
    homes : pandas.Series
        The country that an actor is at home in, by actor_id; the leaders of an actor that has none are left out.
    offices : collection of str
        Offices of leaders.

    Returns
    -------
    pandas.DataFrame
    """
    abroad = meetings[(meetings["mode"] == "in_person") & meetings["country_code"].notna()]
    home = participants["actor_id"].map(homes).astype("string")
    rows = participants.assign(home=home).merge(abroad, on="meeting_id")
    hosted = rows[rows["home"] == rows["country_code"]]["meeting_id"]
    rows = rows[rows["office"].isin(offices) & (rows["home"] != rows["country_code"]).fillna(False)]
    rows = rows.assign(
        hosted=rows["meeting_id"].isin(hosted), leader=_leaders(rows), exact=rows["date_precision"] == "day"
    )
    rows = rows.drop_duplicates(["leader", "meeting_id"])
    rows = rows.sort_values(["leader", "country_code", "exact", "start_date", "meeting_id"], ignore_index=True)
    rows["stay"] = _stays(rows)
    trips = rows.groupby("stay").agg(
        **{name: (name, "first") for name in ("actor_id", "person_id", "name", "office", "country_code", "start_date")},
        end_date=("end_date", "max"),
        date_precision=("date_precision", "first"),
        hosted=("hosted", "any"),
        meetings=("meeting_id", "size"),
        places=("place_name", lambda names: "|".join(dict.fromkeys(names.dropna()))),
        meeting_ids=("meeting_id", "|".join),
    )
    order = ["start_date", "actor_id", "meeting_ids", "office"]
    return trips[list(TRIP_COLUMNS)].sort_values(order, ignore_index=True)


def _leaders(rows: pd.DataFrame) -> pd.Series[str]:
    """Tell leaders apart: by person, else by name, else by the office they hold."""
    named = rows["person_id"].fillna(rows["name"].str.casefold())
    return rows["actor_id"] + "|" + named.fillna(rows["office"].astype("string"))


def _stays(rows: pd.DataFrame) -> pd.Series[int]:
    """Number the stays of sorted rows; a new one begins with another leader, country, or gap in time."""
    import pandas as pd

    days = pd.DataFrame({name: rows[name].astype("datetime64[s]") for name in ("start_date", "end_date")})
    keys = [rows["leader"], rows["country_code"], rows["exact"]]
    until = days["end_date"].groupby(keys).cummax().groupby(keys).shift()
    follows = rows["exact"] & (days["start_date"] - until <= pd.Timedelta(days=1))
    return (~follows).astype(int).cumsum()
