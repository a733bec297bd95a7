"""Pairs of actors, and the forms that other data on relations between states have: dyad-years, events, networks.

`parley.dyads` reads the tables; the others are pure functions of the frame that it gives.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from parley.codebook import enum_values
from parley.errors import UsageError
from parley.loading import load

if TYPE_CHECKING:
    import networkx
    import pandas as pd

DYAD_COLUMNS = (
    "meeting_id",
    "actor_a",
    "actor_b",
    "capacity_a",
    "capacity_b",
    "venue",
    "start_date",
    "end_date",
    "date_precision",
    "mode",
    "format",
    "status",
    "place_name",
    "country_code",
    "cameo_code",
    "review_status",
)
DYAD_YEAR_COLUMNS = ("year", "source", "target", "meetings", "visits", "hosted", "third_place", "remote")

_CAPACITIES = ("principal", "attendee", "mediator")
"""What an actor is whose participants have several: a mediator only where all of them are (docs/derived-codes.md)."""


def dyads(
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
    status: str | Collection[str] | None = "held",
    capacity: str | Collection[str] | None = None,
) -> pd.DataFrame:
    """List the pairs of actors that met.

    Parameters
    ----------
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional
        As for `parley.load`.
    status : str or collection of str, optional
        Keep only meetings with one of these: ``held``, ``ongoing``, ``planned``, ``postponed``, ``cancelled``; all of
        them for None.
    capacity : str or collection of str, optional
        Keep only actors with a participant in one of these: ``principal``, ``mediator``, ``attendee``; all of them by
        default.

    Returns
    -------
    pandas.DataFrame
        One row per meeting and unordered pair of its actors: meeting_id, actor_a and actor_b (``actor_a < actor_b``,
        in the order of their code points); capacity_a and capacity_b, ``mediator`` where no participant of the actor
        is anything else; venue, which is ``a`` or ``b`` where one of the two received the other in its country,
        ``third`` where they met in a country that is neither's, and null where that is not known; then the meeting's
        dates, date_precision, mode, format, status, place_name, country_code, cameo_code and review_status. Sorted by
        meeting_id, actor_a, actor_b. A meeting of one actor, a body's own conference, has no pair.

    Raises
    ------
    ValueError
        There is no such status or capacity, or what `parley.load` raises.

    Examples
    --------
    >>> import parley
    >>> pairs = parley.dyads(review_status="reviewed", capacity="principal")
    >>> list(pairs.columns[:3])
    ['meeting_id', 'actor_a', 'actor_b']
    """
    statuses = choices("meetings", "status", status)
    capacities = choices("participants", "capacity", capacity)
    meetings, participants, homes = meeting_tables(folder, version, review_status, collection)
    found = pairs_of(
        participants[participants["capacity"].isin(capacities)], meetings[meetings["status"].isin(statuses)], homes
    )
    told = [meetings.attrs["parley"]["filter"]]
    told += [f"status = {', '.join(statuses)}"] if status is not None else []
    told += [f"capacity = {', '.join(capacities)}"] if capacity is not None else []
    found.attrs["parley"] = meetings.attrs["parley"] | {"table": "dyads", "filter": "; ".join(filter(None, told))}
    return found


def meeting_tables(
    folder: str | Path | None, version: str | None, review_status: str | None, collection: str | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series[str]]:
    """Load meetings, participants, and the countries that actors are at home in, by actor_id."""
    meetings, participants, actors = (
        load(table, folder, version=version, review_status=review_status, collection=collection)
        for table in ("meetings", "participants", "actors")
    )
    return meetings, participants, actors.set_index("actor_id")["country_code"]


def pairs_of(participants: pd.DataFrame, meetings: pd.DataFrame, homes: pd.Series[str]) -> pd.DataFrame:
    """Pair the actors of meetings; the columns are those of `dyads`.

    Parameters
    ----------
    participants, meetings : pandas.DataFrame
        As `parley.load` gives them; meetings without participants, and participants without a meeting, are left out.
    homes : pandas.Series
        The country that an actor is at home in, by actor_id; an actor that is not there has none.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    rank = participants["capacity"].astype("string").map({name: rank for rank, name in enumerate(_CAPACITIES)})
    actors = participants[["meeting_id", "actor_id"]].assign(capacity=rank.astype("int8"))
    actors = actors.groupby(["meeting_id", "actor_id"], as_index=False).min()
    actors["capacity"] = pd.Categorical.from_codes(actors["capacity"].to_numpy(), pd.Index(_CAPACITIES))
    actors["home"] = actors["actor_id"].map(homes).astype("string")
    pairs = actors.merge(actors, on="meeting_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["actor_id_a"] < pairs["actor_id_b"]]
    pairs = pairs.rename(columns={"actor_id_a": "actor_a", "actor_id_b": "actor_b"})
    pairs = pairs.merge(meetings, on="meeting_id")
    pairs["venue"] = _venues(pairs)
    return pairs[list(DYAD_COLUMNS)].sort_values(list(DYAD_COLUMNS[:3]), ignore_index=True)


def dyad_years(dyads: pd.DataFrame) -> pd.DataFrame:
    """Count the meetings of each ordered pair of actors by year.

    Parameters
    ----------
    dyads : pandas.DataFrame
        As `parley.dyads` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per year, source and target, where there was a meeting: year; source and target, each pair both ways;
        meetings, all of them; and of these visits (the source went to the target's country), hosted (the target came
        to the source's), third_place and remote (by phone or video). Of the rest the venue is not known. A meeting
        counts once, in the year in which it began. Sorted by year, source, target.

    Examples
    --------
    >>> import parley
    >>> years = parley.dyads().pipe(parley.dyad_years)
    >>> bool((years["meetings"] >= years["visits"]).all())
    True
    """
    rows = both_ways(dyads)
    rows["year"] = rows["start_date"].dt.year.astype("int16")
    rows["meetings"] = 1
    for name, venue in (("visits", "target"), ("hosted", "source"), ("third_place", "third")):
        rows[name] = rows["venue"].eq(venue).fillna(False).astype("int64")
    rows["remote"] = rows["mode"].isin(["phone", "video"]).astype("int64")
    keys, counts = list(DYAD_YEAR_COLUMNS[:3]), list(DYAD_YEAR_COLUMNS[3:])
    return rows.groupby(keys, as_index=False)[counts].sum()


def network_edges(dyads: pd.DataFrame) -> pd.DataFrame:
    """Count the meetings of each pair of actors.

    Parameters
    ----------
    dyads : pandas.DataFrame
        As `parley.dyads` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per pair: actor_a, actor_b, the number of meetings, and the days on which the first began and the last
        ended. Sorted by actor_a, actor_b.
    """
    edges = dyads.groupby(["actor_a", "actor_b"], as_index=False).agg(
        meetings=("meeting_id", "size"), first_date=("start_date", "min"), last_date=("end_date", "max")
    )
    return edges.astype({"meetings": "int64"})


def network(dyads: pd.DataFrame, actors: pd.DataFrame | None = None) -> networkx.Graph[str]:
    """Make a graph of the actors that met, for networkx (``pip install "parley-meetings[network]"``).

    Parameters
    ----------
    dyads : pandas.DataFrame
        As `parley.dyads` gives them.
    actors : pandas.DataFrame, optional
        The table ``actors``, from which nodes take name, kind and country_code, where they have one.

    Returns
    -------
    networkx.Graph
        Undirected. Nodes are actor_ids; edges have weight, which is the number of meetings, first_date and last_date.

    Raises
    ------
    UsageError
        networkx is not installed.

    Examples
    --------
    >>> import parley
    >>> pairs = parley.dyads()
    >>> graph = parley.network(pairs, parley.load("actors"))
    >>> graph.size(weight="weight") == len(pairs)
    True
    """
    try:
        from networkx import Graph
    except ImportError:
        raise UsageError("a network needs networkx: pip install 'parley-meetings[network]'") from None
    graph: networkx.Graph[str] = Graph()
    for a, b, meetings, first, last in network_edges(dyads).itertuples(index=False, name=None):
        graph.add_edge(a, b, weight=meetings, first_date=first, last_date=last)
    if actors is not None:
        known = actors[actors["actor_id"].isin(list(graph))].set_index("actor_id")
        for actor_id, row in known[["name", "kind", "country_code"]].iterrows():
            graph.nodes[actor_id].update(row.dropna())
    return graph


def both_ways(dyads: pd.DataFrame) -> pd.DataFrame:
    """Turn each pair into two rows, from source to target; the venue is then ``source``, ``target`` or ``third``."""
    import pandas as pd

    halves = []
    for source, target in (("a", "b"), ("b", "a")):
        roles = {source: "source", target: "target"}
        names = {f"actor_{side}": role for side, role in roles.items()}
        names |= {f"capacity_{side}": f"{role}_capacity" for side, role in roles.items()}
        half = dyads.rename(columns=names)
        halves.append(half.assign(venue=half["venue"].replace(roles)))
    return pd.concat(halves, ignore_index=True)


def _venues(pairs: pd.DataFrame) -> pd.Series[str]:
    """Tell at whose home two actors met; null where it is neither certain nor elsewhere."""
    import pandas as pd

    place = pairs["country_code"].where(pairs["mode"] == "in_person")
    at_a, at_b = (pairs[side].eq(place).fillna(False).astype(bool) for side in ("home_a", "home_b"))
    homes_known = place.notna() & pairs["home_a"].notna() & pairs["home_b"].notna()
    venue = pd.Series(pd.NA, index=pairs.index, dtype="string")
    venue[at_a & ~at_b] = "a"
    venue[at_b & ~at_a] = "b"
    venue[homes_known & ~at_a & ~at_b] = "third"
    return venue


def choices(table: str, column: str, given: str | Collection[str] | None) -> list[str]:
    """Check values to choose by; all that there are for None."""
    values = enum_values(table, column)
    asked = values if given is None else [given] if isinstance(given, str) else list(given)
    for value in asked:
        if value not in values:
            raise ValueError(f"no {column} {value!r}: choose among {', '.join(values)}")
    return [value for value in values if value in asked]
