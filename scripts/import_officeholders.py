"""Import persons and tenures of high office from openly licensed lists of office-holders.

Reads `../shared/corpus/reference` beside the repository, or the folder given; writes `data/reference/persons.csv` and
`data/reference/tenures.csv`. Sources (CC0 or public domain): Wikidata's office-holders and heads, the CIA World
Factbook's leaders. Rows without a start date are passed over and counted.
"""

from __future__ import annotations

import calendar
import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "data" / "reference"
WIKIDATA = "https://www.wikidata.org/wiki/"
FACTBOOK = "https://github.com/factbook/factbook.json"


class Tenure(NamedTuple):
    """One term of one person, as a source states it."""

    name: str
    wikidata_id: str
    actor_id: str
    office: str
    title: str
    start: str
    end: str
    source_url: str


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def office_of(position: str) -> str | None:
    """Class a Wikidata position by its words; only the offices of diplomacy are kept."""
    folded = position.lower()
    for row in rows_of(ROOT / "scripts" / "officeholder_positions.csv"):
        if re.search(row["pattern"], folded):
            return row["office"] or None
    return None


def wikidata_tenures(folder: Path) -> Iterator[Tenure | None]:
    """Read the office-holders of Wikidata; None for a row that cannot be placed."""
    offices: dict[str, str | None] = {}
    countries = country_codes(folder)
    for row in rows_of(folder / "wikidata_officeholders.csv"):
        position = row["position"]
        if position not in offices:
            offices[position] = office_of(position)
        office, actor = offices[position], countries.get(row["country"].lower())
        if office is None:
            continue
        if actor is None or not row["start"]:
            yield None
            continue
        end = last_day(row["end"], row["start"])
        source = WIKIDATA + row["wikidata_id"]
        yield Tenure(row["person"], row["wikidata_id"], actor, office, position, day(row["start"]), end, source)


def factbook_tenures(folder: Path) -> Iterator[Tenure | None]:
    """Read the chiefs of state and heads of government of the World Factbook."""
    known = {row["actor_id"] for row in rows_of(REFERENCE / "actors.csv")}
    for row in rows_of(folder / "factbook_leaders.csv"):
        if row["iso3"] not in known or not row["since"] or not row["title"]:
            yield None
            continue
        office = "head_of_state" if row["office"] == "chief_of_state" else "head_of_government"
        name = proper_case(row["name_surname_caps"])
        if "deputy" in row["title"].lower() or "vice" in row["title"].lower():
            continue
        yield Tenure(name, "", row["iso3"], office, row["title"], day(row["since"]), "", FACTBOOK)


def country_codes(folder: Path) -> dict[str, str]:
    """Map names of countries, as the sources spell them, to actors."""
    known = {row["actor_id"] for row in rows_of(REFERENCE / "actors.csv")}
    codes = {}
    for row in rows_of(folder / "cldr_territories.csv"):
        if row["iso3"] in known:
            codes[row["en"].lower()] = row["iso3"]
            codes[row["iso3"].lower()] = row["iso3"]
    for row in rows_of(REFERENCE / "actors.csv"):
        for form in (row["name"], *row["aliases"].split("|")):
            codes.setdefault(form.lower(), row["actor_id"])
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


def proper_case(name: str) -> str:
    """Write a surname given in capitals as people write it."""
    return " ".join(
        "-".join(part.capitalize() for part in word.split("-")) if word.isupper() and len(word) > 2 else word
        for word in name.split()
    )


def slug(name: str) -> str:
    """Make a person's id from the name."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def write(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    """Write a CSV file, sorted."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def main() -> int:
    """Import both lists, join what they say of one person, and report what was passed over."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus" / "reference"
    if not folder.is_dir():
        print(f"{folder}: no such folder; nothing imported", file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    persons: dict[str, tuple[str, str]] = {}
    tenures: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    held: set[tuple[str, str, str]] = set()
    for source, reader in (("wikidata", wikidata_tenures), ("factbook", factbook_tenures)):
        for tenure in reader(folder):
            person = slug(tenure.name) if tenure else ""
            if tenure is None or not person:
                counts[f"{source}: passed over"] += 1
                continue
            if source == "factbook" and (person, tenure.actor_id, tenure.office) in held:
                continue
            known = persons.get(person)
            if known and tenure.wikidata_id and known[1] and known[1] != tenure.wikidata_id:
                person = f"{person}-{tenure.wikidata_id.lower()}"
            persons.setdefault(person, (tenure.name, tenure.wikidata_id))
            held.add((person, tenure.actor_id, tenure.office))
            key = (person, tenure.actor_id, tenure.office, tenure.start)
            tenures.setdefault(key, (*key[:3], tenure.title, tenure.start, tenure.end, tenure.source_url))
            counts[f"{source}: tenures"] += 1
    write(
        REFERENCE / "persons.csv",
        ["person_id", "name", "aliases", "wikidata_id"],
        [(person, name, "", wikidata_id) for person, (name, wikidata_id) in persons.items()],
    )
    write(
        REFERENCE / "tenures.csv",
        ["person_id", "actor_id", "office", "title", "start_date", "end_date", "source_url"],
        list(tenures.values()),
    )
    print(f"{len(persons)} persons, {len(tenures)} tenures; {dict(counts)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
