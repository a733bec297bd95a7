"""What the tools' files share: labels grouped by span, and JSON read with findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parley.exchange.spans import MAX_FILE_BYTES, LabelReader, MarkedText


def groups(marked: MarkedText) -> Iterator[tuple[int, int, str, str]]:
    """Give start, end and field of each span and the rows that it belongs to, as words, in the order of the text."""
    rows: dict[tuple[int, int, str], list[str]] = {}
    for label in marked.labels:
        rows.setdefault((label.start, label.end, label.field), []).append(str(label.row))
    for (start, end, field), found in rows.items():
        yield start, end, field, " ".join(found)


def json_of(value: Any) -> str:
    """Write JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def read_text(path: Path, reader: LabelReader) -> str:
    """Read a tool's file; empty, with a finding, when it cannot be read."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            reader.report("exchange-file", 0, f"larger than {MAX_FILE_BYTES:,} bytes", "export fewer articles at once")
            return ""
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        reader.report("exchange-file", 0, "the file is not UTF-8", "export it anew from the tool")
    except OSError as error:
        reader.report("exchange-file", 0, f"cannot be read: {error.strerror or error}", "check the path")
    return ""


def read_json(path: Path, reader: LabelReader) -> Any:
    """Read a JSON file; None, with a finding, when it is none."""
    content = read_text(path, reader)
    reader.raise_findings()
    return parsed(content, 0, reader)


def parsed(content: str, line: int, reader: LabelReader) -> Any:
    """Parse JSON; None, with a finding, when it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        place = line or getattr(error, "lineno", 0)
        message = f"not JSON: {getattr(error, 'msg', 'nested too deeply')}"
        reader.report("exchange-file", place, message, "export it anew from the tool")
        return None


def object_of(value: Any) -> dict[str, Any]:
    """Give an object of JSON; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def entries(value: Any, reader: LabelReader, what: str, line: int = 0) -> list[dict[str, Any]]:
    """Give the objects of a list; findings for what is none."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        reader.report("exchange-file", line, f"no list of {what}", "export it anew from the tool", value)
        return []
    return value
