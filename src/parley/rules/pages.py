"""Where a rule is explained: the list behind `docs/rules.md`.

Data: `file_rules.csv` beside this module, the rules that are not functions of this package.
"""

from __future__ import annotations

import functools

from parley.files import PACKAGE, read_csv
from parley.rules.rule import Rule

PAGE = "docs/rules.md"
"""Page with an anchor for every rule."""

_SECTIONS = {"meetings": "1-meeting", "participants": "2-participant", "fit": "4-evidence", "evidence": "4-evidence"}
"""Sections of the codebook by the module that a rule stands in."""


@functools.cache
def file_rules() -> tuple[dict[str, str], ...]:
    """Read the rules that readers and schemas check, each with its message and its section of the codebook."""
    return read_csv(PACKAGE / "rules" / "file_rules.csv")


def rule_page(rule_id: str, page: str = PAGE) -> str:
    """Give the address of the words that explain a rule.

    Parameters
    ----------
    rule_id : str
    page : str
        Address of `docs/rules.md`, where it is not this repository's.

    Returns
    -------
    str
    """
    # All that Frictionless may say stands under one heading.
    return f"{page}#{'frictionless' if rule_id.startswith('frictionless-') else rule_id}"


def codebook_section(rule: Rule) -> str:
    """Name the section of the codebook that a rule serves; empty when it serves none."""
    return _SECTIONS.get(rule.check.__module__.rpartition(".")[2], "")
