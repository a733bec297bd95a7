"""Which patterns are tried where."""

import random

from parley.mentions.builders import BUILDERS
from parley.mentions.people import OPENING


def test_no_pattern_fits_where_it_is_not_tried() -> None:
    """Leaving patterns out by the first code is for speed alone."""
    draw = random.Random(1)
    codes = "dhpyAICUOKQWMHTNSDLrx#cgntfowibzeaYXPkB.:"
    for _ in range(2_000):
        row = "".join(draw.choices(codes, k=9))
        for opening, pattern, _build in BUILDERS:
            for at, code in enumerate(row):
                is_tried = code in opening and OPENING.match(row, at)
                match = pattern.match(row, at)
                assert is_tried or match is None or match.end() == at, (row[at:], pattern.pattern)
