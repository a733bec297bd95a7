"""Quotes and the spans they stand for: how a person points to words without counting characters.

A quote matches code points exactly. Occurrences may overlap, so that every span of a text can be told by its quote.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import Literal

from parley.errors import ParleyError, shorten
from parley.model import Span

QuoteRule = Literal["quote-not-in-text", "quote-ambiguous", "quote-spec"]

NEAREST_LENGTH = 200
"""Code points of a quote that the search for the nearest text looks at."""

_SEED_LENGTH = 4
_SEEDS = 48
_HITS_PER_SEED = 200
_CANDIDATES = 12
_CLOSE_ENOUGH = 0.5
_MAX_WORK = 1_000_000_000


class QuoteError(ParleyError):
    """A quote that does not point to one span of the text.

    Attributes
    ----------
    reason : str
        What is wrong, as a sentence without full stop.
    nearest : str or None
        The words of the text most like a quote that does not occur; None when nothing is like it.
    rule : {'quote-not-in-text', 'quote-ambiguous', 'quote-spec'}
    remedy : str
        What to do about it.
    """

    def __init__(
        self, reason: str, nearest: str | None = None, *, rule: QuoteRule = "quote-spec", remedy: str = ""
    ) -> None:
        self.reason, self.nearest, self.rule, self.remedy = reason, nearest, rule, remedy
        super().__init__(f"{reason}; the nearest text is {shorten(nearest)!r}" if nearest else reason)


def find_quote(text: str, quote: str, nth: int | None = None, within: str | None = None) -> Span:
    """Find the span of a text that a quote stands for.

    Parameters
    ----------
    text : str
        The article's text, in NFC.
    quote : str
        Words of the text, code point for code point.
    nth : int, optional
        Which occurrence is meant, counted from 1; occurrences may overlap.
    within : str, optional
        A longer passage that occurs once in the text and holds the quote once.

    Returns
    -------
    Span

    Raises
    ------
    QuoteError
        The quote is empty, does not occur, or stands for more than one span.
    """
    if not quote:
        raise QuoteError("the quote is empty", remedy="copy the words from the text")
    if within is not None:
        if nth is not None:
            raise QuoteError("a quote has both nth and within", remedy="keep one of the two")
        passage = _find_once(text, within, "the passage in within")
        inner = _find_once(text[passage.start : passage.end], quote, "the quote inside the passage")
        return Span(passage.start + inner.start, passage.start + inner.end)
    return _find_once(text, quote, "the quote") if nth is None else _find_nth(text, quote, nth)


def cite_span(text: str, span: Span) -> str | dict[str, str | int]:
    """Give the shortest way to point to a span: its words, with an ordinal where they occur more than once.

    Parameters
    ----------
    text : str
    span : Span

    Returns
    -------
    str or dict
        The quote, or ``{"quote": …, "nth": …}``; `find_quote` leads back to the span.

    Raises
    ------
    ValueError
        The span goes past the end of the text.
    """
    if span.end > len(text):
        raise ValueError(f"the span ends at {span.end}, the text at {len(text)}")
    quote = text[span.start : span.end]
    first = text.find(quote)
    if first == span.start and text.find(quote, first + 1) < 0:
        return quote
    nth = 1
    while first < span.start:
        first = text.find(quote, first + 1)
        nth += 1
    return {"quote": quote, "nth": nth}


def nearest_text(text: str, quote: str) -> str | None:
    """Find the words of a text that are most like a quote which does not occur in it.

    Parameters
    ----------
    text : str
    quote : str
        Only its first `NEAREST_LENGTH` code points are looked at.

    Returns
    -------
    str or None
        None when nothing in the text is like the quote.

    Notes
    -----
    Short pieces of the quote are looked up in the text; where several of them agree on the quote's place, the window
    there is compared in full. The work grows with the text only as a fixed number of plain searches does.
    """
    quote = quote[:NEAREST_LENGTH]
    best, words = _CLOSE_ENOUGH, None
    for start in _candidate_starts(text, quote):
        pad = len(quote) // 4 + 2
        low = max(0, start - pad)
        window = text[low : start + len(quote) + pad]
        found = _likest_part(window, quote)
        ratio = _likeness(found, quote)
        if ratio > best:
            best, words = ratio, found
    return words


def _find_once(text: str, quote: str, what: str) -> Span:
    start = text.find(quote)
    if start < 0:
        raise _not_in_text(text, quote, what)
    if text.find(quote, start + 1) >= 0:
        raise QuoteError(
            f"{what} occurs {_count_upto(text, quote, 100)} times",
            rule="quote-ambiguous",
            remedy="say which one: {quote: …, nth: 2}, or {quote: …, within: a longer passage that occurs once}",
        )
    return Span(start, start + len(quote))


def _find_nth(text: str, quote: str, nth: int) -> Span:
    if nth < 1:
        raise QuoteError(f"nth is {nth}", remedy="count the occurrences from 1")
    if nth * len(quote) > _MAX_WORK:
        raise QuoteError(f"{nth} is too many for a quote of {len(quote)} code points", remedy="use within")
    start = -1
    for count in range(nth):
        start = text.find(quote, start + 1)
        if start < 0 and count == 0:
            raise _not_in_text(text, quote, "the quote")
        if start < 0:
            raise QuoteError(
                f"the quote has no occurrence {nth}, it occurs {count} time{'s' if count > 1 else ''}",
                rule="quote-not-in-text",
                remedy=f"give an nth from 1 to {count}",
            )
    return Span(start, start + len(quote))


def _not_in_text(text: str, quote: str, what: str) -> QuoteError:
    return QuoteError(
        f"{what} does not occur",
        nearest_text(text, quote),
        rule="quote-not-in-text",
        remedy="copy the words from the text, with its own quotation marks, dashes and spaces",
    )


def _count_upto(text: str, quote: str, limit: int) -> str:
    count, start = 0, text.find(quote)
    while start >= 0 and count < limit:
        count, start = count + 1, text.find(quote, start + 1)
    return str(count) if start < 0 else f"{limit} or more"


def _candidate_starts(text: str, quote: str) -> list[int]:
    """List the places where most pieces of the quote say that it would begin, the likeliest first."""
    size = min(_SEED_LENGTH, max(1, len(quote) // 2))
    last = len(quote) - size
    step = max(1, last // _SEEDS)
    votes: Counter[int] = Counter()
    bucket = max(4, len(quote) // 8)
    for offset in range(0, last + 1, step):
        seed = quote[offset : offset + size]
        start = text.find(seed)
        for _ in range(_HITS_PER_SEED):
            if start < 0:
                break
            votes[max(0, start - offset) // bucket] += 1
            start = text.find(seed, start + 1)
    # The place first in the text wins a tie, so that the answer does not depend on the order of the pieces.
    likeliest = sorted(votes, key=lambda place: (-votes[place], place))[:_CANDIDATES]
    return [place * bucket for place in likeliest]


def _likest_part(window: str, quote: str) -> str:
    """Trim a window to the part that lines up with the quote, and widen that to whole words."""
    blocks = difflib.SequenceMatcher(None, window, quote, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return ""
    start = blocks[0].a - blocks[0].b
    end = blocks[-1].a + len(quote) - blocks[-1].b
    words = [word.span() for word in re.finditer(r"\S+", window)]
    touched = [(first, last) for first, last in words if first < end and last > start]
    # A word that the quote only touches may be one too many.
    parts = [touched[low:high] for low in (0, 1) for high in (len(touched), len(touched) - 1)]
    texts = [window[part[0][0] : part[-1][1]].strip(" \t\n.,;:") for part in parts if part]
    return max(texts, key=lambda text: _likeness(text, quote), default="")


def _likeness(text: str, quote: str) -> float:
    return difflib.SequenceMatcher(None, text, quote, autojunk=False).ratio()
