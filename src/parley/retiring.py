"""Tell of ids that a released state of the dataset had and the present one has not: rows for `retired_ids`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parley.comparison import Comparison

REASONS = {
    "merged": "the same encounter as another, whose id is kept",
    "split": "several encounters, of which the first is named",
    "renamed": "told anew from the same words",
    "withdrawn": "not borne out by its source",
}
"""Why an id is retired, by what became of its row."""

Row = dict[str, str]


def retired_rows(comparison: Comparison, known: Iterable[Mapping[str, str]], version: str) -> list[Row]:
    """List the rows of `retired_ids`: those that stand, and one for every meeting and article that vanished.

    Parameters
    ----------
    comparison : Comparison
        Of a released state with the present one.
    known : iterable of mapping
        The rows that stand; they are kept for good.
    version : str
        The version from which on the ids are retired.

    Returns
    -------
    list of dict
        Sorted by old_id.
    """
    rows = {row["old_id"]: dict(row) for row in known}
    successors = {each.old_id: each for each in reversed(comparison.successions)}
    for table, column in (("meetings", "meeting_id"), ("articles", "article_id")):
        for old_id in comparison.rows[table].removed[column].to_pylist():
            found = successors.get(old_id)
            kind, new_id = (found.kind, found.new_id) if found else ("withdrawn", "")
            told = {"old_id": old_id, "new_id": new_id, "reason": REASONS[kind], "version": version}
            rows.setdefault(old_id, told)
    return [rows[old_id] for old_id in sorted(rows)]
