"""Annotations read back from where they are kept: article files, tables, a gold JSON file.

Evaluation and display read annotations through this module.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from parley.article_file import decode_article_file, read_article_file
from parley.article_rows import is_true
from parley.errors import Finding, InvalidInput, shorten
from parley.front_matter import parse_front_matter, split_front_matter
from parley.gold_json import read_gold_json
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic
from parley.publishing import finish_publication
from parley.reports import AnnotatedArticle, annotated, unreadable

if TYPE_CHECKING:
    import pyarrow as pa

TABLES_READ = ("articles", "meetings", "meeting_sources", "participants", "topics", "evidence")

_Row = Mapping[str, Any]
_Supports = dict[tuple[str, int], tuple[Evidence, ...]]
"""Evidence of one article's report of one meeting, by table and row_no."""

_T = TypeVar("_T", Article, Meeting, Participant, Topic)


def read_annotations(path: str | Path) -> list[AnnotatedArticle]:
    """Read the annotated articles of a file or folder.

    Parameters
    ----------
    path : str or Path
        A folder of tables (as `parley annotate` writes), an article file, a ``*.gold.json`` file, or a folder of
        such files.

    Returns
    -------
    list of AnnotatedArticle
        Sorted by article_id.

    Raises
    ------
    InvalidInput
        With the findings of all files.
    """
    path = Path(path)
    finish_publication(path)
    is_tables = (path / "meetings.parquet").is_file()
    items = read_tables(path) if is_tables else _read_files(path)
    return sorted(items, key=lambda item: item.article_id)


def is_annotated_file(path: Path) -> bool:
    """Tell whether a file is an article file that holds an annotation, be it an empty one."""
    if path.suffix != ".md" or not path.is_file():
        return False
    front_matter, _ = split_front_matter(decode_article_file(path)) or ("", "")
    return parse_front_matter(front_matter, str(path))[0].find("meetings") is not None


def is_reviewed(item: AnnotatedArticle) -> bool:
    """Tell whether a person reviewed all of an article file, be it that it reports no meeting."""
    if item.annotation.meetings:
        return all(meeting.review_status == "reviewed" for meeting in item.annotation.meetings)
    front_matter, _ = split_front_matter(decode_article_file(Path(item.source))) or ("", "")
    entry = parse_front_matter(front_matter, item.source)[0].find("reviewed")
    return entry is not None and is_true(entry.node)


def read_table(folder: Path, table: str) -> pa.Table:
    """Read one table from its Parquet file.

    Raises
    ------
    InvalidInput
        The file is missing, is no Parquet, or lacks columns, types or values that the schema requires.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from parley.schema import arrow_schema

    path = folder / f"{table}.parquet"
    try:
        with path.open("rb") as file:
            content = pq.ParquetFile(file).read()
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput([_unreadable(path, shorten(reason, 200), "build or fetch the table anew")]) from None
    schema = arrow_schema(table)
    faults = [fault for field in schema if (fault := _column_fault(content, field))]
    if faults:
        remedy = "build the table anew; `parley validate` tells more"
        raise InvalidInput([Finding(str(path), rule, message, remedy, field=name) for rule, message, name in faults])
    return content.select(schema.names).cast(schema)


def _column_fault(content: pa.Table, field: pa.Field) -> tuple[str, str, str] | None:
    """Say why a column cannot be read as the schema has it: rule, message and column; None when it can."""
    import pyarrow as pa

    if content.column_names.count(field.name) != 1:
        return "missing-column", "the table has no such column, or several", field.name
    column = content.column(field.name)
    if column.null_count and not field.nullable:
        return "required", f"{column.null_count} values are missing", field.name
    try:
        column.cast(field.type)
    except pa.ArrowException:
        return "column-type", f"the column holds {column.type}, not {field.type}", field.name
    return None


def read_tables(folder: Path) -> list[AnnotatedArticle]:
    """Read annotated articles back from a folder of tables."""
    rows = {table: read_table(folder, table).to_pylist() for table in TABLES_READ}
    evidence: dict[tuple[str, str], _Supports] = defaultdict(lambda: defaultdict(tuple))
    try:
        for row in rows["evidence"]:
            supports = evidence[row["article_id"], row["meeting_id"]]
            supports[row["table"], row["row_no"]] += (Evidence(row["field"], Span(row["start"], row["end"])),)
    except ValueError as error:
        raise InvalidInput([_unreadable(folder / "evidence.parquet", str(error), "run parley validate")]) from None
    participants, topics = _by_meeting(rows["participants"]), _by_meeting(rows["topics"])
    meetings = {row["meeting_id"]: row for row in rows["meetings"]}
    reported: dict[str, list[Meeting]] = defaultdict(list)
    for article_id, meeting_id in ((row["article_id"], row["meeting_id"]) for row in rows["meeting_sources"]):
        if meeting_id not in meetings:
            continue
        own = evidence[article_id, meeting_id]
        meeting = _made(
            Meeting,
            meetings[meeting_id],
            participants=_numbered(Participant, participants[meeting_id], "participants", own),
            topics=_numbered(Topic, topics[meeting_id], "topics", own),
            evidence=own["meetings", 0],
        )
        reported[article_id].append(meeting)
    return [_article_item(row, reported[row["article_id"]], str(folder)) for row in rows["articles"]]


def _read_files(path: Path) -> list[AnnotatedArticle]:
    if path.is_dir():
        texts = (each for each in path.rglob("*.md") if not (each.stem.isalpha() and each.stem.isupper()))
        paths = sorted([*texts, *path.rglob("*.gold.json")])
    else:
        paths = [path]
    if not paths:
        remedy = "give a folder of tables (meetings.parquet …), of article files (*.md), or a *.gold.json file"
        raise InvalidInput([Finding(str(path), "no-annotation", "holds neither tables nor article files", remedy)])
    items: list[AnnotatedArticle] = []
    findings: list[Finding] = []
    for each in paths:
        try:
            is_gold = each.suffix == ".json"
            items.append(read_gold_json(each) if is_gold else annotated(*read_article_file(each), str(each)))
        except InvalidInput as error:
            findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return items


def _article_item(row: _Row, meetings: Sequence[Meeting], source: str) -> AnnotatedArticle:
    article = _made(Article, row, text=row["text"] or "", published=row["published"] or dt.date.min)
    if row["outcome"] == "error":
        return unreadable(row["article_id"], article, source)
    ordered = sorted(meetings, key=lambda meeting: min((each.span.start for each in meeting.evidence), default=0))
    return annotated(article, Annotation(row["article_id"], tuple(ordered)), source)


def _numbered(kind: type[_T], rows: Sequence[_Row], table: str, supports: _Supports) -> tuple[_T, ...]:
    """Make the participants or topics of a meeting, each with its evidence."""
    number = {"participants": "participant_no", "topics": "topic_no"}[table]
    return tuple(_made(kind, row, evidence=supports[table, row[number]]) for row in rows)


def _made(kind: type[_T], row: _Row, **more: Any) -> _T:
    """Make an object of a table's row: the columns that it knows, and more."""
    known = {each.name: row[each.name] for each in fields(kind) if each.name in row}
    return kind(**(known | more))


def _by_meeting(rows: Sequence[_Row]) -> dict[str, list[_Row]]:
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row["meeting_id"]].append(row)
    return grouped


def _unreadable(path: Path, message: str, remedy: str) -> Finding:
    return Finding(str(path), "unreadable", f"cannot be read: {message}", remedy)
