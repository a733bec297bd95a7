"""Words that name days, and the days they stand for (codebook, section 1)."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.files import lexicon_rows
from parley.linking.calendar import resolve_date
from parley.mentions.dates import _openers, _pattern, _read, _relative, find_dates

PUBLISHED = dt.date(2024, 2, 4)  # a Sunday


def resolve(text: str, is_future: bool = False) -> str:
    mention = find_dates(text)[0]
    period = resolve_date(mention, PUBLISHED, is_future)
    assert period is not None
    days = f"{period.start}" if period.start == period.end else f"{period.start}..{period.end}"
    return f"{text[mention.span.start : mention.span.end]} = {days} {period.precision} {period.basis}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Feb. 3.", "Feb. 3 = 2024-02-03 day stated"),
        ("on 3 February 2023", "3 February 2023 = 2023-02-03 day stated"),
        ("on the 3rd of February", "3rd of February = 2024-02-03 day stated"),
        ("on Monday, 5 June 2023", "Monday, 5 June 2023 = 2023-06-05 day stated"),
        ("on 2024-01-09", "2024-01-09 = 2024-01-09 day stated"),
        ("from 3 to 5 May", "from 3 to 5 May = 2023-05-03..2023-05-05 day stated"),
        ("May 3-5, 2023", "May 3-5, 2023 = 2023-05-03..2023-05-05 day stated"),
        ("January 9–10, 2001", "January 9–10, 2001 = 2001-01-09..2001-01-10 day stated"),
        ("February 28 — March 2, 2023", "February 28 — March 2, 2023 = 2023-02-28..2023-03-02 day stated"),
        ("in December", "December = 2023-12-01..2023-12-31 month stated"),
        ("in March 2019", "March 2019 = 2019-03-01..2019-03-31 month stated"),
        ("in 1999", "1999 = 1999-01-01..1999-12-31 year stated"),
        ("on Saturday.", "Saturday = 2024-02-03 day relative"),
        ("on Sunday", "Sunday = 2024-02-04 day relative"),
        ("last Sunday", "last Sunday = 2024-01-28 day relative"),
        ("yesterday", "yesterday = 2024-02-03 day relative"),
        ("last week", "last week = 2024-01-22..2024-01-28 week relative"),
        ("two days ago", "two days ago = 2024-02-02 day relative"),
        ("two weeks ago", "two weeks ago = 2024-01-15..2024-01-21 week relative"),
        ("last month", "last month = 2024-01-01..2024-01-31 month relative"),
        ("on the 3rd", "on the 3rd = 2024-02-03 day stated"),
    ],
)  # fmt: skip
def test_past_date_is_resolved_from_publication(text, expected):
    assert resolve(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Monday", "Monday = 2024-02-05 day relative"),
        ("on Sunday", "Sunday = 2024-02-04 day relative"),
        ("next Friday", "next Friday = 2024-02-09 day relative"),
        ("on March 5", "March 5 = 2024-03-05 day stated"),
        ("on January 5", "January 5 = 2025-01-05 day stated"),
        ("tomorrow", "tomorrow = 2024-02-05 day relative"),
    ],
)
def test_future_date_is_the_first_on_or_after_publication(text, expected):
    assert resolve(text, is_future=True) == expected


@pytest.mark.parametrize("text", ["He may 3 times", "they march 5 miles", "in 2750 homes", "version 3.4.5", "on 31.12"])
def test_look_alike_is_no_date(text):
    assert find_dates(text) == []


def test_day_the_calendar_lacks_resolves_to_nothing():
    assert resolve_date(find_dates("on February 30, 2024")[0], PUBLISHED) is None


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%b %d, %Y"]),
)
def test_full_date_in_any_style_is_that_day(day, style):
    period = resolve_date(find_dates(f"They met on {day.strftime(style)} in Oslo")[0], PUBLISHED)
    assert period is not None
    assert (period.start, period.end) == (day, day)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(["Monday", "Thursday", "Sunday"]))
def test_past_weekday_is_not_after_publication(published, weekday):
    period = resolve_date(find_dates(f"on {weekday}")[0], published)
    assert period is not None
    assert 0 <= (published - period.start).days < 7
    assert period.start.strftime("%A") == weekday


@pytest.mark.parametrize(
    "words",
    [row["phrase"] for row in lexicon_rows("date_phrases")]
    + [row["form"].title() for row in lexicon_rows("calendar") if row["kind"] == "day"]
    + [f"in {row['form'].title()}" for row in lexicon_rows("calendar") if row["kind"] == "month"]
    + ["two days ago", "in three weeks", "the next Monday", "TODAY"],
)
def test_words_without_a_digit_are_found(words):
    """No sentence that holds a date is passed over for want of a digit."""
    assert len(find_dates(f"They met {words} there.")) == 1


def test_dates_are_tried_only_where_one_may_begin() -> None:
    """Passing words over is for speed alone: each position tried gives the same."""
    draw = random.Random(1)
    numbers = ["5", "12", "2020", "2019-05-04", "3rd", "07", "1.5.2020", "30%"]
    phrases = " ".join(_relative()).split()
    words = sorted({*_openers(), *phrases, "ago", "later", "to", "until", "week", "days", "x"} - {"0"})
    for _ in range(4_000):
        said = [draw.choice(words if draw.random() < 0.7 else numbers) for _ in range(draw.randint(1, 7))]
        said = [word.title() if draw.random() < 0.5 else word for word in said]
        text = "".join(word + draw.choice([" ", " ", " ", ", ", "-", ". ", "  ", "\n", "", "'"]) for word in said)
        everywhere = [_read(match) for match in _pattern().finditer(text)]
        assert find_dates(text) == [mention for mention in everywhere if mention is not None], text


def test_letters_alike_in_capitals_stop_nothing() -> None:
    assert [mention.kind for mention in find_dates("They met tonİght and laſt May, Sayın Başkan.")] == [
        "relative",
        "month",
    ]
