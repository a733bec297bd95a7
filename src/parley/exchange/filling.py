"""Labels -> an article file: the evidence is the tool's, the values stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from parley.article_file import canonical_article_file
from parley.article_form import evidence_node
from parley.errors import Finding, InvalidInput
from parley.evidence import QuoteError, find_quote
from parley.exchange.spans import Label, MarkedText
from parley.front_matter import (
    Entry,
    Node,
    mapping,
    parse_front_matter,
    scalar,
    sequence,
    split_front_matter,
    write_front_matter,
)
from parley.model import Evidence, Span

_QUOTED = {"participants": ("name", "title"), "topics": ("phrase",)}
"""Columns whose values are words of the text."""


def fill_evidence(raw: str, marked: MarkedText, file: str) -> str:
    """Replace the evidence of an article file by a tool's labels.

    Parameters
    ----------
    raw : str
        Content of the article file.
    marked : MarkedText
    file : str
        Name for the findings.

    Returns
    -------
    str
        The file in canonical form. Rows that have no label any more are left out, rows that the file does not have get
        what the words tell. A name, title or phrase that was the words marked before is the words marked now.

    Raises
    ------
    InvalidInput
        The file cannot be read, or its text is not the one that was marked.
    """
    canonical = canonical_article_file(raw, file)
    front_matter, rest = split_front_matter(canonical) or ("", "")
    root, findings = parse_front_matter(front_matter, file)
    text = rest.removeprefix("\n").removesuffix("\n")
    if findings:
        raise InvalidInput(findings)
    _check_text(text, marked, file)
    before = root.find("meetings")
    if not marked.labels and before and before.node.entries:
        raise InvalidInput([_nothing_left(marked, file)])
    grouped: dict[tuple[int, str, int], list[Label]] = defaultdict(list)
    for label in marked.labels:
        grouped[label.row.meeting, label.row.table, label.row.number].append(label)
    shared = _shared(marked.labels)
    meetings = next(entry.node for entry in root.entries if entry.key == "meetings")
    meetings.entries = [
        _filled_meeting(_nth(meetings, number), number, grouped, shared, text)
        for number in sorted({meeting for meeting, _, _ in grouped})
    ]
    return canonical_article_file(f"---\n{write_front_matter(root)}---\n\n{text}\n", file)


def _check_text(text: str, marked: MarkedText, file: str) -> None:
    ours, theirs = text, marked.text.replace("\r\n", "\n").removesuffix("\n")
    if ours == theirs:
        return
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    message = f"the text is not that of {file}: they part at character {at}, {theirs[at : at + 20]!r}"
    remedy = "export the article anew, and mark the text as it is now"
    raise InvalidInput([Finding(marked.file, "exchange-text", message, remedy, marked.line, value=marked.article_id)])


def _nothing_left(marked: MarkedText, file: str) -> Finding:
    message = f"no span has a label: nothing would be left of the annotation of {file}"
    remedy = "leave the article out; if it reports no meeting, say so in the file: `reviewed: true` and `meetings: []`"
    return Finding(marked.file, "exchange-empty", message, remedy, marked.line, value=marked.article_id)


_Grouped = dict[tuple[int, str, int], list[Label]]


def _filled_meeting(entry: Entry, number: int, grouped: _Grouped, shared: frozenset[Label], text: str) -> Entry:
    _fill(entry.node, "meetings", grouped.get((number, "meetings", 0), ()), shared, text)
    for table in ("participants", "topics"):
        numbers = sorted(own for meeting, kind, own in grouped if (meeting, kind) == (number, table))
        found = entry.node.find(table)
        before = found.node if found else sequence([])
        rows = [_nth(before, own) for own in numbers]
        for own, row in zip(numbers, rows, strict=True):
            _fill(row.node, table, grouped[number, table, own], shared, text)
        _set(entry.node, table, Node("sequence", entries=rows))
    return entry


def _shared(labels: Sequence[Label]) -> frozenset[Label]:
    """Find the words of meeting that are marked for several meetings."""
    modes = [each for each in labels if each.field == "mode"]
    return frozenset(
        each
        for each in modes
        if any(each.row != other.row and each.start < other.end and other.start < each.end for other in modes)
    )


def _fill(row: Node, table: str, labels: Sequence[Label], shared: frozenset[Label], text: str) -> None:
    """Give a row its evidence, and the values that are the words marked; what is marked as it was stays as it is."""
    spans_of = {(each.field, Span(each.start, each.end)): each for each in labels}
    evidence = tuple(sorted(Evidence(*key, is_shared=each in shared) for key, each in spans_of.items()))
    before = row.find("evidence")
    quoted = {entry.key: _specs(entry.node) for entry in before.node.entries} if before else {}
    for field in _QUOTED.get(table, ()):
        quotes = [text[each.span.start : each.span.end] for each in evidence if each.field == field]
        value, earlier = row.find(field), {spec["quote"] for spec in quoted.get(field, ())}
        if quotes and (value is None or (value.node.value in earlier and value.node.value not in quotes)):
            _set(row, field, scalar(quotes[0]))
    node = evidence_node(text, evidence, table)
    for entry in node.entries:
        spans = {each.span for each in evidence if each.field == entry.key}
        if before and spans == _spans(quoted.get(entry.key, ()), text):
            entry.node = next(each.node for each in before.node.entries if each.key == entry.key)
    if evidence:
        _set(row, "evidence", node)
    elif before:
        row.entries.remove(before)


def _specs(node: Node) -> list[dict[str, str]]:
    """List the quotes of a field as they are written."""
    nodes = [entry.node for entry in node.entries] if node.kind == "sequence" else [node]
    specs = [{e.key: e.node.value for e in each.entries} if each.entries else {"quote": each.value} for each in nodes]
    return [spec for spec in specs if "quote" in spec]


def _spans(specs: Sequence[dict[str, str]], text: str) -> set[Span] | None:
    """Find the spans that quotes stand for; None where one stands for none."""
    try:
        return {
            find_quote(text, spec["quote"], int(spec["nth"]) if "nth" in spec else None, spec.get("within"))
            for spec in specs
        }
    except (QuoteError, ValueError):
        return None


def _set(row: Node, key: str, node: Node) -> None:
    entry = next((each for each in row.entries if each.key == key), None)
    if entry is None:
        row.entries.append(Entry(key, node))
    else:
        entry.node = node


def _nth(rows: Node, number: int) -> Entry:
    """Take the row of a number, or a new one where there is none."""
    return rows.entries[number - 1] if number <= len(rows.entries) else Entry("", mapping([]))
