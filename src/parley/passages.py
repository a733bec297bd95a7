"""Sentences around spans: what a reader needs to see to judge a value."""

from __future__ import annotations

import functools

from parley.model import Span
from parley.text.document import read_document


def sentence_around(text: str, span: Span) -> str:
    """Give the sentence that holds a span, or the run of sentences if it crosses a border.

    Parameters
    ----------
    text : str
    span : Span

    Returns
    -------
    str
        On one line; empty when the span does not lie in the text.
    """
    if span.end > len(text):
        return ""
    touched = [(start, end) for start, end in _sentence_bounds(text) if start < span.end and end > span.start]
    start = min([span.start, *(first for first, _ in touched)])
    end = max([span.end, *(last for _, last in touched)])
    return " ".join(text[start:end].split())


@functools.lru_cache(maxsize=64)
def _sentence_bounds(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((sentence.start, sentence.end) for sentence in read_document(text).sentences)
