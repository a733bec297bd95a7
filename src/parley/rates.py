"""How often the automatic rows are wrong, by table and column, as it was measured for a version of the dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parley.errors import ParleyError
from parley.loading import open_dataset

if TYPE_CHECKING:
    import pandas as pd

QUALITY = "data/quality.json"

_MEASURED = {
    "meetings": ("meetings", None),
    **{
        column: ("meetings", column)
        for column in (
            "start_date",
            "end_date",
            "date_precision",
            "date_basis",
            "mode",
            "format",
            "status",
            "place_name",
            "country_code",
        )
    },
    "participants": ("participants", None),
    "actors": ("participants", "actor_id"),
    "persons": ("participants", "name"),
    **{column: ("participants", column) for column in ("office", "title", "capacity")},
    "topics": ("topics", "topic_id"),
    "topics_with_area": ("topics", "area"),
}
"""The table and column that each score judges; None is the row as a whole."""


def error_rates(folder: str | Path | None = None, *, version: str | None = None) -> pd.DataFrame:
    """Tell how often the automatic rows are wrong, by table and column.

    Parameters
    ----------
    folder : str or Path, optional
        A dataset; by default this one.
    version : str, optional
        As for `parley.load`; figures are those measured for that version.

    Returns
    -------
    pandas.DataFrame
        One row per collection, table and column; column is null for the row as a whole. ``collection`` is ``news`` for
        articles that the annotator reads, measured on the articles that no rule was tuned on; of an import, on records
        drawn at random that a person read. ``wrong`` of ``n`` values are wrong, which gives ``error_rate``; of columns
        of meetings, and of office, title and capacity, only rows that are right as a whole are compared; an area counts
        with its topic. ``low`` and
        ``high`` bound it (bootstrap 95 % interval over articles), where that was measured. ``missed_rate`` is the
        share of what a person found that is not there; null where only values of rows that are there are compared.

    Raises
    ------
    UsageError
        There is no such version, or fetching it needs pooch.
    ParleyError
        The folder has no measured quality, or a version cannot be fetched.

    Examples
    --------
    >>> import parley
    >>> rates = parley.error_rates()
    >>> places = rates[rates["column"] == "place_name"]
    """
    import pandas as pd

    quality = _quality(folder, version)
    measured = {"news": quality["splits"]["test"], **quality.get("imports", {})}
    rows = [
        {"collection": collection, **row} for collection, values in measured.items() for row in _rows(values["scores"])
    ]
    words = dict.fromkeys(("collection", "table", "column"), "string")
    shares = dict.fromkeys(("error_rate", "low", "high", "missed_rate"), "float64")
    return pd.DataFrame(rows).astype(words | shares)


def _quality(folder: str | Path | None, version: str | None) -> dict[str, Any]:
    snapshot = open_dataset(folder, version)
    snapshot.refresh()
    try:
        return json.loads(snapshot.read(QUALITY))  # type: ignore[no-any-return]
    except OSError as error:
        raise ParleyError(
            f"{snapshot.name}/{QUALITY}: cannot be read: {error.strerror or error}. Quality is measured for the "
            "dataset, not for tables made from other articles; `parley evaluate` measures those"
        ) from None
    except ValueError:
        raise ParleyError(f"{snapshot.name}/{QUALITY}: is no JSON. Get the release again, or `make quality`") from None


def _rows(scores: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for name, (table, column) in _MEASURED.items():
        score = scores.get(name)
        if score is None:
            continue
        is_accuracy = "accuracy" in score
        n = score["n"] if is_accuracy else score["found"]
        # The interval of an F1 bounds no rate of errors.
        bounds = score["interval"] if is_accuracy and score["interval"] else [None, None]
        low, high = (None if bound is None else round(1 - bound, 4) for bound in reversed(bounds))
        yield {
            "table": table,
            "column": column,
            "n": n,
            "wrong": n - score["right"],
            "error_rate": round(1 - score["right"] / n, 4) if n else None,
            "low": low,
            "high": high,
            "missed_rate": None if is_accuracy or not score["expected"] else round(1 - score["recall"], 4),
        }
