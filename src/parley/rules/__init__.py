"""Named checks across columns and tables: what a Table Schema cannot say.

A rule is a small function over columns that yields its breaches, and what to tell the person who broke it;
`docs/rules.md` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from parley.errors import Finding
from parley.rules import evidence, fit, meetings, order, participants
from parley.rules.columns import Breach, Tables
from parley.rules.gathering import Check, gather_findings
from parley.rules.rule import Rule

__all__ = ["RULES", "Rule", "Tables", "check_rules", "rule_check"]

RULES: tuple[Rule, ...] = (
    meetings.days_in_order,
    meetings.days_fit_precision,
    meetings.held_by_publication,
    meetings.publication_stands_in,
    meetings.calls_have_no_place,
    meetings.place_has_country,
    meetings.countries_known,
    meetings.coordinates_in_pairs,
    meetings.two_actors,
    meetings.format_counts_actors,
    meetings.meeting_has_source,
    meetings.codes_are_derived,
    meetings.near_duplicate,
    participants.named_iff_person,
    participants.name_in_one_script,
    participants.delegation_without_title,
    participants.once_per_meeting,
    participants.numbers_run,
    participants.tenure_in_order,
    participants.tenure_covers,
    evidence.evidence_in_text,
    evidence.evidence_has_row,
    evidence.all_supported,
    evidence.phrase_is_quoted,
    fit.name_is_quoted,
    fit.title_is_quoted,
    fit.date_is_quoted,
    fit.place_is_quoted,
    fit.meeting_is_quoted,
    evidence.text_is_its_own,
    evidence.outcome_is_true,
    evidence.published_is_known,
    order.sorted_by_key,
    order.retired_stays_retired,
    order.retired_leads_on,
)
"""All rules, in the order in which they are checked."""


def check_rules(tables: Mapping[str, pa.Table] | Tables, folder: str = "") -> list[Finding]:
    """Check all rules.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table, or Tables
        All tables of a package, with the schema's columns and types.
    folder : str
        What stands before a file's name in the findings, such as ``data/``.

    Returns
    -------
    list of Finding
        Rule by rule; of more than a thousand rows that break one in one field, the first.
    """
    return gather_findings([rule_check(rule, folder) for rule in RULES], [Tables.of(tables)])


def rule_check(rule: Rule, folder: str) -> Check:
    """Make a check of a rule; `folder` is what stands before a file's name."""

    def tell(tables: Tables, breach: Breach, _: int) -> Finding:
        value = tables[breach.table].column(breach.field)[breach.row].as_py()
        return Finding(
            file=f"{folder}{breach.table}.parquet",
            rule=rule.id,
            message=f"{rule.message}: {breach.detail}" if breach.detail else rule.message,
            remedy=rule.remedy,
            row=tables.key(breach.table, breach.row),
            field=breach.field,
            value="" if value is None else str(value),
            severity=rule.severity,
        )

    return Check(rule.check, tell)
