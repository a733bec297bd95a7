"""The released tables as pandas frames, checked against their descriptor (`datapackage.json`).

For polars and SQL there are `load_polars` and `connect`; any other engine reads the Parquet files as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parley import files
from parley.errors import shorten
from parley.model import Span
from parley.passages import sentence_around
from parley.snapshots import Snapshot, folder_snapshot, version_snapshot

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def load(
    name: str,
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> pd.DataFrame:
    """Load one table.

    Parameters
    ----------
    name : str
        Such as ``meetings`` or ``participants``; `parley.load_all` gives them all.
    folder : str or Path, optional
        Folder with a `datapackage.json`, such as an output of `parley annotate`; by default this dataset.
    version : str, optional
        Version of this dataset; by default the one installed, which needs no network. Another one is fetched once,
        compared with the SHA-256 that this version of Parley knows, and kept in the user's cache.
    review_status : str, optional
        Keep only rows of meetings with this status: ``reviewed`` (a person compared them with the article), ``auto``
        (a program wrote them) or ``disputed``. Unless it is given, they stand side by side. Tables without meetings
        stay whole.
    collection : str, optional
        Keep only rows of articles of this collection, and of meetings that one of them reports. Tables without either
        stay whole.

    Returns
    -------
    pandas.DataFrame
        Columns as in the table's schema, sorted by primary key. Dates are ``date32[day][pyarrow]``, whose values are
        `datetime.date`; short lists of values are categories, all of them there in the schema's order; words are
        ``string``; numbers are NumPy's. Null is `pandas.NA`, in numbers NaN. ``attrs["parley"]`` tells table, version
        and filter to `parley.cite`.

    Raises
    ------
    ValueError
        There is no such table, status or collection, or both a folder and a version are given.
    UsageError
        There is no such version, or fetching it needs pooch.
    ParleyError
        The file is missing, or not the one that the descriptor tells of; a version cannot be fetched, or is not what
        was released.

    Examples
    --------
    >>> import parley
    >>> meetings = parley.load("meetings")
    >>> calls = meetings[meetings["mode"] == "phone"]
    """
    snapshot = open_dataset(folder, version)
    frame = _frame(name, _rows(snapshot, name, review_status, collection))
    filters = {"review_status": review_status, "collection": collection}
    frame.attrs["parley"] = {
        "table": name,
        "version": snapshot.descriptor().get("version"),
        "filter": "; ".join(f"{column} = {value}" for column, value in filters.items() if value is not None),
    }
    return frame


def load_all(
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Load all tables, by name; parameters and errors are those of `parley.load`.

    Parameters
    ----------
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    return {
        name: load(name, folder, version=version, review_status=review_status, collection=collection)
        for name in files.TABLES
    }


def load_arrow(
    name: str,
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> pa.Table:
    """Load one table for Arrow; parameters and errors are those of `parley.load`.

    Parameters
    ----------
    name : str
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional

    Returns
    -------
    pyarrow.Table
        Sorted by primary key; short lists of values are dictionaries.
    """
    return _rows(open_dataset(folder, version), name, review_status, collection)


def load_polars(
    name: str,
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> pl.DataFrame:
    """Load one table for polars; parameters and errors are those of `parley.load`.

    Parameters
    ----------
    name : str
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional

    Returns
    -------
    polars.DataFrame
        Sorted by primary key; short lists of values are categoricals.
    """
    import polars as pl

    found = pl.from_arrow(_rows(open_dataset(folder, version), name, review_status, collection))
    assert isinstance(found, pl.DataFrame)
    return found


def connect(
    folder: str | Path | None = None,
    *,
    version: str | None = None,
    review_status: str | None = None,
    collection: str | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open all tables for SQL, in a DuckDB database in memory; parameters and errors are those of `parley.load`.

    Parameters
    ----------
    folder : str or Path, optional
    version : str, optional
    review_status : str, optional
    collection : str, optional

    Returns
    -------
    duckdb.DuckDBPyConnection
        With one table for each of the dataset's.
    """
    import duckdb

    snapshot = open_dataset(folder, version)
    connection = duckdb.connect()
    for name in files.TABLES:
        connection.register("arriving", _rows(snapshot, name, review_status, collection))
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM arriving')
        connection.unregister("arriving")
    return connection


def why(meeting_id: str, folder: str | Path | None = None) -> pd.DataFrame:
    """Show the sentences behind a meeting, its participants and its topics.

    Parameters
    ----------
    meeting_id : str
    folder : str or Path, optional
        As for `parley.load`.

    Returns
    -------
    pandas.DataFrame
        One row per evidence: article_id, table, row_no (participant_no or topic_no, 0 for the meeting), field, its
        value, the quote that supports it, the sentence around the quote, and the quote's start and end in code points
        of the article's text. Quote and sentence are null when the table `articles` does not hold the text.

    Raises
    ------
    ValueError
        There is no such meeting; the message tells what became of one that was withdrawn or merged.
    """
    meetings = load("meetings", folder)
    if not (meetings["meeting_id"] == meeting_id).any():
        raise ValueError(_no_such_meeting(meeting_id, folder))
    evidence = load("evidence", folder)
    evidence = evidence[evidence["meeting_id"] == meeting_id].copy()
    texts = load("articles", folder).set_index("article_id")["text"].to_dict()
    values = _values_by_row(meeting_id, folder)
    rows = list(evidence[["article_id", "table", "row_no", "field", "start", "end"]].itertuples(index=False, name=None))
    evidence["value"] = [str(values.get((table, no), {}).get(field)) for _, table, no, field, _, _ in rows]
    spans = [(texts.get(article_id), Span(start, end)) for article_id, *_, start, end in rows]
    evidence["quote"] = [text[span.start : span.end] if isinstance(text, str) else None for text, span in spans]
    evidence["sentence"] = [sentence_around(text, span) if isinstance(text, str) else None for text, span in spans]
    columns = ["article_id", "table", "row_no", "field", "value", "quote", "sentence", "start", "end"]
    words = ["value", "quote", "sentence"]
    return evidence[columns].astype(dict.fromkeys(words, "string")).reset_index(drop=True)


def _values_by_row(meeting_id: str, folder: str | Path | None) -> dict[tuple[str, int], dict[Any, Any]]:
    """Index the rows of a meeting as the table `evidence` refers to them."""
    found = {}
    for table, number in (("meetings", None), ("participants", "participant_no"), ("topics", "topic_no")):
        frame = load(table, folder)
        for row in frame[frame["meeting_id"] == meeting_id].to_dict("records"):
            found[table, int(row[number]) if number else 0] = row
    return found


def _no_such_meeting(meeting_id: str, folder: str | Path | None) -> str:
    retired = load("retired_ids", folder).set_index("old_id")
    if meeting_id not in retired.index:
        return f"no meeting {shorten(meeting_id)!r}: meeting_id is the letter m and 16 hexadecimal digits"
    row = retired.loc[meeting_id]
    followed = f"; see {row['new_id']}" if isinstance(row["new_id"], str) else ""
    return f"meeting {meeting_id} was retired in version {row['version']} ({row['reason']}){followed}"


def open_dataset(folder: str | Path | None, version: str | None) -> Snapshot:
    """Open a folder of tables, or a version of this dataset, by default the one installed."""
    if folder is not None:
        if version is not None:
            raise ValueError("give a folder or a version, not both")
        return folder_snapshot(Path(folder))
    return version_snapshot(version)


def _rows(snapshot: Snapshot, name: str, review_status: str | None, collection: str | None) -> pa.Table:
    """Read a table and keep the rows asked for."""
    import pyarrow.compute as pc

    files.table_schema(name)
    rows = snapshot.table(name)
    if review_status is not None:
        statuses = _categories("meetings", "review_status") or []
        _check_choice("review_status", review_status, statuses)
        if "meeting_id" in rows.column_names:
            meetings = rows if name == "meetings" else snapshot.table("meetings")
            kept = meetings.filter(pc.equal(meetings["review_status"], review_status))["meeting_id"]
            rows = rows.filter(pc.is_in(rows["meeting_id"], pc.unique(kept)))
    if collection is not None:
        rows = _of_collection(snapshot, rows, collection)
    return rows


def _of_collection(snapshot: Snapshot, rows: pa.Table, collection: str) -> pa.Table:
    import pyarrow.compute as pc

    articles = snapshot.table("articles")
    _check_choice("collection", collection, sorted(set(articles["collection"].to_pylist())))
    kept = pc.unique(articles.filter(pc.equal(articles["collection"], collection))["article_id"])
    if "article_id" in rows.column_names:
        return rows.filter(pc.is_in(rows["article_id"], kept))
    if "meeting_id" in rows.column_names:
        sources = snapshot.table("meeting_sources")
        reported = pc.unique(sources.filter(pc.is_in(sources["article_id"], kept))["meeting_id"])
        return rows.filter(pc.is_in(rows["meeting_id"], reported))
    return rows


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ValueError(f"no {name} {value!r}: choose one of {', '.join(choices)}")


def _frame(name: str, table: pa.Table) -> pd.DataFrame:
    from parley.schema import frame_from_table

    frame = frame_from_table(table)
    for column in frame.columns[frame.dtypes == "category"]:
        if categories := _categories(name, column):
            frame[column] = frame[column].cat.set_categories(categories)
    return frame


def _categories(name: str, column: str) -> list[str] | None:
    fields = {field["name"]: field for field in files.table_schema(name)["fields"]}
    constraints: dict[str, list[str]] = fields.get(column, {}).get("constraints", {})
    return constraints.get("enum")
