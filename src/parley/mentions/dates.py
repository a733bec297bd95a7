"""Find the words that name a day or period.

Data: `lexicon/calendar.csv`, `lexicon/date_phrases.csv`, `lexicon/number_words.csv`.
The patterns here know the shapes of dates; the words come from the data.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.model import Span

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that name a day, a range of days or a period, not yet tied to the calendar.

    Attributes
    ----------
    span : Span
    kind : {'day', 'range', 'month', 'year', 'weekday', 'relative'}
    year, month, day, end_month, end_day : int
        Parts as written; 0 when not written.
    weekday : int
        0 for Monday to 6 for Sunday; -1 when none.
    unit : str
        Of a relative phrase: day, week, month or year.
    shift : int
        Of a relative phrase, in units; of a weekday, -1 for "last", 1 for "next". Of two weekdays ("Friday and
        Saturday") `day` counts the days from the first to the last.
    """

    span: Span
    kind: str
    year: int = 0
    month: int = 0
    day: int = 0
    end_month: int = 0
    end_day: int = 0
    weekday: int = -1
    unit: str = ""
    shift: int = 0


@functools.cache
def _calendar(kind: str) -> dict[str, int]:
    return {row["form"]: int(row["number"]) for row in lexicon_rows("calendar") if row["kind"] == kind}


@functools.cache
def _relative() -> dict[str, tuple[str, int]]:
    return {row["phrase"]: (row["unit"], int(row["shift"])) for row in lexicon_rows("date_phrases")}


@functools.cache
def _numbers() -> dict[str, int]:
    return {row["word"]: int(row["number"]) for row in lexicon_rows("number_words")}


def counted(word: str) -> int:
    """Number that a word stands for; 0 when it is none."""
    return _numbers().get(word.lower(), 0)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@functools.cache
def _pattern() -> re.Pattern[str]:
    month = rf"(?:{_either(_calendar('month'))})\b\.?"
    weekday = rf"(?:{_either(_calendar('day'))})\b\.?"
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
    dash = r"\s*(?:-|–|—|to|and|until|through|till)\s*"
    year = r"(?:1[89]|20)\d\d"
    unit = "|".join(_UNITS)
    part = rf"(?:\s+(?:{_either(_calendar('part'))})\b)?"
    opening = rf"(?:(?:{weekday}),?\s+(?:the\s+)?)?"
    shapes = [
        rf"(?P<iso>(?P<iy>{year})-(?P<im>[01]\d)-(?P<id>[0-3]\d))\b",
        rf"(?P<dotted>(?P<td>{day})[./](?P<tm>0?[1-9]|1[0-2])[./](?P<ty>{year}))\b",
        rf"{opening}(?:from\s+)?(?P<mm1>{month})\s+(?P<mm1d>{day}){dash}(?P<mm2>{month})\s+(?P<mm2d>{day})\b"
        rf"(?:,?\s+(?P<mmy>{year}))?",
        rf"{opening}(?:from\s+)?(?P<dd1>{day})\s+(?P<dm1>{month}){dash}(?P<dd2>{day})\s+(?P<dm2>{month})"
        rf"(?:,?\s+(?P<ddy>{year})\b)?",
        rf"{opening}(?:from\s+)?(?P<rm>{month})\s+(?P<rd1>{day}){dash}(?P<rd2>{day})\b(?!\s*[:%])(?:,?\s+(?P<ry>{year})\b)?",
        rf"{opening}(?:from\s+)?(?P<sd1>{day}){dash}(?P<sd2>{day})(?:\s+of)?\s+(?P<sm>{month})(?:,?\s+(?P<sy>{year})\b)?",
        rf"{opening}(?P<am>{month})\s+(?P<ad>{day})\b(?!\s*[:%])(?:,?\s+(?P<ay>{year})\b)?",
        rf"{opening}(?P<bd>{day})(?:\s+of)?\s+(?P<bm>{month})(?:,?\s+(?P<by>{year})\b)?",
        rf"(?P<cm>{month}),?\s+(?:of\s+)?(?P<cy>{year})\b",
        rf"(?P<ago>(?P<an>\d+|{_either(_numbers())})\s+(?P<au>{unit})s?\s+ago)\b",
        rf"(?P<later>(?P<ln>{_either(set(_numbers()))})\s+days?\s+(?P<lw>earlier|later|before|after(?:wards?)?))\b",
        rf"in\s+(?P<fn>\d{{1,2}}|{_either(set(_numbers()) - {'a', 'an'})})\s+(?P<fu>{unit})s?"
        r"(?:['’]\s+time)?\b",
        rf"(?P<rel>{_either(_relative())})\b{part}",
        rf"(?P<wa>{weekday})\s+(?:and|to|through|until)\s+(?P<wb>{weekday})",
        rf"(?P<wd_shift>last|next|past|this|coming)?\s*\b(?P<wd>{weekday}){part}",
        r"\bon\s+the\s+(?P<ord>[0-3]?\d(?:st|nd|rd|th))\b(?!\s+(?:of\s+)?\w)",
        rf"\b(?P<om_shift>last|next|this|in|since|by|early|mid-?|late|of)\s*(?P<om>{month})(?!\s*\d{{1,2}}\b)"
        rf"(?:,?\s+(?P<omy>{year})\b)?",
        rf"\b(?P<oy_prefix>in|since|of|during|early|late|by)\s+(?P<oy>{year})\b",
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(shapes)})", re.IGNORECASE)


@functools.cache
def _anchors() -> frozenset[str]:
    """Words one of which stands in every date that is written without a digit."""
    forms = [*_calendar("month"), *_calendar("day"), *_relative()]
    longest = {max(_WORD.findall(form.lower()), key=len) for form in forms}
    return frozenset(longest | {unit + ending for unit in _UNITS for ending in ("", "s")})


def _may_hold_date(text: str) -> bool:
    """Tell quickly that most sentences hold none."""
    if _DIGIT.search(text):
        return True
    lower = text.lower()
    if not lower.isascii():  # letters that the pattern, ignoring case, takes for these
        lower = lower.replace("ı", "i").replace("ſ", "s")
    return not _anchors().isdisjoint(_WORD.findall(lower))


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """List the dates mentioned in ``text[start:end]``, in order, without overlap."""
    stop = len(text) if end is None else end
    if not _may_hold_date(text[start:stop]):
        return []
    found = (_read(match) for match in _pattern().finditer(text, start, stop))
    return [mention for mention in found if mention is not None]


def _month(word: str | None) -> int:
    return _calendar("month")[word.lower().rstrip(".")] if word else 0


def _day(word: str | None) -> int:
    return int(re.sub(r"\D", "", word)) if word else 0


def _read(match: re.Match[str]) -> DateMention | None:
    got = match.groupdict()
    span = _span(match)
    if got["iso"]:
        return DateMention(span, "day", int(got["iy"]), int(got["im"]), int(got["id"]))
    if got["dotted"]:
        return DateMention(span, "day", int(got["ty"]), int(got["tm"]), _day(got["td"]))
    if got["mm1"] or got["dm1"]:
        first, last = (_month(got["mm1"] or got["dm1"]), _month(got["mm2"] or got["dm2"]))
        days = (_day(got["mm1d"] or got["dd1"]), _day(got["mm2d"] or got["dd2"]))
        year = int(got["mmy"] or got["ddy"] or 0)
        return DateMention(span, "range", year, first, days[0], last, days[1])
    if got["rm"] or got["sm"]:
        month = _month(got["rm"] or got["sm"])
        days = (_day(got["rd1"] or got["sd1"]), _day(got["rd2"] or got["sd2"]))
        return DateMention(span, "range", int(got["ry"] or got["sy"] or 0), month, days[0], month, days[1])
    if got["am"] or got["bm"]:
        if _looks_like_a_verb(match, got["am"] or got["bm"]):
            return None
        return DateMention(
            span, "day", int(got["ay"] or got["by"] or 0), _month(got["am"] or got["bm"]), _day(got["ad"] or got["bd"])
        )
    if got["cm"]:
        return DateMention(span, "month", int(got["cy"]), _month(got["cm"]))
    return _read_relative(match, got, span)


def _read_relative(match: re.Match[str], got: dict[str, str | None], span: Span) -> DateMention | None:
    if got["ago"]:
        number = got["an"] or "0"
        count = int(number) if number.isdigit() else _numbers()[number.lower()]
        return DateMention(span, "relative", unit=(got["au"] or "").lower(), shift=-min(count, 10_000))
    if got["fn"]:
        number = got["fn"]
        count = int(number) if number.isdigit() else _numbers()[number.lower()]
        return DateMention(span, "relative", unit=(got["fu"] or "").lower(), shift=count)
    if got["later"]:
        count = _numbers()[(got["ln"] or "").lower()]
        is_before = (got["lw"] or "").lower() in ("earlier", "before")
        return DateMention(span, "relative", unit="story", shift=-count if is_before else count)
    if got["rel"]:
        unit, shift = _relative()[" ".join(got["rel"].lower().split())]
        return DateMention(span, "relative", unit=unit, shift=shift)
    if got["wa"] and got["wb"]:
        if not got["wa"][0].isupper():
            return None
        first, last = (_calendar("day")[got[key].lower().rstrip(".")] for key in ("wa", "wb"))  # type: ignore[union-attr]
        return DateMention(span, "weekday", weekday=last, shift=0, day=(last - first) % 7)
    if got["wd"]:
        if not got["wd"][0].isupper():
            return None
        if _is_in_name(match):
            return None
        weekday = _calendar("day")[got["wd"].lower().rstrip(".")]
        shift = {"last": -1, "past": -1, "next": 1, "coming": 1}.get((got["wd_shift"] or "").lower(), 0)
        return DateMention(span, "weekday", weekday=weekday, shift=shift)
    if got["ord"]:
        day = _day(got["ord"])
        return DateMention(span, "day", day=day) if 1 <= day <= 31 else None
    if got["om"]:
        if not got["om"][0].isupper():
            return None
        shift = {"last": -1, "next": 1}.get((got["om_shift"] or "").lower(), 0)
        return DateMention(span, "month", int(got["omy"] or 0), _month(got["om"]), shift=shift)
    return DateMention(span, "year", int(got["oy"] or 0))


def _is_in_name(match: re.Match[str]) -> bool:
    """Tell "Le Thi Thu Hang" from the short form of a weekday."""
    first, last = match.span("wd")
    before, after = match.string[max(0, first - 12) : first], match.string[last : last + 2]
    is_run = after[:1] == " " and after[1:].isupper() and before.rpartition(" ")[0].rpartition(" ")[2][:1].isupper()
    return last - first == 3 and is_run


def _span(match: re.Match[str]) -> Span:
    """Leave out the preposition that only helped to recognise the date."""
    start = match.start()
    for group in ("om", "oy"):
        if match.group(group):
            keep = group == "om" and match.group("om_shift").lower() in ("last", "next", "this", "mid", "mid-")
            start = match.start("om_shift") if keep else match.start(group)
    if match.group("wd") and not match.group("wd_shift"):
        start = match.start("wd")
    return Span(start, match.end() - match.group().endswith("."))


def _looks_like_a_verb(match: re.Match[str], month: str | None) -> bool:
    """Tell "may 3" and "march 5" in lower case from the months."""
    return month is not None and not month[0].isupper() and not month.isdigit()
