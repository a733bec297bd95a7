"""Front matter of an article file -> article and annotation, with every fault as a finding.

A row is named as a person counts: ``meetings[2].participants[1]`` is the first participant of the second meeting.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from parley.article_schema import EVIDENCE_FIELDS, QUOTE_KEYS, Key, all_keys, row_keys
from parley.errors import Finding, shorten
from parley.evidence import QuoteError, find_quote
from parley.front_matter import Entry, Node
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span, Topic
from parley.reading.md import CURATED_COLLECTION
from parley.sharing import RULE, ModeQuote, sharing_faults

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS = {"scalar": "a single value", "mapping": "keys and values", "sequence": "a list"}


class RowReader:
    """Reads rows from a tree and collects findings on the way.

    Parameters
    ----------
    text : str
        The article's text, which quotes are looked up in.
    file : str
        Name for the findings.
    """

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.findings: list[Finding] = []
        self._values: dict[str, Any] | None = None
        self._modes: list[ModeQuote] = []
        self._sound: dict[int, Meeting] = {}

    def report(
        self, rule: str, at: Node | Entry, message: str, remedy: str, *, row: str = "", field: str = "", value: str = ""
    ) -> None:
        """Note a finding at the place of a node."""
        self.findings.append(Finding(self.file, rule, message, remedy, at.line, at.column, row, field, value))

    def article(self, root: Node) -> tuple[Article, Annotation] | None:
        """Read the whole front matter; None when findings keep it from being built."""
        before = len(self.findings)
        values = self._values = self._columns(root, "articles", "")
        meetings = self._rows(root, "meetings", "", self._meeting)
        self._check_meeting_ids(root)
        self._check_reviewed(root)
        for quote, message, remedy in sharing_faults(self._modes):
            self.report(RULE, quote.node, message, remedy, row=f"{quote.row}.evidence", field="mode")
        if values is None or len(self.findings) > before:
            return None
        article = Article(text=self.text, collection=CURATED_COLLECTION, **values)
        return article, Annotation(article.article_id, tuple(meetings))

    def sound_part(self) -> tuple[Article, dict[int, Meeting]] | None:
        """Give, of front matter that was read, the meetings without a finding by their numbers in the file, from 1."""
        if self._values is None:
            return None
        return Article(text=self.text, collection=CURATED_COLLECTION, **self._values), self._sound

    def _meeting(self, node: Node, row: str) -> Meeting | None:
        values = self._columns(node, "meetings", row)
        evidence = self._evidence(node, "meetings", row, ["mode"])
        participants = self._rows(node, "participants", row, self._participant)
        topics = self._rows(node, "topics", row, self._topic)
        if values is None:
            return None
        return Meeting(evidence=evidence, participants=tuple(participants), topics=tuple(topics), **values)

    def _participant(self, node: Node, row: str) -> Participant | None:
        values = self._columns(node, "participants", row)
        evidence = self._evidence(node, "participants", row, [name for name in ("name", "title") if node.find(name)])
        return None if values is None else Participant(evidence=evidence, **values)

    def _topic(self, node: Node, row: str) -> Topic | None:
        values = self._columns(node, "topics", row)
        evidence = self._evidence(node, "topics", row, ["phrase"])
        if values is None:
            return None
        quoted = [self.text[item.span.start : item.span.end] for item in evidence if item.field == "phrase"]
        entry = node.find("phrase")
        if entry and quoted and values["phrase"] not in quoted:
            remedy = "write the phrase as the text has it, in both places"
            message = f"the phrase is not its own evidence {shorten(quoted[0])!r}"
            self.report("phrase-quote", entry.node, message, remedy, row=row, field="phrase", value=values["phrase"])
        return Topic(evidence=evidence, **values)

    def _rows(self, parent: Node, name: str, row: str, read: Any) -> list[Any]:
        """Read the rows of a list, without those that findings spoil."""
        entry = parent.find(name)
        if entry is None or not self._is_kind(entry.node, "sequence", row, name):
            return []
        prefix = f"{row}.{name}" if row else name
        rows = []
        for number, item in enumerate(entry.node.entries, 1):
            if self._is_kind(item.node, "mapping", f"{prefix}[{number}]", ""):
                before = len(self.findings)
                rows.append(read(item.node, f"{prefix}[{number}]"))
                if name == "meetings" and len(self.findings) == before:
                    self._sound[number] = rows[-1]
        return [value for value in rows if value is not None]

    def _is_kind(self, node: Node, kind: str, row: str, field: str) -> bool:
        if node.kind != kind:
            message = f"holds {_KINDS[node.kind]} where {_KINDS[kind]} is wanted"
            remedy = "see data/articles/TEMPLATE.md for the form"
            self.report("type", node, message, remedy, row=row, field=field, value=node.value)
        return node.kind == kind

    def _columns(self, node: Node, table: str, row: str) -> dict[str, Any] | None:
        """Read the columns of a row; None when one of them has a finding."""
        before = len(self.findings)
        self._check_keys(node, all_keys(table), row)
        values: dict[str, Any] = {}
        for key in row_keys(table).values():
            entry = node.find(key.name)
            if entry:
                values[key.name] = self._value(entry.node, key, row)
            elif key.is_required:
                empty = next((entry for entry in node.entries if entry.key == key.name), None)
                message = "the key has no value" if empty else "the key is missing"
                remedy = f"write `{key.name}: …`" + (f", one of {', '.join(key.enum)}" if key.enum else "")
                self.report("missing-key", empty or node, message, remedy, row=row, field=key.name)
        return values if len(self.findings) == before else None

    def _check_keys(self, node: Node, allowed: tuple[str, ...], row: str) -> None:
        for entry in node.entries:
            if entry.key not in allowed:
                remedy = did_you_mean(entry.key, allowed, "keys here")
                self.report("unknown-key", entry, "there is no such key here", remedy, row=row, field=entry.key)

    def _value(self, node: Node, key: Key, row: str) -> str | dt.date | None:
        if not self._is_kind(node, "scalar", row, key.name):
            return None
        value = node.value
        fault = value_fault(value, key)
        if fault:
            rule, message, remedy = fault
            self.report(rule, node, message, remedy, row=row, field=key.name, value=value)
            return None
        return dt.date.fromisoformat(value) if key.type == "date" else value

    def _evidence(self, node: Node, table: str, row: str, required: Iterable[str]) -> tuple[Evidence, ...]:
        entry = node.find("evidence")
        if entry is None:
            remedy = "add `evidence:` with the words of the text that say so"
            self.report("evidence-missing", node, "no words of the text support the row", remedy, row=row)
            return ()
        if not self._is_kind(entry.node, "mapping", row, "evidence"):
            return ()
        for name in required:
            if not entry.node.find(name):
                remedy = f"add `{name}: …` under evidence, with the words of the text"
                self.report("evidence-missing", entry, "no words of the text support it", remedy, row=row, field=name)
        if not entry.node.entries:
            self.report("evidence-missing", entry, "no words of the text support the row", "add a quote", row=row)
        self._check_keys(entry.node, EVIDENCE_FIELDS[table], f"{row}.evidence")
        status = node.find("review_status")
        is_vouched = status is None or status.node.value != "auto"
        found = (
            item for name in EVIDENCE_FIELDS[table] for item in self._field_evidence(entry.node, name, row, is_vouched)
        )
        return tuple(found)

    def _field_evidence(self, evidence: Node, field: str, row: str, is_vouched: bool) -> list[Evidence]:
        entry = evidence.find(field)
        if entry is None:
            return []
        specs = [item.node for item in entry.node.entries] if entry.node.kind == "sequence" else [entry.node]
        found: dict[int, Evidence] = {}
        place = f"{row}.evidence"
        for spec in specs:
            span, is_shared = self._span(spec, field, place), self._is_shared(spec, field, place)
            if span and span.start in found:
                message = "two quotes of one field begin at the same place"
                value = self.text[span.start : span.end]
                self.report("evidence-duplicate", spec, message, "keep one", row=place, field=field, value=value)
            elif span:
                found[span.start] = Evidence(field, span, is_shared)
                if field == "mode":
                    self._modes.append(ModeQuote(row, span, spec, is_shared, is_vouched))
        return [found[start] for start in sorted(found)]

    def _is_shared(self, spec: Node, field: str, row: str) -> bool:
        entry = spec.find("shared") if spec.kind == "mapping" else None
        if entry and not (is_true(entry.node) and field == "mode"):
            message, remedy = "shared is true or left out, and stands with mode alone", "delete it"
            self.report("quote-spec", entry, message, remedy, row=row, field=field, value=entry.node.value)
        return entry is not None

    def _span(self, spec: Node, field: str, row: str) -> Span | None:
        """Look up one quote in the text."""
        quote = self._quote(spec, field, row)
        if quote is None or not self.text:
            return None
        try:
            return find_quote(self.text, **quote)
        except QuoteError as error:
            hint = f"; the nearest text is {shorten(error.nearest)!r}" if error.nearest else ""
            value = quote["quote"]
            self.report(error.rule, spec, error.reason + hint, error.remedy, row=row, field=field, value=value)
            return None

    def _quote(self, spec: Node, field: str, row: str) -> dict[str, Any] | None:
        """Read a quote: its words, or a mapping of quote, nth and within."""
        if spec.kind == "scalar" and not spec.is_null:
            return {"quote": spec.value}
        if spec.kind != "mapping" or not spec.find("quote"):
            message = "a quote is words of the text, or {quote: …, nth: …}, or {quote: …, within: …}"
            remedy = "copy the words from the text"
            self.report("quote-spec", spec, message, remedy, row=row, field=field, value=spec.value)
            return None
        before = len(self.findings)
        self._check_keys(spec, QUOTE_KEYS, row)
        parts: dict[str, Any] = {}
        for name in ("quote", "nth", "within"):
            entry = spec.find(name)
            if entry and self._is_kind(entry.node, "scalar", row, field):
                parts[name] = self._nth(entry.node, field, row) if name == "nth" else entry.node.value
        return parts if len(self.findings) == before else None

    def _nth(self, node: Node, field: str, row: str) -> int:
        if re.fullmatch(r"[1-9][0-9]{0,8}", node.value):
            return int(node.value)
        message, remedy = "nth is not a number from 1", "count the occurrences of the quote in the text from 1"
        self.report("quote-spec", node, message, remedy, row=row, field=field, value=node.value)
        return 0

    def _check_meeting_ids(self, root: Node) -> None:
        seen: dict[str, str] = {}
        for row, meeting in _numbered(root, "meetings"):
            entry = meeting.find("meeting_id")
            if entry and entry.node.kind == "scalar":
                first = seen.setdefault(entry.node.value, row)
                if first != row:
                    self.report(
                        "duplicate-meeting-id",
                        entry.node,
                        f"{first} has the same meeting_id",
                        "leave the key out and run scripts/annotate.py, which gives a new one",
                        row=row,
                        field="meeting_id",
                        value=entry.node.value,
                    )

    def _check_reviewed(self, root: Node) -> None:
        entry = root.find("reviewed")
        if entry is None:
            return
        value = entry.node.value
        if not is_true(entry.node):
            message, remedy = "reviewed is true or left out", "write `reviewed: true` or delete the line"
            self.report("type", entry.node, message, remedy, field="reviewed", value=value)
        elif any(True for _ in _numbered(root, "meetings")):
            message = "reviewed stands only in a file without meetings"
            remedy = "delete the line, and set review_status on each meeting"
            self.report("reviewed-with-meetings", entry, message, remedy, field="reviewed", value=value)


def is_true(node: Node) -> bool:
    """Whether a node is YAML's true."""
    return node.kind == "scalar" and node.is_plain and node.value in ("true", "True", "TRUE")


def is_iso_date(value: str) -> bool:
    """Whether a string is a day of the calendar, written YYYY-MM-DD."""
    try:
        return bool(_ISO_DATE.fullmatch(value)) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def value_fault(value: str, key: Key) -> tuple[str, str, str] | None:
    """Say what is wrong with a column's value: rule, message and remedy; None when nothing is."""
    if key.type == "date":
        if is_iso_date(value):
            return None
        known = "there is no such day" if _ISO_DATE.fullmatch(value) else "not a date"
        return "date", known, "write a day of the calendar as YYYY-MM-DD"
    if key.enum and value not in key.enum:
        remedy = did_you_mean(value, key.enum, "values")
        return "enum", f"not a value of the codebook (docs/codebook.md#{key.name})", remedy
    if key.name == "article_id" and ("/" in value or "\\" in value or value.startswith(".")):
        return (
            "id-is-path",
            "the id is a path",
            "use letters, digits, dot, underscore and hyphen, first a letter or digit",
        )
    if key.pattern and not re.search(key.pattern.removesuffix("$") + r"\Z", value):
        return "pattern", f"does not match {key.pattern}", key.description
    if not value and not key.may_be_empty:
        return "empty-value", "the value is empty", "delete the key" if not key.is_required else "write the value"
    return None


def did_you_mean(value: str, choices: Iterable[str], what: str) -> str:
    """Suggest the choice nearest to a value, or name them all."""
    choices = list(choices)
    near = difflib.get_close_matches(value[:100].lower(), choices, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"the {what} are {', '.join(choices)}"


def _numbered(parent: Node, name: str) -> Iterator[tuple[str, Node]]:
    """Give the mappings of a list with their names."""
    entry = parent.find(name)
    for number, item in enumerate(entry.node.entries if entry and entry.node.kind == "sequence" else (), 1):
        if item.node.kind == "mapping":
            yield f"{name}[{number}]", item.node
