"""Whether the words of meeting of an article are spent on one meeting each, or are marked where they tell several.

"He spoke separately with A, B and C" is three meetings in one verb (codebook, section 1); a meeting copied from the one
before it, whose words nobody changed, looks the same and is a mistake. Only a person can tell them apart, by a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.front_matter import Node
from parley.model import Span

RULE = "span-shared"


@dataclass(frozen=True, slots=True)
class ModeQuote:
    """A quote for the mode of a meeting, which is its word of meeting.

    Attributes
    ----------
    row : str
        The meeting, such as ``meetings[2]``.
    span : Span
    node : Node
        Where the quote stands in the file.
    is_shared : bool
        Whether it bears the mark.
    is_vouched : bool
        Whether a person vouches for the meeting.
    """

    row: str
    span: Span
    node: Node
    is_shared: bool
    is_vouched: bool


def sharing_faults(quotes: Sequence[ModeQuote]) -> Iterator[tuple[ModeQuote, str, str]]:
    """Find quotes that tell two meetings without a mark, and marks without a second meeting.

    Parameters
    ----------
    quotes : sequence of ModeQuote
        All of an article file.

    Yields
    ------
    quote : ModeQuote
    message, remedy : str
    """
    ordered = sorted(quotes, key=lambda quote: (quote.span, quote.row))
    others: dict[int, list[ModeQuote]] = {id(quote): [] for quote in ordered}
    for number, quote in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.span.start >= quote.span.end:
                break
            if other.row != quote.row:
                others[id(quote)].append(other)
                others[id(other)].append(quote)
    for quote in ordered:
        partners = others[id(quote)]
        if partners and not quote.is_shared and any(each.is_vouched for each in (quote, *partners)):
            message = f"{partners[0].row} has the same words"
            yield (
                quote,
                message,
                "quote this meeting's own words, or add `shared: true` in both where they tell several",
            )
        elif quote.is_shared and not partners:
            yield (
                quote,
                "shared, but no other meeting has these words",
                "remove `shared: true`, or quote them there, too",
            )
