"""Label Studio: tasks with annotations as JSON, and the labelling configuration that shows them.

A region has one label, the field, and a text area of its own, the rows. Label Studio counts code points; in 2021 it
counted UTF-16, which the quote of a region tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from parley.exchange.records import entries, groups, json_of, object_of, read_json
from parley.exchange.spans import TABLES, LabelReader, MarkedText

_COLOURS = {"meetings": "#e0a030", "participants": "#3a9bdc", "topics": "#a070e0"}


def files(texts: Sequence[MarkedText]) -> dict[str, str]:
    """Write the tasks and the configuration."""
    return {"tasks.json": json_of([_task(each) for each in texts]), "labelling.xml": _configuration()}


def read(path: Path) -> list[MarkedText]:
    """Read tasks as Label Studio exports them (JSON, not JSON-MIN): the last annotation of each.

    Raises
    ------
    InvalidInput
        With all the findings.
    """
    reader = LabelReader(str(path))
    found = [
        _marked(number, task, reader)
        for number, task in enumerate(entries(read_json(path, reader), reader, "tasks"), 1)
    ]
    reader.raise_findings()
    return found


def _task(marked: MarkedText) -> dict[str, Any]:
    data = {"article_id": marked.article_id, "title": marked.title, "text": marked.text}
    result = [
        region for number, group in enumerate(groups(marked), 1) for region in _regions(marked.text, number, *group)
    ]
    return {"data": data, "annotations": [{"result": result}]}


def _regions(text: str, number: int, start: int, end: int, field: str, rows: str) -> Iterator[dict[str, Any]]:
    common = {"id": f"r{number}", "to_name": "text"}
    span = {"start": start, "end": end}
    yield {
        **common,
        "from_name": "label",
        "type": "labels",
        "value": {**span, "text": text[start:end], "labels": [field]},
    }
    yield {**common, "from_name": "row", "type": "textarea", "value": {**span, "text": [rows]}}


def _marked(number: int, task: dict[str, Any], reader: LabelReader) -> MarkedText:
    data = object_of(task.get("data"))
    text = str(data.get("text") or "")
    annotations = [
        each for each in entries(task.get("annotations"), reader, "annotations") if not each.get("was_cancelled")
    ]
    regions = entries(annotations[-1].get("result"), reader, "regions") if annotations else []
    rows = {
        each.get("id"): " ".join(map(str, object_of(each.get("value")).get("text") or ()))
        for each in regions
        if each.get("type") == "textarea"
    }
    labels = []
    for each in regions:
        value = object_of(each.get("value"))
        if each.get("type") != "labels":
            continue
        quote = value.get("text") if isinstance(value.get("text"), str) else None
        for field in value.get("labels") or [None]:
            labels += reader.labels(
                text, value.get("start"), value.get("end"), field, rows.get(each.get("id")), 0, quote=quote
            )
    article_id = str(data.get("article_id") or f"task {number}")
    return MarkedText(article_id, text, tuple(sorted(set(labels))), file=reader.file)


def _configuration() -> str:
    labels = "\n".join(
        f'    <Label value="{field}" background="{_COLOURS[table]}"/>' for field, table in TABLES.items()
    )
    return _VIEW.format(labels=labels)


_VIEW = """<View>
  <Header value="$title"/>
  <Labels name="label" toName="text" showInline="true">
{labels}
  </Labels>
  <Text name="text" value="$text" granularity="character"/>
  <View visibleWhen="region-selected">
    <Header value="Rows: 1 is the first meeting, 1p2 its second participant, 1t1 its first topic"/>
    <TextArea name="row" toName="text" perRegion="true" required="true" editable="true" maxSubmissions="1"/>
  </View>
</View>
"""
