"""Import persons and tenures of high office from openly licensed lists of office-holders.

Reads `../shared/corpus/reference` beside the repository, or the folder given; writes `data/reference/persons.csv` and
`data/reference/tenures.csv`. What each source is stands in `import_officeholders_sources.py`; who is one person is
decided in `import_officeholders_merging.py`. A row that cannot be placed is passed over and counted. Ids published
before are kept; those that vanish are listed, for `retired_ids.csv`.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from import_officeholders_merging import SINGLE, People, Person, close_open_terms, terms, with_ids
from import_officeholders_names import fold, rows_of, shorter_forms, spellings
from import_officeholders_sources import REFERENCE, Passed, aliases_by_hand, all_tenures

SPELT = SINGLE | {"royal", "igo_official", "group_leader"}
"""Offices whose holders are in the news often enough for every spelling of their names."""


def main() -> int:
    """Import all lists, join what they say of one person, and report what was passed over."""
    root = Path(__file__).parent.parent
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root.parent / "shared" / "corpus" / "reference"
    if not folder.is_dir():
        print(f"{folder}: no such folder; nothing imported", file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    people = People()
    for source, tenure in all_tenures(folder):
        if isinstance(tenure, Passed):
            counts[f"{source}, passed over: {tenure.reason}"] += 1
        else:
            people.add(tenure)
            counts[source] += 1
    for person in people.all:
        person.tenures = terms(person.tenures)
    close_open_terms(people.all)
    published = rows_of(REFERENCE / "persons.csv")
    by_wikidata = {row["wikidata_id"]: row["person_id"] for row in published if row["wikidata_id"]}
    persons = with_ids(people.all, by_wikidata, {row["person_id"] for row in published})
    write_tables(persons)
    report(persons, counts, {row["person_id"] for row in published})
    return 0


def write_tables(persons: dict[str, Person]) -> None:
    """Write both tables, sorted."""
    stated = defaultdict(set)
    for person_id, person in persons.items():
        for name in person.names:
            stated[fold(name)].add(person_id)
    write(
        REFERENCE / "persons.csv",
        ["person_id", "name", "aliases", "wikidata_id"],
        [
            (person_id, person.names[0], "|".join(aliases(person_id, person, stated)), person.wikidata_id)
            for person_id, person in persons.items()
        ],
    )
    rows = {
        (person_id, tenure.actor_id, tenure.office, tenure.start): (tenure.title, tenure.end, tenure.source_url)
        for person_id, person in persons.items()
        for tenure in reversed(person.tenures)
    }
    write(
        REFERENCE / "tenures.csv",
        ["person_id", "actor_id", "office", "title", "start_date", "end_date", "source_url"],
        [(*key[:3], title, key[3], end, source) for key, (title, end, source) in rows.items()],
    )


def aliases(person_id: str, person: Person, stated: dict[str, set[str]]) -> list[str]:
    """List the other names of a person: those of the sources, and spellings that are no other person's name."""
    actors = frozenset(tenure.actor_id for tenure in person.tenures)
    names = person.names[:6]
    made = [form for name in names for form in shorter_forms(name)]
    if any(tenure.office in SPELT for tenure in person.tenures):
        made += [form for name in names[:3] for form in spellings(name, actors)]
    by_hand = aliases_by_hand("false")
    names = [*names, *(form for actor in actors for form in by_hand.get((fold(names[0]), actor), ()))]
    unlike = {fold(name): name for name in reversed([*names, *made]) if " " in name}
    unlike.pop(fold(person.names[0]), None)
    return sorted(name for folded, name in unlike.items() if not stated[folded] - {person_id} or name in names)


def write(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    """Write a CSV file, sorted."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def report(persons: dict[str, Person], counts: Counter[str], published: set[str]) -> None:
    """Say what came of the import."""
    tenures = [tenure for person in persons.values() for tenure in person.tenures]
    print(f"{len(persons)} persons, {len(tenures)} tenures")
    for what, number in (*sorted(counts.items()), *Counter(tenure.office for tenure in tenures).most_common()):
        print(f"  {what}: {number}")
    vanished = sorted(published - set(persons))
    print(f"{len(vanished)} ids vanished: {' '.join(vanished)}")


if __name__ == "__main__":
    sys.exit(main())
