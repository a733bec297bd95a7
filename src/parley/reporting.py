"""Write findings and evaluations for people, programs and code review."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from parley.errors import Finding, shorten
from parley.evaluation import SCORE_GROUPS, Evaluation
from parley.marking import harmless
from parley.rules.pages import PAGE, rule_page
from parley.sarif import sarif
from parley.scoring import Score

FINDING_FORMATS = ("text", "json", "github", "markdown", "sarif")
EVALUATION_FORMATS = ("text", "json")


def format_findings(findings: Sequence[Finding], style: str = "text", page: str = PAGE) -> str:
    """Write findings.

    Parameters
    ----------
    findings : sequence of Finding
    style : {'text', 'json', 'github', 'markdown', 'sarif'}
        ``github`` gives workflow commands, which become notes at the lines of a pull request; ``markdown`` a table for
        its summary; ``sarif`` what editors and code scanning read.
    page : str
        Address of the page that explains the rules.

    Returns
    -------
    str
        Ends with a newline, unless it is empty.
    """
    return _FINDING_WRITERS[style](findings, page)


def summary(findings: Iterable[Finding]) -> str:
    """Count findings in words: "2 errors, 1 warning", or "valid"."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), severity) for severity in ("error", "warning")]
    parts = [f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in counts if count]
    return ", ".join(parts) or "valid"


def format_evaluation(evaluation: Evaluation, style: str = "text") -> str:
    """Write an evaluation.

    Parameters
    ----------
    evaluation : Evaluation
    style : {'text', 'json'}

    Returns
    -------
    str
    """
    return _EVALUATION_WRITERS[style](evaluation)


def format_why(rows: Sequence[Mapping[Hashable, Any]], style: str = "text") -> str:
    """Write the rows of `parley.loading.why`, values and quotes under their sentences or as JSON.

    Parameters
    ----------
    rows : sequence of mapping
    style : {'text', 'json'}

    Returns
    -------
    str
    """
    known = [{key: value if isinstance(value, str | int) else None for key, value in row.items()} for row in rows]
    if style == "json":
        return _json(known)
    ordered = sorted(known, key=lambda row: (row["article_id"], row["start"], row["end"]))
    lines = []
    for (article_id, sentence), group in groupby(ordered, key=lambda row: (row["article_id"], row["sentence"])):
        lines += ["", f"{article_id}: {sentence or 'its text is not in the tables'}"]
        for row in group:
            number = f" {row['row_no']}" if row["row_no"] else ""
            quote = f"  “{row['quote']}”" if row["quote"] else ""
            lines.append(f"    {row['table']}{number}.{row['field']} = {row['value']}{quote}")
    return harmless("\n".join(lines[1:])) + "\n"


def _findings_text(findings: Sequence[Finding], page: str) -> str:
    rules = dict.fromkeys(finding.rule for finding in findings)
    lines = [*(harmless(str(finding)) for finding in findings), summary(findings)]
    return "\n".join([*lines, *(f"  {rule}: {rule_page(rule, page)}" for rule in rules)]) + "\n"


def _findings_json(findings: Sequence[Finding], page: str) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    content = {
        "valid": not errors,
        "errors": errors,
        "warnings": len(findings) - errors,
        "findings": [asdict(finding) | {"help": rule_page(finding.rule, page)} for finding in findings],
    }
    return _json(content)


def _findings_github(findings: Sequence[Finding], page: str) -> str:
    lines = []
    for finding in findings:
        places = {"file": finding.file, "line": finding.line or "", "col": finding.column or "", "title": finding.rule}
        properties = ",".join(f"{key}={_github_property(str(value))}" for key, value in places.items() if value)
        words = f"{finding.sentence()} ({rule_page(finding.rule, page)})"
        lines.append(f"::{finding.severity} {properties}::{_github_text(words)}\n")
    return "".join(lines)


def _findings_markdown(findings: Sequence[Finding], page: str) -> str:
    if not findings:
        return "valid\n"
    lines = [f"{summary(findings)}\n\n", "| | rule | where | what | how to mend it |\n"]
    lines.append("| --- | --- | --- | --- | --- |\n")
    for finding in findings:
        where = f"{finding.file}{f':{finding.line}' if finding.line else ''}"
        rule = f"[{markdown_cell(finding.rule)}]({rule_page(finding.rule, page)})"
        cells = map(markdown_cell, (f"{where} {finding.row}".rstrip(), finding.subject(), finding.remedy))
        lines.append(f"| {' | '.join((finding.severity, rule, *cells))} |\n")
    return "".join(lines)


def _findings_sarif(findings: Sequence[Finding], page: str) -> str:
    return _json(sarif(findings, page))


_FINDING_WRITERS: dict[str, Callable[[Sequence[Finding], str], str]] = {
    "text": _findings_text,
    "json": _findings_json,
    "github": _findings_github,
    "markdown": _findings_markdown,
    "sarif": _findings_sarif,
}


def _github_text(words: str) -> str:
    return harmless(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(words: str) -> str:
    return _github_text(words).replace(":", "%3A").replace(",", "%2C")


def markdown_cell(words: str) -> str:
    """Escape words for Markdown, on one line."""
    escaped = "".join(f"\\{character}" if character in "\\`*_[]<>|#~!&" else character for character in harmless(words))
    return " ".join(escaped.split())


def score_values(score: Score) -> dict[str, Any]:
    """Give a score as JSON has it: counts, shares rounded to four digits, and the interval of the last of these."""
    values: dict[str, Any] = {"right": score.right, "expected": score.expected, "found": score.found}
    if score.is_accuracy:
        values = {"right": score.right, "n": score.expected, "accuracy": score.f1}
    else:
        values |= {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
    return rounded | {"interval": None if score.low is None else [round(score.low, 4), round(score.high or 0, 4)]}


def _evaluation_json(evaluation: Evaluation) -> str:
    groups = {
        group.name: {"articles": group.articles, "scores": _values_by_name(group.scores)} for group in evaluation.groups
    }
    return _json(asdict(evaluation) | {"scores": _values_by_name(evaluation.scores), "groups": groups})


def _values_by_name(scores: Iterable[Score]) -> dict[str, dict[str, Any]]:
    return {score.name: score_values(score) for score in scores}


def _evaluation_text(evaluation: Evaluation) -> str:
    lines = [f"{evaluation.articles} articles compared"]
    if evaluation.articles_missing:
        lines.append(f"not among those found: {', '.join(evaluation.articles_missing)}")
    lines += _score_lines(evaluation.scores)
    for group in evaluation.groups:
        lines += ["", f"== {harmless(group.name)}: {group.articles} articles", *_score_lines(group.scores)]
    return "\n".join([*lines, "", *_miss_lines(evaluation)]) + "\n"


def _score_lines(scores: Iterable[Score]) -> Iterator[str]:
    by_name = {score.name: score for score in scores}
    for group, names in SCORE_GROUPS.items():
        columns = "precision  recall  F1" if group == "found" else "accuracy"
        yield ""
        yield f"{_HEADINGS[group]:<28}{columns:<23} 95 % interval  n"
        yield from (_score_line(by_name[name]) for name in names)


_HEADINGS = {
    "found": "what was found",
    "meeting": "of a matched meeting",
    "participant": "of a matched participant",
    "articles": "of the articles",
    "evidence": "of the quotes",
}


def _score_line(score: Score) -> str:
    values = (score.f1,) if score.is_accuracy else (score.precision, score.recall, score.f1)
    widths = (8,) if score.is_accuracy else (9, 6, 4)
    shown = "  ".join(f"{_number(value):>{width}}" for value, width in zip(values, widths, strict=True))
    interval = "" if score.low is None else f"{_number(score.low)}–{_number(score.high)}"
    n = f"{score.expected}" if score.is_accuracy else f"{score.expected} expected, {score.found} found"
    return f"  {score.name:<26}{shown:<23} {interval:<13}  {n}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _miss_lines(evaluation: Evaluation) -> Iterable[str]:
    yield "no disagreement" if not evaluation.misses else f"{len(evaluation.misses)} disagreements"
    for article_id, misses in groupby(evaluation.misses, key=lambda miss: miss.article_id):
        yield f"\n{article_id}"
        for miss in misses:
            yield harmless(f"  {miss.field}: expected {miss.expected or '–'}; found {miss.found or '–'}")
            if miss.sentence:
                yield harmless(f"      {shorten(miss.sentence, 200)}")


_EVALUATION_WRITERS: dict[str, Callable[[Evaluation], str]] = {"text": _evaluation_text, "json": _evaluation_json}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
