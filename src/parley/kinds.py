"""Kinds of articles, told from their front matter and their gold annotation alone.

Data: `data/splits.csv`, for the kind ``split``.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from parley import files
from parley.errors import UsageError
from parley.reports import AnnotatedArticle

KINDS = ("split", "meetings", "mode", "format", "status", "decade")
"""What articles can be grouped by."""


def positions_by_kind(
    items: Sequence[AnnotatedArticle], kind: str, splits: str | Path | None = None
) -> dict[str, list[int]]:
    """Group articles by kind.

    Parameters
    ----------
    items : sequence of AnnotatedArticle
        With the gold annotation.
    kind : str
        One of `KINDS`: the ``split``; the number of ``meetings`` (none, one, several); the ``mode``, ``format`` or
        ``status`` of some meeting of the article; the ``decade`` of publication.
    splits : str or Path, optional
        As `read_splits` takes it.

    Returns
    -------
    dict of str to list of int
        Positions among the items, by group, both sorted. An article whose meetings differ stands in several groups, one
        of which nothing is known in none.

    Raises
    ------
    UsageError
        The splits are asked for and cannot be read.
    """
    if kind == "split":
        known = read_splits(splits)
        names = [{known[item.article_id]} if item.article_id in known else set() for item in items]
    else:
        names = [set(_GROUPS[kind](item)) for item in items]
    groups = sorted(set().union(*names))
    return {group: [position for position, own in enumerate(names) if group in own] for group in groups}


def read_splits(path: str | Path | None = None) -> dict[str, str]:
    """Read which split each article is in.

    Parameters
    ----------
    path : str or Path, optional
        CSV file with the columns article_id and split, by default `data/splits.csv`.

    Returns
    -------
    dict of str to str
        Split by article_id.

    Raises
    ------
    UsageError
        The file is no such table.
    """
    path = Path(path or files.house() / "data" / "splits.csv")
    try:
        return {row["article_id"]: row["split"] for row in files.read_csv(path)}
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise UsageError(f"{path}: gives no splits ({error}); write a CSV file article_id,split") from None


def _number_of_meetings(item: AnnotatedArticle) -> list[str]:
    return [("none", "one", "several")[min(len(item.annotation.meetings), 2)]]


def _decade(item: AnnotatedArticle) -> list[str]:
    """Name the decade; an article that could not be read, or whose date is unknown, has none."""
    published = item.article.published if item.article else dt.date.min
    return [] if published == dt.date.min else [f"{published.year // 10 * 10}s"]


_GROUPS: dict[str, Callable[[AnnotatedArticle], Iterable[str]]] = {
    "meetings": _number_of_meetings,
    "mode": lambda item: (meeting.mode for meeting in item.annotation.meetings),
    "format": lambda item: (meeting.format for meeting in item.annotation.meetings),
    "status": lambda item: (meeting.status for meeting in item.annotation.meetings),
    "decade": _decade,
}
