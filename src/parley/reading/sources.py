"""Paths as a user gives them -> the files behind them, in an order that does not depend on the machine."""

from __future__ import annotations

import glob
import os
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parley.errors import Finding

_DOCUMENTS = ("README.md", "TEMPLATE.md")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or the finding that says why there is none."""

    path: Path
    name: str
    finding: Finding | None = None


def sources(paths: Sequence[str], formats: Container[str]) -> Iterator[Source]:
    """List the files behind paths, folders and globs, each file once."""
    seen: set[str] = set()
    for path in paths:
        for source in _expand(path, formats):
            real = os.path.realpath(source.path)
            if source.finding or real not in seen:
                seen.add(real)
                yield source


def ending_of(path: Path) -> str:
    """Give the end of a file's name that tells its format, in lower case."""
    suffix = path.suffix.lower()
    return "".join(path.suffixes[-2:]).lower() if suffix == ".gz" else suffix


def _expand(path: str, formats: Container[str]) -> Iterator[Source]:
    if Path(path).is_dir():
        yield from _folder_sources(path, formats)
    elif Path(path).exists() or not glob.has_magic(path):
        yield _file_source(path, formats)
    else:
        matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (pathlib takes no absolute pattern)
        if not matches:
            yield _refused(path, "no-file", "the pattern matches no file", "check the pattern and the working folder")
        for match in matches:
            if Path(match).is_file():
                yield _file_source(match, formats)


def _file_source(path: str, formats: Container[str]) -> Source:
    if not Path(path).exists():
        return _refused(path, "no-file", "there is no such file", "check the path and the working folder")
    if ending_of(Path(path)) not in formats:
        known = ".txt, .md, .html, .json, .jsonl, .parquet, .warc or .warc.gz"
        return _refused(path, "format", "not a format that is read", f"name the file {known}, whichever it is")
    return Source(Path(path), path)


def _folder_sources(folder: str, formats: Container[str]) -> Iterator[Source]:
    findings: list[Source] = []

    def note(error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        findings.append(_refused(str(error.filename), "unreadable", message, "check its permissions"))

    files = [
        os.path.join(place, name)  # noqa: PTH118 (a path of strings keeps the name as the user gave it)
        for place, _, names in os.walk(folder, onerror=note)
        if not any(part.startswith(".") for part in Path(place).relative_to(folder).parts)
        for name in names
        if _is_article(Path(name), formats)
    ]
    if not files and not findings:
        findings.append(_refused(folder, "no-file", "the folder holds no file that is read", "check the path"))
    yield from sorted(findings, key=lambda source: source.name)
    for path in sorted(files):
        yield Source(Path(path), path)


def _is_article(path: Path, formats: Container[str]) -> bool:
    return ending_of(path) in formats and not path.name.startswith(".") and path.name not in _DOCUMENTS


def _refused(path: str, rule: str, message: str, remedy: str) -> Source:
    return Source(Path(path), path, Finding(path, rule, message, remedy))
