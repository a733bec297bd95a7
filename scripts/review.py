"""Review a pull request: its article files and reference tables as data, judged by the code of the base.

    python scripts/review.py BASE PROPOSAL OUT

BASE and PROPOSAL are checkouts. Notes for the lines of the pull request go to standard output, as GitHub reads them.
OUT, a new folder, gets `summary.md` (findings, rows, the annotator on these articles), `pages/` (each article with its
annotation and what the annotator saw) and `tables/` (the dataset as it would be). Nothing of PROPOSAL is run.
RULES_PAGE in the environment is the address of the page of rules.

    python scripts/review.py --annotator GOLD OLD NEW

compares two folders of tables with the articles of GOLD, as Markdown: what a change of the annotator brings.
"""

from __future__ import annotations

import contextlib
import dataclasses
import filecmp
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from parley.annotation_sources import is_reviewed, read_annotations
from parley.article_file import MAX_BYTES, decode_article_file, parse_article_file
from parley.article_page import show_html
from parley.building import build
from parley.comparison import diff
from parley.comparison.writing import format_comparison
from parley.display import Cells, meeting_cells, participant_cells, topic_cells
from parley.drafting import draft_annotation
from parley.errors import Finding, InvalidInput
from parley.evaluation import Evaluation, evaluate
from parley.reporting import format_findings, markdown_cell
from parley.reports import AnnotatedArticle, annotated
from parley.scoring import Score
from parley.tracing import trace
from parley.validation import validate

DATA = ("data/articles/*/*.md", "data/reference/*.csv")
"""What is taken from a pull request; all else there is for the tests of its own code."""

MAX_FILES = 5_000
ROWS_SHOWN = 40
MAX_SUMMARY = 900_000
"""Characters; GitHub takes a summary of one mebibyte."""


def main(arguments: Sequence[str]) -> int:
    """Write the review; 1 when a finding is an error."""
    if arguments[:1] == ["--annotator"]:
        gold, old, new = arguments[1:]
        items = [item for item in read_annotations(gold) if is_reviewed(item)]
        print(_annotator_change(evaluate(items, old), evaluate(items, new)))
        return 0
    base, proposal, out = (Path(each).absolute() for each in arguments)
    return review(base, proposal, out)


def review(base: Path, proposal: Path, out: Path) -> int:
    """Write the review of a pull request."""
    tables, rules = out / "tables", os.environ.get("RULES_PAGE", "docs/rules.md")
    (out / "pages").mkdir(parents=True)
    shutil.copytree(base, tables, ignore=shutil.ignore_patterns(".*", "src", "tests", "docs", "scripts", "benchmarks"))
    changed, refused = lay_over(tables, proposal)
    with contextlib.chdir(tables):
        findings = [*refused, *_about(validate("data/articles"), changed)]
        try:
            build(tables)
        except InvalidInput as error:
            findings += [each for each in error.findings if each not in findings]
        sys.stdout.write(format_findings(findings, "github", rules))
        articles = list(_articles(changed))
        told = _articles_told(articles)
        for item in articles:
            page = show_html(item.article, item.annotation, trace=trace(item.article))  # type: ignore[arg-type]
            (out / "pages" / f"{item.article_id}.html").write_text(page, "utf-8")
    has_errors = any(each.severity == "error" for each in findings)
    parts = [
        "# What this pull request changes\n",
        _files_told(changed, base, tables),
        f"## Findings\n\n{format_findings(findings, 'markdown', rules)}",
        "## Rows\n",
        "The tables cannot be built before the errors are mended.\n" if has_errors else _rows_told(base, tables),
        _meetings_told(articles),
        told,
    ]
    (out / "summary.md").write_text("\n".join(filter(None, parts))[:MAX_SUMMARY], "utf-8")
    return 1 if has_errors else 0


def lay_over(tables: Path, proposal: Path) -> tuple[list[Path], list[Finding]]:
    """Take the data of a pull request into a copy of the base.

    Parameters
    ----------
    tables : Path
        The copy; files that the pull request deletes are deleted there.
    proposal : Path

    Returns
    -------
    changed : list of Path
        Files added, changed or deleted, as seen from the root.
    refused : list of Finding
        Of what is no plain file, or too large.
    """
    refused: list[Finding] = []
    taken = {path.relative_to(proposal): path for pattern in DATA for path in sorted(proposal.glob(pattern))}
    standing = {path.relative_to(tables) for pattern in DATA for path in tables.glob(pattern)}
    changed = []
    for name, path in sorted(taken.items())[:MAX_FILES]:
        if not _is_plain(path, proposal):
            message, remedy = "a link, or larger than an article file may be", "commit a plain file"
            refused.append(Finding(name.as_posix(), "unreadable", message, remedy))
        elif name not in standing or not filecmp.cmp(path, tables / name, shallow=False):
            (tables / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tables / name)
            changed.append(name)
    for name in sorted(standing - taken.keys()):
        (tables / name).unlink()
        changed.append(name)
    return changed, refused


def _is_plain(path: Path, root: Path) -> bool:
    name = path.relative_to(root)
    is_linked = any((root / part).is_symlink() for part in [name, *name.parents][:-1])
    return not is_linked and path.is_file() and path.stat().st_size <= MAX_BYTES


def _about(findings: Sequence[Finding], changed: Sequence[Path]) -> list[Finding]:
    """Keep the errors, and the warnings of files that are changed."""
    names = {path.as_posix() for path in changed}
    return [each for each in findings if each.severity == "error" or each.file in names]


def _articles(changed: Sequence[Path]) -> Iterator[AnnotatedArticle]:
    """Read the changed articles that can be read."""
    for path in changed:
        if path.suffix == ".md" and path.is_file() and not path.stem.isupper():
            with contextlib.suppress(InvalidInput):
                yield annotated(*parse_article_file(decode_article_file(path), str(path)), str(path))


def _files_told(changed: Sequence[Path], base: Path, tables: Path) -> str:
    lines = []
    for path in changed:
        verb = "deleted" if not (tables / path).exists() else "changed" if (base / path).exists() else "added"
        lines.append(f"- {verb}: {markdown_cell(path.as_posix())}")
    return "\n".join(lines or ["No article file and no reference table."]) + "\n"


def _rows_told(base: Path, tables: Path) -> str:
    found = dataclasses.replace(diff(base, tables), old="the base", new="this pull request")
    return format_comparison(found, "markdown", ROWS_SHOWN)


def _meetings_told(articles: Sequence[AnnotatedArticle]) -> str:
    lines = []
    for item in articles:
        lines.append(f"### {markdown_cell(item.article_id)}\n")
        for number, meeting in enumerate(item.annotation.meetings, 1):
            lines.append(f"{number}. {_cells_told(meeting_cells(meeting))}")
            lines += [f"    - {_cells_told(participant_cells(each))}" for each in meeting.participants]
            lines += [f"    - topic: {_cells_told(topic_cells(each))}" for each in meeting.topics]
        lines.append("" if item.annotation.meetings else "No meeting.\n")
    return "\n".join(["## Meetings of these articles\n", *lines]) if articles else ""


def _cells_told(cells: Cells) -> str:
    return " · ".join(markdown_cell(value) for _, value in cells)


def _articles_told(articles: Sequence[AnnotatedArticle]) -> str:
    gold = [item for item in articles if is_reviewed(item)]
    if not gold:
        return ""
    drafted = [annotated(item.article, draft_annotation(item.article)) for item in gold if item.article]
    found = evaluate(gold, drafted)
    rows = "\n".join(f"| {score.name} | {_shown(score)} |" for score in found.scores if score.expected)
    return (
        "## The annotator on these articles\n\n"
        f"{found.articles} articles that a person reviewed: the annotator's draft against what stands in them.\n\n"
        f"| score | value |\n| --- | --- |\n{rows}\n\n"
        "Each article, with what the annotator saw, is a page of the artefact `articles`.\n"
    )


def _annotator_change(old: Evaluation, new: Evaluation) -> str:
    lines = ["| score | before | with this change |", "| --- | --- | --- |"]
    for before, after in zip(old.scores, new.scores, strict=True):
        mark = "" if _shown(before) == _shown(after) else "**"
        lines.append(f"| {before.name} | {_shown(before)} | {mark}{_shown(after)}{mark} |")
    head = f"{new.articles} articles of the base that a person reviewed, of all splits; what differs stands in bold."
    return "\n".join(["## The annotator", "", head, "", *lines])


def _shown(score: Score) -> str:
    return "–" if score.f1 is None else f"{score.f1:.3f} ({score.right} of {score.expected})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
