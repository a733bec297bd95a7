"""Front matter: the YAML between two ``---`` lines at the top of a file, as a tree that knows its places and comments.

Every scalar stays the string that was written (``NO`` is no boolean, ``2024-02-30`` no date): what it means is for the
reader to say. Anchors, aliases, tags, several documents and block scalars are refused, so that the tree is as large as
the file. Written, the tree has one form: two spaces a level, no empty lines, quotes only where YAML needs them.
"""

from parley.front_matter.parsing import parse_front_matter, split_front_matter
from parley.front_matter.tree import Entry, Node, mapping, scalar, sequence
from parley.front_matter.writing import write_front_matter

__all__ = [
    "Entry",
    "Node",
    "mapping",
    "parse_front_matter",
    "scalar",
    "sequence",
    "split_front_matter",
    "write_front_matter",
]
