"""Rows made by program from sources that stay outside the repository: `data/imports/*.parquet`, one per collection.

A row of such a file is a source document, known by its id, SHA-256 and length, with the meetings that it reports as
nested rows; what follows from them, such as labels and codes, is left to the build. Beside each stands a JSON file of
the same name that tells where the rows came from and what made them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from parley.alignment import align, weigh_meetings
from parley.encounters import join_encounters
from parley.errors import Finding, InvalidInput, shorten
from parley.ids import with_meeting_ids
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic
from parley.reports import AnnotatedArticle, annotated
from parley.schema import arrow_schema
from parley.tables import PARQUET_OPTIONS, text_digest

FOLDER = Path("data", "imports")
"""Where a dataset keeps them."""

_T = TypeVar("_T", Article, Meeting, Participant, Topic)


def dataset_items(root: Path, curated: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Put the imports of a dataset beside its curated articles, what several of them report being one meeting.

    Parameters
    ----------
    root : Path
        The dataset.
    curated : sequence of AnnotatedArticle
        Its article files, which stay as they are.

    Returns
    -------
    list of AnnotatedArticle

    Raises
    ------
    InvalidInput
        An import cannot be read, or an id is given twice.
    """
    imports = read_imports(root)
    if not imports:
        return list(curated)
    _check_ids([*curated, *imports])
    return [*curated, *join_encounters(curated, imports)]


def import_paths(root: Path) -> list[Path]:
    """List the files of imported rows of a dataset by name."""
    return sorted((root / FOLDER).glob("*.parquet"))


def read_imports(root: Path) -> list[AnnotatedArticle]:
    """Read all imported rows of a dataset, each collection's own meetings apart from the others'.

    Raises
    ------
    InvalidInput
        A file cannot be read.
    """
    return [item for path in import_paths(root) for item in read_import(path)]


def read_import(path: Path) -> list[AnnotatedArticle]:
    """Read the imported rows of one collection.

    Raises
    ------
    InvalidInput
        The file cannot be read, or does not hold such rows.
    """
    try:
        with path.open("rb") as content:
            rows = pq.ParquetFile(content).read().cast(_SCHEMA).to_pylist()
        return [_item(row, str(path)) for row in rows]
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        remedy = "run the script that makes it again (make imports), or take it from the repository"
        finding = Finding(str(path), "unreadable", f"cannot be read as imported rows: {shorten(error)}", remedy)
        raise InvalidInput([finding]) from None


def write_import(path: Path, items: Iterable[AnnotatedArticle]) -> None:
    """Write the imported rows of one collection; the same rows give the same bytes.

    Parameters
    ----------
    path : Path
    items : iterable of AnnotatedArticle
        Every meeting has its id.
    """
    rows = [_row(item) for item in sorted(items, key=lambda item: item.article_id)]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), draft, **PARQUET_OPTIONS)
    draft.replace(path)


def keep_ids(items: Iterable[AnnotatedArticle], before: Iterable[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Give meetings their ids: a meeting that an earlier import knew keeps the one it had.

    Parameters
    ----------
    items : iterable of AnnotatedArticle
        As imported now; a meeting may lack an id.
    before : iterable of AnnotatedArticle
        As imported before.

    Returns
    -------
    list of AnnotatedArticle
        An earlier meeting is the same when it stands in the same article and may be the same by sides and dates.
    """
    known = {item.article_id: item.annotation.meetings for item in before}
    counts = Counter(each.meeting_id for meetings in known.values() for each in meetings)
    shared = {meeting_id for meeting_id, count in counts.items() if count > 1}
    items = list(items)
    renamed: dict[str, str] = {}
    kept = [_kept_ids(item.annotation.meetings, known.get(item.article_id, ()), shared, renamed) for item in items]
    return [_with_ids(item, ids, renamed) for item, ids in zip(items, kept, strict=True)]


def _kept_ids(
    meetings: Sequence[Meeting], before: Sequence[Meeting], shared: Collection[str | None], renamed: dict[str, str]
) -> dict[int, str]:
    """Find the earlier ids of meetings by their position; of an id that several articles share, what it becomes."""
    kept: dict[int, str] = {}
    for old, new in align(before, meetings, weigh_meetings):
        old_id, new_id = before[old].meeting_id, meetings[new].meeting_id
        if old_id and new_id and new_id not in renamed and old_id not in renamed.values():
            renamed[new_id] = old_id
        elif old_id and not new_id and old_id not in shared:
            kept[new] = old_id
    return kept


def _with_ids(item: AnnotatedArticle, kept: Mapping[int, str], renamed: Mapping[str, str]) -> AnnotatedArticle:
    meetings = item.annotation.meetings
    shared = [renamed.get(each.meeting_id, each.meeting_id) if each.meeting_id else None for each in meetings]
    ids = [one or (kept[no] if no in kept and kept[no] not in shared else None) for no, one in enumerate(shared)]
    named = tuple(replace(each, meeting_id=one) for each, one in zip(meetings, ids, strict=True))
    return replace(item, annotation=with_meeting_ids(replace(item.annotation, meetings=named)))


def _check_ids(items: Iterable[AnnotatedArticle]) -> None:
    first: dict[str, str] = {}
    findings = []
    for item in items:
        taken = first.setdefault(item.article_id, item.source)
        if taken != item.source:
            message, remedy = f"{taken} has the same id", "give each article an id of its own"
            findings.append(
                Finding(item.source, "duplicate-id", message, remedy, field="article_id", value=item.article_id)
            )
    if findings:
        raise InvalidInput(findings)


def _nested(table: str, *more: pa.Field) -> pa.DataType:
    """Lay out a row of a table as its model has it: the columns that the model knows, and more."""
    kind = {"meetings": Meeting, "participants": Participant, "topics": Topic}[table]
    known = {each.name for each in fields(kind)}
    return pa.struct([*(_plain(field) for field in arrow_schema(table) if field.name in known), *more])


def _plain(field: pa.Field) -> pa.Field:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return pa.field(field.name, kind)


_EVIDENCE = pa.field(
    "evidence", pa.list_(pa.struct([("field", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))
)
_SCHEMA = pa.schema(
    [
        *(_plain(field) for field in arrow_schema("articles") if field.name not in ("text", "outcome")),
        pa.field(
            "meetings",
            pa.list_(
                _nested(
                    "meetings",
                    _EVIDENCE,
                    pa.field("participants", pa.list_(_nested("participants", _EVIDENCE))),
                    pa.field("topics", pa.list_(_nested("topics", _EVIDENCE))),
                )
            ),
        ),
    ]
)


def _row(item: AnnotatedArticle) -> dict[str, Any]:
    article = asdict(item.article) if item.article else {}
    if item.article:
        article["text_sha256"], article["text_length"] = text_digest(item.article)
    return article | {"meetings": [_meeting_row(meeting) for meeting in item.annotation.meetings]}


def _meeting_row(meeting: Meeting) -> dict[str, Any]:
    rows = asdict(meeting)
    for row in (rows, *rows["participants"], *rows["topics"]):
        row["evidence"] = [{"field": each["field"], **each["span"]} for each in row["evidence"]]
    return rows


def _item(row: Mapping[str, Any], source: str) -> AnnotatedArticle:
    article = _made(Article, row, text="")
    meetings = tuple(map(_meeting, row["meetings"]))
    return annotated(article, Annotation(article.article_id, meetings), source)


def _meeting(row: Mapping[str, Any]) -> Meeting:
    participants = tuple(_made(Participant, each, evidence=_evidence(each)) for each in row["participants"])
    topics = tuple(_made(Topic, each, evidence=_evidence(each)) for each in row["topics"])
    return _made(Meeting, row, evidence=_evidence(row), participants=participants, topics=topics)


def _evidence(row: Mapping[str, Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each["field"], Span(each["start"], each["end"])) for each in row["evidence"])


def _made(kind: type[_T], row: Mapping[str, Any], **more: Any) -> _T:
    known = {each.name: row[each.name] for each in fields(kind) if each.name in row}
    return kind(**(known | more))
