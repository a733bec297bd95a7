"""Marked texts, to the tools that annotators use and back: Label Studio, doccano, Prodigy, brat; Web Annotation out.

A tool gets an article's text and its evidence: each span with the field it supports and the row it belongs to (``1`` is
the first meeting of the article, ``1p2`` its second participant, ``1t1`` its first topic). What comes back replaces the
evidence of the article file; its values stay, and whether the two fit is for `parley validate` to say. A text that
differs from the article's is refused, and every quote is compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from parley.article_file import decode_article_file, parse_article_file
from parley.article_schema import EVIDENCE_FIELDS
from parley.errors import Finding, InvalidInput, UsageError
from parley.exchange import brat, jsonl, label_studio, web_annotation
from parley.exchange.filling import fill_evidence
from parley.exchange.spans import MarkedText, marked_text
from parley.publishing import publication, write_whole

FIELDS = tuple(field for fields in EVIDENCE_FIELDS.values() for field in fields)

_WRITERS: dict[str, Callable[[Sequence[MarkedText]], dict[str, str]]] = {
    "label-studio": label_studio.files,
    "doccano": jsonl.doccano_files,
    "prodigy": jsonl.prodigy_files,
    "brat": brat.files,
    "web-annotation": web_annotation.files,
}
_READERS: dict[str, Callable[[Path], list[MarkedText]]] = {
    "label-studio": label_studio.read,
    "doccano": jsonl.read_doccano,
    "prodigy": jsonl.read_prodigy,
    "brat": brat.read,
}
"""Readers raise `InvalidInput` with the findings of the whole file."""


def export_articles(tool: str, articles: Sequence[Path], out: Path) -> list[str]:
    """Write article files in the form that a tool reads.

    Parameters
    ----------
    tool : str
    articles : sequence of Path
        Article files, or folders of them.
    out : Path
        Folder for the tool's files.

    Returns
    -------
    list of str
        Names of the files written.

    Raises
    ------
    InvalidInput
        With the findings of article files that cannot be read.
    """
    texts = [
        marked_text(*parse_article_file(decode_article_file(path), str(path))) for path in _article_files(articles)
    ]
    contents = _WRITERS[tool](texts)
    with publication(out) as staging:
        for name, content in contents.items():
            (staging / name).write_text(content, "utf-8", newline="\n")
    return sorted(contents)


def import_articles(tool: str, result: Path, into: Sequence[Path]) -> list[Path]:
    """Put the evidence that a tool gives into article files.

    Parameters
    ----------
    tool : str
    result : Path
        The tool's file; of brat, an ``.ann`` file or a folder of them.
    into : sequence of Path
        Article files, or folders of them, that hold those named in the result.

    Returns
    -------
    list of Path
        The files changed.

    Raises
    ------
    InvalidInput
        With all the findings; nothing has been written.
    """
    paths = {path.stem: path for path in _article_files(into)}
    changed: dict[Path, str] = {}
    findings: list[Finding] = []
    for marked in _READERS[tool](result):
        path = paths.get(marked.article_id)
        if path is None:
            findings.append(_no_article(marked, into))
            continue
        try:
            raw = decode_article_file(path)
            filled = fill_evidence(raw, marked, str(path))
        except InvalidInput as error:
            findings += error.findings
            continue
        if filled != raw:
            changed[path] = filled
    if findings:
        raise InvalidInput(findings)
    for path, content in changed.items():
        write_whole(path, content)
    return list(changed)


def _article_files(paths: Sequence[Path]) -> list[Path]:
    found = [each for path in paths for each in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]
    files = [path for path in found if not (path.stem.isalpha() and path.stem.isupper())]
    if not files:
        raise UsageError(f"no article file in {', '.join(map(str, paths))}")
    return files


def _no_article(marked: MarkedText, into: Sequence[Path]) -> Finding:
    return Finding(
        marked.file,
        "exchange-article",
        f"no article file of this id in {', '.join(map(str, into))}",
        "name the file or folder that holds it with --into",
        marked.line,
        field="article_id",
        value=marked.article_id,
    )
