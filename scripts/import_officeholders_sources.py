"""Read terms of office from openly licensed lists, each in its own reader.

Sources (CC0 or public domain): Wikidata's office-holders and heads, the CIA's World Leaders and World Factbook, the
Office of the Historian's principal officers and travels, congress-legislators' executives; and the rows kept by hand in
`import_officeholders_by_hand.csv`, each with the page it was checked against.
"""

from __future__ import annotations

import calendar
import functools
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from import_officeholders_names import ALIKE, HERE, fold, likeness, mend, rows_of, title_length

REFERENCE = HERE.parent / "data" / "reference"
WIKIDATA = "https://www.wikidata.org/wiki/"
FACTBOOK = "https://github.com/factbook/factbook.json"
WORLD_LEADERS = "https://github.com/WilliamRADFunk/cia-world-leaders"
POCOM = "https://github.com/HistoryAtState/pocom"
EXECUTIVES = "https://github.com/unitedstates/congress-legislators"
TRAVELS = "https://history.state.gov/departmenthistory/travels/secretary"

FIRST_DAY = "1945-01-01"
"""Terms that ended before the news of the dataset begins are left out."""


LAST_DAY = "2026-05-17"
"""The newest copy of a source; an end beyond it is only expected."""


class Tenure(NamedTuple):
    """One term of one person, as a source states it."""

    names: tuple[str, ...]
    """The usual form, then others that the source gives."""
    wikidata_id: str
    actor_id: str
    office: str
    title: str
    start: str
    end: str
    source_url: str
    dates: str = "term"
    """What the dates are: those of the ``term``, its rough ``bounds``, or a time ``within`` it."""


class Passed(NamedTuple):
    """A row that could not be placed, and why."""

    reason: str


def all_tenures(folder: Path) -> Iterator[tuple[str, Tenure | Passed]]:
    """Read every source, the most trusted first; each tenure or reason with the name of its source."""
    readers = {
        "by hand": lambda: by_hand(),
        "us executives": lambda: us_executives(folder),
        "us officers": lambda: us_officers(folder),
        "us secretaries' travels": lambda: travelling_secretaries(folder.parent / "hsg"),
        "wikidata office-holders": lambda: wikidata_officeholders(folder),
        "wikidata heads": lambda: wikidata_heads(folder),
        "factbook": lambda: factbook(folder),
        "cia world leaders": lambda: cia_world_leaders(folder),
    }
    for source, read in readers.items():
        for found in read():
            if isinstance(found, Passed):
                yield source, found
            elif found.end and found.end < FIRST_DAY:
                yield source, Passed("before 1945")
            else:
                yield source, found._replace(end=found.end if found.end <= LAST_DAY else "")


@functools.cache
def _positions() -> tuple[dict[str, str], ...]:
    return tuple(rows_of(HERE / "officeholder_positions.csv"))


@functools.cache
def office_of(position: str, actor_id: str = "") -> tuple[str, str]:
    """Class a position by its words: the office, and the body it is an office of when that is not the state.

    Both are empty when the position is none of diplomacy's.
    """
    folded = position.lower().strip(" ,").replace("&", "and")
    for row in _positions():
        if row["actors"] and actor_id not in row["actors"].split("|"):
            continue
        if re.search(row["pattern"].replace("&", "and"), folded):
            return row["office"], row["represents"]
    return "", ""


def by_hand() -> Iterator[Tenure]:
    """Read the terms kept by hand."""
    for row in rows_of(HERE / "import_officeholders_by_hand.csv"):
        names = (row["name"], *filter(None, row["aliases"].split("|")))
        dates = day(row["start_date"]), last_day(row["end_date"], row["start_date"])
        yield Tenure(names, row["wikidata_id"], row["actor_id"], row["office"], row["title"], *dates, row["source_url"])


def us_executives(folder: Path) -> Iterator[Tenure]:
    """Read presidents and vice-presidents of the United States."""
    for row in rows_of(folder / "us_presidents_vice_presidents.csv"):
        office = "head_of_state" if row["office"] == "President" else "minister"
        names = american_names(row["first"], row["middle"], row["last"], row["nickname"])
        yield Tenure(names, "", "USA", office, row["office"], row["start"], row["end"], EXECUTIVES)


def american_names(first: str, middle: str, last: str, nickname: str = "") -> tuple[str, ...]:
    """Give the forms in which Americans are named: with and without initial, middle name and nickname."""
    forms = [f"{nickname} {last}"] if nickname else []
    forms.append(f"{first} {last}")
    if middle:
        forms += [f"{first} {middle[0]}. {last}", f"{first} {middle} {last}"]
    return tuple(forms)


def us_officers(folder: Path) -> Iterator[Tenure | Passed]:
    """Read principal officers of the Department of State and its missions to organisations."""
    for row in rows_of(folder / "us_principal_officers_and_chiefs.csv"):
        office, _ = office_of(row["role"], "USA")
        if row["kind"] == "chief_of_mission" or not office:
            continue
        start = row["started"] or row["arrived"] or row["appointed"]
        if not start:
            yield Passed("no start date")
            continue
        *given, last = re.sub(r",? (?:Jr\.?|[IVX]+)$", "", row["name"]).split()
        names = american_names(given[0], " ".join(given[1:]), last) if given else (row["name"],)
        forms = dict.fromkeys((*names, row["name"], *filter(None, [row["altname"]])))
        end = last_day(row["ended"], start)
        yield Tenure(tuple(forms), "", "USA", office, row["role"], day(start), end, POCOM)


def travelling_secretaries(folder: Path) -> Iterator[Tenure | Passed]:
    """Read which secretary of state travelled from when to when: names, and times within their terms."""
    for path in sorted((folder / "secretary-travels").glob("*.xml")):
        trips = list(ElementTree.parse(path).iter("trip"))
        names = {trip.findtext("name", "").strip() for trip in trips} - {""}
        days = sorted(filter(None, (trip.findtext("start-date", "") for trip in trips)))
        if not names or not days:
            yield Passed("no name")
            continue
        yield Tenure(
            tuple(sorted(names)),
            "",
            "USA",
            "foreign_minister",
            "Secretary of State",
            days[0],
            days[-1],
            TRAVELS,
            "within",
        )


def wikidata_officeholders(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the office-holders of Wikidata."""
    for row in rows_of(folder / "wikidata_officeholders.csv"):
        actor = country_codes(folder).get((row["country"] or row["set"]).lower(), "")
        office, represents = office_of(row["position"], actor)
        actor = represents or actor
        if not office:
            continue
        if not actor or not row["start"]:
            yield Passed("no start date" if actor else "unknown actor")
            continue
        end = last_day(row["end"], row["start"])
        source = WIKIDATA + row["wikidata_id"]
        yield from _placed(
            (row["person"],), row["wikidata_id"], actor, office, row["position"], row["start"], end, source
        )


def wikidata_heads(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the heads of state and government of 2022 in Wikidata, known to the year."""
    for row in rows_of(folder / "wikidata_heads_2022.csv"):
        actor = country_codes(folder).get(row["country"].lower(), "")
        title = re.sub(r" of .*", "", row["positionLabel"])
        office = office_of(row["positionLabel"], actor)[0] or office_of(title, actor)[0]
        if not actor or not office or not row["start_year"]:
            yield Passed("unknown actor" if office else "no office of diplomacy")
            continue
        end = last_day(row["end_year"], row["start_year"])
        names = (row["officeholderLabel"],)
        source = WIKIDATA + row["officeholder"]
        yield from _placed(names, row["officeholder"], actor, office, title, row["start_year"], end, source, "bounds")


def factbook(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the chiefs of state and heads of government of the World Factbook.

    A person last seen before the newest copy has left office by then, whatever spelling and date that copy gives.
    """
    known = {row["actor_id"] for row in rows_of(REFERENCE / "actors.csv")}
    placed = []
    for row in rows_of(folder / "factbook_leaders.csv"):
        words = f"{row['title']} {row['name_surname_caps']}"
        title = " ".join(words.split()[: title_length(words)]) or row["title"]
        names, (office, _) = tuple(mend(words)), office_of(title, row["iso3"])
        if row["iso3"] in known and row["since"] and names and office:
            tenure = Tenure(names, "", row["iso3"], office, title, row["since"], "", FACTBOOK)
            placed.append((tenure, row["last_seen"]))
        else:
            yield Passed("no name, date or office of diplomacy")
    newest = max(seen for _, seen in placed)
    seats: dict[tuple[str, str], list[tuple[Tenure, str]]] = {}
    for tenure, seen in placed:
        seats.setdefault((tenure.actor_id, tenure.office), []).append((tenure, seen))
    for tenure, seen in placed:
        rivals = seats[tenure.actor_id, tenure.office]
        last = max(
            day for other, day in rivals if other is tenure or likeness(other.names[0], tenure.names[0]) >= ALIKE
        )
        dates = ("", "term") if last == newest else (last, "bounds")
        yield from _placed(*tenure[:6], dates[0], FACTBOOK, dates[1])


def cia_world_leaders(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the cabinets of June 2019."""
    known = country_codes(folder)
    for row in rows_of(folder / "cia_world_leaders_2019.csv"):
        actor = known.get(row["iso3"].lower() or row["country"].lower(), "")
        title = row["office"].replace("Intl.", "International").replace("Govt.", "Government")
        office, _ = office_of(title.replace(", New York", ""), actor)
        if not office:
            continue
        names = tuple(mend(row["name_surname_caps"]))
        if not actor or not names:
            yield Passed("no name" if actor else "unknown actor")
            continue
        yield from _placed(names, "", actor, office, title, "2019-06-01", "2019-06-30", WORLD_LEADERS, "within")


def _placed(
    names: tuple[str, ...],
    wikidata_id: str,
    actor: str,
    office: str,
    title: str,
    start: str,
    end: str,
    source: str,
    dates: str = "term",
) -> Iterator[Tenure]:
    """Give a tenure unless it is of a sovereign listed for another territory as well."""
    sovereign_of = _sovereigns().get(fold(re.sub(r" of [A-Z].*", "", names[0])), actor)
    if sovereign_of == actor or office != "head_of_state":
        dates = "bounds" if dates == "term" and len(start) == len("2022") else dates
        yield Tenure(names, wikidata_id, actor, office, title, day(start), end, source, dates)


@functools.cache
def _sovereigns() -> dict[str, str]:
    return {fold(row["name"]): row["actor_id"] for row in rows_of(HERE / "import_officeholders_sovereigns.csv")}


@functools.cache
def country_codes(folder: Path) -> dict[str, str]:
    """Map names of countries, as the sources spell them, to actors."""
    actors = rows_of(REFERENCE / "actors.csv")
    known = {row["actor_id"] for row in actors}
    codes = {}
    for row in rows_of(folder / "cldr_territories.csv"):
        if row["iso3"] in known:
            codes[row["en"].lower()] = row["iso3"]
            codes[row["iso3"].lower()] = row["iso3"]
    for row in actors:
        for form in (row["actor_id"], row["name"], *row["aliases"].split("|")):
            codes.setdefault(form.lower(), row["actor_id"])
    for row in rows_of(HERE / "import_officeholders_country_names.csv"):
        codes.setdefault(row["name"].lower(), row["actor_id"])
    return codes


def day(stated: str) -> str:
    """Complete a date known to the year or month with the first day of the period."""
    parts = stated.split("-")
    return "-".join([parts[0], *([*parts[1:], "01", "01"])[:2]]) if stated else ""


def last_day(stated: str, start: str) -> str:
    """Complete an end with the last day of its year or month; none where the source ends a term before it starts."""
    parts = stated.split("-") if stated else []
    if len(parts) == 1:
        parts += ["12", "31"]
    elif len(parts) == 2:
        parts.append(str(calendar.monthrange(int(parts[0]), int(parts[1]))[1]))
    end = "-".join(parts)
    return end if end >= day(start) else ""
