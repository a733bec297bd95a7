"""Check article files: each by itself, and together by the rules of the tables that they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from parley.article_file import canonical_article_file, decode_article_file, read_article_file
from parley.errors import Finding, InvalidInput
from parley.files import REFERENCE_TABLES
from parley.ids import with_meeting_ids
from parley.model import Annotation
from parley.reports import AnnotatedArticle, annotated, report_findings, reports_by_meeting
from parley.rules import check_rules
from parley.tables import tables_from_annotations
from parley.validation.tables import check_references

IMPORTED = ".parquet"
"""How the names of files of imported rows end, which have no lines."""


def check_article_files(paths: Iterable[Path]) -> list[Finding]:
    """Check article files, and what they say together."""
    items, findings = read_article_files(paths)
    try:
        return [*findings, *article_findings(items, tables_from_annotations(items))]
    except InvalidInput as error:
        return [*findings, *error.findings]


def read_article_files(paths: Iterable[Path]) -> tuple[list[AnnotatedArticle], list[Finding]]:
    """Read article files: those that are sound, with ids for all meetings, and what is wrong with all of them."""
    items: dict[str, AnnotatedArticle] = {}
    findings: list[Finding] = []
    for path in paths:
        if path.stem.isalpha() and path.stem.isupper():
            continue  # README.md and TEMPLATE.md are no articles
        try:
            article, annotation = read_article_file(path)
        except InvalidInput as error:
            findings += error.findings
            continue
        findings += _form_findings(path)
        if article.article_id in items:
            findings.append(_duplicate(path, items[article.article_id]))
        else:
            items[article.article_id] = annotated(article, with_meeting_ids(annotation), str(path))
    return list(items.values()), findings


def article_findings(
    items: Sequence[AnnotatedArticle], tables: Mapping[str, pa.Table], folder: Path | None = None
) -> list[Finding]:
    """Check references and rules on the tables that article files give, and tell them of the files.

    Parameters
    ----------
    items : sequence of AnnotatedArticle
    tables : mapping of str to pyarrow.Table
        What they give.
    folder : Path, optional
        The dataset whose reference tables went in; without it nothing is said of these.

    Returns
    -------
    list of Finding
        With the file, the row as a person counts it there, and the line.
    """
    places = _Places(items)
    findings = [finding for finding in report_findings(items) if finding.severity == "warning"]
    imported: list[Finding] = []
    for finding in [*check_references(tables, ""), *check_rules(tables)]:
        table = finding.file.removesuffix(".parquet")
        if table not in REFERENCE_TABLES:
            located = places.locate(finding, table)
            (imported if located.file.endswith(IMPORTED) else findings).append(located)
        elif folder:
            findings.append(replace(finding, file=str(folder / "data" / "reference" / f"{table}.csv")))
    return [*findings, *_summed_warnings(imported)]


def _summed_warnings(findings: Sequence[Finding]) -> list[Finding]:
    """Tell the warnings of a rule on imported rows as one, by their number: nobody mends such rows one by one."""
    warnings: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity == "warning":
            warnings.setdefault((finding.file, finding.rule), []).append(finding)
    summed = [
        replace(group[0], message=f"{group[0].message}; one of {len(group)} such rows") if len(group) > 1 else group[0]
        for group in warnings.values()
    ]
    return [*(finding for finding in findings if finding.severity == "error"), *summed]


class _Places:
    """Where the rows of the tables stand in article files."""

    def __init__(self, items: Sequence[AnnotatedArticle]) -> None:
        self._sources = {item.article_id: item for item in items}
        self._first = {
            meeting_id: reports[0].article.article_id for meeting_id, reports in reports_by_meeting(items).items()
        }

    def locate(self, finding: Finding, table: str) -> Finding:
        """Tell a finding about a row of a table as one about an article file."""
        key = finding.row.split("/")
        if table == "articles":
            source = self._sources[key[0]].source
            return replace(finding, file=source, row=finding.row if source.endswith(IMPORTED) else "")
        meeting_id, number = (key[1], "") if table == "evidence" else (key[0], "".join(key[1:]))
        item = self._sources[key[0] if table == "evidence" else self._first[meeting_id]]
        if item.source.endswith(IMPORTED):
            return replace(finding, file=item.source)
        row = _meeting_row(item.annotation, meeting_id)
        if table in ("participants", "topics"):
            row += f".{table}[{number}]"
        line = _line(Path(item.source), meeting_id, finding)
        return replace(finding, file=item.source, row=row, line=line)


def _meeting_row(annotation: Annotation, meeting_id: str) -> str:
    ids = [meeting.meeting_id for meeting in annotation.meetings]
    return f"meetings[{ids.index(meeting_id) + 1}]"


def _line(path: Path, meeting_id: str, finding: Finding) -> int:
    """Find the line of a value in the part of a file that is about a meeting, else the meeting's own; 0 if neither."""
    raw = decode_article_file(path)
    start = max(raw.find(f"meeting_id: {meeting_id}"), 0)
    value = raw.find(f"{finding.field}: {finding.value}", start) if finding.value else -1
    place = value if value >= 0 else start
    return raw.count("\n", 0, place) + 1 if place else 0


def _form_findings(path: Path) -> list[Finding]:
    """Compare a file with its canonical form; the message shows the first line that differs."""
    raw = decode_article_file(path)
    canonical = canonical_article_file(raw, str(path))
    if raw == canonical:
        return []
    lines = zip(raw.splitlines(), canonical.splitlines(), strict=False)
    line, expected = next(((n, b) for n, (a, b) in enumerate(lines, 1) if a != b), (raw.count("\n") + 1, ""))
    message = f"the file is not in canonical form; this line would read {expected.strip()!r}"
    remedy = "Run scripts/annotate.py, or bring the keys into the order of data/articles/TEMPLATE.md"
    return [Finding(str(path), "canonical-form", message, remedy, line, 1)]


def _duplicate(path: Path, other: AnnotatedArticle) -> Finding:
    message, remedy = f"{other.source} has the same article_id", "Give each article an id of its own"
    return Finding(str(path), "duplicate-id", message, remedy, field="article_id", value=other.article_id)
