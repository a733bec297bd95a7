"""Where the rows of tables stand in the article files that they come from: row as a person counts, line and column."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley.article_file import article_root
from parley.errors import Finding, InvalidInput
from parley.front_matter import Entry, Node
from parley.reports import AnnotatedArticle, reports_by_meeting

IMPORTED = ".parquet"
"""How the names of files of imported rows end, which have no lines."""

_STEP = re.compile(r"(\w+)\[([0-9]+)\]")


class Places:
    """Where the rows of the tables stand in article files.

    Parameters
    ----------
    items : sequence of AnnotatedArticle
    numbers : mapping, optional
        For an article of which not all meetings are there, their numbers in its file, from 1.
    """

    def __init__(self, items: Sequence[AnnotatedArticle], numbers: Mapping[str, Sequence[int]] | None = None) -> None:
        self._sources = {item.article_id: item for item in items}
        self._numbers = numbers or {}
        self._first = {
            meeting_id: reports[0].article.article_id for meeting_id, reports in reports_by_meeting(items).items()
        }

    def locate(self, finding: Finding, table: str) -> Finding:
        """Tell a finding about a row of a table as one about an article file."""
        key = finding.row.split("/")
        if table == "articles":
            item, row, field = self._sources[key[0]], "", finding.field
        elif table == "evidence":
            # article, meeting, table, number of the row, field, start
            item, field = self._sources[key[0]], key[4]
            row = self._row(item, key[1], key[2], key[3]) + ".evidence"
        else:
            item, field = self._sources[self._first[key[0]]], finding.field
            row = self._row(item, key[0], table, "".join(key[1:]))
        if item.source.endswith(IMPORTED):
            return replace(finding, file=item.source)
        line, column = place_in_file(item.source, row, field)
        return replace(finding, file=item.source, row=row, field=field, line=line, column=column)

    def _row(self, item: AnnotatedArticle, meeting_id: str, table: str, number: str) -> str:
        position = [meeting.meeting_id for meeting in item.annotation.meetings].index(meeting_id)
        numbers = self._numbers.get(item.article_id)
        row = f"meetings[{numbers[position] if numbers else position + 1}]"
        return f"{row}.{table}[{number}]" if table in ("participants", "topics") else row


def place_in_file(source: str, row: str, field: str) -> tuple[int, int]:
    """Find line and column of a field of a row, else of the nearest thing around it that has them.

    Parameters
    ----------
    source : str
        Path of an article file.
    row : str
        Such as ``meetings[2].participants[1].evidence``; empty for the article itself.
    field : str

    Returns
    -------
    line, column : int
        From 1; 0 twice when the file cannot be read.
    """
    node = _root(source)
    if node is None:
        return 0, 0
    place = (1, 1)
    for step in [*filter(None, row.split(".")), field]:
        matched = _STEP.fullmatch(step)
        entry = node.find(matched[1] if matched else step)
        if entry is None:
            return place
        if matched:
            entry = _item(entry.node, int(matched[2]))
            if entry is None:
                return place
        node = entry.node
        place = (node.line or entry.line, node.column or entry.column)
    return place


def _item(node: Node, number: int) -> Entry | None:
    return node.entries[number - 1] if 0 < number <= len(node.entries) else None


@functools.lru_cache(maxsize=4)
def _root(source: str) -> Node | None:
    try:
        return article_root(source)
    except InvalidInput:
        return None
