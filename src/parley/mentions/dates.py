"""Find the words that name a day or period.

Data: `lexicon/calendar.csv`, `lexicon/date_phrases.csv`, `lexicon/number_words.csv`.
The patterns here know the shapes of dates; the words come from the data.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.model import Span

_RUN = re.compile(r"\w+")
_UNITS = ("day", "week", "month", "year")
_DAY_SHIFTS = ("last", "next", "past", "this", "coming")
_MONTH_SHIFTS = ("last", "next", "this", "in", "since", "by", "early", "mid", "late", "of")
_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_YEAR_PREFIXES = ("in", "since", "of", "during", "early", "late", "by", *_SEASONS)


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
        rf"(?P<wd_shift>{'|'.join(_DAY_SHIFTS)})?\s*\b(?P<wd>{weekday}){part}",
        r"\bon\s+the\s+(?P<ord>[0-3]?\d(?:st|nd|rd|th))\b(?!\s+(?:of\s+)?\w)",
        rf"\b(?P<om_shift>{'|'.join(_MONTH_SHIFTS).replace('mid', 'mid-?')})\s*(?P<om>{month})(?!\s*\d{{1,2}}\b)"
        rf"(?:,?\s+(?P<omy>{year})\b)?",
        rf"\b(?P<oy_prefix>{'|'.join(_YEAR_PREFIXES)})\s+(?P<oy>{year})\b",
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(shapes)})", re.IGNORECASE)


@functools.cache
def _openers() -> dict[str, frozenset[str]]:
    """Map each word with which a date may begin to the words that may come next; to none when any may.

    ``0`` stands for what begins with a digit.
    """
    months, days, numbers = frozenset(_calendar("month")), frozenset(_calendar("day")), frozenset(_numbers())
    counted = frozenset(unit + ending for unit in _UNITS for ending in ("", "s"))
    found: dict[str, set[str]] = {word: set() for word in ("0", *months, *days)}
    found |= {shift + month: set() for shift in _MONTH_SHIFTS for month in months}
    behind = [
        ({"from", *_MONTH_SHIFTS}, months | {"0"}),
        (_YEAR_PREFIXES, {"0"}),
        ({"in"}, numbers | {"0"}),
        (_DAY_SHIFTS, days),
        (numbers, counted),
        ({"on"}, {"the"}),
    ]
    phrases = [re.findall(r"\w+", phrase) for phrase in _relative()]
    behind += [({first}, set(rest[:1])) for first, *rest in phrases]
    anything = {first for first, *rest in phrases if not rest} | found.keys()
    for words, following in behind:
        for word in words:
            found.setdefault(word, set()).update(following)
    return {word: frozenset(() if word in anything else following) for word, following in found.items()}


def _starts(text: str, start: int, stop: int) -> Iterator[tuple[int, bool]]:
    """Give where a date may begin, and whether it is with the day of the week; most words are soon passed over."""
    admitted, days = _openers(), _calendar("day")
    opener: tuple[int, str] | None = None
    for match in _RUN.finditer(text[start:stop].lower()):
        word = match[0]
        if word[0].isdecimal():
            word = "0"
        if opener is not None and word in admitted[opener[1]]:
            yield start + opener[0], False
        following = admitted.get(word)
        opener = None
        if following is not None:
            if following:
                opener = match.start(), word
            else:
                yield start + match.start(), word in days


def _matches(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Do what `finditer` does, but only where a date may begin: for the sake of speed."""
    pattern = _pattern()
    for at, is_weekday in _starts(text, start, stop):
        if at < start:
            continue
        begin = at
        while is_weekday and begin > start and text[begin - 1].isspace():  # which the shape of a weekday admits
            begin -= 1
        match = next(filter(None, (pattern.match(text, each, stop) for each in range(begin, at + 1))), None)
        if match is not None:
            yield match
            start = match.end()


@functools.lru_cache(maxsize=1)
def _plain(text: str) -> str:
    """Write as plain letters those that a pattern takes for them when it ignores case, and `lower` does not."""
    return text.replace("İ", "I").replace("ı", "i").replace("ſ", "s")


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """List the dates mentioned in ``text[start:end]``, in order, without overlap."""
    found = (_read(match) for match in _matches(_plain(text), start, len(text) if end is None else end))
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
