"""What a rule is: a named check with what to tell the person who broke it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parley.errors import Severity
from parley.rules.columns import Breach, Tables

Find = Callable[[Tables], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check across columns and tables.

    Attributes
    ----------
    id : str
        Such as ``days-in-order``; it never changes meaning.
    severity : {'error', 'warning'}
    message : str
        What is wrong where the rule is broken.
    remedy : str
        How to mend it.
    check : callable
        From the tables to the breaches.
    """

    id: str
    severity: Severity
    message: str
    remedy: str
    check: Find


def rule(remedy: str, severity: Severity = "error") -> Callable[[Find], Rule]:
    """Make a rule of a function: its name, with hyphens, is the id, and its docstring the message."""

    def make(check: Find) -> Rule:
        message = (check.__doc__ or "").rstrip(".")
        return Rule(check.__name__.replace("_", "-"), severity, message[:1].lower() + message[1:], remedy, check)

    return make
