"""The released tables as pandas frames, checked against their descriptor (`datapackage.json`).

Whoever wants another engine reads the Parquet files as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parley import files
from parley.errors import shorten
from parley.model import Span
from parley.passages import sentence_around
from parley.snapshots import folder_snapshot

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

DYAD_COLUMNS = (
    "meeting_id",
    "actor_a",
    "actor_b",
    "start_date",
    "end_date",
    "date_precision",
    "mode",
    "format",
    "status",
    "place_name",
    "country_code",
    "cameo_code",
    "review_status",
)


def load(name: str, folder: str | Path | None = None, *, review_status: str | None = None) -> pd.DataFrame:
    """Load one table.

    Parameters
    ----------
    name : str
        Such as ``meetings`` or ``participants``; `parley.load_all` gives them all.
    folder : str or Path, optional
        Folder with a `datapackage.json`, such as an output of `parley annotate`; by default this dataset.
    review_status : {'auto', 'reviewed', 'disputed'}, optional
        Keep only rows of meetings with this status. Unless it is given, rows that a program wrote (``auto``) and rows
        that a person compared with the article (``reviewed``) stand side by side. Tables without meetings stay whole.

    Returns
    -------
    pandas.DataFrame
        Columns as in the table's schema, sorted by primary key. Dates are ``date32[day][pyarrow]``, whose values are
        `datetime.date`; short lists of values are categories, all of them there in the schema's order; words are
        ``string``; numbers are NumPy's. Null is `pandas.NA`, in numbers NaN.

    Raises
    ------
    ValueError
        There is no such table or status.
    ParleyError
        The file is missing, or not the one that the descriptor tells of.

    Examples
    --------
    >>> import parley
    >>> meetings = parley.load("meetings")
    >>> calls = meetings[meetings["mode"] == "phone"]
    """
    files.table_schema(name)
    root = Path(folder) if folder is not None else files.house()
    frame = _frame(name, folder_snapshot(root).table(name))
    if review_status is None:
        return frame
    statuses = _categories("meetings", "review_status") or []
    if review_status not in statuses:
        raise ValueError(f"no review_status {review_status!r}: choose one of {', '.join(statuses)}")
    if "meeting_id" not in frame:
        return frame
    meetings = frame if name == "meetings" else load("meetings", folder)
    kept = meetings.loc[meetings["review_status"] == review_status, "meeting_id"]
    return frame[frame["meeting_id"].isin(kept)].reset_index(drop=True)


def load_all(folder: str | Path | None = None, *, review_status: str | None = None) -> dict[str, pd.DataFrame]:
    """Load all tables, by name; parameters and errors are those of `parley.load`.

    Parameters
    ----------
    folder : str or Path, optional
    review_status : {'auto', 'reviewed', 'disputed'}, optional

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    return {name: load(name, folder, review_status=review_status) for name in files.TABLES}


def dyads(folder: str | Path | None = None, *, review_status: str | None = None) -> pd.DataFrame:
    """List the pairs of actors that met.

    Parameters
    ----------
    folder : str or Path, optional
    review_status : {'auto', 'reviewed', 'disputed'}, optional
        As for `parley.load`.

    Returns
    -------
    pandas.DataFrame
        One row per meeting and unordered pair of its actors: meeting_id, actor_a and actor_b (``actor_a < actor_b``),
        then the meeting's dates, date_precision, mode, format, status, place_name, country_code, cameo_code and
        review_status. Mediators count as actors. Sorted by meeting_id, actor_a, actor_b. A meeting of one actor, a
        body's own conference, has no pair.
    """
    participants = load("participants", folder, review_status=review_status)
    actors = participants[["meeting_id", "actor_id"]].drop_duplicates()
    pairs = actors.merge(actors, on="meeting_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["actor_id_a"] < pairs["actor_id_b"]]
    pairs = pairs.rename(columns={"actor_id_a": "actor_a", "actor_id_b": "actor_b"})
    rows = pairs.merge(load("meetings", folder), on="meeting_id")
    return rows[list(DYAD_COLUMNS)].sort_values(list(DYAD_COLUMNS[:3]), ignore_index=True)


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
