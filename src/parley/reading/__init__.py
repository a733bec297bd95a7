"""Source documents -> articles, one module per format; what cannot be read becomes a finding and the others go on.

The text is the source's own, in Unicode NFC and otherwise unchanged. Each format's module says where it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parley.errors import Finding, InvalidInput
from parley.model import Article
from parley.reading import html, json, jsonl, md, parquet, txt, warc
from parley.reading.records import MAX_TEXT_LENGTH, file_id
from parley.reading.seen import SeenIds
from parley.reading.sources import Source, ending_of, sources

__all__ = ["FORMATS", "MAX_TEXT_LENGTH", "Source", "Unreadable", "list_sources", "read_articles"]

FORMATS = {
    ".txt": txt.read,
    ".md": md.read,
    ".html": html.read,
    ".htm": html.read,
    ".json": json.read,
    ".jsonl": jsonl.read,
    ".parquet": parquet.read,
    ".warc": warc.read,
    ".warc.gz": warc.read,
}
"""Readers by the end of the file's name, in lower case."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A source that gives no article, with the reason.

    Attributes
    ----------
    article_id : str
        The id it claims, or one made from its file's name and its place there; unique among all that is read.
    finding : Finding
    """

    article_id: str
    finding: Finding


def read_articles(paths: Sequence[str]) -> Iterator[Article | Unreadable]:
    """Read articles from files, folders and globs, one after the other.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and globs (``**`` for folders of any depth), read in this order. A folder gives its files of
        known formats, those below it too, sorted by path; hidden files, ``README.md`` and ``TEMPLATE.md`` are no
        articles. A file met twice is read once.

    Yields
    ------
    Article or Unreadable
        One for each article met: no source is passed over and no text cut off.

    Notes
    -----
    A text holds at most `MAX_TEXT_LENGTH` code points; a longer one is unreadable. Two articles of one id: the first
    is read, the second unreadable. Memory grows with the largest text, not with the number of articles, whose ids are
    kept in a temporary file.
    """
    with SeenIds() as seen:
        for source in sources(paths, FORMATS):
            for number, item in enumerate(_read_source(source), 1):
                if isinstance(item, Article):
                    if seen.add(item.article_id, source.name):
                        yield item
                        continue
                    item = _duplicate(source, number, item.article_id, seen.source_of(item.article_id))
                yield replace(item, article_id=_unique(item.article_id, source.name, seen))


def list_sources(paths: Sequence[str]) -> Iterator[Source]:
    """List the files that `read_articles` reads, in its order."""
    return sources(paths, FORMATS)


def _read_source(source: Source) -> Iterator[Article | Unreadable]:
    """Read one file, turning what is raised into what is yielded."""
    fallback = file_id(source.path)
    if source.finding:
        yield Unreadable(fallback, source.finding)
        return
    try:
        if source.path.is_fifo():
            raise OSError("it is a pipe, not a file")
        for item in FORMATS[ending_of(source.path)](source.path, source.name):
            yield item if isinstance(item, Article) else Unreadable(*item)
    except InvalidInput as error:
        yield Unreadable(fallback, error.findings[0])
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        yield Unreadable(fallback, Finding(source.name, "unreadable", message, "check the file and its permissions"))


def _duplicate(source: Source, number: int, article_id: str, first: str) -> Unreadable:
    message = f"the id was taken by an earlier article, of {first}"
    remedy = "give each article an id of its own (for .txt, .html and plain .md it is the file's name)"
    row = f"article {number}"
    finding = Finding(source.name, "duplicate-id", message, remedy, row=row, field="article_id", value=article_id)
    return Unreadable(article_id, finding)


def _unique(article_id: str, source: str, seen: SeenIds) -> str:
    """Note an id that was not seen, and return it: the id itself or with a number behind it."""
    number, unique = 1, article_id
    while not seen.add(unique, source):
        number += 1
        unique = f"{article_id[:110]}-{number}"
    return unique
