"""Tell which terms of several lists are one person's, and which are one term."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from import_officeholders_names import ALIKE, agree, are_spellings, fold, likeness, slug
from import_officeholders_sources import FIRST_DAY, Tenure

SINGLE = frozenset(
    {"head_of_state", "head_of_government", "foreign_minister", "defence_minister", "finance_minister"}
    | {"intelligence_chief", "national_security_adviser"}
)
"""Offices that one person at a time holds."""

GOVERNING = frozenset({"head_of_state", "head_of_government"})

LESSER = frozenset({"minister", "deputy_minister", "envoy", "ambassador", "military", "official"})
"""Offices passed over while the person held a higher one (codebook, section 2)."""

SAME_START = 60
"""Days by which two sources may differ on when a term began."""

ROUGH = frozenset({"bounds of words", "from", "until", "period"})
"""Dates read out of descriptions: such terms are joined where they overlap or follow one another."""

SAME_LIFE = 30 * 365
"""Days between two terms after which a name is taken to be another person's."""

_NEVER = datetime.date(9999, 12, 31)


@dataclass(slots=True)
class Person:
    """What the sources say of one person."""

    names: list[str] = field(default_factory=list)
    wikidata_id: str = ""
    tenures: list[Tenure] = field(default_factory=list)


class People:
    """Persons found so far, by what tells them apart."""

    def __init__(self) -> None:
        self.all: list[Person] = []
        self._by_wikidata: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_first_word: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._by_seat: dict[tuple[str, str], list[Person]] = defaultdict(list)

    def add(self, tenure: Tenure) -> None:
        """Give a tenure to the person who held it, known already or new."""
        person = self._find(tenure)
        if person is None and tenure.office == "unknown" and self._is_another_time(tenure):
            return
        if person is None:
            person = Person()
            self.all.append(person)
        person.tenures.append(tenure)
        if tenure.wikidata_id:
            person.wikidata_id = person.wikidata_id or tenure.wikidata_id
            self._by_wikidata[person.wikidata_id] = person
        for name in tenure.names:
            if name not in person.names:
                person.names.append(name)
            _enter(self._by_name[fold(name)], person)
        for name in person.names:
            _enter(self._by_first_word[tenure.actor_id, fold(name).split(" ")[0]], person)
        _enter(self._by_seat[tenure.actor_id, tenure.office], person)

    def _is_another_time(self, tenure: Tenure) -> bool:
        """Tell whether a weak source dates a known name so far off that the date is likelier wrong."""
        return any(_of_actor(person, tenure) for person in self._by_name.get(fold(tenure.names[0]), ()))

    def _find(self, tenure: Tenure) -> Person | None:
        if tenure.wikidata_id in self._by_wikidata:
            return self._by_wikidata[tenure.wikidata_id]
        tests = [self._of_that_name(tenure)]
        if tenure.office != "unknown":
            tests += [self._of_a_longer_name(tenure), self._in_that_seat(tenure)]
        found = (person for test in tests for person in test)
        return next((person for person in found if not (person.wikidata_id and tenure.wikidata_id)), None)

    def _of_that_name(self, tenure: Tenure) -> Iterator[Person]:
        for name in tenure.names:
            for person in self._by_name.get(fold(name), ()):
                near = [known for known in person.tenures if _gap(known, tenure) < SAME_LIFE]
                if any(known.actor_id == tenure.actor_id or _is_beside(known, tenure) for known in near):
                    yield person

    def _of_a_longer_name(self, tenure: Tenure) -> Iterator[Person]:
        for name in tenure.names:
            for person in self._by_first_word.get((tenure.actor_id, fold(name).split(" ")[0]), ()):
                is_near = any(_gap(known, tenure) < SAME_LIFE / 2 for known in _of_actor(person, tenure))
                if is_near and any(agree(name, known) for known in person.names):
                    yield person

    def _in_that_seat(self, tenure: Tenure) -> Iterator[Person]:
        if tenure.dates in ROUGH:
            yield from self._of_that_spelling(tenure)
            return
        least = ALIKE if tenure.office in SINGLE else 0.85
        found = []
        for person in self._by_seat.get((tenure.actor_id, tenure.office), ()):
            if any(_is_one_seat(known, tenure) for known in person.tenures):
                alike = max(likeness(name, known) for name in tenure.names for known in person.names)
                found.append((alike, person))
        yield from (person for alike, person in sorted(found, key=lambda pair: -pair[0]) if alike >= least)

    def _of_that_spelling(self, tenure: Tenure) -> Iterator[Person]:
        """Find who held that office in those years under a name that another spelling may have made of this one."""
        for office in (tenure.office, "unknown"):
            for person in self._by_seat.get((tenure.actor_id, office), ()):
                is_near = any(_gap(known, tenure) < SAME_LIFE / 10 for known in _of_actor(person, tenure))
                if is_near and are_spellings(max(tenure.names, key=len), max(person.names, key=len)):
                    yield person


def _enter(people: list[Person], person: Person) -> None:
    if not any(person is known for known in people):
        people.append(person)


def _is_beside(known: Tenure, tenure: Tenure) -> bool:
    """Tell whether one is an office of a body that statesmen go on to or come from; bodies' ids are lower-case."""
    return known.actor_id.islower() or tenure.actor_id.islower()


def _of_actor(person: Person, tenure: Tenure) -> list[Tenure]:
    return [known for known in person.tenures if known.actor_id == tenure.actor_id]


def _date(stated: str) -> datetime.date:
    return datetime.date.fromisoformat(stated) if stated else _NEVER


def _gap(one: Tenure, other: Tenure) -> int:
    """Count the days between two tenures; an open one is taken to last a term of five years."""
    (start, end), (other_start, other_end) = _span(one), _span(other)
    return max(0, (other_start - end).days, (start - other_end).days)


def _span(tenure: Tenure) -> tuple[datetime.date, datetime.date]:
    start = _date(tenure.start)
    return start, _date(tenure.end) if tenure.end else start + datetime.timedelta(days=5 * 365)


def _is_one_seat(known: Tenure, tenure: Tenure) -> bool:
    if (known.actor_id, known.office) != (tenure.actor_id, tenure.office):
        return False
    return _is_one_term(known, tenure)


def _is_one_term(known: Tenure, tenure: Tenure) -> bool:
    """Tell whether two tenures of one office are one term that two sources date differently."""
    start, other = _date(known.start), _date(tenure.start)
    if known.dates in ROUGH or tenure.dates in ROUGH:
        return _gap(known, tenure) == 0
    slack = datetime.timedelta(days=SAME_START)
    is_inside = start - slack <= other and _date(tenure.end) - slack <= _date(known.end)
    if tenure.dates == "within" and known.dates != "within" and known.end and is_inside:
        return True
    if abs((start - other).days) <= SAME_START:
        return True
    if "term" not in (known.dates, tenure.dates) and start.year == other.year:
        return True
    if "bounds" in (known.dates, tenure.dates) and start.year == other.year:
        return True
    return start <= other < _date(known.end) - slack if known.end else start <= other


def terms(tenures: Iterable[Tenure]) -> list[Tenure]:
    """Join what several sources say of one person's terms, the first source's word first."""
    kept: list[Tenure] = []
    tenures = list(tenures)
    tenures = [tenure for tenure in tenures if tenure.dates not in ROUGH] + _joined(tenures)
    ordered = sorted(tenures, key=lambda tenure: ("term", "bounds", "period", "within").index(tenure.dates))
    in_no_office = [tenure for tenure in ordered if tenure.office == "unknown"]
    for tenure in ordered:
        if tenure.office == "unknown":
            continue
        place = next((i for i, known in enumerate(kept) if _is_one_seat(known, tenure)), None)
        if place is None:
            kept.append(_widened(tenure, in_no_office))
        elif (kept[place].dates, tenure.dates) == ("period", "within"):
            span = min(kept[place].start, tenure.start), max(kept[place].end, tenure.end)
            kept[place] = kept[place]._replace(start=span[0], end=span[1])
        elif _ends(tenure, kept[place], ordered):
            kept[place] = kept[place]._replace(end=_later(tenure.end, kept[place].start))
    kept = [tenure for tenure in kept if not _is_lesser(tenure, kept)]
    return kept + [tenure for tenure in in_no_office if not any(_tells(known, tenure) for known in kept)]


def _tells(known: Tenure, tenure: Tenure) -> bool:
    """Tell whether a term makes one of no known office needless: one of rough dates has to cover it."""
    if known.dates != "period":
        return _overlap(tenure, known)
    return known.actor_id == tenure.actor_id and known.start <= tenure.start and _date(tenure.end) <= _date(known.end)


def _joined(tenures: list[Tenure]) -> list[Tenure]:
    """Join terms of rough dates: a stated start or end counts more than the years of the volume that states none."""
    seats: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        if tenure.dates in ROUGH:
            seats[tenure.actor_id, tenure.office].append(tenure)
    joined: list[Tenure] = []
    for pieces in seats.values():
        starts = sorted(piece.start for piece in pieces if piece.dates in ("from", "bounds of words"))
        ends = sorted(piece.end for piece in pieces if piece.dates in ("until", "bounds of words"))
        run: list[Tenure] = []
        for piece in sorted((_trimmed(piece, starts, ends) for piece in pieces), key=lambda piece: piece.start):
            if run and (_date(piece.start) - _date(run[-1].end)).days <= SAME_START:
                run[-1] = run[-1]._replace(end=max(run[-1].end, piece.end))
            else:
                run.append(piece)
        joined += [piece._replace(dates="period") for piece in run]
    return joined


def _trimmed(piece: Tenure, starts: list[str], ends: list[str]) -> Tenure:
    """Give a term the start and end stated elsewhere, where they lie within it and are of one term."""
    start = next((day for day in starts if piece.start <= day <= piece.end), "")
    end = next((day for day in reversed(ends) if piece.start <= day <= piece.end), "")
    if start and end and end < start:
        return piece
    if start and piece.dates in ("until", "period"):
        piece = piece._replace(start=start)
    return piece._replace(end=end) if end and piece.dates in ("from", "period") else piece


def _ends(tenure: Tenure, known: Tenure, others: list[Tenure]) -> bool:
    """Tell whether a tenure gives the end of an open one: not when its own source names the holder still."""
    if known.end or tenure.dates == "within" or _is_by_hand(known):
        return False
    return not any(
        other.source_url == tenure.source_url and not other.end and _is_one_seat(known, other) for other in others
    )


def _widened(tenure: Tenure, in_no_office: list[Tenure]) -> Tenure:
    """Give a time within a term the days of the government it fell in, when those are known."""
    if tenure.dates == "period" and tenure.office in GOVERNING:
        return _exact(tenure, in_no_office)
    around = [known for known in in_no_office if _overlap(tenure, known)] if tenure.dates == "within" else []
    if not around or tenure.office not in SINGLE:
        return tenure
    start, end = min(known.start for known in around), max(known.end for known in around)
    return tenure._replace(start=min(start, tenure.start), end=max(end, tenure.end))


def _exact(tenure: Tenure, in_no_office: list[Tenure]) -> Tenure:
    """Give a term of rough dates the days of the government that it fell in for the greater part."""
    for known in in_no_office:
        shared = min(_span(tenure)[1], _span(known)[1]) - max(_span(tenure)[0], _span(known)[0])
        if _overlap(tenure, known) and shared > (_span(tenure)[1] - _span(tenure)[0]) / 2:
            return tenure._replace(start=max(known.start, FIRST_DAY), end=known.end)
    return tenure


def _overlap(one: Tenure, other: Tenure) -> bool:
    return one.actor_id == other.actor_id and _gap(one, other) == 0


def _is_by_hand(tenure: Tenure) -> bool:
    return tenure.dates == "term" and "wikidata.org" not in tenure.source_url and "github.com" not in tenure.source_url


def _later(end: str, start: str) -> str:
    return end if end >= start else ""


def _is_lesser(tenure: Tenure, others: list[Tenure]) -> bool:
    return tenure.office in LESSER and any(
        other.actor_id == tenure.actor_id
        and other.office not in LESSER
        and other.start <= tenure.start
        and (_date(tenure.end) <= _date(other.end) or (not tenure.end and tenure.start == other.start))
        for other in others
    )


def sharpen_years(people: Iterable[Person]) -> None:
    """Let a term known to the year end or begin on the day on which another person took over or gave up its office."""
    seats: dict[tuple[str, str, str], list[tuple[Tenure, Person]]] = defaultdict(list)
    for person in people:
        for tenure in person.tenures:
            if tenure.office in SINGLE and tenure.dates in ("term", "bounds"):
                seats[_seat(tenure)].append((tenure, person))
    for person in people:
        for place, tenure in enumerate(person.tenures):
            if tenure.office in SINGLE and tenure.dates == "bounds":
                others = [other for other, holder in seats[_seat(tenure)] if holder is not person]
                person.tenures[place] = _sharpened(tenure, others)


def _sharpened(tenure: Tenure, others: list[Tenure]) -> Tenure:
    if tenure.end.endswith("-12-31"):
        days = [other.start for other in others if other.start[:4] == tenure.end[:4] and other.start[5:] != "01-01"]
        tenure = tenure._replace(end=min((day for day in days if day > tenure.start), default=tenure.end))
    if tenure.start.endswith("-01-01"):
        exact = [other for other in others if other.dates == "term" and other.end[5:] != "12-31"]
        days = [other.end for other in exact if other.end[:4] == tenure.start[:4]]
        last = max((day for day in days if not tenure.end or day < tenure.end), default=tenure.start)
        tenure = tenure._replace(start=last)
    return tenure


def close_open_terms(people: Iterable[Person]) -> None:
    """End a term of no stated end on the day when another person began the next in the same single office."""
    seats: dict[tuple[str, str, str], list[tuple[str, Person]]] = defaultdict(list)
    for person in people:
        for tenure in person.tenures:
            if tenure.office in SINGLE and tenure.dates == "term":
                seats[_seat(tenure)].append((tenure.start, person))
    people = list(people)
    for person in people:
        person.tenures = [_closed(tenure, person, seats) for tenure in person.tenures]
    sharpen_years(people)


def _closed(tenure: Tenure, person: Person, seats: dict[tuple[str, str, str], list[tuple[str, Person]]]) -> Tenure:
    if tenure.end or tenure.office not in SINGLE:
        return tenure
    starts = seats.get(_seat(tenure), ())
    after = [start for start, other in starts if start > tenure.start and other is not person]
    return tenure._replace(end=min(after)) if after else tenure


def _seat(tenure: Tenure) -> tuple[str, str, str]:
    return tenure.actor_id, tenure.office, _plain_title(tenure)


def _plain_title(tenure: Tenure) -> str:
    title = tenure.title.lower().replace("&", "and").replace("national defen", "defen").replace("defense", "defence")
    return title.removeprefix("acting ").removeprefix("interim ").split(" of the republic")[0]


def with_ids(people: Iterable[Person], known: dict[str, str], known_ids: set[str]) -> dict[str, Person]:
    """Give each person the id published for the Wikidata item or a name, else one made of the name.

    Parameters
    ----------
    people : iterable of Person
    known : dict
        Published id by Wikidata id.
    known_ids : set
        All published ids; those of no Wikidata item may be taken up by name.
    """
    found: dict[str, Person] = {}
    people = list(people)
    free = known_ids - set(known.values())
    rest = []
    for person in people:
        if person.wikidata_id in known:
            found[known[person.wikidata_id]] = person
        else:
            rest.append(person)
    for person in rest:
        published = [slug(name) for name in person.names if slug(name) in free and slug(name) not in found]
        ids = [*published, *_new_ids(person)]
        found[next(each for each in ids if each and each not in found)] = person
    return found


def _new_ids(person: Person) -> Iterator[str]:
    base = slug(person.names[0]) or slug(person.wikidata_id)
    yield base
    yield f"{base}-{person.wikidata_id.lower()}" if person.wikidata_id else ""
    yield f"{base}-{person.tenures[0].actor_id.lower()}"
    yield from (f"{base}-{number}" for number in range(2, 100))
