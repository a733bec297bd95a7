"""What a release tells: its section of `CHANGELOG.md`, whose *Data* part is `parley diff`'s, and its notes."""

import dataclasses
import re

from release_checks import Candidate

from parley.citation import cite
from parley.comparison.writing import format_comparison

BEGIN = "<!-- Written by scripts/release.py --changelog. -->"
END = "<!-- Here it ends. -->"


def with_release(changelog: str, candidate: Candidate) -> str:
    """Give the section of what is unreleased the version and day, and its *Data* part anew."""
    head = f"## {candidate.version} ({candidate.released})"
    version = re.escape(candidate.version)
    text = re.sub(rf"^## (Unreleased|{version}\b.*)$", head, changelog, count=1, flags=re.MULTILINE)
    before, _, rest = text.partition(f"{head}\n")
    section, *older = re.split(r"(?=^## )", rest, maxsplit=1, flags=re.MULTILINE)
    section = re.sub(rf"{re.escape(BEGIN)}.*?{re.escape(END)}\n*", "", section, flags=re.DOTALL).lstrip("\n")
    return "".join([before, f"{head}\n\n{BEGIN}\n\n{data_section(candidate)}\n{END}\n\n{section}", *older])


def changelog_section(changelog: str, version: str) -> str:
    """Take the section of a version, where it is the first; empty when it is not, or tells nothing of its own."""
    first = re.search(r"^## (\S+)[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE)
    if not first or first[1] != version:
        return ""
    written = re.sub(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", "", first[2], flags=re.DOTALL)
    return first[2].strip() if written.strip() else ""


def data_section(candidate: Candidate) -> str:
    """Tell what changed in the tables since the last release."""
    found = candidate.compared()
    if found is None:
        return "### Data\n\nThe first release.\n"
    named = dataclasses.replace(found, old=str(candidate.last_tag), new=f"v{candidate.version}")
    return "### Data\n\n" + format_comparison(named, "markdown", 0)


def release_notes(candidate: Candidate, changelog: str, sums: str) -> str:
    """Write the notes that go with a release."""
    section = changelog_section(changelog, candidate.version)
    comparing = f"Every row that changed: `parley diff {candidate.last_tag} v{candidate.version}`.\n\n"
    return (
        f"# Parley {candidate.version}\n\nReleased {candidate.released}.\n\n{section}\n\n"
        f"{comparing if candidate.last_tag else ''}"
        f"## Cite\n\n{cite(style='apa').strip()}\n\n## Checksums\n\n```\n{sums}```\n"
    )
