"""JSON Lines of doccano and Prodigy: one article a line of JSON, its labels of row and field: ``1p2.name``.

doccano counts UTF-16 code units (without its option to count grapheme clusters), Prodigy code points.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from parley.exchange.records import entries, json_of, object_of, parsed, read_text
from parley.exchange.spans import LabelReader, MarkedText, code_points_to_utf16

_WORD = re.compile(r"\w+|[^\w\s]")


def doccano_files(texts: Sequence[MarkedText]) -> dict[str, str]:
    """Write the articles for a project of sequence labelling that allows overlapping spans, and its labels."""
    lines = []
    names: dict[str, None] = {}
    for marked in texts:
        labels = [(*code_points_to_utf16(marked.text, each.start, each.end), _name(each)) for each in marked.labels]
        names |= dict.fromkeys(name for _, _, name in labels)
        lines.append({"article_id": marked.article_id, "text": marked.text, "label": labels})
    return {"articles.jsonl": _lines(lines), "labels.json": json_of([{"text": name} for name in names])}


def prodigy_files(texts: Sequence[MarkedText]) -> dict[str, str]:
    """Write the articles with tokens and spans, as `spans.manual` shows them."""
    return {"articles.jsonl": _lines([_prodigy_task(each) for each in texts])}


def read_doccano(path: Path) -> list[MarkedText]:
    """Read JSON Lines as doccano exports them, with relations or without."""
    return _read(path, _doccano_spans, is_utf16=True)


def read_prodigy(path: Path) -> list[MarkedText]:
    """Read JSON Lines as `prodigy db-out` writes them; only what was accepted counts."""
    return _read(path, _prodigy_spans, is_utf16=False)


_Spans = list[tuple[Any, Any, Any]]


def _read(
    path: Path, spans_of: Callable[[dict[str, Any], LabelReader, int], _Spans], *, is_utf16: bool
) -> list[MarkedText]:
    reader = LabelReader(str(path))
    found: dict[str, MarkedText] = {}
    for number, line in enumerate(read_text(path, reader).split("\n"), 1):
        record = parsed(line, number, reader) if line.strip() else {}
        if not isinstance(record, dict):
            reader.report("exchange-file", number, "no object of JSON", "export it anew from the tool")
        elif record and record.get("answer", "accept") == "accept":
            marked = _marked(record, spans_of(record, reader, number), number, reader, is_utf16=is_utf16)
            found[marked.article_id] = marked  # of an article answered twice the last counts
    reader.raise_findings()
    return list(found.values())


def _marked(record: dict[str, Any], spans: _Spans, line: int, reader: LabelReader, *, is_utf16: bool) -> MarkedText:
    text = str(record.get("text") or record.get("data") or "")
    labels = []
    for start, end, name in spans:
        row, _, field = str(name).partition(".")
        labels += reader.labels(text, start, end, field, row, line, is_utf16=is_utf16)
    meta = object_of(record.get("meta"))
    article_id = str(record.get("article_id") or meta.get("article_id") or f"line {line}")
    return MarkedText(article_id, text, tuple(sorted(set(labels))), file=reader.file, line=line)


def _doccano_spans(record: dict[str, Any], reader: LabelReader, line: int) -> _Spans:
    """Take spans from both places: projects with relations have `entities` beside an empty or filled `label`."""
    found = entries(record.get("entities"), reader, "entities", line)
    spans: _Spans = [(each.get("start_offset"), each.get("end_offset"), each.get("label")) for each in found]
    labels = record.get("label") or []
    if not isinstance(labels, list) or not all(isinstance(each, list) and len(each) == 3 for each in labels):
        reader.report("exchange-file", line, "no list of [start, end, label]", "export it as JSONL", labels)
        return []
    return spans + [(start, end, name) for start, end, name in labels]


def _prodigy_spans(record: dict[str, Any], reader: LabelReader, line: int) -> _Spans:
    found = entries(record.get("spans"), reader, "spans", line)
    return [(each.get("start"), each.get("end"), each.get("label")) for each in found]


def _prodigy_task(marked: MarkedText) -> dict[str, Any]:
    """Make a task; tokens end where a span does, so that each can be shown."""
    borders = {at for match in _WORD.finditer(marked.text) for at in match.span()}
    borders |= {at for label in marked.labels for at in (label.start, label.end)}
    cuts = [(start, end) for start, end in pairwise(sorted(borders)) if marked.text[start:end].strip()]
    tokens = [
        {
            "text": marked.text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": marked.text[end : end + 1] == " ",
        }
        for number, (start, end) in enumerate(cuts)
    ]
    first = {start: number for number, (start, _) in enumerate(cuts)}
    last = {end: number for number, (_, end) in enumerate(cuts)}
    spans = []
    for label in marked.labels:
        ends = {"token_start": first.get(label.start), "token_end": last.get(label.end)}
        known = {key: number for key, number in ends.items() if number is not None}
        spans.append({"start": label.start, "end": label.end, "label": _name(label), **known})
    return {"text": marked.text, "tokens": tokens, "spans": spans, "meta": {"article_id": marked.article_id}}


def _name(label: Any) -> str:
    return f"{label.row}.{label.field}"


def _lines(records: Sequence[dict[str, Any]]) -> str:
    # doccano guesses the encoding of a file; of ASCII it guesses right.
    return "".join(json.dumps(record) + "\n" for record in records)
