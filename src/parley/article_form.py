"""The form of an article file: values -> tree, and any tree -> the one with keys and values in their canonical form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from parley.article_rows import is_iso_date, is_true
from parley.article_schema import EVIDENCE_FIELDS, QUOTE_KEYS, all_keys, row_keys
from parley.evidence import cite_span
from parley.front_matter import Entry, Node, mapping, scalar, sequence
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Topic

_ROW_LISTS = ("meetings", "participants", "topics")


def article_tree(article: Article, annotation: Annotation, *, is_reviewed: bool = False) -> Node:
    """Make the tree of an article and its annotation."""
    reviewed = [("reviewed", scalar("true", is_plain=True))] if is_reviewed and not annotation.meetings else []
    meetings = sequence(meeting_tree(article.text, meeting) for meeting in annotation.meetings)
    return mapping([*_columns(article, "articles"), *reviewed, ("meetings", meetings)])


def meeting_tree(text: str, meeting: Meeting) -> Node:
    """Make the tree of a meeting, its evidence as the shortest quotes that point to it."""
    return mapping(
        [
            *_columns(meeting, "meetings"),
            ("evidence", evidence_node(text, meeting.evidence, "meetings")),
            ("participants", sequence(_row_node(text, row, "participants") for row in meeting.participants)),
            ("topics", sequence(_row_node(text, row, "topics") for row in meeting.topics)),
        ]
    )


def canonical_row(node: Node, table: str) -> Node:
    """Bring the keys of a row of `table` into order and what they hold into form, leaving out those that are null."""
    if node.kind != "mapping":
        return node
    known = all_keys(table)
    children = [name for name in known if name in _ROW_LISTS]
    entries = [*node.entries, *(Entry(name, sequence([])) for name in children if not node.find(name))]
    kept = _without_nulls(entries)
    order = {name: number for number, name in enumerate(known)}
    kept.sort(key=lambda entry: order.get(entry.key, len(order)))
    for entry in kept:
        entry.node = _canonical_value(entry, table)
    return Node("mapping", entries=kept, line=node.line, column=node.column)


def _columns(row: object, table: str) -> list[tuple[str, Node]]:
    """Give a row's columns as nodes, without nulls."""
    values = ((name, getattr(row, name)) for name in row_keys(table))
    return [(name, _value_node(value)) for name, value in values if value is not None]


def _value_node(value: Any) -> Node:
    if isinstance(value, dt.date):
        return scalar(value.isoformat(), is_plain=True)
    return scalar(value)


def _row_node(text: str, row: Participant | Topic, table: str) -> Node:
    return mapping([*_columns(row, table), ("evidence", evidence_node(text, row.evidence, table))])


def evidence_node(text: str, evidence: tuple[Evidence, ...], table: str) -> Node:
    """Make the node of a row's evidence: quotes by field."""
    specs = {
        name: [
            _quote_node(cite_span(text, item.span), item.is_shared) for item in sorted(evidence) if item.field == name
        ]
        for name in EVIDENCE_FIELDS[table]
    }
    return mapping(
        (name, quotes[0] if len(quotes) == 1 else sequence(quotes)) for name, quotes in specs.items() if quotes
    )


def _quote_node(quote: str | dict[str, str | int], is_shared: bool) -> Node:
    if isinstance(quote, str) and not is_shared:
        return scalar(quote)
    parts = {"quote": quote} if isinstance(quote, str) else quote
    nodes = [(key, scalar(str(value), is_plain=key == "nth")) for key, value in parts.items()]
    return mapping([*nodes, *([("shared", scalar("true", is_plain=True))] if is_shared else [])], is_flow=True)


def _without_nulls(entries: list[Entry]) -> list[Entry]:
    """Leave out keys that are null, handing their comments to the next key that stays."""
    kept: list[Entry] = []
    waiting: list[str] = []
    for entry in entries:
        if entry.node.is_null:
            waiting += entry.comments
        else:
            entry.before = [*waiting, *entry.before]
            waiting = []
            kept.append(entry)
    if waiting and kept:
        kept[-1].after += waiting
    return kept


def _canonical_value(entry: Entry, table: str) -> Node:
    node, key = entry.node, row_keys(table).get(entry.key)
    if entry.key in _ROW_LISTS and node.kind == "sequence":
        node.is_flow = False
        for item in node.entries:
            item.node = canonical_row(item.node, entry.key)
    elif entry.key == "evidence" and node.kind == "mapping":
        node = _canonical_evidence(node, table)
    elif key and node.kind == "scalar":
        node.is_plain = key.type == "date" and is_iso_date(node.value)
    return node


def _canonical_evidence(node: Node, table: str) -> Node:
    order = {name: number for number, name in enumerate(EVIDENCE_FIELDS.get(table, ()))}
    kept = sorted(_without_nulls(node.entries), key=lambda entry: order.get(entry.key, len(order)))
    for entry in kept:
        if entry.node.kind == "sequence" and len(entry.node.entries) == 1 and not entry.node.entries[0].comments:
            entry.node = entry.node.entries[0].node
        entry.node.is_flow = False
        for item in entry.node.entries if entry.node.kind == "sequence" else [entry]:
            item.node = _canonical_quote(item.node)
    return Node("mapping", entries=kept, line=node.line, column=node.column)


def _canonical_quote(node: Node) -> Node:
    if node.kind == "scalar":
        node.is_plain = node.is_null
        return node
    if node.kind != "mapping":
        return node
    kept = [entry for name in QUOTE_KEYS if (entry := node.find(name))]
    if len(kept) == 1 and len(node.entries) == 1 and kept[0].key == "quote" and kept[0].node.kind == "scalar":
        return scalar(kept[0].node.value)
    others = [entry for entry in node.entries if entry.key not in QUOTE_KEYS]
    for entry in kept:
        entry.node.is_plain = entry.key == "nth" or (entry.key == "shared" and is_true(entry.node))
    return Node("mapping", entries=[*kept, *others], is_flow=True)
