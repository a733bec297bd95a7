"""Pairs of actors as directed events of CAMEO and PLOVER.

The rule and its reasons stand in `docs/derived-codes.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parley.bridges import both_ways

if TYPE_CHECKING:
    import pandas as pd

EVENT_COLUMNS = (
    "meeting_id",
    "source",
    "target",
    "start_date",
    "end_date",
    "status",
    "cameo_code",
    "plover_event",
    "plover_mode",
    "review_status",
)

_PLOVER_EVENTS = {"held": "CONSULT", "ongoing": "CONSULT", "planned": "AGREE"}
"""By status. Who called a meeting off is not known, so one postponed or cancelled is no event between two actors."""

_VENUE_CODES = {"target": ("042", "visit"), "source": ("043", "visit"), "third": ("044", "third-party")}
"""By venue, seen from the source: CAMEO's code and the mode of PLOVER's CONSULT."""


def events(dyads: pd.DataFrame) -> pd.DataFrame:
    """Code meetings as events of CAMEO and PLOVER.

    Parameters
    ----------
    dyads : pandas.DataFrame
        As `parley.dyads` gives them; with ``status=None`` or ``status=("held", "planned")`` planned meetings are there
        too.

    Returns
    -------
    pandas.DataFrame
        Two rows per pair of actors and meeting, each actor once the source: meeting_id, source, target, start_date,
        end_date, status, cameo_code, plover_event, plover_mode and review_status. A meeting held or under way is
        CAMEO's 040 to 045 and PLOVER's CONSULT; one that is planned is 036 and AGREE, without a mode. Meetings
        postponed or cancelled are left out. Sorted by meeting_id, source, target.

    Examples
    --------
    >>> import parley
    >>> planned = parley.dyads(status="planned").pipe(parley.events)
    >>> set(planned["cameo_code"]), set(planned["plover_event"])
    ({'036'}, {'AGREE'})
    """
    rows = both_ways(dyads)
    rows["plover_event"] = rows["status"].astype("string").map(_PLOVER_EVENTS).astype("string")
    rows = rows[rows["plover_event"].notna()]
    rows = rows.assign(cameo_code="040", plover_mode=None).astype({"cameo_code": "string", "plover_mode": "string"})
    for venue, (code, mode) in _VENUE_CODES.items():
        rows.loc[rows["venue"] == venue, ["cameo_code", "plover_mode"]] = code, mode
    rows.loc[rows["source_capacity"] == "mediator", "cameo_code"] = "045"
    rows.loc[rows["format"] == "multilateral", "plover_mode"] = "multilateral"
    rows.loc[rows["mode"].isin(["phone", "video"]), ["cameo_code", "plover_mode"]] = "041", "phone"
    rows.loc[rows["plover_event"] == "AGREE", ["cameo_code", "plover_mode"]] = "036", None
    return rows[list(EVENT_COLUMNS)].sort_values(list(EVENT_COLUMNS[:3]), ignore_index=True)
