"""Files of the repository that follow from others; committed, and proved current by the gate.

`scripts/generate.py` writes them; of the README only the version follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from parley.article_schema import article_schema_text
from parley.catalogues import json_text, zenodo
from parley.citation import citation_file
from parley.errors import Finding
from parley.files import TABLES, house, table_schema
from parley.rules import RULES
from parley.rules.pages import codebook_section, file_rules
from parley.version import RELEASED, __version__


def generated_files() -> dict[str, str]:
    """Map each generated file, as a path from the repository's root, to its text."""
    return {
        "schemas/article.schema.json": article_schema_text(),
        "docs/data-dictionary.md": data_dictionary(),
        "docs/rules.md": rule_list(),
        "CITATION.cff": citation_file(),
        ".zenodo.json": json_text(zenodo()),
        "README.md": with_version((house() / "README.md").read_text("utf-8")),
    }


def stale_files(root: Path) -> list[Finding]:
    """List the generated files that are not what their sources give."""
    return [
        Finding(str(root / name), "stale", "the file is not what its sources give", "Run scripts/generate.py")
        for name, text in generated_files().items()
        if not (root / name).is_file() or (root / name).read_text("utf-8") != text
    ]


def with_version(readme: str) -> str:
    """Tell the version at hand in the README's badge and citation."""
    readme = re.sub(r"(?<=/badge/version-)[^-]+(?=-)", __version__, readme)
    return re.sub(r"\(\d{4}\)(\. \*Parley: .*\*, version )\S+(?=\.\s)", rf"({RELEASED[:4]})\g<1>{__version__}", readme)


def data_dictionary() -> str:
    """Write the tables and their fields as Markdown."""
    parts = [
        "# Data dictionary",
        "Generated from `schemas/*.json` by `scripts/generate.py`; a `?` after a type says that the value may be null.",
    ]
    for table in TABLES:
        schema = table_schema(table)
        key = ", ".join(f"`{field}`" for field in schema["primaryKey"])
        parts.append(f"## {table}\n\n{schema['description']} Primary key: {key}.")
        parts.append("\n".join(["| field | type | meaning |", "| --- | --- | --- |", *map(_row, schema["fields"])]))
        links = [
            f"- `{', '.join(key['fields'])}` → `{key['reference']['resource']}`"
            for key in schema.get("foreignKeys", ())
        ]
        if links:
            parts.append("\n".join(links))
    return "\n\n".join(parts) + "\n"


def _row(field: dict[str, Any]) -> str:
    constraints = field.get("constraints", {})
    kind = field["type"] + ("" if constraints.get("required") else "?")
    notes = [field["description"].replace("|", "\\|")]
    if "enum" in constraints:
        notes.append("One of " + ", ".join(f"`{value}`" for value in constraints["enum"]) + ".")
    if "example" in field:
        notes.append(f"Example: `{field['example']}`.".replace("|", "\\|"))
    return f"| `{field['name']}` | {kind} | {' '.join(notes)} |"


def rule_list() -> str:
    """Write all rules as Markdown, each with an anchor of its id."""
    across = [(rule.id, rule.severity, rule.message, rule.remedy, codebook_section(rule)) for rule in RULES]
    others = [(row["rule"], row["about"], row["message"], row["section"]) for row in file_rules()]
    return "\n".join(
        [
            "# Rules",
            "",
            "Generated from `src/parley/rules/` by `scripts/generate.py`. "
            "`parley validate` names the rule of each finding.",
            "",
            "## Across columns and tables",
            "",
            *_rule_table(("rule", "severity", "what is wrong", "remedy", "codebook"), across),
            "",
            "## Of article files, of tables by their schemas, and of files of annotators' tools",
            "",
            "All are errors; the finding itself tells the remedy.",
            "",
            *_rule_table(("rule", "of", "what is wrong", "codebook"), others),
            "",
        ]
    )


def _rule_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write rules as a table; the first cell is the id, the last a section of the codebook."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for rule_id, *cells, section in rows:
        link = f"[{section}](codebook.md#{section})" if section else ""
        escaped = (cell.replace("|", "\\|") for cell in cells)
        yield f'| <a id="{rule_id}"></a>`{rule_id}` | {" | ".join(escaped)} | {link} |'
