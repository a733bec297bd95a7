"""Take the evidence of article files to a tool for annotators, and back.

--to writes a folder of the tool's files: tasks and a labelling configuration for label-studio, JSON
Lines for doccano and prodigy, standoff files and a configuration for brat, JSON-LD for web-annotation.
--from reads what the tool exports and puts it into the article files of --into: the evidence is then the
tool's, values stay, new rows get what their words tell. A span's label is the field that it supports
(name, mode …), beside it stands the row: 1 is the first meeting of the article, 1p2 its second
participant, 1t1 its first topic. A text that differs from the article's is refused.

examples:
  parley exchange data/articles/2024/ --to label-studio -o tasks/
  parley exchange export.json --from label-studio --into data/articles/
  parley exchange article.md --to brat -o brat/
  parley exchange brat/article.ann --from brat --into article.md
"""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.errors import UsageError

TO = ("label-studio", "doccano", "prodigy", "brat", "web-annotation")
FROM = TO[:-1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="article files, folders of them, or a tool's result")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", choices=TO, help="write for this tool")
    way.add_argument("--from", dest="source", choices=FROM, help="read what this tool exported")
    parser.add_argument("-o", "--out", metavar="OUT", help="with --to: folder for the tool's files")
    parser.add_argument("--into", metavar="PATH", help="with --from: the article file, or a folder of them")


def run(args: argparse.Namespace) -> int:
    """Write for a tool, or read from it."""
    from parley.exchange import export_articles, import_articles

    paths = [Path(path) for path in args.paths]
    if args.to:
        _check(args.out and not args.into, "--to needs -o OUT, and no --into")
        names = export_articles(args.to, paths, Path(args.out))
        print(f"{args.out}: {', '.join(names[:4])}{' …' if len(names) > 4 else ''}")
        return 0
    _check(args.into and not args.out and len(paths) == 1, "--from needs one file or folder, --into PATH, and no -o")
    changed = import_articles(args.source, paths[0], [Path(args.into)])
    for path in changed:
        print(f"{path}: evidence as in {args.source}; check it with `parley validate {path}`")
    if not changed:
        print("nothing is different")
    return 0


def _check(is_right: object, message: str) -> None:
    if not is_right:
        raise UsageError(message)
