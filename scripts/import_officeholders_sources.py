"""Read terms of office from openly licensed lists, each in its own reader.

Sources (CC0 or public domain): Wikidata's office-holders and heads, the CIA's World Leaders and World Factbook, the
Office of the Historian's principal officers, travels and persons in Foreign Relations, congress-legislators'
executives; and the rows kept by hand in `import_officeholders_by_hand.csv`, each with the page it was checked against.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from import_officeholders_names import ALIKE, HERE, fold, likeness, mend, rows_of, shorter_forms, slug, title_length

REFERENCE = HERE.parent / "data" / "reference"
WIKIDATA = "https://www.wikidata.org/wiki/"
FACTBOOK = "https://github.com/factbook/factbook.json"
WORLD_LEADERS = "https://github.com/WilliamRADFunk/cia-world-leaders"
POCOM = "https://github.com/HistoryAtState/pocom"
EXECUTIVES = "https://github.com/unitedstates/congress-legislators"
PHOENIX = "https://github.com/openeventdata/petrarch2"
VISITS = "https://history.state.gov/departmenthistory/visits"
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
    """What the dates are: those of the ``term``, its rough ``bounds``, or a time ``within`` it; of words that give them
    in part, which are stated: ``from``, ``until``, ``bounds of words`` or, of none, the source's own ``period``."""


class Passed(NamedTuple):
    """A row that could not be placed, and why."""

    reason: str


def all_tenures(folder: Path) -> Iterator[tuple[str, Tenure | Passed]]:
    """Read every source, the most trusted first; each tenure or reason with the name of its source."""
    from import_officeholders_frus import frus_persons

    readers: dict[str, Callable[[], Iterator[Tenure | Passed]]] = {
        "by hand": by_hand,
        "us executives": lambda: us_executives(folder),
        "us officers": lambda: us_officers(folder),
        "us secretaries' travels": lambda: travelling_secretaries(folder.parent / "hsg"),
        "wikidata office-holders": lambda: wikidata_officeholders(folder),
        "wikidata heads": lambda: wikidata_heads(folder),
        "factbook": lambda: factbook(folder),
        "visits to the us": lambda: visitors(folder.parent / "hsg"),
        "cia world leaders": lambda: cia_world_leaders(folder),
        "phoenix": lambda: phoenix(folder / "phoenix"),
        "foreign relations of the us": lambda: frus_persons(folder),
    }
    for source, read in readers.items():
        for found in read():
            if isinstance(found, Passed):
                yield source, found
            elif found.end and found.end < FIRST_DAY:
                yield source, Passed("before 1945")
            else:
                others = aliases_by_hand("true").get((fold(found.names[0]), found.actor_id), ())
                names = (re.split(r",| \(", name)[0] for name in (*found.names, *others))
                found = found._replace(names=tuple(dict.fromkeys(names)))
                yield source, found._replace(end=found.end if found.end <= LAST_DAY else "")


@functools.cache
def aliases_by_hand(joins: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Map a name and an actor to aliases; those that ``joins`` also tell that another list's person is the same."""
    rows = [row for row in rows_of(HERE / "import_officeholders_aliases.csv") if row["joins"] == joins]
    return {(fold(row["name"]), row["actor_id"]): tuple(row["aliases"].split("|")) for row in rows}


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
    rows = [row for row in rows_of(folder / "us_presidents_vice_presidents.csv") if row["end"] >= FIRST_DAY]
    bearers: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        bearers.setdefault((row["first"], row["last"]), set()).add(row["bioguide_or_id"])
    for row in rows:
        office = "head_of_state" if row["office"] == "President" else "minister"
        names = american_names(row["first"], row["middle"], row["last"], row["nickname"])
        if len(bearers[row["first"], row["last"]]) > 1:
            names = tuple(name for name in names if name != f"{row['first']} {row['last']}")
        yield Tenure(names, "", "USA", office, row["office"], row["start"], row["end"], EXECUTIVES)


def american_names(first: str, middle: str, last: str, nickname: str = "") -> tuple[str, ...]:
    """Give the forms in which Americans are named: with and without initial, middle name and nickname."""
    forms = [f"{nickname} {last}"] if nickname else []
    forms.append(f"{first} {last}")
    if middle:
        initials = " ".join(f"{word[0]}." for word in middle.split())
        forms += [f"{first} {initials} {last}", f"{first} {middle} {last}"]
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
        *given, last = re.sub(r",? (?:Jr\.?|[IVX]+|\d[dnrst]+)$", "", re.sub(r"[()]", "", row["name"])).split()
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
        if not actor or not row["start"] or not _is_english(row["person"]):
            yield Passed("no English name or start date" if actor else "unknown actor")
            continue
        end = last_day(row["end"], row["start"])
        source = WIKIDATA + row["wikidata_id"]
        yield from _placed(
            (row["person"],), row["wikidata_id"], actor, office, row["position"], row["start"], end, source
        )


def _is_english(label: str) -> bool:
    """Tell whether an item has a label in Latin letters, not only its number or one in another script."""
    return bool(slug(label)) and not re.fullmatch(r"Q\d+", label)


def wikidata_heads(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the heads of state and government of 2022 in Wikidata, known to the year."""
    for row in rows_of(folder / "wikidata_heads_2022.csv"):
        actor = country_codes(folder).get(row["country"].lower(), "")
        title = re.sub(r" of .*", "", row["positionLabel"])
        office = office_of(row["positionLabel"], actor)[0] or office_of(title, actor)[0]
        if not actor or not office or not row["start_year"] or not _is_english(row["officeholderLabel"]):
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
    rows = rows_of(folder / "factbook_leaders.csv")
    titles = {(row["iso3"], row["office"], row["since"]): row["title"] for row in rows if row["title"]}
    for row in rows:
        name, title = row["name_surname_caps"], row["title"]
        if name.startswith("also spelled "):
            name, title = name.removeprefix("also spelled "), titles.get((row["iso3"], row["office"], row["since"]), "")
        words = f"{title} {name}"
        title = _factbook_title(words, title)
        names, (office, _) = tuple(mend(words)), office_of(title, row["iso3"])
        since = row["since"] or _day_in_words(row["since_text"])
        if row["iso3"] in known and since and names and office:
            tenure = Tenure(names, "", row["iso3"], office, title, since, "", FACTBOOK)
            placed.append((tenure, row["last_seen"]))
        else:
            yield Passed("no name, date or office of diplomacy")
    newest = max(seen for _, seen in placed)
    seats: dict[tuple[str, str], list[tuple[Tenure, str]]] = {}
    for tenure, seen in placed:
        seats.setdefault((tenure.actor_id, tenure.office), []).append((tenure, seen))
    for tenure, _ in placed:
        rivals = seats[tenure.actor_id, tenure.office]
        last = max(
            day for other, day in rivals if other is tenure or likeness(other.names[0], tenure.names[0]) >= ALIKE
        )
        dates = ("", "term") if last == newest else (last, "bounds")
        yield from _placed(*tenure[:6], dates[0], FACTBOOK, dates[1])


def _factbook_title(words: str, stated: str) -> str:
    """Part the title from a name; "General" ends one only where it is no rank."""
    governor = re.match(r"(?:Acting )?Governor General\b", words)
    return governor[0] if governor else " ".join(words.split()[: title_length(words)]) or stated


def _day_in_words(stated: str) -> str:
    """Read a day such as ``21 Oct 2024``; empty when it is none."""
    try:
        return datetime.datetime.strptime(stated, "%d %b %Y").date().isoformat()
    except ValueError:
        return ""


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


def visitors(folder: Path) -> Iterator[Tenure | Passed]:
    """Read which leaders visited the United States from when to when: times within their terms."""
    days: dict[tuple[str, str, str, str], list[str]] = {}
    for path in sorted((folder / "visits").glob("*.xml")):
        for visit in ElementTree.parse(path).iter("visit"):
            words = " ".join(visit.findtext("visitor", "").split())
            actor = country_codes(folder.parent / "reference").get(visit.findtext("from", "").strip().lower(), "")
            title, name = _title_and_name(re.split(r",? and |, ", words)[0])
            office, _ = office_of(title, actor)
            if actor and office and " " in name:
                days.setdefault((actor, office, title, name), []).append(visit.findtext("start-date", ""))
            else:
                yield Passed("no full name, office or known actor")
    for (actor, office, title, name), known in days.items():
        full, familiar = re.sub(r" \(\w+\)", "", name), re.sub(r"^.* \((\w+)\)", r"\1", name)
        names = tuple(dict.fromkeys([next(shorter_forms(full), full), full, familiar]))
        for first, last in _runs(known):
            yield from _placed(names, "", actor, office, title, first, last, VISITS, "within")


def _runs(days: list[str]) -> Iterator[tuple[str, str]]:
    """Part days into runs without a gap of five years, which would be another term."""
    first = last = min(days)
    for day_of_visit in sorted(days):
        if int(day_of_visit[:4]) - int(last[:4]) > 4:
            yield first, last
            first = day_of_visit
        last = day_of_visit
    yield first, last


def _title_and_name(words: str) -> tuple[str, str]:
    """Part the longest title that names an office from the name after it."""
    parts = words.split()
    for cut in range(len(parts) - 1, 0, -1):
        if office_of(" ".join(parts[:cut]))[0]:
            return " ".join(parts[:cut]), " ".join(parts[cut:])
    return "", ""


_MISFILED = {"MUS": "MRT"}
"""In Phoenix the leaders of Mauritania stand under the code of Mauritius, whose own are all of 2003 and later."""


def phoenix(folder: Path) -> Iterator[Tenure]:
    """Read whom Phoenix's dictionary dates as of a state's government; it does not say in which office.

    From 2001 on, only of states that Wikidata's list leaves out: its own names of ministers are spelt otherwise.
    """
    listed = {row["country"] for row in rows_of(folder.parent / "wikidata_officeholders.csv")}
    known = {row["actor_id"] for row in rows_of(REFERENCE / "actors.csv")}
    names: list[str] = []
    for line in (folder / "Phoenix.Countries.actors.txt").read_text("utf-8", "replace").splitlines():
        span = re.match(r"\s+\[([A-Z]{3})GOV (\d{6,8})-(\d{6,8})\]", line)
        if span:
            actor, start, end = _MISFILED.get(span[1], span[1]), _phoenix_day(span[2]), _phoenix_day(span[3])
            if names and actor in known and start < end and (start < "2001" or actor not in listed):
                yield Tenure(tuple(names), "", actor, "unknown", "", start, end, PHOENIX, "bounds")
        elif "CountryInfo" in line:
            names = [name for name in [_phoenix_name(line)] if " " in name]
        elif line.startswith("+") and names:
            other = _phoenix_name(line[1:])
            names += [other] if " " in other and other.split()[0] == names[0].split()[0] else []
        elif line[:1].strip() and "[" not in line and not _follows(line, names):
            names = []


def _follows(line: str, names: list[str]) -> bool:
    """Tell whether a line without a mark is one more form of the name above it."""
    return bool(names) and names[0].split()[-1].lower() in line.lower()


def _phoenix_name(line: str) -> str:
    if not line.isprintable():
        return ""  # a letter was lost
    words = line.split("#")[0].strip(" _+\n").replace("_", " ").split()
    return " ".join(word.capitalize() if word.isupper() else word for word in words)


def _phoenix_day(digits: str) -> str:
    """Write a date of six or eight digits as ISO; years of two digits are those of 1930 to 2029."""
    if len(digits) == 6:
        digits = ("19" if digits > "30" else "20") + digits
    year, month, day_no = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    month = min(max(month, 1), 12)
    return f"{year}-{month:02}-{min(max(day_no, 1), calendar.monthrange(year, month)[1]):02}"


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
    sovereign_of = _sovereigns().get(fold(re.sub(r"^Co-[Pp]rince | of [A-Z].*", "", names[0])), actor)
    if sovereign_of == actor:
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
