"""Show an article with its annotation marked.

ARTICLE is an article file with its annotation, or any article that `parley annotate` reads,
which is annotated on the fly; with --in it is the id of an article in a folder of tables.
In the text, [1N Hakan Fidan] are the words behind a name (N) of meeting 1; a line below the
rows tells the letters. Colour is left out when the output is no terminal or NO_COLOR is set.
--why adds what the annotator sees in the text, whoever wrote the annotation: mentions and whom each
is taken for, words of meeting and the frames they open, and what became of each.

examples:
  parley show data/articles/TEMPLATE.md
  parley show article.txt --html article.html
  parley show article.txt --why
  parley show hurriyet-2024-02-04 --in tables/
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from parley.errors import InvalidInput, UsageError

if TYPE_CHECKING:
    from parley.model import Annotation, Article
    from parley.tracing import Trace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("article", metavar="ARTICLE", help="a file, or an article_id with --in")
    parser.add_argument("--in", dest="folder", metavar="FOLDER", help="folder of tables that holds the article")
    parser.add_argument("--html", metavar="FILE", help="write a page of HTML to FILE in the stead of text")
    parser.add_argument("--why", action="store_true", help="add what the annotator sees, sentence by sentence")


def run(args: argparse.Namespace) -> int:
    """Show each article of the source."""
    from parley.article_page import show_html
    from parley.display import show
    from parley.publishing import write_whole

    shown = _from_tables(args.article, Path(args.folder)) if args.folder else _from_file(args.article)
    if args.html:
        items = list(shown)
        if len(items) > 1:
            raise UsageError(f"{args.article}: holds {len(items)} articles; a page of HTML shows one")
        write_whole(Path(args.html), show_html(*items[0], trace=_trace(items[0][0], args)))
        return 0
    has_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for number, item in enumerate(shown):
        sys.stdout.write("\n\n" * bool(number) + show(*item, trace=_trace(item[0], args), has_colour=has_colour))
    return 0


def _trace(article: Article, args: argparse.Namespace) -> Trace | None:
    from parley.tracing import trace

    return trace(article) if args.why else None


def _from_tables(article_id: str, folder: Path) -> Iterator[tuple[Article, Annotation]]:
    from parley.annotation_sources import read_tables

    found = [item for item in read_tables(folder) if item.article_id == article_id]
    if not found or found[0].article is None:
        raise UsageError(f"no article {article_id!r} in {folder}")
    yield found[0].article, found[0].annotation


def _from_file(path: str) -> Iterator[tuple[Article, Annotation]]:
    from parley.annotation_sources import is_annotated_file
    from parley.article_file import decode_article_file, parse_article_file

    if is_annotated_file(Path(path)):
        # A draft may lie anywhere under any name.
        yield parse_article_file(decode_article_file(path), path)
    else:
        yield from _annotated_on_the_fly(path)


def _annotated_on_the_fly(path: str) -> Iterator[tuple[Article, Annotation]]:
    from parley.reading import Unreadable, read_articles

    for item in read_articles([path]):
        if isinstance(item, Unreadable):
            raise InvalidInput([item.finding])
        from parley.annotator import annotate_article

        yield item, annotate_article(item)
