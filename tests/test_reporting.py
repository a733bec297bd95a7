import json

import pytest

from parley.errors import Finding
from parley.reporting import FINDING_FORMATS, format_findings, summary

FINDINGS = (
    Finding(
        "data/articles/2024/a,b.md",
        "enum",
        "is none of in_person, phone, video, unknown",
        "write one of them",
        line=14,
        column=11,
        row="meetings[1]",
        field="mode",
        value="50% |by| letter:\nor so",
    ),
    Finding("meetings", "near-duplicate", "says the same as m2", row="m1", severity="warning"),
    Finding("b.md", "encoding", "not UTF-8: byte 0xff", "save the file as UTF-8", line=1, value="\x1b[31m"),
)
EXTENSIONS = {"text": "txt", "json": "json", "github": "github.txt", "markdown": "md", "sarif": "sarif"}


@pytest.mark.parametrize("style", FINDING_FORMATS)
def test_output(style, golden):
    golden(f"findings.{EXTENSIONS[style]}", format_findings(FINDINGS, style))


@pytest.mark.parametrize(("style", "expected"), [("text", "valid\n"), ("github", ""), ("markdown", "valid\n")])
def test_no_finding(style, expected):
    assert format_findings([], style) == expected


def test_json_tells_whether_the_data_are_valid():
    assert json.loads(format_findings(FINDINGS[1:2], "json"))["valid"]
    assert not json.loads(format_findings(FINDINGS, "json"))["valid"]


def test_github_has_one_line_a_finding():
    lines = format_findings(FINDINGS, "github").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("::error file=data/articles/2024/a%2Cb.md,line=14,col=11,title=enum::")
    assert "%0A" not in lines[0]
    assert "50%25" in lines[0]


def test_markdown_table_keeps_its_columns():
    rows = [line for line in format_findings(FINDINGS, "markdown").splitlines() if line.startswith("| ")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {6}


def test_summary_counts_in_words():
    assert summary(FINDINGS) == "2 errors, 1 warning"
