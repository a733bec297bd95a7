"""Tell why a row was added, removed or changed, as far as the tables tell it.

A cause is one of ``new article``, ``withdrawn article``, ``article changed``, ``merged``, ``split``, ``renamed``,
``retired``, ``codebook`` (a value that is no more), ``correction`` (by a person) and ``annotator`` (by a program); null
where none of them is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from parley.comparison.forms import FormChange
from parley.comparison.rows import RowChanges, as_text
from parley.comparison.sides import Side
from parley.comparison.successions import Succession

Sides = Mapping[str, Side]
Rule = tuple[str, str, pa.Array]
"""A cause, the column that tells it, and the values of the column for which it holds."""

_WRITTEN_BY_HAND = {"actors": "correction", "persons": "correction", "tenures": "correction"}
_DERIVED = ("label", "latitude", "longitude", "cameo_code", "plover_mode", "person_id")
"""Columns that the build computes, so that no one corrected them."""


@dataclass(frozen=True, slots=True)
class Causes:
    """What the tables tell of causes; of two that hold for a row, the first counts.

    Attributes
    ----------
    added, removed, changed : sequence of (cause, column, values)
    dropped : mapping
        Values that are no more, by table and column.
    """

    added: Sequence[Rule]
    removed: Sequence[Rule]
    changed: Sequence[Rule]
    dropped: Mapping[tuple[str, str], pa.Array]

    def tell(self, table: str, changes: RowChanges) -> RowChanges:
        """Add the column ``cause`` to the changes of a table."""
        retired: list[Rule] = [rule for rule in self.removed if rule[0] == "retired"]
        key = changes.removed.column_names[0]
        removed = [rule if rule not in retired else ("retired", key, rule[2]) for rule in self.removed]
        return RowChanges(
            _with_cause(changes.added, self.added),
            _with_cause(changes.removed, removed),
            self._with_cause_of_change(table, changes.changed),
        )

    def _with_cause_of_change(self, table: str, changed: pa.Table) -> pa.Table:
        told = _with_cause(changed, self.changed, _WRITTEN_BY_HAND.get(table))
        cause = told["cause"]
        by_hand = pc.is_in(cause, pa.array(["correction"]))
        is_derived = pc.is_in(told["column"], pa.array(_DERIVED))
        cause = pc.if_else(pc.and_(by_hand, is_derived), pa.scalar(None, pa.string()), cause)
        for (name, column), values in self.dropped.items():
            if name == table:
                is_dropped = pc.and_(pc.equal(told["column"], column), pc.is_in(told["old"], values))
                cause = pc.if_else(is_dropped, "codebook", cause)
        return told.set_column(told.num_columns - 1, "cause", cause)


def find_causes(
    old: Sides,
    new: Sides,
    changes: Mapping[str, RowChanges],
    successions: Iterable[Succession],
    retired: Iterable[str],
    forms: Iterable[FormChange],
) -> Causes:
    """Gather what the tables of both states tell of causes.

    Parameters
    ----------
    old, new : mapping of str to Side
    changes : mapping of str to RowChanges
        What became of the rows of each table.
    successions : iterable of Succession
    retired : iterable of str
        Ids that the new state's `retired_ids` tells of and the old one's does not.
    forms : iterable of FormChange

    Returns
    -------
    Causes
    """
    successions = tuple(successions)
    new_articles, old_articles, changed_articles = _articles_by_change(changes)
    review = _review_rules(old, new, _meetings_concerned(changes))
    return Causes(
        added=[
            *_article_rules("new article", new_articles, new),
            *_succession_rules(successions, "new_id"),
            *review,
        ],
        removed=[
            *_article_rules("withdrawn article", old_articles, old),
            *_succession_rules(successions, "old_id"),
            ("retired", "meeting_id", _ids(retired)),
            *review,
        ],
        changed=[*_article_rules("article changed", changed_articles, new), *review],
        dropped=_dropped_values(old, new, forms),
    )


def _with_cause(rows: pa.Table, rules: Sequence[Rule], default: str | None = None) -> pa.Table:
    cause = pa.chunked_array([pa.array([default] * rows.num_rows, pa.string())])
    for name, column, values in reversed(rules):
        if column in rows.column_names and len(values) and pa.types.is_string(rows[column].type):
            cause = pc.if_else(pc.is_in(rows[column], values), name, cause)
    return rows.append_column("cause", cause)


def _articles_by_change(changes: Mapping[str, RowChanges]) -> tuple[pa.Array, pa.Array, pa.Array]:
    """List the articles that are new, those that are gone, and those whose text is another."""
    if "articles" not in changes:
        return _ids([]), _ids([]), _ids([])
    rows = changes["articles"]
    changed = rows.changed
    is_text = pc.and_(pc.equal(changed["column"], "text_sha256"), pc.and_(*map(pc.is_valid, changed.columns[-2:])))
    parts = (rows.added, rows.removed, changed.filter(is_text))
    return tuple(as_text(part["article_id"]).combine_chunks() for part in parts)


def _meetings_concerned(changes: Mapping[str, RowChanges]) -> pa.Array:
    """List the meetings of which a row was added, removed or changed."""
    parts = (part for rows in changes.values() for part in (rows.added, rows.removed, rows.changed))
    found = [as_text(part["meeting_id"]) for part in parts if "meeting_id" in part.column_names]
    return pc.unique(pa.chunked_array([chunk for each in found for chunk in each.chunks], pa.string()))


def _article_rules(cause: str, articles: pa.Array, side: Sides) -> list[Rule]:
    """Hold for rows of these articles, and for rows of meetings that no other article reports."""
    if "meeting_sources" not in side or not len(articles):
        return [(cause, "article_id", articles)]
    sources, columns = side["meeting_sources"], ["meeting_id", "article_id"]
    meetings = pc.unique(sources.matching(columns, "article_id", articles)["meeting_id"])
    theirs = sources.matching(columns, "meeting_id", meetings)
    others = pc.unique(theirs["meeting_id"].filter(pc.invert(pc.is_in(theirs["article_id"], articles))))
    only = meetings.filter(pc.invert(pc.is_in(meetings, others)))
    return [(cause, "article_id", articles), (cause, "meeting_id", only)]


def _succession_rules(successions: Sequence[Succession], side: str) -> list[Rule]:
    return [
        (kind, "meeting_id", _ids(getattr(each, side) for each in successions if each.kind == kind))
        for kind in ("merged", "split", "renamed")
    ]


def _review_rules(old: Sides, new: Sides, meetings: pa.Array) -> list[Rule]:
    """Tell meetings that a person answers for from those that another annotator wrote."""
    if "meetings" not in old or "meetings" not in new or not len(meetings):
        return []
    before, after = (_reviews(side["meetings"], meetings) for side in (old, new))
    annotators = [side["meetings"].values("annotator") for side in (old, new)]
    by_hand = after.filter(pc.not_equal(after["review_status"], "auto"))["meeting_id"]
    both = after.join(before, "meeting_id", join_type="full outer", right_suffix=" before")
    is_other = pc.fill_null(pc.not_equal(both["annotator"], both["annotator before"]), False)
    is_added = pc.and_(pc.is_null(both["annotator before"]), pc.invert(pc.is_in(both["annotator"], annotators[0])))
    is_removed = pc.and_(pc.is_null(both["annotator"]), pc.invert(pc.is_in(both["annotator before"], annotators[1])))
    by_program = both.filter(pc.or_(is_other, pc.or_(is_added, is_removed)))["meeting_id"]
    return [
        ("correction", "meeting_id", by_hand.combine_chunks()),
        ("annotator", "meeting_id", by_program.combine_chunks()),
    ]


def _reviews(side: Side, meetings: pa.Array) -> pa.Table:
    found = side.matching(["meeting_id", "review_status", "annotator"], "meeting_id", meetings)
    return pa.table({name: as_text(found[name]) for name in found.column_names})


def _dropped_values(old: Sides, new: Sides, forms: Iterable[FormChange]) -> dict[tuple[str, str], pa.Array]:
    values: dict[tuple[str, str], list[str]] = {}
    for form in forms:
        if form.kind == "removed" and form.value:
            values.setdefault((form.table, form.column), []).append(form.value)
    if "topic_scheme" in old and "topic_scheme" in new:
        topics = [set(side["topic_scheme"].values("topic_id").to_pylist()) for side in (old, new)]
        values["topics", "topic_id"] = sorted(topics[0] - topics[1])
    return {place: _ids(dropped) for place, dropped in values.items()}


def _ids(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())
