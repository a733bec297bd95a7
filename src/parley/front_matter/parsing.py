"""Text of front matter -> tree, with everything that is not plain YAML as findings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any

from parley.errors import Finding
from parley.front_matter.tree import Entry, Node, block_entries, mapping, scalar

MAX_LENGTH = 1_000_000
"""Longest front matter that is read, in code points."""

MAX_DEPTH = 12
"""Deepest nesting of lists and mappings; an article file needs 8."""

_OPENING = "---\n"
_CLOSING = re.compile(r"^---$\n?", re.MULTILINE)
_SYNTAX_REMEDY = "check indentation, and put a value that holds ': ' or ' #' between quotes"
_NO_COMMENT = 1 << 30


def split_front_matter(raw: str) -> tuple[str, str] | None:
    """Split a file into its front matter and what follows the closing line.

    Returns
    -------
    tuple of str, or None
        None when the file does not begin with ``---`` or the closing ``---`` is missing.
    """
    closing = _CLOSING.search(raw, len(_OPENING)) if raw.startswith(_OPENING) else None
    return (raw[len(_OPENING) : closing.start()], raw[closing.end() :]) if closing else None


def parse_front_matter(text: str, file: str, first_line: int = 2) -> tuple[Node, list[Finding]]:
    """Parse front matter into a tree.

    Parameters
    ----------
    text : str
        What stands between the ``---`` lines.
    file : str
        Name for the findings.
    first_line : int
        Line of the file on which `text` begins, from 1.

    Returns
    -------
    root : Node
        A mapping; empty when the text could not be read to its end.
    findings : list of Finding
        Everything that is not plain YAML.
    """
    parser = _Parser(file, first_line)
    if len(text) > MAX_LENGTH:
        parser.report("front-matter-too-long", 0, 0, f"longer than {MAX_LENGTH:,} characters", "shorten it")
        return mapping([]), parser.findings
    root = parser.parse(text)
    if root and root.kind != "mapping":
        parser.report("yaml-syntax", 0, 0, "not a list of keys and values", "write one `key: value` a line")
    if not root or root.kind != "mapping":
        return mapping([]), parser.findings
    _attach_comments(root, text.split("\n"), parser.ends, first_line)
    return root, parser.findings


class _Parser:
    """Builds the tree from YAML events, which costs no recursion and resolves nothing."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.findings: list[Finding] = []
        self.ends: dict[int, int] = {}
        """Column behind the last value on each line, both from 0: what follows may be a comment."""
        self._root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[dict[str, int]] = []
        self._waiting: list[Entry | None] = []
        self._documents = 0

    def report(self, rule: str, line: int, column: int, message: str, remedy: str, value: str = "") -> None:
        """Note a finding at a place counted from 0 within the front matter."""
        place = (line + self.first_line, column + 1)
        self.findings.append(Finding(self.file, rule, message, remedy, *place, value=value))

    def parse(self, text: str) -> Node | None:
        """Return the root; None when the text is empty, no YAML or not allowed."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.reader import ReaderError

        try:
            complete = all(self._take(event) for event in YAML(typ="safe", pure=True).parse(text))
            return self._root if complete else None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            self.report("yaml-syntax", line, column, f"not YAML: {error.problem or error.context}", _SYNTAX_REMEDY)
        except ReaderError as error:
            line, column = text.count("\n", 0, error.position), error.position - text.rfind("\n", 0, error.position) - 1
            message = f"holds the control character U+{ord(text[error.position]):04X}"
            self.report("yaml-syntax", line, column, message, "delete it, or write it as an escape in double quotes")
        except (YAMLError, ValueError) as error:
            self.report("yaml-syntax", 0, 0, f"not YAML: {error}", _SYNTAX_REMEDY)
        return None

    def _take(self, event: Any) -> bool:
        """Take in one event; say whether it makes sense to go on."""
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "yaml-documents", "a second document", "---")
            return self._documents == 1
        if name == "AliasEvent":
            self._refuse(event, "yaml-anchor", "an alias", f"*{event.anchor}")
            return False
        if name in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent"):
            self._check_node(event)
            return self._start_node(event)
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            self._close(event)
        return True

    def _check_node(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, "yaml-anchor", "an anchor", f"&{event.anchor}")
        if event.tag:
            self._refuse(event, "yaml-tag", "a tag", str(event.tag))
        if getattr(event, "style", None) in ("|", ">"):
            self._refuse(event, "yaml-block-scalar", "a block scalar", str(event.style))

    def _refuse(self, event: Any, rule: str, what: str, value: str) -> None:
        remedy = "keep one front matter" if rule == "yaml-documents" else "write the value itself, on its line"
        mark = event.start_mark
        self.report(rule, mark.line, mark.column, f"{what} is not allowed here", remedy, value)

    def _start_node(self, event: Any) -> bool:
        mark = event.start_mark
        place = (mark.line + self.first_line, mark.column + 1)
        if type(event).__name__ == "ScalarEvent":
            self._note_end(event)
            return self._hang(Node("scalar", event.value, event.style is None, [], *place), mark)
        is_mapping = type(event).__name__ == "MappingStartEvent"
        node = Node("mapping" if is_mapping else "sequence", "", False, [], *place, is_flow=bool(event.flow_style))
        if not self._hang(node, mark):
            return False
        self._open.append(node)
        self._keys.append({})
        self._waiting.append(None)
        if len(self._open) > MAX_DEPTH:
            self.report("yaml-depth", mark.line, mark.column, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        return len(self._open) <= MAX_DEPTH

    def _close(self, event: Any) -> None:
        node = self._open.pop()
        self._keys.pop()
        self._waiting.pop()
        if node.is_flow:
            self._note_end(event)

    def _hang(self, node: Node, mark: Any) -> bool:
        """Hang a node where it belongs: as the root, an item, a key or a value."""
        if not self._open:
            self._root = node
        elif self._open[-1].kind == "sequence":
            dash = node.column if self._open[-1].is_flow else node.column - 2
            self._open[-1].entries.append(Entry("", node, node.line, dash))
        elif (entry := self._waiting[-1]) is not None:
            entry.node = node
            self._waiting[-1] = None
        elif node.kind == "scalar":
            self._start_key(node, mark)
        else:
            self.report("yaml-syntax", mark.line, mark.column, "a list or mapping as a key", _SYNTAX_REMEDY)
            return False
        return True

    def _start_key(self, key: Node, mark: Any) -> None:
        entry = Entry(key.value, scalar("", is_plain=True), key.line, key.column)
        self._waiting[-1] = entry
        keys = self._keys[-1]
        if key.value in keys:
            message = f"the key stands twice, first on line {keys[key.value]}"
            self.report("duplicate-key", mark.line, mark.column, message, "keep one of the two", key.value)
        else:
            keys[key.value] = key.line
            self._open[-1].entries.append(entry)

    def _note_end(self, event: Any) -> None:
        end = event.end_mark
        self.ends[end.line] = max(self.ends.get(end.line, 0), end.column)
        for line in range(event.start_mark.line, end.line):
            self.ends[line] = _NO_COMMENT


def _attach_comments(root: Node, lines: list[str], ends: dict[int, int], first_line: int) -> None:
    """Give each comment to the entry on its line, or else to the entry that follows."""
    entries = list(block_entries(root))
    starts = [entry.line for entry in entries]
    for number, line in enumerate(lines):
        before, mark, words = line[ends.get(number, 0) :].partition("#")
        if not mark:
            continue
        comment = f"#{words}".rstrip()
        at = number + first_line
        if number in ends:
            entry = entries[bisect_right(starts, at) - 1]
            entry.beside = f"{entry.beside} {comment}".strip()
        else:
            _attach_line(root, entries, bisect_left(starts, at), comment, len(before) + 1)


def _attach_line(root: Node, entries: list[Entry], following: int, comment: str, column: int) -> None:
    """Attach a comment that has a line of its own: to the next entry, unless it is indented with the one before."""
    if following == len(entries):
        root.entries[-1].after.append(comment)
        return
    upcoming = entries[following]
    previous = entries[following - 1] if following else upcoming
    if min(column, previous.column) > upcoming.column:
        previous.after.append(comment)
    else:
        upcoming.before.append(comment)
