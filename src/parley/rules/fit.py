"""Rules on what quotes say: a quote that occurs in the text can still not bear the value that it stands for.

Asked of what a person vouches for (reviewed and disputed meetings), where the text is at hand; several quotes for one
value bear it together. Data: `lexicon/{meeting_nouns,meeting_verbs,mode_words,calendar,date_phrases,function_words,
word_lists}.csv`, `gazetteer/{places,venues,countries}.csv`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow.compute as pc

from parley.errors import shorten
from parley.files import lexicon_rows
from parley.linking.tenures import fold_name
from parley.mentions.phrasebook import capitals, places_by_name, venues, word_set
from parley.rules.columns import Breach, Tables
from parley.rules.rule import rule

_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 6
"""Words of the longest names of places that are looked up in a quote."""


class Claim(NamedTuple):
    """A value with the quotes that are to bear it: its row, the first row of evidence, all quotes, text and day."""

    row: dict[str, Any]
    number: int
    quotes: list[str]
    text: str
    published: dt.date | None

    @property
    def words(self) -> set[str]:
        """All words of the quotes, folded."""
        return {word for quote in self.quotes for word in words_of(quote)}

    def breach(self, detail: str) -> Breach:
        """Tell that the quotes do not bear the value."""
        quoted = " and ".join(repr(shorten(quote, 60)) for quote in self.quotes[:3])
        return Breach("evidence", self.number, "start", f"{detail}; the words are {quoted}")


def claims(tables: Tables, table: str, field: str) -> Iterator[Claim]:
    """List the values of a field that a person vouches for, where words are quoted for them."""
    is_vouched = tables.where("meetings", "review_status", lambda names: pc.not_equal(names, "auto"))
    if not pc.any(is_vouched).as_py():
        return
    numbers, rows = tables.supports(table)
    is_asked = tables.where("evidence", "field", lambda names: pc.equal(names, field)).take(numbers)
    meetings = tables.looked_up_rows("evidence", "meetings").take(numbers)
    is_asked = pc.and_kleene(pc.and_(is_asked, rows.is_valid()), is_vouched.take(meetings))
    numbers, rows = numbers.filter(is_asked), rows.filter(is_asked)
    articles = tables.looked_up_rows("evidence", "articles").take(numbers)
    found: dict[int, Claim] = {}
    for number, row, article, quote in zip(
        numbers.to_pylist(), rows.to_pylist(), articles.to_pylist(), tables.quotes(numbers), strict=True
    ):
        if quote is None:
            continue
        if row not in found:
            source = tables.row("articles", article)
            found[row] = Claim(tables.row(table, row), number, [], source["text"], source["published"])
        found[row].quotes.append(quote)
    yield from (claim for claim in found.values() if claim.row[field] is not None)


def words_of(text: str) -> list[str]:
    """Split a text into words without diacritics and capitals."""
    return [fold_name(word) for word in _WORD.findall(text)]


def _singular(word: str) -> str:
    """Take "secretaries" for "secretary" and "heads" for "head"."""
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


@rule("Quote the words that write the name, or correct name")
def name_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a name are not the name's."""
    for claim in claims(tables, "participants", "name"):
        if missing := [word for word in words_of(claim.row["name"]) if word not in claim.words]:
            yield claim.breach(f"{' '.join(missing)!r} of {shorten(claim.row['name'], 60)!r} is not among them")


@rule("Quote the words that write the title, or correct title")
def title_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a title are not the title's, in the singular or plural."""
    idle = {row["word"] for row in lexicon_rows("function_words")}
    for claim in claims(tables, "participants", "title"):
        known = set(map(_singular, claim.words)) | idle
        if missing := [word for word in words_of(claim.row["title"]) if _singular(word) not in known]:
            yield claim.breach(f"{' '.join(missing)!r} of {shorten(claim.row['title'], 60)!r} is not among them")


@rule("Quote the place's name, or the words that stand for it; or correct place_name")
def place_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a place do not name it, though the text does, or they name another."""
    for claim in claims(tables, "meetings", "place_name"):
        place, country = claim.row["place_name"], claim.row["country_code"]
        named = {each for quote in claim.quotes for each in _places_named(quote, country)}
        if place in named or set(words_of(place)) <= claim.words:
            continue
        if named:
            yield claim.breach(f"{sorted(named)[0]!r} is not {place!r}")
        elif re.search(rf"(?<!\w){re.escape(place)}(?!\w)", claim.text):
            yield claim.breach(f"the text has {place!r}")


def _places_named(quote: str, country: str | None) -> Iterator[str]:
    """List the places that the gazetteer knows by some words of a quote."""
    words = re.findall(r"[\w.'’-]+", quote)
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST_NAME) + 1):
            form = " ".join(words[start:end])
            if form in venues():
                yield venues()[form].place_name
            for place in places_by_name().get(form, ()):
                yield place.place_name
    if word_set("capital_words") & {word.lower() for word in words} and country in capitals():
        yield capitals()[country]


@rule("Quote the words that tell the day, or correct start_date, end_date")
def date_is_quoted(tables: Tables) -> Iterator[Breach]:
    """The words quoted for a day tell no time, or another one."""
    for field in ("start_date", "end_date"):
        for claim in claims(tables, "meetings", field):
            words = [word for quote in claim.quotes for word in re.findall(r"[a-z]+|[0-9]+", quote.lower())]
            fault = _date_fault(words, claim)
            if fault:
                yield claim.breach(fault)


def _date_fault(words: list[str], claim: Claim) -> str:
    """Say how words of a date contradict the days of a meeting; nothing when they do not."""
    start, end = claim.row["start_date"], claim.row["end_date"]
    if start is None or end is None or end < start:
        return ""
    days = [start + dt.timedelta(number) for number in range(min(366, (end - start).days) + 1)]
    numbers = {int(word) for word in words if word.isdecimal() and len(word) <= 4}
    weekdays, months = (
        {_calendar()[kind][word] for word in words if word in _calendar()[kind]} for kind in ("day", "month")
    )
    years = {number for number in numbers if 1900 <= number < 2100}
    days_of_month = {number for number in numbers if 1 <= number <= 31} if months else set()
    for told, held in (
        (weekdays, {day.weekday() for day in days}),
        (months, {day.month for day in days}),
        (years, {start.year, end.year}),
        (days_of_month, {day.day for day in days}),
    ):
        if told and not told & held:
            return f"they are not of {_period(start, end)}"
    if weekdays and claim.row["date_precision"] != "day":
        return f"they tell a day, not a {claim.row['date_precision']}"
    if not (numbers or weekdays or months or _time_words() & set(words)):
        return "none of them tells a time"
    return _phrase_fault(" ".join(words), claim)


def _phrase_fault(words: str, claim: Claim) -> str:
    """Say which phrase, such as "yesterday" or "last week", leads from the day of publication to other days."""
    start, end, precision = claim.row["start_date"], claim.row["end_date"], claim.row["date_precision"]
    for phrase, (unit, shift) in _shifts().items():
        if claim.published and f" {phrase} " in f" {words} ":
            first, last = _shifted(claim.published, unit, shift)
            if last < start or end < first:
                return f"{phrase!r} is {_period(first, last)}, not {_period(start, end)}"
            if unit == "day" and precision != "day":
                return f"{phrase!r} tells a day, not a {precision}"
            break
    return ""


def _shifted(day: dt.date, unit: str, shift: int) -> tuple[dt.date, dt.date]:
    """Give the day, week, month or year so many units from a day's: its first and last day."""
    if unit == "day":
        day += dt.timedelta(shift)
        return day, day
    if unit == "week":
        monday = day + dt.timedelta(7 * shift - day.weekday())
        return monday, monday + dt.timedelta(6)
    months = day.year * 12 + day.month - 1 + shift if unit == "month" else (day.year + shift) * 12
    after = months + (1 if unit == "month" else 12)
    return _month(months), _month(after) - dt.timedelta(1)


def _month(number: int) -> dt.date:
    """Give the first day of a month counted from the year 0."""
    return dt.date(number // 12, number % 12 + 1, 1)


def _period(start: dt.date, end: dt.date) -> str:
    return f"{start}" if start == end else f"{start} to {end}"


@functools.cache
def _calendar() -> dict[str, dict[str, int]]:
    """Map names of months, weekdays and parts of the day, each kind apart, to their numbers."""
    found: dict[str, dict[str, int]] = {}
    for row in lexicon_rows("calendar"):
        found.setdefault(row["kind"], {})[row["form"]] = int(row["number"])
    return found


@functools.cache
def _time_words() -> frozenset[str]:
    """List the words that tell a time without telling which."""
    units = {row["unit"] for row in lexicon_rows("date_phrases")}
    phrases = {word for row in lexicon_rows("date_phrases") for word in row["phrase"].split()}
    return frozenset(units | {f"{unit}s" for unit in units} | set(_calendar()["part"]) | phrases)


@functools.cache
def _shifts() -> dict[str, tuple[str, int]]:
    """Map each phrase for a day or period to unit and number of units from publication, the longest phrase first."""
    rows = [row for row in lexicon_rows("date_phrases") if row["unit"] in ("day", "week", "month", "year")]
    return {
        row["phrase"]: (row["unit"], int(row["shift"])) for row in sorted(rows, key=lambda row: -len(row["phrase"]))
    }


@rule("Quote the verb or noun that tells the meeting, such as met, talks, received", severity="warning")
def meeting_is_quoted(tables: Tables) -> Iterator[Breach]:
    """No word quoted for mode or status is a word of meeting that the lexicon knows."""
    others = {claim.row["meeting_id"]: claim.quotes for claim in claims(tables, "meetings", "status")}
    for claim in claims(tables, "meetings", "mode"):
        quotes = [*claim.quotes, *others.get(claim.row["meeting_id"], ())]
        if not any(_meeting_words().search(quote.lower().replace("’", "'")) for quote in quotes):
            yield claim.breach("none is known")


@functools.cache
def _meeting_words() -> re.Pattern[str]:
    forms = {row["form"] for row in lexicon_rows("meeting_nouns")} | {
        row["phrase"] for row in lexicon_rows("mode_words")
    }
    forms |= {form for row in lexicon_rows("meeting_verbs") for form in row["forms"].split("|")}
    return _any_of(forms)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(map(re.escape, map(str.lower, phrases)), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)")
