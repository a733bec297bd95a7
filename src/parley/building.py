"""Build the dataset: article files, imports and reference tables -> `data/*.parquet` and `datapackage.json`.

All findings of all files are told at once, before anything is written; the tables are published as one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parley.article_file import decode_article_file, fill_article_file, parse_article_file, read_article_file
from parley.currency import Stamp, read_stamp, source_sha256, write_stamp
from parley.drafting import Annotate, draft_annotation
from parley.errors import Finding, InvalidInput
from parley.files import REFERENCE_TABLES, read_csv
from parley.front_matter import parse_front_matter, split_front_matter
from parley.ids import with_meeting_ids
from parley.imported import dataset_items
from parley.package import write_descriptor
from parley.publishing import finish_publication, publication, write_whole
from parley.reference import ReferenceRows, reference_values
from parley.reports import AnnotatedArticle, annotated, report_findings
from parley.tables import tables_from_annotations, write_tables
from parley.validation.articles import article_findings
from parley.validation.tables import is_same_table, read_tables

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made.

    Attributes
    ----------
    rows : dict of str to int
        Number of rows by table.
    is_new : bool
        False when the tables were current and nothing was done.
    warnings : tuple of Finding
        What a person should look at, though it keeps nothing from being built.
    """

    rows: dict[str, int]
    is_new: bool = True
    warnings: tuple[Finding, ...] = ()


def build(root: Path) -> BuildReport:
    """Build the tables and the descriptor of a dataset from its sources, unless they are current.

    Parameters
    ----------
    root : Path
        Folder that holds `data/articles/` and `data/reference/`.

    Returns
    -------
    BuildReport

    Raises
    ------
    InvalidInput
        With the findings of all files; nothing has been written.
    UsageError
        Another build of this folder is running.
    """
    finish_publication(root)
    source = source_sha256(root)
    stamp = read_stamp(root, source)
    if stamp is not None:
        return BuildReport(stamp.rows, is_new=False, warnings=stamp.warnings)
    items, reference = read_dataset(root)
    items = dataset_items(root, items)
    _raise_errors(report_findings(items))
    tables = tables_from_annotations(items, reference)
    findings = article_findings(items, tables, root)
    _raise_errors(findings)
    with publication(root) as staging:
        write_tables(_keep_same(tables, root / "data", staging / "data"), staging / "data")
        write_descriptor(staging)
    rows = {name: table.num_rows for name, table in tables.items()}
    write_stamp(root, Stamp(source, rows, tuple(findings)))
    return BuildReport(rows, warnings=tuple(findings))


def _keep_same(tables: Mapping[str, pa.Table], folder: Path, staging: Path) -> dict[str, pa.Table]:
    """Copy the files of tables that stay as they are, and return the others.

    Another version of the library would write other bytes, and a rebuild would seem to have changed the data.
    """
    known, _ = read_tables(folder)
    same = [name for name, table in tables.items() if name in known and is_same_table(known[name], table)]
    staging.mkdir(parents=True)
    for name in same:
        shutil.copyfile(folder / f"{name}.parquet", staging / f"{name}.parquet")
    return {name: table for name, table in tables.items() if name not in same}


def read_dataset(root: Path) -> tuple[list[AnnotatedArticle], ReferenceRows]:
    """Read all article files and reference tables of a dataset.

    Raises
    ------
    InvalidInput
        With the findings of all files.
    """
    items: list[AnnotatedArticle] = []
    findings: list[Finding] = []
    for path in article_paths(root):
        try:
            article, annotation = read_article_file(path)
            items.append(annotated(article, annotation, str(path)))
        except InvalidInput as error:
            findings += error.findings
    findings += [*_duplicate_ids(items), *_missing_ids(items)]
    reference = {}
    for table in REFERENCE_TABLES:
        path = _shown(root / "data" / "reference" / f"{table}.csv")
        try:
            reference[table] = _read_reference(table, path)
        except InvalidInput as error:
            findings += error.findings
    _raise_errors(findings)
    return items, reference


def draft_annotations(root: Path, annotate: Annotate | None = None) -> list[Path]:
    """Annotate the article files that have no key `meetings`, and give an id to every meeting that has none.

    Parameters
    ----------
    root : Path
        Folder that holds `data/articles/`.
    annotate : callable, optional
        By default `parley.annotator.annotate_article`.

    Returns
    -------
    list of Path
        The files changed. A value that stood in a file stays as it is.

    Raises
    ------
    InvalidInput
        With the findings of the files that cannot be read; the others have been annotated.
    """
    changed: list[Path] = []
    findings: list[Finding] = []
    for path in article_paths(root):
        try:
            if draft_file(path, annotate) is not None:
                changed.append(path)
        except InvalidInput as error:
            findings += error.findings
    _raise_errors(findings)
    return changed


def draft_file(path: Path, annotate: Annotate | None = None) -> int | None:
    """Annotate an article file that has no key `meetings`, and give an id to every meeting that has none.

    Parameters
    ----------
    path : Path
    annotate : callable, optional
        By default `parley.annotator.annotate_article`.

    Returns
    -------
    int or None
        How many meetings the file has now; None when it lacked nothing and stays as it is.

    Raises
    ------
    InvalidInput
        With the findings of a file that cannot be read.
    """
    raw = decode_article_file(path)
    article, annotation = parse_article_file(raw, str(path))
    if not _has_meetings_key(raw, str(path)):
        annotation = draft_annotation(article, annotate)
    elif all(meeting.meeting_id for meeting in annotation.meetings):
        return None
    else:
        annotation = with_meeting_ids(annotation)
    write_whole(path, fill_article_file(raw, annotation, str(path)))
    return len(annotation.meetings)


def article_paths(root: Path) -> list[Path]:
    """List the article files of a dataset by name; a file named in capitals (``TEMPLATE.md``) is none."""
    folder = _shown(root / "data" / "articles")
    return sorted(path for path in folder.rglob("*.md") if not (path.stem.isalpha() and path.stem.isupper()))


def _has_meetings_key(raw: str, file: str) -> bool:
    front_matter, _ = split_front_matter(raw) or ("", "")
    root, _ = parse_front_matter(front_matter, file)
    return root.find("meetings") is not None


def _read_reference(table: str, path: Path) -> tuple[dict[str, str], ...]:
    """Read a reference table, checking that its cells are of the schema's types."""
    try:
        rows = read_csv(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        finding = Finding(str(path), "unreadable", f"cannot be read: {reason}", "write the table as CSV in UTF-8")
        raise InvalidInput([finding]) from None
    reference_values(table, rows, str(path))
    return rows


def _duplicate_ids(items: Iterable[AnnotatedArticle]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for item in items:
        taken = first.setdefault(item.article_id, item.source)
        if taken != item.source:
            message, remedy = f"{taken} has the same id", "give each article an id of its own"
            yield Finding(item.source, "duplicate-id", message, remedy, field="article_id", value=item.article_id)


def _missing_ids(items: Iterable[AnnotatedArticle]) -> Iterator[Finding]:
    for item in items:
        for number, meeting in enumerate(item.annotation.meetings, 1):
            if not meeting.meeting_id:
                row, remedy = f"meetings[{number}]", "run scripts/annotate.py, which fills it in"
                yield Finding(item.source, "missing-id", "the meeting has no id", remedy, row=row, field="meeting_id")


def _raise_errors(findings: Iterable[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise InvalidInput(errors)


def _shown(path: Path) -> Path:
    """Write a path as seen from the working folder, where it lies in it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (a link stays a link)
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path
