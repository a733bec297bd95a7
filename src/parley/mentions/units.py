"""One stretch of a sentence read as one thing, and the row of codes that patterns are written over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from parley.text.document import Token


class Unit(NamedTuple):
    """A stretch of a sentence read as one thing.

    `code` is one letter: A demonym, C country, U people, K capital, Q seat of government, W pair of countries, O body
    known, I body unknown, P place, V venue, T title, S titles, M modifier of a title, H honorific, N name, X other
    capitalised words, D delegation noun, L collective noun, Y date, # number, x other word, and the classes of
    function words.
    """

    code: str
    first: int
    last: int
    start: int
    end: int
    value: Any


def codes(units: Sequence[Unit]) -> str:
    """Join the units' codes, one letter a unit, for patterns."""
    return "".join([unit.code for unit in units])


def make_unit(code: str, tokens: Sequence[Token], first: int, last: int, value: Any) -> Unit:
    """Make a unit of the tokens from `first` to before `last`."""
    return Unit(code, first, last, tokens[first].start, tokens[last - 1].end, value)
