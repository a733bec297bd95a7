"""Cut what was talked about into its subjects.

Data: `lexicon/word_lists.csv` (piece_separators, range_words, binomials, phrase_openers, context_phrases).
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

from parley.meetings.matters import is_as_well_as, is_such_as
from parley.mentions.phrasebook import word_set
from parley.text.document import Token, words


def pieces_of(
    tokens: Sequence[Token], asides: Collection[int] = frozenset(), is_range: bool = False
) -> list[tuple[int, int]]:
    """Cut a list of subjects at commas and conjunctions.

    Parameters
    ----------
    tokens : sequence of Token
    asides : collection of int
        Offsets of tokens that belong to no subject: dates, and people with whom it was discussed.
    is_range : bool
        Whether "to" and the like part subjects, too: "ranging from trade to security".

    Returns
    -------
    list of (int, int)
        Start and end of each, in code points.
    """
    cuts: list[list[Token]] = [[]]
    in_context = False
    for index, token in enumerate(tokens):
        in_context = (in_context and token.text not in ",;") or _opens_context(tokens, index)
        if in_context:
            continue
        if token.start in asides:
            cuts.append([])
        elif token.lower in ("and", "&") and (_is_within_between(cuts[-1]) or _is_binomial(tokens, index)):
            cuts[-1].append(token)
        elif _separates(tokens, index) or (is_range and token.lower in word_set("range_words")):
            cuts.append([])
        else:
            cuts[-1].append(token)
    pieces = []
    for cut in cuts:
        while cut and (cut[0].lower in word_set("phrase_openers") or not cut[0].text[0].isalnum()):
            cut = cut[1:]
        while cut and (not cut[-1].text[-1].isalnum() or cut[-1].lower in word_set("phrase_openers")):
            cut = cut[:-1]
        if cut:
            pieces.append((cut[0].start, cut[-1].end))
    return pieces


def _separates(tokens: Sequence[Token], at: int) -> bool:
    return (
        tokens[at].text in ",;:"
        or tokens[at].lower in word_set("piece_separators")
        or is_as_well_as(tokens, at)
        or is_such_as(tokens, at)
    )


def _is_within_between(cut: Sequence[Token]) -> bool:
    """Whether the next "and" joins the two that "between" announced."""
    lowers = [token.lower for token in cut]
    return "between" in lowers and "and" not in lowers[lowers.index("between") :]


def _is_binomial(tokens: Sequence[Token], at: int) -> bool:
    """Whether "and" joins two words that name one subject: "peace and security"."""
    return " ".join(token.lower for token in tokens[max(0, at - 1) : at + 2]) in word_set("binomials")


@functools.cache
def _context_phrases() -> dict[str, list[tuple[str, ...]]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(word_set("context_phrases")):
        index.setdefault(words(phrase)[0], []).append(words(phrase))
    return index


def _opens_context(tokens: Sequence[Token], at: int) -> bool:
    """Whether "in the context of" or the like begins here: what follows, up to a comma, is not the subject itself."""
    return any(
        all(at + i < len(tokens) and tokens[at + i].lower == word for i, word in enumerate(phrase))
        for phrase in _context_phrases().get(tokens[at].lower, ())
    )
