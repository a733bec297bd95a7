"""Write a comparison for the terminal, for Markdown (a pull request, the changelog) and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from parley.comparison import Comparison, RowChanges
from parley.errors import shorten
from parley.marking import harmless

FORMATS = ("text", "markdown", "json")

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def format_comparison(comparison: Comparison, style: str = "text", limit: int | None = None) -> str:
    """Write a comparison.

    Parameters
    ----------
    comparison : Comparison
    style : {'text', 'markdown', 'json'}
    limit : int, optional
        How many rows to list of each table and kind of change, at most; 0 for counts alone; by default all.

    Returns
    -------
    str
        Ends with a newline.
    """
    return _WRITERS[style](comparison, limit)


def _text(comparison: Comparison, limit: int | None) -> str:
    lines = [f"{comparison.old} → {comparison.new}"]
    if not comparison.reasons:
        return harmless(f"{lines[0]}\nno difference") + "\n"
    lines += [f"next version: {_version_told(comparison)}"]
    lines += [f"  {reason.level}: {reason.told}" for reason in comparison.reasons]
    for table, changes in _differing(comparison):
        old, new = comparison.counts[table]
        lines += ["", f"{table}: {old} → {new} rows; {_counts_told(changes)}"]
        lines += [f"  {line}" for line in _column_lines(changes)]
        lines += [f"  {line}" for line in _row_lines(changes, limit)]
    if comparison.successions:
        lines += ["", *_limited([str(each) for each in comparison.successions], limit)]
    return harmless("\n".join(lines)) + "\n"


def _markdown(comparison: Comparison, limit: int | None) -> str:
    if not comparison.reasons:
        return f"`{_code(comparison.old)}` → `{_code(comparison.new)}`: no difference.\n"
    lines = [
        f"`{_code(comparison.old)}` → `{_code(comparison.new)}`, next version **{_version_told(comparison)}**",
        "",
        *(f"- {reason.level}: {_escaped(reason.told)}" for reason in comparison.reasons),
        "",
        "| table | old rows | new rows | added | removed | values changed |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for table, changes in _differing(comparison):
        sizes = (part.num_rows for part in (changes.added, changes.removed, changes.changed))
        lines.append(f"| {table} | " + " | ".join(map(str, (*comparison.counts[table], *sizes))) + " |")
    for table, changes in _differing(comparison):
        lines += ["", f"<details><summary>{table}: {_counts_told(changes)}</summary>", ""]
        lines += [f"- {_escaped(line)}" for line in (*_column_lines(changes), *_row_lines(changes, limit))]
        lines += ["", "</details>"]
    if comparison.successions:
        lines += ["", *(f"- {_escaped(line)}" for line in _limited(map(str, comparison.successions), limit))]
    return harmless("\n".join(lines)) + "\n"


def _json(comparison: Comparison, limit: int | None) -> str:
    told = {
        "old": comparison.old,
        "new": comparison.new,
        "old_version": comparison.old_version,
        "level": comparison.level,
        "next_version": comparison.next_version,
        "reasons": [{"level": reason.level, "reason": reason.told} for reason in comparison.reasons],
        "forms": [
            {"kind": form.kind, "table": form.table, "column": form.column or None, "value": form.value or None}
            for form in comparison.forms
        ],
        "successions": [
            {"kind": each.kind, "old_id": each.old_id, "new_id": each.new_id, "basis": each.basis}
            for each in comparison.successions[:limit]
        ],
        "tables": {table: _table_value(comparison, table, changes, limit) for table, changes in _differing(comparison)},
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def _table_value(comparison: Comparison, table: str, changes: RowChanges, limit: int | None) -> dict[str, Any]:
    old, new = comparison.counts[table]
    values: dict[str, Any] = {"old_rows": old, "new_rows": new}
    for kind in _SIGNS:
        part = getattr(changes, kind)
        values[kind] = {"count": part.num_rows, "rows": [*_records(part.slice(0, limit))]}
    return values


def _records(part: pa.Table) -> Iterator[dict[str, Any]]:
    names = [name for name in part.column_names if name not in _OWN]
    for row in part.to_pylist():
        yield {"key": {name: row[name] for name in names}, **{name: row[name] for name in _OWN if name in row}}


_OWN = ("column", "old", "new", "cause")
"""Columns of the changes that are not the table's key."""


def _differing(comparison: Comparison) -> list[tuple[str, RowChanges]]:
    return [
        (table, changes)
        for table, changes in comparison.rows.items()
        if changes.added.num_rows or changes.removed.num_rows or changes.changed.num_rows
    ]


def _version_told(comparison: Comparison) -> str:
    return f"{comparison.next_version} ({comparison.level})" if comparison.next_version else f"{comparison.level}"


def _counts_told(changes: RowChanges) -> str:
    parts = ((changes.added, "added"), (changes.removed, "removed"), (changes.changed, "values changed"))
    return ", ".join(f"{part.num_rows} {name}" for part, name in parts if part.num_rows)


def _column_lines(changes: RowChanges) -> Iterator[str]:
    """Count what happened by cause, and the changed values by column."""
    for kind in _SIGNS:
        causes = Counter(cause for cause in getattr(changes, kind)["cause"].to_pylist() if cause)
        if causes:
            yield f"{kind}, by cause: " + ", ".join(f"{cause} {count}" for cause, count in causes.most_common())
    columns = Counter(changes.changed["column"].to_pylist())
    if columns:
        yield "changed, by column: " + ", ".join(f"{column} {count}" for column, count in columns.most_common())


def _row_lines(changes: RowChanges, limit: int | None) -> Iterator[str]:
    for kind, sign in _SIGNS.items():
        part = getattr(changes, kind)
        for row in _records(part.slice(0, limit)):
            key = "/".join(str(value) for value in row["key"].values())
            value = f" {row['column']}: {_shown(row['old'])} → {_shown(row['new'])}" if kind == "changed" else ""
            cause = f" ({row['cause']})" if row["cause"] else ""
            yield f"{sign} {key}{value}{cause}"
        if limit and part.num_rows > limit:
            yield f"{sign} … and {part.num_rows - limit} more"


def _limited(lines: Iterable[str], limit: int | None) -> list[str]:
    lines = list(lines)
    if limit is None or len(lines) <= limit:
        return lines
    if limit == 0:
        return [f"ids merged, split or renamed: {len(lines)}"]
    return [*lines[:limit], f"… and {len(lines) - limit} more"]


def _shown(value: str | None) -> str:
    return "null" if value is None else repr(shorten(value, 60))


def _code(words: str) -> str:
    return words.replace("`", "'")


def _escaped(words: str) -> str:
    """Keep words of the data from being Markdown or HTML."""
    for character in "\\`*_[]<>|#":
        words = words.replace(character, f"\\{character}" if character != "<" else "&lt;")
    return words


_WRITERS: dict[str, Callable[[Comparison, int | None], str]] = {"text": _text, "markdown": _markdown, "json": _json}
