"""Findings as SARIF 2.1.0, the form in which editors and code review read what checkers find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from parley.errors import Finding
from parley.rules.pages import rule_page
from parley.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], page: str) -> dict[str, Any]:
    """Write findings as a SARIF log of one run.

    Parameters
    ----------
    findings : sequence of Finding
    page : str
        Address of the page that explains the rules.

    Returns
    -------
    dict
        Columns count Unicode code points, as everywhere in Parley.
    """
    ids = sorted({finding.rule for finding in findings})
    rules = [{"id": rule_id, "helpUri": rule_page(rule_id, page)} for rule_id in ids]
    driver = {"name": "parley", "semanticVersion": __version__, "rules": rules}
    results = [_result(finding, ids.index(finding.rule)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file.replace("\\", "/"))}}
    if finding.line:
        column = {"startColumn": finding.column} if finding.column else {}
        place["region"] = {"startLine": finding.line, **column}
    location: dict[str, Any] = {"physicalLocation": place}
    name = ".".join(part for part in (finding.row, finding.field) if part)
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity,
        "message": {"text": finding.sentence()},
        "locations": [location],
    }
