"""Annotation <-> `data/articles/YYYY/ID.md`: reading, formatting and filling an article file.

The file is UTF-8 in NFC with LF line ends: front matter between ``---`` lines, one empty line, the text, one newline.
Its keys come from the table schemas (`schemas/`); `data/articles/TEMPLATE.md` explains them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from parley.article_form import article_tree, canonical_row, meeting_tree
from parley.article_rows import RowReader, is_iso_date, is_true, value_fault
from parley.article_schema import row_keys
from parley.errors import Finding, InvalidInput
from parley.front_matter import (
    Entry,
    Node,
    parse_front_matter,
    scalar,
    split_front_matter,
    write_front_matter,
)
from parley.model import Annotation, Article, Meeting

_COMMANDING = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

MAX_BYTES = 10_000_000
"""Largest article file that is read."""


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
    result, findings, root = _read(decode_article_file(path), str(path))
    return _sound(result, [*findings, *_place_findings(path, root)])


def read_sound_part(path: str | Path) -> tuple[tuple[Article, dict[int, Meeting]] | None, list[Finding]]:
    """Read what is sound in an article file, so that more can be said of it than what is not.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    content : tuple of Article and dict, or None
        The meetings without a finding, by their numbers in the file; None when the source's keys have findings.
    findings : list of Finding

    Raises
    ------
    InvalidInput
        The file cannot be read at all.
    """
    path = Path(path)
    root, text, findings = _split(raw := decode_article_file(path), str(path))
    findings += _character_findings(raw, str(path))
    if root is None:
        return None, findings
    rows = RowReader(text, str(path))
    rows.article(root)
    content = rows.sound_part() if text.strip() else None
    return content, [*findings, *rows.findings, *_place_findings(path, root)]


def article_root(path: str | Path) -> Node | None:
    """Read the tree of an article file's front matter, which knows the lines; None when it has none."""
    return _split(decode_article_file(path), str(path))[0]


def decode_article_file(path: str | Path) -> str:
    """Read the characters of an article file, refusing what no article file holds.

    Raises
    ------
    InvalidInput
        The file is missing, unreadable, too large, or not UTF-8.
    """
    name = str(path)
    try:
        if Path(path).is_symlink():
            message, remedy = "a symbolic link, which may lead out of the folder", "put the file itself in its place"
            raise InvalidInput([Finding(name, "symbolic-link", message, remedy)])
        if Path(path).is_fifo():
            raise OSError("it is a pipe, not a file")
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
    result, findings, _ = _read(raw, file)
    return _sound(result, findings)


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
    root = article_tree(article, annotation, is_reviewed=is_reviewed)
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
    return _write(canonical_row(root, "articles"), text)


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
    root = canonical_row(root, "articles")
    meetings = next(entry.node for entry in root.entries if entry.key == "meetings")
    if meetings.entries:
        _fill_ids(meetings, annotation.meetings)
    elif not ((reviewed := root.find("reviewed")) and is_true(reviewed.node)):
        meetings.entries = [Entry("", meeting_tree(text, meeting)) for meeting in annotation.meetings]
    return _write(root, text)


_Content = tuple[Article, Annotation]


def _read(raw: str, file: str) -> tuple[_Content | None, list[Finding], Node | None]:
    """Read what can be read: the content if nothing is wrong with the rows, all findings, and the tree."""
    root, text, findings = _split(raw, file)
    findings += _character_findings(raw, file)
    if root is None:
        return None, findings, None
    rows = RowReader(text, file)
    result = rows.article(root)
    return result, findings + rows.findings, root


def _sound(result: _Content | None, findings: list[Finding]) -> _Content:
    """Return the content if there is no finding, or raise them all, from the top of the file down."""
    if findings or result is None:
        raise InvalidInput(sorted(findings, key=lambda finding: (finding.line, finding.column)))
    return result


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


def _character_findings(raw: str, file: str) -> Iterator[Finding]:
    """Find characters that no article file holds: each kind once, where it stands first."""
    checks = (
        ("bom", raw.startswith("\ufeff"), 0, "begins with a byte order mark", "save the file as UTF-8 without BOM"),
        ("nul", "\0" in raw, raw.find("\0"), "holds a NUL character", "delete it"),
        ("line-ends", "\r" in raw, raw.find("\r"), "has line ends that are not LF", "save the file with LF line ends"),
    )
    for rule, is_broken, at, message, remedy in checks:
        if is_broken:
            yield Finding(file, rule, message, remedy, *_line_column(raw, at))
    if commanding := _COMMANDING.search(raw):
        message = f"holds U+{ord(commanding[0]):04X}, which commands a terminal or turns the direction of writing"
        place = _line_column(raw, commanding.start())
        yield Finding(file, "control-character", message, "delete it; the words must read as they are stored", *place)
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


def _place_findings(path: Path, root: Node | None) -> Iterator[Finding]:
    """Compare the id with the file's name and the year with its folder, as far as they are sound."""
    entry = root.find("article_id") if root else None
    if (
        entry
        and f"{entry.node.value}.md" != path.name
        and not value_fault(entry.node.value, row_keys("articles")["article_id"])
    ):
        message = f"the file is named {path.name}"
        remedy = f"name it {entry.node.value}.md, or correct article_id"
        yield _place_finding("file-name", path, message, remedy, entry)
    entry = root.find("published") if root else None
    folder = path.absolute().parent.name
    if entry and is_iso_date(entry.node.value) and re.fullmatch("[0-9]{4}", folder):
        year = entry.node.value[:4]
        if year != folder:
            message, remedy = f"the file is in the folder of {folder}", f"move it to {year}/, or correct published"
            yield _place_finding("file-folder", path, message, remedy, entry)


def _place_finding(rule: str, path: Path, message: str, remedy: str, entry: Entry) -> Finding:
    node = entry.node
    return Finding(str(path), rule, message, remedy, node.line, node.column, "", entry.key, node.value)
