"""Tie date mentions to calendar days.

Codebook, section 1: a weekday in a past-tense sentence is the latest such day not after publication; in a
future-tense one, the first such day on or after it; weeks run from Monday to Sunday.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from parley.mentions.dates import DateMention


@dataclass(frozen=True, slots=True)
class Period:
    """Days from start to end, both inclusive, with how exactly and on what ground they are known."""

    start: dt.date
    end: dt.date
    precision: str
    basis: str


def last_day_told(
    mentions: Sequence[DateMention], published: dt.date, since: dt.date | None, is_future: bool | None = None
) -> dt.date | None:
    """Find the day from which "the next day" counts: the last one that was told, else the one told before."""
    for mention in reversed(mentions):
        period = resolve_date(mention, published, is_future) if mention.unit != "story" else None
        if period is not None and period.precision == "day":
            return period.end
    return since


def publication_day(published: dt.date) -> Period:
    """Let the publication date stand in where the text has none."""
    return Period(published, published, "day", "publication")


def resolve_date(mention: DateMention, published: dt.date, is_future: bool | None = False) -> Period | None:
    """Bound the days a mention stands for, or None when the calendar has no such day.

    Parameters
    ----------
    mention : DateMention
    published : datetime.date
        Day of publication, from which relative dates and missing years are resolved.
    is_future : bool or None
        Whether the sentence speaks of the time to come; None when it does not tell, and the nearest day is meant.
    """
    if is_future is None:
        found = [each for way in (False, True) if (each := resolve_date(mention, published, way)) is not None]
        return min(found, key=lambda each: abs((each.start - published).days), default=None)
    try:
        return _RESOLVERS[mention.kind](mention, published, is_future)
    except (ValueError, OverflowError):
        return None


def _weekday(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    ahead = (mention.weekday - published.weekday()) % 7
    if mention.shift > 0:
        day = published + dt.timedelta(days=ahead or 7)
    elif is_future and mention.shift == 0:
        day = published + dt.timedelta(days=ahead)
    else:
        back = (-ahead) % 7
        day = published - dt.timedelta(days=back or (7 if mention.shift < 0 else 0))
    if is_future:
        return (
            Period(day, day, "day", "relative") if not mention.day else _span_from(day - dt.timedelta(mention.day), day)
        )
    return _span_from(day - dt.timedelta(days=mention.day), day)


def _span_from(start: dt.date, end: dt.date) -> Period:
    return Period(start, end, "day", "relative")


def _relative(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    shift = mention.shift
    if mention.unit in ("day", "story"):
        day = published + dt.timedelta(days=shift)
        return Period(day, day, "day", "relative")
    if mention.unit == "weekend":
        saturday = published - dt.timedelta(days=published.weekday() - 5 - 7 * shift)
        if not shift and not is_future and saturday > published:
            saturday -= dt.timedelta(weeks=1)
        return _span_from(saturday, saturday + dt.timedelta(days=1))
    if mention.unit == "week":
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=shift)
        return Period(monday, monday + dt.timedelta(days=6), "week", "relative")
    if mention.unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return _month_period(months // 12, months % 12 + 1, "relative")
    return _year_period(published.year + shift, "relative")


def _day(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    if not mention.month:
        day = _nearest_ordinal(mention.day, published, is_future)
        return Period(day, day, "day", "stated")
    day = _with_year(mention.year, mention.month, mention.day, published, is_future)
    return Period(day, day, "day", "stated")


def _range(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    start = _with_year(mention.year, mention.month, mention.day, published, is_future)
    end = dt.date(start.year, mention.end_month, mention.end_day)
    if end < start:
        end = dt.date(start.year + 1, mention.end_month, mention.end_day)
    return Period(start, end, "day", "stated")


def _month(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    if mention.year:
        return _month_period(mention.year, mention.month, "stated")
    year = published.year
    if is_future or mention.shift > 0:
        year += mention.month < published.month or (mention.shift > 0 and mention.month == published.month)
    else:
        year -= mention.month > published.month or (mention.shift < 0 and mention.month == published.month)
    return _month_period(year, mention.month, "stated")


def _year(mention: DateMention, published: dt.date, is_future: bool) -> Period:
    return _year_period(mention.year, "stated")


def _month_period(year: int, month: int, basis: str) -> Period:
    last = calendar.monthrange(year, month)[1]
    return Period(dt.date(year, month, 1), dt.date(year, month, last), "month", basis)


def _year_period(year: int, basis: str) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), "year", basis)


def _with_year(year: int, month: int, day: int, published: dt.date, is_future: bool) -> dt.date:
    """Supply a missing year: the nearest such day on the side of publication that the tense says."""
    if year:
        return dt.date(year, month, day)
    candidates = []
    for candidate in (published.year - 1, published.year, published.year + 1):
        if day <= calendar.monthrange(candidate, month)[1]:
            candidates.append(dt.date(candidate, month, day))
    if is_future:
        return min(date for date in candidates if date >= published)
    return max(date for date in candidates if date <= published)


def _nearest_ordinal(day: int, published: dt.date, is_future: bool) -> dt.date:
    """Find "the 3rd": the latest such day of a month by publication, or the first one after it."""
    step = 1 if is_future else -1
    months = published.year * 12 + published.month - 1
    for _ in range(4):
        year, month = months // 12, months % 12 + 1
        if day <= calendar.monthrange(year, month)[1]:
            date = dt.date(year, month, day)
            if (date >= published) if is_future else (date <= published):
                return date
        months += step
    raise ValueError(f"no day {day} near {published}")


_RESOLVERS = {
    "day": _day,
    "range": _range,
    "month": _month,
    "year": _year,
    "weekday": _weekday,
    "relative": _relative,
}
