"""The tree that front matter is read into and written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

_NULL = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Node:
    """A value: a scalar, a mapping or a sequence.

    Attributes
    ----------
    kind : {'scalar', 'mapping', 'sequence'}
    value : str
        What a scalar says.
    is_plain : bool
        Whether the scalar stands without quotes; a plain one is written as it is (dates, numbers, true and false).
    entries : list of Entry
        Keys of a mapping, items of a sequence.
    line, column : int
        Place in the file, from 1.
    is_flow : bool
        Whether it is written on one line, between braces or brackets.
    """

    kind: Literal["scalar", "mapping", "sequence"]
    value: str = ""
    is_plain: bool = False
    entries: list[Entry] = field(default_factory=list)
    line: int = 0
    column: int = 0
    is_flow: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the value is YAML's null."""
        return self.kind == "scalar" and self.is_plain and self.value in _NULL

    def find(self, key: str) -> Entry | None:
        """Return the entry of a key of this mapping; None when it is not there or its value is null."""
        for entry in self.entries:
            if entry.key == key and not entry.node.is_null:
                return entry
        return None


@dataclass(slots=True)
class Entry:
    """A key of a mapping, or an item of a sequence (its key is empty), with the comments around it."""

    key: str
    node: Node
    line: int = 0
    column: int = 0
    before: list[str] = field(default_factory=list)
    beside: str = ""
    after: list[str] = field(default_factory=list)

    @property
    def comments(self) -> list[str]:
        """All comments of the entry, in the order of the file."""
        return [*self.before, *([self.beside] if self.beside else []), *self.after]


def scalar(value: str, *, is_plain: bool = False) -> Node:
    """Make a scalar."""
    return Node("scalar", value, is_plain)


def mapping(items: Iterable[tuple[str, Node]], *, is_flow: bool = False) -> Node:
    """Make a mapping of keys and values."""
    return Node("mapping", entries=[Entry(key, node) for key, node in items], is_flow=is_flow)


def sequence(items: Iterable[Node]) -> Node:
    """Make a sequence."""
    return Node("sequence", entries=[Entry("", node) for node in items])


def block_entries(node: Node) -> Iterator[Entry]:
    """Walk the entries that have a line of their own, in the order of the file."""
    for entry in node.entries if not node.is_flow else ():
        yield entry
        yield from block_entries(entry.node)
