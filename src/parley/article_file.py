"""Annotation <-> `data/articles/YYYY/ID.md`: reading, formatting and filling an article file.

The file is UTF-8 in NFC with LF line ends: front matter between ``---`` lines, one empty line, the text, one newline.
Its keys come from the table schemas (`schemas/`); `data/articles/TEMPLATE.md` explains them.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from parley.article_rows import RowReader, is_iso_date, is_true
from parley.article_schema import EVIDENCE_FIELDS, QUOTE_KEYS, all_keys, row_keys
from parley.errors import Finding, InvalidInput
from parley.evidence import cite_span
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
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Topic

MAX_BYTES = 10_000_000
"""Largest article file that is read."""

_ROW_LISTS = ("meetings", "participants", "topics")


def read_article_file(path: str | Path) -> tuple[Article, Annotation]:
    """Read an article file, its source, annotation and text.

    Parameters
    ----------
    path : str or Path
        Its name is the article's id with ``.md``; a parent folder named by a year is the year of publication.

    Returns
    -------
    article : Article
    annotation : Annotation
        Meetings in the order of the file; evidence sorted by field and place.

    Raises
    ------
    InvalidInput
        With all the findings, each with line and column.
    """
    path = Path(path)
    raw = decode_article_file(path)
    article, annotation = parse_article_file(raw, str(path))
    findings = list(_place_findings(path, article, raw))
    if findings:
        raise InvalidInput(findings)
    return article, annotation


def decode_article_file(path: str | Path) -> str:
    """Read the characters of an article file, refusing what no article file holds.

    Raises
    ------
    InvalidInput
        The file is missing, unreadable, too large, or not UTF-8.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            remedy = "keep the digest short; long texts go through `parley annotate`"
            raise InvalidInput([Finding(name, "too-large", f"larger than {MAX_BYTES:,} bytes", remedy)])
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput([_encoding_finding(name, error)]) from None
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise InvalidInput([Finding(name, "unreadable", message, "check the path and its permissions")]) from None


def parse_article_file(raw: str, file: str = "article file") -> tuple[Article, Annotation]:
    """Read the content of an article file.

    Parameters
    ----------
    raw : str
    file : str
        Name for the findings.

    Returns
    -------
    article : Article
    annotation : Annotation

    Raises
    ------
    InvalidInput
        With all the findings.
    """
    findings = list(_character_findings(raw, file))
    root, text, more = _split(raw, file)
    findings += more
    if root is None:
        raise InvalidInput(findings)
    rows = RowReader(text, file)
    result = rows.article(root)
    findings += rows.findings
    if findings or result is None:
        raise InvalidInput(findings)
    return result


def format_article_file(article: Article, annotation: Annotation, *, is_reviewed: bool = False) -> str:
    """Write an article and its annotation in the canonical form.

    Parameters
    ----------
    article : Article
    annotation : Annotation
    is_reviewed : bool
        Whether a person checked that the article reports no meeting.

    Returns
    -------
    str
        Content of the file; `read_article_file` gives the same values back.
    """
    columns = _columns(article, "articles")
    reviewed = [("reviewed", scalar("true", is_plain=True))] if is_reviewed and not annotation.meetings else []
    meetings = sequence(_meeting_node(article.text, meeting) for meeting in annotation.meetings)
    root = mapping([*columns, *reviewed, ("meetings", meetings)])
    return f"---\n{write_front_matter(root)}---\n\n{article.text}\n"


def canonical_article_file(raw: str, file: str = "article file") -> str:
    """Bring an article file into its canonical form; comments survive.

    Parameters
    ----------
    raw : str
        Content of the file; its values may break rules, its YAML may not.
    file : str
        Name for the findings.

    Returns
    -------
    str
        The same values, keys in the order of the schema, without keys that are null and empty lines.

    Raises
    ------
    InvalidInput
        The file has no front matter that can be read.
    """
    root, text = _tree(raw, file)
    return _write(_canonical_row(root, "articles"), text)


def fill_article_file(raw: str, annotation: Annotation, file: str = "article file") -> str:
    """Add to an article file what a program can: drafted meetings, and ids of meetings that have none.

    Parameters
    ----------
    raw : str
        Content of the file.
    annotation : Annotation
        For a file without meetings a draft; for a file with meetings its own annotation, with ids.
    file : str
        Name for the findings.

    Returns
    -------
    str
        The file in canonical form. A value that was there stays as it is, and so does a file which a person reviewed as
        reporting no meeting.

    Raises
    ------
    InvalidInput
        The file has no front matter that can be read.
    ValueError
        The file has meetings, and `annotation` another number of them.
    """
    root, text = _tree(raw, file)
    root = _canonical_row(root, "articles")
    meetings = next(entry.node for entry in root.entries if entry.key == "meetings")
    if meetings.entries:
        _fill_ids(meetings, annotation.meetings)
    elif not ((reviewed := root.find("reviewed")) and is_true(reviewed.node)):
        meetings.entries = sequence(_meeting_node(text, meeting) for meeting in annotation.meetings).entries
    return _write(root, text)


def _fill_ids(meetings: Node, known: tuple[Meeting, ...]) -> None:
    if len(known) != len(meetings.entries):
        raise ValueError(f"the file has {len(meetings.entries)} meetings, the annotation {len(known)}")
    for entry, meeting in zip(meetings.entries, known, strict=True):
        if entry.node.kind == "mapping" and meeting.meeting_id and not entry.node.find("meeting_id"):
            entry.node.entries.insert(0, Entry("meeting_id", scalar(meeting.meeting_id)))


def _write(root: Node, text: str) -> str:
    return f"---\n{write_front_matter(root)}---\n\n{text.rstrip(chr(10))}\n"


def _tree(raw: str, file: str) -> tuple[Node, str]:
    """Split a file into tree and text, or raise what keeps it from being split."""
    root, text, findings = _split(raw, file)
    if root is None or findings:
        raise InvalidInput(findings)
    return root, text


def _split(raw: str, file: str) -> tuple[Node | None, str, list[Finding]]:
    """Split a file into the tree of its front matter and its text."""
    parts = split_front_matter(raw.removeprefix("\ufeff").replace("\r\n", "\n"))
    if parts is None:
        opened = raw.removeprefix("\ufeff").startswith("---")
        message = "the front matter is not closed" if opened else "the file does not begin with front matter"
        remedy = "write the front matter between two lines of --- at the top; see data/articles/TEMPLATE.md"
        return None, "", [Finding(file, "front-matter", message, remedy, 1, 1)]
    front_matter, rest = parts
    root, findings = parse_front_matter(front_matter, file)
    line = front_matter.count("\n") + 3
    if rest and not rest.startswith("\n"):
        findings.append(Finding(file, "text-start", "no empty line after the front matter", "add one", line, 1))
    text = rest.removeprefix("\n").removesuffix("\n")
    if not text.strip():
        remedy = "write the article's text after the front matter and an empty line"
        findings.append(Finding(file, "empty-text", "the file has no text", remedy, line, 1))
    # A tree that YAML findings cut off says nothing about the keys that follow.
    is_cut_off = any(finding.rule in _CUTS_OFF for finding in findings) and not root.entries
    return (None if is_cut_off else root), text, findings


_CUTS_OFF = {"yaml-syntax", "yaml-anchor", "yaml-depth", "yaml-documents", "front-matter-too-long"}


def _character_findings(raw: str, file: str) -> Iterable[Finding]:
    """Find characters that no article file holds: each kind once, where it stands first."""
    checks = (
        ("bom", raw.startswith("\ufeff"), 0, "begins with a byte order mark", "save the file as UTF-8 without BOM"),
        ("nul", "\0" in raw, raw.find("\0"), "holds a NUL character", "delete it"),
        ("line-ends", "\r" in raw, raw.find("\r"), "has line ends that are not LF", "save the file with LF line ends"),
    )
    for rule, is_broken, at, message, remedy in checks:
        if is_broken:
            yield Finding(file, rule, message, remedy, *_line_column(raw, at))
    if not unicodedata.is_normalized("NFC", raw):
        for number, line in enumerate(raw.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", line):
                remedy = "normalise the file to NFC; evidence counts in it"
                yield Finding(file, "not-nfc", "not in Unicode NFC", remedy, number, _first_not_nfc(line), value=line)
                break


def _first_not_nfc(line: str) -> int:
    normal = unicodedata.normalize("NFC", line)
    return next((n for n, (a, b) in enumerate(zip(line, normal, strict=False), 1) if a != b), 1)


def _encoding_finding(file: str, error: UnicodeDecodeError) -> Finding:
    content = error.object[: error.start]
    line = content.count(b"\n") + 1
    column = len(content.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    message = f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}"
    return Finding(file, "encoding", message, "save the file as UTF-8", line, column)


def _line_column(raw: str, at: int) -> tuple[int, int]:
    return raw.count("\n", 0, at) + 1, at - raw.rfind("\n", 0, at)


def _place_findings(path: Path, article: Article, raw: str) -> Iterable[Finding]:
    """Compare the id with the file's name and the year with its folder."""
    line = next((n for n, words in enumerate(raw.split("\n"), 1) if words.startswith("article_id")), 1)
    if path.name != f"{article.article_id}.md":
        message = f"the file is named {path.name}"
        remedy = f"name it {article.article_id}.md, or correct article_id"
        yield Finding(str(path), "file-name", message, remedy, line, 1, "", "article_id", article.article_id)
    folder, year = path.absolute().parent.name, f"{article.published:%Y}"
    if folder.isdecimal() and len(folder) == 4 and folder != year:
        line = next((n for n, words in enumerate(raw.split("\n"), 1) if words.startswith("published")), 1)
        message = f"the file is in the folder of {folder}"
        remedy = f"move it to {year}/, or correct published"
        yield Finding(str(path), "file-folder", message, remedy, line, 1, "", "published", str(article.published))


def _columns(row: object, table: str) -> list[tuple[str, Node]]:
    """Give a row's columns as nodes, without nulls."""
    values = ((name, getattr(row, name)) for name in row_keys(table))
    return [(name, _value_node(value)) for name, value in values if value is not None]


def _value_node(value: Any) -> Node:
    if isinstance(value, dt.date):
        return scalar(value.isoformat(), is_plain=True)
    return scalar(value)


def _meeting_node(text: str, meeting: Meeting) -> Node:
    return mapping(
        [
            *_columns(meeting, "meetings"),
            ("evidence", _evidence_node(text, meeting.evidence, "meetings")),
            ("participants", sequence(_row_node(text, row, "participants") for row in meeting.participants)),
            ("topics", sequence(_row_node(text, row, "topics") for row in meeting.topics)),
        ]
    )


def _row_node(text: str, row: Participant | Topic, table: str) -> Node:
    return mapping([*_columns(row, table), ("evidence", _evidence_node(text, row.evidence, table))])


def _evidence_node(text: str, evidence: tuple[Evidence, ...], table: str) -> Node:
    specs = {
        name: [_quote_node(cite_span(text, item.span)) for item in sorted(evidence) if item.field == name]
        for name in EVIDENCE_FIELDS[table]
    }
    return mapping(
        (name, quotes[0] if len(quotes) == 1 else sequence(quotes)) for name, quotes in specs.items() if quotes
    )


def _quote_node(quote: str | dict[str, str | int]) -> Node:
    if isinstance(quote, str):
        return scalar(quote)
    parts = ((key, scalar(str(value), is_plain=key == "nth")) for key, value in quote.items())
    return mapping(parts, is_flow=True)


def _canonical_row(node: Node, table: str) -> Node:
    """Bring the keys of a row into order, and what they hold into form."""
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
            item.node = _canonical_row(item.node, entry.key)
    elif entry.key == "evidence" and node.kind == "mapping":
        node = _canonical_evidence(node, table)
    elif key and node.kind == "scalar":
        node.is_plain = key.type == "date" and is_iso_date(node.value)
    return node


def _canonical_evidence(node: Node, table: str) -> Node:
    order = {name: number for number, name in enumerate(EVIDENCE_FIELDS[table])}
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
        entry.node.is_plain = entry.key == "nth"
    return Node("mapping", entries=[*kept, *others], is_flow=True)
