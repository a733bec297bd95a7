"""Codes that the Correlates of War project, and Gleditsch and Ward, gave states over time.

Data: `data/reference/state_codes.csv`; the codes of today stand in the table `actors`, too.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from parley import files

if TYPE_CHECKING:
    import pandas as pd

SCHEMES = ("cow", "gw")

_COLUMNS = {"actor_id": "", "actor_a": "_a", "actor_b": "_b", "source": "_source", "target": "_target"}
"""Columns that hold actors, and how the column of their codes ends."""


def add_codes(frame: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Add the codes that actors had then, by which a frame can be joined with other data on states.

    Parameters
    ----------
    frame : pandas.DataFrame
        With actors in one of the columns actor_id, actor_a and actor_b, or source and target; and with a column
        ``start_date``, else ``year``, as `parley.dyads` and what is made of it have them.
    scheme : str
        ``cow`` for Correlates of War, ``gw`` for Gleditsch and Ward with their microstates.

    Returns
    -------
    pandas.DataFrame
        The frame with the columns cow, cow_a and cow_b, or cow_source and cow_target (with gw alike): the code on that
        day, or on the last day of that year; null where the actor was not in the list then. It is null, too, while an
        actor_id stands for two members of the list: Germany before 3 October 1990, Yemen from 1967 to 21 May 1990,
        Vietnam before May 1975.

    Raises
    ------
    ValueError
        There is no such scheme, or the frame has no actors or no time.

    Examples
    --------
    >>> import pandas as pd
    >>> import parley
    >>> years = pd.DataFrame({"actor_id": ["CZE", "CZE", "UKR"], "year": [1992, 1993, 1985]})
    >>> parley.add_codes(years, "cow")["cow"].tolist()
    [315, 316, <NA>]
    """
    if scheme not in SCHEMES:
        raise ValueError(f"no scheme {scheme!r}: choose one of {', '.join(SCHEMES)}")
    actors = [column for column in _COLUMNS if column in frame.columns]
    if not actors:
        raise ValueError(f"no actors in this frame: it needs one of the columns {', '.join(_COLUMNS)}")
    days = _days(frame)
    return frame.assign(**{f"{scheme}{_COLUMNS[column]}": _codes(frame[column], days, scheme) for column in actors})


def _days(frame: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Give the day at which codes are asked for: a meeting's first, else the last of the year."""
    import pandas as pd

    if "start_date" in frame.columns:
        return frame["start_date"].astype("datetime64[s]")
    if "year" in frame.columns:
        return pd.to_datetime(frame["year"].astype("string") + "-12-31").astype("datetime64[s]")
    raise ValueError("no time in this frame: it needs the column start_date or year")


def _codes(actors: pd.Series[str], days: pd.Series[pd.Timestamp], scheme: str) -> pd.Series[int]:
    """Look up the code of each actor on its day."""
    import pandas as pd

    asked = pd.DataFrame({"actor_id": actors.astype("string"), "day": days})
    pairs = asked.drop_duplicates().merge(_spells(scheme), on="actor_id")
    found = pairs[(pairs["start_date"] <= pairs["day"]) & (pairs["day"] <= pairs["end_date"])]
    codes = asked.merge(found[["actor_id", "day", "code"]], how="left", on=["actor_id", "day"])["code"]
    return codes.astype("Int16").set_axis(actors.index)


@functools.cache
def _spells(scheme: str) -> pd.DataFrame:
    """Read who had which code from when to when; a spell that lasts ends after all days."""
    import pandas as pd

    rows = [row for row in files.reference_rows("state_codes") if row["scheme"] == scheme]
    spells = pd.DataFrame(rows).astype({"actor_id": "string", "code": "int16"})
    spells["end_date"] = spells["end_date"].replace("", "9999-12-31")
    return spells.astype(dict.fromkeys(["start_date", "end_date"], "datetime64[s]"))
