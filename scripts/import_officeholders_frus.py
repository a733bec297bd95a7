"""Read the lists of persons in Foreign Relations of the United States: a name, in words what the person was, and when.

A description is parted into clauses, a clause into whom the person stood for, one or more titles and dates. What is not
read by rule is passed over. Data: `import_officeholders_frus_offices.csv`, `import_officeholders_frus_countries.csv`,
and of the package's gazetteer the names and adjectives of states.
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from import_officeholders_names import HERE, LEXICON, is_rank, rows_of, shorter_forms
from import_officeholders_sources import Passed, Tenure, day, last_day, office_of

FRUS = "https://history.state.gov/historicaldocuments/"
HOME = "?"
"""In the list of offices: of a description that names no state."""

LONGEST = 10
"""Years beyond which a volume says too little about when its persons held office."""

_MONTHS = list(calendar.month_name)[1:]
_DATE = (
    rf"(?:(?:early|mid-?|late|spring|summer|fall|autumn|winter|the end of|{'|'.join(_MONTHS)})\.? ?"
    r"(?:in |of )?)*(?:\d{1,2},? )?(?:19)\d\d"
)
_DAY = rf"(?:(?:{'|'.join(_MONTHS)})(?: \d{{1,2}})?)"
_CAUSE = r"(?:(?:his|her) )?(?:(?:death|assassination|resignation|overthrow|removal)(?: (?:in|on))? )?"
_RANGE = re.compile(rf"(?:from |between )?({_DATE}|{_DAY})(?:,? (?:to|until|through) |\s*[-–—]\s*)({_DATE})")
_END = re.compile(rf"\b(?:until|till|to|through|up to|before|prior to) {_CAUSE}({_DATE})")
_START = re.compile(rf"\b(?:from|after|since|beginning|as of|effective|following) ({_DATE})")
_BARE = re.compile(rf"(?:\b(?:in|during|for|on) )?({_DATE})")
_CLAUSES = re.compile(
    r";|,? (?=thereafter\b,? \w)|(?<=\d),? and,? (?=(?:from|until|after|to|in)\b)|,? and, (?=(?:from|until|after)\b)"
    r"|\. (?=[A-Z])"
)
_LEADING = re.compile(r"^(?:and|also|then|later|thereafter|subsequently|concurrently|again|the)\b[, ]*", re.IGNORECASE)
_SUFFIX = re.compile(r"^(?:Jr\.?|Sr\.?|I{2,3}|IV|USAF|USN|USA|USMC|\d(?:st|nd|rd|th) .*)$")
_BRACKETS = re.compile(r"\s*\([^)]*\)")


class Clause(NamedTuple):
    """What one clause of a description says."""

    words: str
    """Without the dates."""
    start: str
    """ISO, or empty where the clause does not tell."""
    end: str


def frus_persons(folder: Path) -> Iterator[Tenure | Passed]:
    """Read the persons of all volumes whose years are near enough to one another."""
    for row in rows_of(folder / "frus_persons.csv"):
        names, years = names_of(row["name_surname_first"]), years_of(row["volume"])
        if not names or not years or re.match(r"see\b", row["description"], re.IGNORECASE):
            yield Passed("no full name, a reference or too long a time")
            continue
        found = list(terms_of(row["description"], years))
        for actor, office, title, start, end, dates in found:
            yield Tenure(names, "", actor, office, title, start, end, f"{FRUS}{row['volume']}/persons", dates)
        if not found:
            yield Passed("no office of diplomacy that the rules can read")


def years_of(volume: str) -> tuple[str, str] | None:
    """Read the first and last day of the years that a volume is about."""
    found = re.match(r"frus(19\d\d)(?:-(\d\d))?", volume)
    first, last = (found[1], found[1][:2] + (found[2] or found[1][2:])) if found else ("", "")
    return (f"{first}-01-01", f"{last}-12-31") if first and int(last) - int(first) < LONGEST else None


def names_of(stated: str) -> tuple[str, ...]:
    """Turn a name with the surname first about: the usual form, then fuller ones and those in brackets."""
    text = re.sub(r"[–—]", "-", stated).replace("’", "'").replace("‘", "'")
    text = re.sub(r"(?<=\w\w)[ .]+$", "", text.strip())
    notes = re.findall(r"\(([^)]*)\)", text)
    parts = [part.strip() for part in re.sub(r"\s*\([^)]*\)?", "", text).split(",")]
    parts = [part for part in parts if part and not _SUFFIX.match(part)]
    if not parts or any(re.search(r"[\d\"“”]|\bof\b", part) for part in parts):
        return ()
    surname, given = parts[0], _without_rank(" ".join(parts[1:]))
    article = re.search(r"(?:^| )(al-|el-|as-|de|von|van|du|dos|da)$", given)
    if article:
        given, surname = (
            given[: article.start()].strip(),
            f"{article[1]}{'' if article[1][-1] == '-' else ' '}{surname}",
        )
    full = " ".join(f"{given} {surname}".split())
    if " " not in full or "-," in full or re.search(r"(?:^| )-|-$| I+ \w", full):
        return ()
    others = [note for note in notes if len(parts) == 1 and re.fullmatch(r"[A-Z][\w'-]+ [A-Z][\w' -]+", note)]
    return tuple(dict.fromkeys([next(shorter_forms(full), full), full, *others]))


def _without_rank(given: str) -> str:
    words = given.split()
    while words and is_rank(words[0]):
        words = words[1:]
    while words and is_rank(words[-1]):
        words = words[:-1]
    return " ".join(words)


def terms_of(description: str, years: tuple[str, str]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Read the offices out of a description: actor, office, title, start, end, and what the dates are."""
    actor, last_end = "", ""
    for words in _CLAUSES.split(_BRACKETS.sub(_state_only, description.replace("’", "'"))):
        clause = dated(words, last_end)
        last_end = clause.end or last_end
        if re.search(r"\b(?:former|ex-)", clause.words, re.IGNORECASE):
            continue
        stated, title = actor_and_title(clause.words)
        actor = stated or actor
        dates = _dates(clause, years)
        if dates is None:
            continue
        for represents, office, part in _offices_in(title, actor):
            yield represents, office, part, *dates


def _state_only(brackets: re.Match[str]) -> str:
    """Leave out words in brackets that are no part of a state's name."""
    return brackets[0] if any(form.endswith(brackets[0]) for form in _states()[1]) else ""


def _offices_in(title: str, actor: str) -> list[tuple[str, str, str]]:
    """Class a title, or each of several that the words join."""
    title = re.sub(r"^(?:[A-Z]\w+ )?(?:General|Generalissimo|Colonel|Admiral|Marshal|Major), ", "", title)
    title = re.sub(r",? (?:in the |at the )?(?:Bureau of .*|Department of State)$", "", title)
    parts = [part.strip(" ,.") for part in re.split(r",? and (?:also )?|,? also ", title)]
    found = [(*_office(part, actor), part) for part in parts]
    known = [each for each in found if each[1]]
    whole = (*_office(title, actor), title)
    return known if len(known) == len(parts) or not whole[1] else [whole]


def _dates(clause: Clause, years: tuple[str, str]) -> tuple[str, str, str] | None:
    """Complete the dates of a clause with the years of its volume."""
    start = clause.start or min(years[0], f"{clause.end[:4] or years[0][:4]}-01-01")
    end = clause.end or max(years[1], f"{start[:4]}-12-31")
    kind = {(True, True): "bounds of words", (True, False): "from", (False, True): "until", (False, False): "period"}
    known = kind[bool(clause.start), bool(clause.end)]
    return (start, end, known) if "1940" < start <= end else None


def dated(words: str, last_end: str) -> Clause:
    """Part a clause from its dates; ``thereafter`` begins where the clause before it ended."""
    start = end = ""
    if re.search(r"\bthereafter\b", words):
        start = last_end
        words = re.sub(r",? ?\bthereafter\b,?", " ", words)
    found = _RANGE.search(words)
    if found:
        first = found[1] if re.search(r"19\d\d", found[1]) else f"{found[1]}, {found[2][-4:]}"
        start, end = day(_iso(first)), last_day(_iso(found[2]), _iso(first))
        words = words[: found.start()] + words[found.end() :]
    for pattern in (_END, _START):
        found = pattern.search(words)
        if found and pattern is _END:
            end = end or last_day(_iso(found[1]), "1900")
        elif found:
            start = start or day(_iso(found[1]))
        words = pattern.sub("", words)
    found = _BARE.search(words)
    if found and not (start or end):
        start, end = day(_iso(found[1])), last_day(_iso(found[1]), "1900")
    words = _BARE.sub("", words)
    while _LEADING.match(words.strip(" ,.")):
        words = _LEADING.sub("", words.strip(" ,."))
    return Clause(" ".join(words.split()).strip(" ,."), start, end)


def _iso(stated: str) -> str:
    """Write a date as ISO; a season is known to the year only."""
    year = re.search(r"19\d\d", stated)
    month = next((place for place, name in enumerate(_MONTHS, 1) if name in stated), 0)
    day_no = re.search(r"\b(\d{1,2})\b", stated.replace(year[0], "") if year else stated)
    parts = [
        year[0] if year else "",
        f"{month:02}" if month else "",
        f"{int(day_no[1]):02}" if month and day_no else "",
    ]
    return "-".join(filter(None, parts))


@functools.cache
def _states() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = rows_of(HERE / "import_officeholders_frus_countries.csv")
    listed = rows_of(LEXICON.parent / "gazetteer" / "countries.csv")
    rows += [row for row in listed if row["kind"] in ("name", "adjective", "short")]
    codes: dict[str, str] = {}
    for row in rows:
        codes.setdefault(row["form"].replace("’", "'"), row["actor_id"])
    forms = "|".join(re.escape(form) for form in sorted(codes, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:the )?({forms})(?:'s)?(?![\w-])"), codes


def actor_and_title(words: str) -> tuple[str, str]:
    """Tell whom the words say the person stood for, and the title without that name."""
    pattern, codes = _states()
    for found in pattern.finditer(words):
        before, after = words[: found.start()].rstrip(), words[found.end() :].strip()
        is_first = not before or re.fullmatch(
            r"(?:Acting|First|Deputy|Vice|Permanent|Chairman,?|Chairman of)(?: \w+)?,?", before
        )
        is_last = re.search(r"(?:\bof|,)$", before) and re.match(r"$|[,.]|(?:to|in|at|and|on)\b", after)
        if is_first or is_last:
            before = re.sub(r"(?:,| of)$", "", before) if not re.match(r"\w", after) or is_last else before
            return codes[found[1]], f"{before} {after}".replace(" ,", ",").strip(" ,.")
    return "", words


@functools.cache
def _offices() -> tuple[dict[str, str], ...]:
    return tuple(rows_of(HERE / "import_officeholders_frus_offices.csv"))


def _office(title: str, actor: str) -> tuple[str, str]:
    """Class a title; whom the office represents, and the office."""
    folded = title.lower()
    for row in _offices():
        actors = row["actors"].split("|") if row["actors"] else [actor]
        is_home = not actor and (actors == [HOME] or (row["office"] == "ambassador" and "united states" not in folded))
        is_known = actor in actors and (actor or row["represents"] or not row["office"])
        if (is_known or is_home) and re.search(row["pattern"], folded):
            return row["represents"] or actor or "USA", row["office"]
    office, represents = office_of(title, actor) if actor else ("", "")
    return represents or actor, office if office != "official" else ""
