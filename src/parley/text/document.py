"""Cut an article's text into paragraphs, sentences and tokens.

Data: `lexicon/word_lists.csv`: abbreviations (their full stop ends no sentence), sentence_openers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from parley.files import lexicon_rows

_LETTERS = r"[^\W\d_][\w\u0300-\u036f]*"
_TOKEN = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                                   # U.S., H.E.
    | {_LETTERS}(?:[-‑'’ʻʼ`](?!s\b){_LETTERS})*             # Al-Saud, Sana'a, but not the s of Türkiye's
    | ['’]s\b
    | \d+(?:[.,:]\d+)*(?:st|nd|rd|th)?\b
    | \d+
    | \.\.\.|[^\w\s]|_
    """,
    re.VERBOSE,
)
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_BREAK = re.compile(r"\n")
_SENTENCE_END = frozenset(".!?…")
_CLOSERS = frozenset("\"”’')]»")
_OPENERS = frozenset("\"“‘'([«")
_SHORT_LINE = 60
"""Code points below which a line of its own is taken for a headline, list item or dateline."""
_BULLETS = frozenset("-–—•*·‣◦")
_MOST_ITEMS = 40
_LONGEST_ITEM = 40
"""Items of a list, and tokens of an item, up to which it is read as one sentence with what it completes."""
_MAX_SENTENCE = 400
"""Tokens after which a sentence is cut, so that time stays linear in the text."""


class Token(NamedTuple):
    """One word, number or mark: its code points, its place and its case-folded form."""

    text: str
    start: int
    end: int
    lower: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of one sentence, in order, with its number and its paragraph's; `is_list` when it ends in list items."""

    tokens: tuple[Token, ...]
    number: int
    paragraph: int
    is_list: bool = False

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.tokens[-1].end


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its sentences."""

    text: str
    sentences: tuple[Sentence, ...]


@functools.cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon_rows("word_lists") if row["list"] == "abbreviations")


def read_document(text: str) -> Document:
    """Cut a text into sentences of tokens; offsets refer to `text` as given."""
    sentences: list[Sentence] = []
    paragraphs = [_tokens(text, start, end) for start, end in _paragraphs(text)]
    at = 0
    while at < len(paragraphs):
        parts = list(_split(text, paragraphs[at]))
        items = _items_after(paragraphs, at) if parts else []
        for tokens in parts[:-1] if items else parts:
            sentences.append(Sentence(tuple(tokens), len(sentences), at))
        if items:
            sentences.append(Sentence(tuple(_joined(parts[-1], items)), len(sentences), at, True))
        at += 1 + len(items)
    return Document(text, tuple(sentences))


def _items_after(paragraphs: list[list[Token]], at: int) -> list[list[Token]]:
    """List the items that complete a paragraph: "He spoke with" and lines that begin with a dash."""
    last = paragraphs[at][-1]
    if last.text != ":" and not last.text.isalpha():
        return []
    items = []
    for tokens in paragraphs[at + 1 : at + 1 + _MOST_ITEMS]:
        if len(tokens) < 2 or tokens[0].text not in _BULLETS or len(tokens) > _LONGEST_ITEM:
            break
        items.append(tokens)
    return items if len(items) > 1 else []


def _joined(opening: list[Token], items: list[list[Token]]) -> list[Token]:
    """Read list items as a list in running text, with semicolons for their dashes."""
    tokens = opening[:-1] if opening[-1].text == ":" else list(opening)
    for number, item in enumerate(items):
        mark, *body = item
        while body and body[0].text in _BULLETS:
            body = body[1:]
        while body and body[-1].text in ",;.":
            body = body[:-1]
        if number:
            tokens.append(mark._replace(text=";", lower=";"))
        tokens += body
    return tokens


def fold(word: str) -> str:
    """Fold case and typographic apostrophes and hyphens, for look-ups."""
    if word.isascii():  # for the sake of speed
        return word.lower()
    return word.replace("’", "'").replace("ʻ", "'").replace("ʼ", "'").replace("‑", "-").lower()


def words(text: str) -> tuple[str, ...]:
    """Cut a short phrase into folded tokens, as the document's tokens are."""
    return tuple(token.lower for token in _tokens(text, 0, len(text)))


def _tokens(text: str, start: int, end: int) -> list[Token]:
    found = ((match[0], match.span()) for match in _TOKEN.finditer(text, start, end))
    return [Token(word, *span, word.lower() if word.isascii() else fold(word)) for word, span in found]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        yield from _lines(text, start, match.start())
        start = match.end()
    yield from _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a paragraph at line ends that close a sentence or a short line; wrapped lines stay together."""
    begin = start
    for match in _LINE_BREAK.finditer(text, start, end):
        line = text[begin : match.start()].rstrip()
        is_item = text[match.end() : match.end() + 1] in _BULLETS and match.end() < end
        if line and (
            is_item or line[-1] in _SENTENCE_END or line[-1] in _CLOSERS or line[-1] == ":" or len(line) < _SHORT_LINE
        ):
            yield begin, match.start()
            begin = match.end()
    if begin < end:
        yield begin, end


def _split(text: str, tokens: list[Token]) -> Iterator[list[Token]]:
    begin = 0
    index = 0
    while index < len(tokens):
        stop = index - begin >= _MAX_SENTENCE
        if tokens[index].text[-1] in _SENTENCE_END and _ends_sentence(tokens, index):
            while index + 1 < len(tokens) and tokens[index + 1].text in _CLOSERS and _touches(tokens, index):
                index += 1
            stop = True
        if stop:
            yield tokens[begin : index + 1]
            begin = index + 1
        index += 1
    if begin < len(tokens):
        yield tokens[begin:]


def _touches(tokens: list[Token], index: int) -> bool:
    return tokens[index].end == tokens[index + 1].start


def _ends_sentence(tokens: list[Token], index: int) -> bool:
    following = index + 1
    while (
        following < len(tokens)
        and tokens[following].text in _CLOSERS
        and tokens[following - 1].end == tokens[following].start
    ):
        following += 1
    if following >= len(tokens):
        return True
    after = tokens[following]
    if after.start == tokens[following - 1].end:
        return False
    word = after.text
    if word in _OPENERS and following + 1 < len(tokens):
        word = tokens[following + 1].text
    if word[0].islower():
        return False
    mark = tokens[index].text
    if mark in "!?…" or mark == "...":
        return True
    before = tokens[index] if mark != "." else tokens[index - 1] if index else None
    if before is None:
        return True
    if mark != ".":  # an acronym such as U.S.: it ends a sentence only before a word that starts one
        return after.lower in _sentence_openers()
    if len(before.text) == 1 and before.text.isalpha() and before.text.isupper():
        return False
    return before.lower not in _abbreviations() or tokens[index].start != before.end


@functools.cache
def _sentence_openers() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon_rows("word_lists") if row["list"] == "sentence_openers")
