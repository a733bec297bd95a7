"""Check article files: each by itself, and together by the rules of the tables that they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from parley.article_file import canonical_article_file, decode_article_file, read_article_file, read_sound_part
from parley.errors import Finding, InvalidInput
from parley.files import REFERENCE_TABLES, reference_rows
from parley.ids import with_meeting_ids
from parley.model import Annotation, Article, Meeting
from parley.reports import AnnotatedArticle, annotated, report_findings
from parley.rules import check_rules
from parley.tables import article_tables, reference_tables
from parley.validation.places import IMPORTED, Places
from parley.validation.values import check_references


def check_article_files(paths: Iterable[Path]) -> list[Finding]:
    """Check article files, and what they say together; of a file with faults, the meetings without."""
    paths = list(paths)
    items, findings = read_article_files(paths)
    known = {item.source for item in items}
    numbers: dict[str, list[int]] = {}
    for path in paths:
        part = None if str(path) in known or _is_no_article(path) else _sound_part(path)
        if part and part[0].article_id not in {item.article_id for item in items}:
            meetings = with_meeting_ids(Annotation(part[0].article_id, tuple(part[1].values())))
            items.append(annotated(part[0], meetings, str(path)))
            numbers[part[0].article_id] = list(part[1])
    try:
        return [*findings, *article_findings(items, _tables(items), numbers=numbers)]
    except InvalidInput as error:
        return [*findings, *error.findings]


def _sound_part(path: Path) -> tuple[Article, dict[int, Meeting]] | None:
    try:
        return read_sound_part(path)[0]
    except InvalidInput:
        return None


def _tables(items: Sequence[AnnotatedArticle]) -> dict[str, pa.Table]:
    """Build the tables of some articles, with the persons that they name alone: their terms are many."""
    reference = {table: reference_rows(table) for table in REFERENCE_TABLES}
    tables = article_tables(items, reference)
    named = set(tables["participants"]["person_id"].to_pylist())
    kept = {
        table: [row for row in rows if row["person_id"] in named] if table in ("persons", "tenures") else rows
        for table, rows in reference.items()
    }
    return tables | reference_tables(kept)


def _is_no_article(path: Path) -> bool:
    """Whether a file explains: README.md and TEMPLATE.md are no articles."""
    return path.stem.isalpha() and path.stem.isupper()


def read_article_files(paths: Iterable[Path]) -> tuple[list[AnnotatedArticle], list[Finding]]:
    """Read article files: those that are sound, with ids for all meetings, and what is wrong with all of them."""
    items: dict[str, AnnotatedArticle] = {}
    findings: list[Finding] = []
    for path in paths:
        if _is_no_article(path):
            continue
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
    items: Sequence[AnnotatedArticle],
    tables: Mapping[str, pa.Table],
    folder: Path | None = None,
    numbers: Mapping[str, Sequence[int]] | None = None,
) -> list[Finding]:
    """Check references and rules on the tables that article files give, and tell them of the files.

    Parameters
    ----------
    items : sequence of AnnotatedArticle
    tables : mapping of str to pyarrow.Table
        What they give.
    folder : Path, optional
        The dataset whose reference tables went in; without it nothing is said of these.
    numbers : mapping, optional
        For an article of which not all meetings are there, their numbers in its file, from 1.

    Returns
    -------
    list of Finding
        With the file, the row as a person counts it there, and the line.
    """
    places = Places(items, numbers)
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
