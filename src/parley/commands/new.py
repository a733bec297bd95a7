"""Start an article file: what is known filled in, the meetings drafted.

SOURCE is the address of a source, of which nothing but its letters is read, or a file: your digest
(.txt), a saved page (.html), or an article file whose `meetings` are still to be drafted. A source's own
text belongs to its publisher: the text of a page is left out for you to digest, unless --licence
says that it may stand here. The file gets its place in data/articles/, where there is one.

examples:
  parley new https://www.example.org/2024/05/14/nordmann-nairobi
  parley new data/articles/2024/example-2024-05-14-nordmann-nairobi.md       drafts, once the digest stands
  parley new https://www.example.org/a/17 --published 2024-05-14 --text digest.txt
  parley new page.html
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from parley.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("source", metavar="SOURCE", help="address of a source, or a file")
    parser.add_argument("--text", metavar="FILE", help="of an address: the digest ('-' reads standard input)")
    parser.add_argument("--published", metavar="DATE", help="of an address: YYYY-MM-DD, where it does not hold it")
    parser.add_argument("--licence", metavar="NAME", help="of a file: take the source's own text, under this licence")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="file to write (default: by its id, in data/articles/YYYY/)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file, and tell what comes next."""
    from parley.new_article import (
        article_from_address,
        article_from_file,
        article_path,
        new_article_file,
        write_new_file,
    )

    is_address = args.source.startswith(("http://", "https://"))
    _check_usage(args, is_address)
    if not is_address and _is_article_file(args.source):
        return _complete(Path(args.source), args)
    if is_address:
        article = article_from_address(args.source, _text(args.text) if args.text else "", args.published)
    else:
        article = article_from_file(args.source, args.licence)
    content, meetings = new_article_file(article)
    path = Path(args.out) if args.out else article_path(article)
    write_new_file(path, content)
    _tell(path, meetings if article.text else None)
    return 0


def _check_usage(args: argparse.Namespace, is_address: bool) -> None:
    for option, value, is_fitting in (
        ("--text", args.text, is_address),
        ("--published", args.published, is_address),
        ("--licence", args.licence, not is_address),
    ):
        if value and not is_fitting:
            raise UsageError(f"{option} goes with {'a file' if is_address else 'an address (https://…)'}")


def _is_article_file(path: str) -> bool:
    from parley.article_file import article_root

    if not path.endswith(".md"):
        return False
    root = article_root(path)
    return root is not None and root.find("article_id") is not None


def _complete(path: Path, args: argparse.Namespace) -> int:
    from parley.building import draft_file

    if args.out or args.licence:
        raise UsageError(f"{path} is an article file and is filled in place: leave -o and --licence out")
    meetings = draft_file(path)
    if meetings is None:
        raise UsageError(f"{path} has its annotation: to draft it anew, delete `meetings` and what stands under it")
    _tell(path, meetings)
    return 0


def _text(path: str) -> str:
    from parley.article_file import decode_article_file

    return sys.stdin.read() if path == "-" else decode_article_file(path)


def _tell(path: Path, meetings: int | None) -> None:
    """Tell what was written and what is left to do."""
    from parley.marking import harmless

    name = harmless(str(path))
    if meetings is None:
        print(
            f"{name}: fill in what is empty, write your digest of the source at the end, then run\n  parley new {name}"
        )
        return
    drafted = {0: "no meeting found", 1: "1 meeting drafted"}.get(meetings, f"{meetings} meetings drafted")
    todo = "set `review_status: reviewed`" if meetings else "add `reviewed: true` above `meetings`, or what was missed"
    print(f"{name}: {drafted}; fill in what is empty, compare every value with the text, and {todo}")
    print(f"  parley show {name}\n  parley validate {name}")
