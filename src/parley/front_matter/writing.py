"""Tree -> text of front matter, in its one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from parley.front_matter.tree import Entry, Node

_INDENT = "  "
_AMBIGUOUS = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|<<|="
    r"|[-+]?[0-9.][0-9_.,:]*(e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?\.(inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?",
    re.IGNORECASE,
)
"""What some YAML reader, of version 1.1 or 1.2, takes for something else than a string."""

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=.][^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def write_front_matter(root: Node) -> str:
    """Write a tree as text, without the ``---`` lines; keys stand in the order of the tree."""
    return "".join(f"{line}\n" for line in _block_lines(root, 0))


def _block_lines(node: Node, depth: int) -> Iterator[str]:
    """Give the lines of a mapping's keys or a sequence's items."""
    indent = _INDENT * depth
    for entry in node.entries:
        yield from (indent + comment for comment in entry.before)
        if node.kind == "mapping":
            yield from _key_lines(entry, depth)
        else:
            yield from _item_lines(entry, depth)
        yield from (indent + comment for comment in entry.after)


def _key_lines(entry: Entry, depth: int) -> Iterator[str]:
    key = f"{_INDENT * depth}{_scalar_text(entry.key, is_flow=True)}:"
    beside = f"  {entry.beside}" if entry.beside else ""
    if _is_inline(entry.node):
        yield f"{key} {_inline_text(entry.node)}".rstrip() + beside
    else:
        yield key + beside
        yield from _block_lines(entry.node, depth + 1)


def _item_lines(entry: Entry, depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    if _is_inline(entry.node):
        yield f"{indent}- {_inline_text(entry.node)}" + (f"  {entry.beside}" if entry.beside else "")
        return
    if entry.beside:
        yield indent + entry.beside
    lines = list(_block_lines(entry.node, depth + 1))
    # A comment before the first key would part the dash from it.
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from (indent + line.lstrip() for line in lines[:first])
    yield f"{indent}- {lines[first][len(indent) + 2 :]}"
    yield from lines[first + 1 :]


def _is_inline(node: Node) -> bool:
    return node.kind == "scalar" or node.is_flow or not node.entries


def _inline_text(node: Node, *, is_flow: bool = False) -> str:
    if node.kind == "scalar":
        # A plain value of several lines would be another one when it is read again.
        is_plain = node.is_plain and not _UNPRINTABLE.search(node.value)
        return node.value if is_plain else _scalar_text(node.value, is_flow=is_flow)
    if node.kind == "sequence":
        return f"[{', '.join(_inline_text(entry.node, is_flow=True) for entry in node.entries)}]"
    pairs = (f"{_scalar_text(e.key, is_flow=True)}: {_inline_text(e.node, is_flow=True)}" for e in node.entries)
    return f"{{{', '.join(pairs)}}}"


def _scalar_text(value: str, *, is_flow: bool = False) -> str:
    """Write a string: bare where every YAML reader takes it for that string, else between quotes."""
    if _UNPRINTABLE.search(value):
        return _double_quoted(value)
    if _is_bare(value, is_flow):
        return value
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _is_bare(value: str, is_flow: bool) -> bool:
    if not _PLAIN.fullmatch(value) or _AMBIGUOUS.fullmatch(value) or value != value.strip():
        return False
    if ": " in value or " #" in value or value.endswith(":"):
        return False
    return not (is_flow and set(value) & set(",[]{}:"))


def _double_quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    escaped = _UNPRINTABLE.sub(lambda match: _escaped(match[0]), escaped)
    if not unicodedata.is_normalized("NFC", escaped):
        # The n of an escaped line end and an accent behind it would be one letter.
        escaped = "".join(_escaped(each) if unicodedata.combining(each) else each for each in escaped)
    return f'"{escaped}"'


def _escaped(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08X}"
    return f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}"
