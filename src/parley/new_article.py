"""A source or a digest of it -> a new article file, its known keys filled in and its meetings drafted.

Nothing is fetched: of an address only its own letters are read. What no program can know is left to fill in, below the
template's words on it (`data/articles/TEMPLATE.md`).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parley.article_file import article_root, format_article_file, parse_article_file
from parley.article_form import article_tree
from parley.drafting import Annotate, draft_annotation
from parley.errors import InvalidInput, UsageError
from parley.files import house, lexicon_rows
from parley.front_matter import Node, scalar, write_front_matter
from parley.model import Annotation, Article
from parley.reading import Unreadable, read_articles
from parley.reading.records import RecordReader, parse_date

_DIGEST = {"text_kind": "digest", "licence": "CC-BY-4.0"}
_PAGES = (".html", ".htm", ".warc", ".gz")
"""Ends of the names of files that hold a source itself, not somebody's digest of it."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[1-9](?=[/-]))[/-]?(\d\d?)(?!\d)")
_SLUG_WORDS = 4


def article_from_address(address: str, text: str = "", published: str | None = None) -> Article:
    """Make an article of a source's address and a digest, opening nothing.

    Parameters
    ----------
    address : str
        Its host and last words give the id.
    text : str
        The digest; empty while it is to be written.
    published : str, optional
        YYYY-MM-DD; by default the date that stands in the address.

    Returns
    -------
    Article

    Raises
    ------
    UsageError
        The date is neither given nor in the address, or is none.
    InvalidInput
        The text or the address holds what no article file holds.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise UsageError(f"{address!r} is not an address: {error}") from None
    day = _day(published) if published else _day_in(parts.path)
    if day is None:
        raise UsageError(f"when was {address} published? add --published YYYY-MM-DD")
    outlet = max((parts.hostname or "").removeprefix("www.").split(".")[:-1], key=len, default="")
    words = unquote(parts.path.rstrip("/").rpartition("/")[2])
    record = {"article_id": _article_id(outlet, day, _DATE.sub(" ", words)), "published": day, "url": address}
    # A stand-in, since no article is made without text.
    article = RecordReader(address).article({**record, **_DIGEST, "text": _trimmed(text) or "?"})
    return article if _trimmed(text) else replace(article, text="")


def article_from_file(path: str, licence: str | None = None) -> Article:
    """Make an article of a file: a digest, or a saved page.

    Parameters
    ----------
    path : str
        As `parley annotate` reads it; it holds one article.
    licence : str, optional
        Licence of the source's own text, which is then taken. Without it the text of a page is left to be digested, and
        any other text is a digest.

    Returns
    -------
    Article

    Raises
    ------
    InvalidInput
        The file cannot be read.
    UsageError
        It holds several articles.
    """
    items = [item for item, _ in zip(read_articles([path]), range(2), strict=False)]
    if len(items) != 1:
        raise UsageError(f"{path}: holds several articles; give each a file of its own")
    found = items[0]
    if isinstance(found, Unreadable):
        raise InvalidInput([found.finding])
    is_page = Path(path).suffix.lower() in _PAGES
    kind = {"text_kind": "full_text", "licence": licence} if licence else _DIGEST
    text = "" if is_page and not licence else _trimmed(found.text)
    outlet = found.publisher or (urlsplit(found.url).hostname or "" if found.url else "")
    article_id = _article_id(outlet, found.published, found.title) if is_page else found.article_id
    return replace(found, article_id=article_id, text=text, **kind)  # type: ignore[arg-type]


def new_article_file(article: Article, annotate: Annotate | None = None) -> tuple[str, int]:
    """Write a new article file.

    Parameters
    ----------
    article : Article
    annotate : callable, optional
        By default `parley.annotator.annotate_article`.

    Returns
    -------
    content : str
        Without `meetings` while there is no text to find them in; what is not known stands empty below the template's
        words on it.
    meetings : int
        How many were drafted.

    Raises
    ------
    InvalidInput
        The text holds what no article file holds.
    """
    annotation = draft_annotation(article, annotate) if article.text else Annotation(article.article_id)
    content = format_article_file(article, annotation)
    if article.text:
        parse_article_file(content, article.article_id)
    root = article_tree(article, annotation)
    if not article.text:
        root.entries = [entry for entry in root.entries if entry.key != "meetings"]
    _ask(root)
    body = f"{article.text}\n" if article.text else ""
    return f"---\n{write_front_matter(root)}---\n\n{body}", len(annotation.meetings)


def write_new_file(path: Path, content: str) -> None:
    """Write a file that does not exist yet, whole or not at all.

    Raises
    ------
    UsageError
        The file exists.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(content, "utf-8", newline="\n")
        os.link(draft, path)
    except FileExistsError:
        raise UsageError(f"{path} exists: give another name with -o, or delete it") from None
    finally:
        draft.unlink(missing_ok=True)


def article_path(article: Article) -> Path:
    """Give the place of an article's file: in a dataset's folder of its year, or here where there is no dataset."""
    folder = Path("data/articles")
    name = f"{article.article_id}.md"
    return folder / f"{article.published:%Y}" / name if folder.is_dir() else Path(name)


def _ask(root: Node) -> None:
    """Leave what is not known empty, below the template's words on it."""
    template = article_root(house() / "data" / "articles" / "TEMPLATE.md")
    for entry in root.entries:
        explained = template.find(entry.key) if template else None
        if entry.node.kind == "scalar" and not entry.node.value and explained:
            entry.node = scalar("", is_plain=True)
            entry.before = explained.before


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _day(words: str) -> dt.date:
    day = parse_date(words)
    if day is None:
        raise UsageError(f"{words!r} is not a date: write YYYY-MM-DD")
    return day


def _day_in(path: str) -> dt.date | None:
    for year, month, day in _DATE.findall(path):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _article_id(outlet: str, day: dt.date, words: str) -> str:
    """Make an id as the dataset's are: outlet, day, and the first words that say something."""
    idle = {row["word"] for row in lexicon_rows("function_words")}
    telling = [word for word in _plain(words).split() if word not in idle and not word.isdecimal() and len(word) > 1]
    parts = ["".join(_plain(outlet).split()), day.isoformat(), *telling[:_SLUG_WORDS]]
    return "-".join(filter(None, parts))[:100]


def _plain(words: str) -> str:
    """Give the words in small letters of ASCII, everything else as a space."""
    letters = unicodedata.normalize("NFKD", words.replace("ı", "i")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", letters.removesuffix(".html"))
