"""Tie names to persons and the offices they held.

Data: `data/reference/persons.csv`, `data/reference/tenures.csv`, `lexicon/surname_first.csv`.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from parley.files import lexicon_rows, reference_rows
from parley.linking.offices import office_of_title, office_rank
from parley.mentions.phrasebook import Title
from parley.text.document import words

_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_ARTICLES = frozenset({"al", "el", "ad", "as", "bin", "ibn"})
"""Small words of names that copy spells, joins or leaves out as it likes."""
_ALIKE = 0.8
"""Least likeness of two surnames, from 0 to 1, at which they may be two spellings of one."""
_GAP = 8
"""Years by which the terms listed for a person may miss the one that the text speaks of."""
_CROWNED = frozenset(
    {"king", "queen", "emperor", "empress", "emir", "amir", "sultan", "shah", "monarch", "grand duke", "prince", "pope"}
    | {"crown prince", "king of the hashemite kingdom"}
)
_LEADING = frozenset({"head_of_state", "head_of_government", "foreign_minister"})
"""Offices that every state has, under a name of its own."""


_WORLD = frozenset({"secretary-general of the united nations"})
"""Titles of those at the head of bodies whom copy calls by the surname alone, as it does heads of state."""


def fold_name(name: str) -> str:
    """Fold a name to lower-case letters without diacritics, parts apart."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'").replace("-", " ")


@functools.cache
def _persons_by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in reference_rows("persons"):
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            ids = found.setdefault(fold_name(form), [])
            if row["person_id"] not in ids:
                ids.append(row["person_id"])
    return {name: tuple(ids) for name, ids in found.items()}


@functools.cache
def _tenures() -> dict[str, tuple[dict[str, str], ...]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in reference_rows("tenures"):
        found.setdefault(row["person_id"], []).append(row)
    return {person: tuple(rows) for person, rows in found.items()}


def holder_actor(name: Sequence[str], office: str, day: str, is_royal: bool = False) -> str | None:
    """Find whom a person represented, when the tenures of that time leave one answer.

    Parameters
    ----------
    name : sequence of str
        A full name, or a surname alone, which then needs an office.
    office : str
        Class of the office the text gives, ``unknown`` when it gives none.
    day : str
        ISO date of the article.
    is_royal : bool
        Whether the title is a monarch's: a single name is then no surname.
    """
    people = _people(name)
    if not people and office != "unknown" and len(name) == 1 and not is_royal:
        people = _persons_by_surname().get(fold_name(name[-1]), ())
    rows = _held(people, day)
    if not rows and len(name) > 1 and office != "unknown":  # lists of terms have gaps
        rows = [row for person in people for row in _tenures().get(person, ()) if _covers(row, int(day[:4]), _GAP)]
    if not people and office == "unknown" and len(name) > 1:
        people = _leaders_alike(name)
        rows = [row for row in _held(people, day) if row["office"] in _LEADING]
    if not rows and len(name) > 1 and office in _LEADING:
        rows = _held(_persons_alike(name, office), day)
    fitting = [row for row in rows if row["office"] == office] or (rows if len(name) > 1 else [])
    actors = {row["actor_id"] for row in fitting}
    if len(actors) > 1:  # of two bodies that he led the one in which he ranked higher
        rank = min(office_rank(row["office"]) for row in fitting)
        actors = {row["actor_id"] for row in fitting if office_rank(row["office"]) == rank}
    return actors.pop() if len(actors) == 1 else None


def monarch_of_name(name: str, day: str, told: Collection[str] = ()) -> str | None:
    """Find the state of the one monarch, crown prince or pope known by a single name on a day: "King Abdullah".

    Parameters
    ----------
    name : str
    day : str
        ISO date of the article.
    told : collection of str
        States that the article names, which decide between two of one name.
    """
    known = _monarchs().get(fold_name(name), ())
    rows = [row for row in known if row["start_date"] <= day <= (row["end_date"] or "9999")]
    rows = rows or [row for row in known if _covers(row, int(day[:4]), 2 * _GAP)]
    actors = {row["actor_id"] for row in rows}
    actors = actors & set(told) if len(actors) > 1 else actors
    return actors.pop() if len(actors) == 1 else None


@functools.cache
def _monarchs() -> dict[str, tuple[dict[str, str], ...]]:
    found: dict[str, list[dict[str, str]]] = {}
    for name, people in _persons_by_name().items():
        rows = [row for person in people for row in _tenures().get(person, ()) if row["title"].lower() in _CROWNED]
        for part in name.split(" ")[:1]:
            found.setdefault(part, []).extend(rows)
    return {name: tuple(rows) for name, rows in found.items() if rows}


def _persons_alike(name: Sequence[str], office: str) -> tuple[str, ...]:
    """Find holders of an office whose names are written a little otherwise: Rajapakse and Rajapaksa."""
    first, last = fold_name(name[0]), fold_name(name[-1])
    return tuple(
        dict.fromkeys(
            person
            for surname, person in _holders_by_first_name(office).get(first, ())
            if SequenceMatcher(None, last, surname).ratio() >= _ALIKE
        )
    )


def _leaders_alike(name: Sequence[str]) -> tuple[str, ...]:
    """Find heads of state or government and foreign ministers of that surname whose whole names are much alike."""
    words = [word for word in fold_name(" ".join(name)).split() if word not in _ARTICLES]
    if len(words) < 2:
        return ()
    whole = "".join(words)
    return tuple(
        dict.fromkeys(
            person
            for other, person in _leaders_by_surname().get(words[-1], ())
            if SequenceMatcher(None, whole, other).ratio() >= _ALIKE
        )
    )


@functools.cache
def _leaders_by_surname() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, people in _persons_by_name().items():
        words = [word for word in name.split() if word not in _ARTICLES]
        for person in people if len(words) > 1 else ():
            if any(row["office"] in _LEADING for row in _tenures().get(person, ())):
                found.setdefault(words[-1], []).append(("".join(words), person))
    return found


@functools.cache
def _holders_by_first_name(office: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, people in _persons_by_name().items():
        first, _, rest = name.partition(" ")
        for person in people if rest else ():
            if any(row["office"] == office for row in _tenures().get(person, ())):
                found.setdefault(first, []).append((rest.split(" ")[-1], person))
    return found


def leader_of_surname(surname: str, day: str) -> tuple[str, str] | None:
    """Find the one head of state or government, or foreign minister, of that surname on a day: actor and office."""
    terms = [row for person in _persons_by_surname().get(fold_name(surname), ()) for row in _tenures().get(person, ())]
    current = [row for row in terms if row["start_date"] <= day <= (row["end_date"] or "9999")]
    rows = [row for row in current if row["office"] == "igo_official" and row["title"].lower() in _WORLD]
    rows = rows or [row for row in current if row["office"] in _LEADING]  # "Guterres" is he of the UN
    actors = {row["actor_id"] for row in rows}
    return (actors.pop(), min((row["office"] for row in rows), key=office_rank)) if len(actors) == 1 else None


def held_office(name: Sequence[str], actor_id: str, day: str, *, is_exact: bool = False) -> str | None:
    """Find the office a person of that full name held for an actor, the highest of several."""
    people = _people(name) or _leaders_alike(name)
    rows = [row for row in _held(people, day) if row["actor_id"] == actor_id]
    if is_exact:
        rows = [row for row in rows if row["start_date"] <= day <= (row["end_date"] or "9999")]
    offices = [row["office"] for row in rows]
    return min(offices, key=office_rank, default=None)


@functools.cache
def _persons_by_surname() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    surname_first = {row["actor_id"] for row in lexicon_rows("surname_first")}
    for name, people in _persons_by_name().items():
        parts = name.split(" ")
        found.setdefault(parts[-1], []).extend(people)
        if parts[-2:-1] and parts[-2] in _ARTICLES:
            found.setdefault(" ".join(parts[-2:]), []).extend(people)
        for person in people if len(parts) > 1 else ():
            if any(row["actor_id"] in surname_first for row in _tenures().get(person, ())):
                found.setdefault(parts[0], []).append(person)
    return {name: tuple(dict.fromkeys(people)) for name, people in found.items()}


def find_person(name: str, actor_id: str, date: str) -> str | None:
    """Find the one person of a name who held an office for an actor by a date; None rather than a guess.

    Parameters
    ----------
    name : str
        Full name as the article writes it.
    actor_id : str
    date : str
        ISO date of the meeting.
    """
    if " " not in name:
        return None
    year = int(date[:4])
    named = _persons_by_name().get(fold_name(name), ()) or _of_initials(name)
    found = {
        person
        for person in named
        if any(row["actor_id"] == actor_id and _covers(row, year) for row in _tenures().get(person, ()))
    }
    return found.pop() if len(found) == 1 else None


def _of_initials(name: str) -> tuple[str, ...]:
    """Persons whose surname and initials are those of "S. Jaishankar"."""
    *given, surname = fold_name(name).replace(".", " ").split()
    if not given or any(len(part) > 1 for part in given):
        return ()
    return tuple(
        person
        for person in _persons_by_surname().get(surname, ())
        if any(_initials(form)[: len(given)] == "".join(given) for form in _names_of().get(person, ()))
    )


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.replace(".", " ").split()[:-1])


@functools.cache
def _names_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, people in _persons_by_name().items():
        for person in people:
            found.setdefault(person, []).append(name)
    return {person: tuple(names) for person, names in found.items()}


def _people(name: Sequence[str]) -> tuple[str, ...]:
    """Persons of a full name; middle initials may be left out of it."""
    if len(name) < 2:
        return ()
    bare = [part for part in name if len(part.rstrip(".")) > 1 and part.rstrip(".") not in _SUFFIXES]
    return _persons_by_name().get(fold_name(" ".join(name)), ()) or _persons_by_name().get(
        fold_name(" ".join(bare)), ()
    )


def _held(people: Sequence[str], day: str) -> list[dict[str, str]]:
    """List what people held on a day; where nothing fits, what they held within a year of it."""
    rows = [row for person in people for row in _tenures().get(person, ())]
    exact = [row for row in rows if row["start_date"] <= day <= (row["end_date"] or "9999")]
    return exact or [row for row in rows if _covers(row, int(day[:4]))]


def _covers(row: dict[str, str], year: int, slack: int = 1) -> bool:
    end = row["end_date"] or "9999"
    return int(row["start_date"][:4]) - slack <= year <= int(end[:4]) + slack


def may_have(actor_id: str, text: str, read: tuple[Title, ...]) -> bool:
    """Whether a state has an office of that name: the United States has no prime minister.

    Parameters
    ----------
    actor_id : str
    text : str
        The title's words.
    read : tuple of Title
        The titles of the lexicon found in it, in order.
    """
    office = office_of_title(text, read, actor_id)
    if office not in _LEADING or not read:
        return True
    head = read[0].phrase.split(" of ")[0].split(" for ")[0].split(" ")[-1]
    known = _words_of_offices().get(actor_id)
    return known is None or {"premier": "minister"}.get(head, head) in known.get(office, ())


@functools.cache
def _words_of_offices() -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    for row in reference_rows("tenures"):
        if row["office"] in _LEADING:
            found.setdefault(row["actor_id"], {}).setdefault(row["office"], set()).update(words(row["title"]))
    return found
