"""Everything that can go wrong, as errors to raise and findings to list.

A finding is one fault of the input, told so that a newcomer can mend it; an error stops the work.

::

    ParleyError            bad input data (exit code 1)
    └── InvalidInput       carries the findings
    UsageError             the command was called wrongly (exit code 2)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: where it is, which rule it breaks and how to mend it.

    Attributes
    ----------
    file : str
        Path of the file or name of the table, as the user gave it.
    rule : str
        Id of the rule, such as ``enum`` or ``quote-not-in-text``.
    message : str
        What is wrong, as a sentence without full stop.
    remedy : str
        What to do about it.
    line, column : int
        Place in the file, counted from 1; 0 when it has none.
    row : str
        Key of the row, such as ``m0123456789abcdef/2``.
    field, value : str
        The field and its value as read; empty when the fault is not one field's.
    severity : {'error', 'warning'}
    """

    file: str
    rule: str
    message: str
    remedy: str = ""
    line: int = 0
    column: int = 0
    row: str = ""
    field: str = ""
    value: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        subject = " ".join(part for part in (self.row, self.field) if part)
        shown = f" = {shorten(self.value)!r}" if self.value else ""
        about = f" {subject}{shown}:" if subject else (f" {shorten(self.value)!r}:" if self.value else "")
        remedy = f". {self.remedy}" if self.remedy else ""
        return f"{place}: {self.severity} [{self.rule}]{about} {self.message.rstrip('.')}{remedy}"

    def subject(self) -> str:
        """Write what is wrong with which field and value."""
        value = f" = {shorten(self.value)!r}" if self.value else ""
        return f"{self.field}{value}: {self.message}" if self.field else self.message + value

    def sentence(self) -> str:
        """Write row, subject and remedy, for those who see file, place and rule beside it."""
        remedy = f". {self.remedy}" if self.remedy else ""
        return " ".join(filter(None, (self.row, self.subject()))) + remedy


class ParleyError(Exception):
    """Bad input data."""


class InvalidInput(ParleyError):  # noqa: N818 - a state of the input, named in DESIGN's words
    """Input that breaks rules, with all the findings at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class UsageError(Exception):
    """A command called with arguments that cannot be served."""


def shorten(value: object, limit: int = 80) -> str:
    """Cut a value to one line of at most `limit` code points for a message."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
