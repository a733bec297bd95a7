"""Write and read brat: a text and its standoff annotation, each span with a note for its rows, and a configuration.

brat counts code points. A span over a line end is told in parts, as brat itself does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from parley.errors import Finding, InvalidInput
from parley.exchange.records import groups, read_text
from parley.exchange.spans import TABLES, LabelReader, MarkedText

_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_NOTE = re.compile(r"#\d+\t\S+ (T\d+)\t(.*)")
_BARS = {"meetings": "#f6d9a0", "participants": "#a9d6f5", "topics": "#d8c4f5"}


def files(texts: Sequence[MarkedText]) -> dict[str, str]:
    """Write two files an article, and the two that configure the collection."""
    found = {"annotation.conf": _configuration(), "visual.conf": _drawing()}
    for marked in texts:
        found |= {f"{marked.article_id}.txt": marked.text, f"{marked.article_id}.ann": "".join(_lines(marked))}
    return found


def read(path: Path) -> list[MarkedText]:
    """Read an ``.ann`` file with its ``.txt`` beside it, or a folder of them.

    Raises
    ------
    InvalidInput
        With the findings of all files.
    """
    found = []
    findings: list[Finding] = []
    for each in sorted(path.rglob("*.ann")) if path.is_dir() else [path]:
        try:
            found.append(_read_file(each))
        except InvalidInput as error:
            findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return found


def _lines(marked: MarkedText) -> Iterator[str]:
    for number, (start, end, field, rows) in enumerate(groups(marked), 1):
        parts = [match.span() for match in re.compile(r"[^\n]+").finditer(marked.text, start, end)]
        offsets = ";".join(f"{first} {last}" for first, last in parts)
        words = " ".join(marked.text[first:last] for first, last in parts)
        yield f"T{number}\t{field} {offsets}\t{words}\n#{number}\tAnnotatorNotes T{number}\t{rows}\n"


def _read_file(path: Path) -> MarkedText:
    reader = LabelReader(str(path))
    text = read_text(path.with_suffix(".txt"), reader)
    lines = read_text(path, reader).split("\n")
    rows = {match[1]: match[2] for line in lines if (match := _NOTE.fullmatch(line))}
    labels = []
    for number, line in enumerate(lines, 1):
        if not line.startswith("T"):
            continue
        match = _BOUND.fullmatch(line)
        if match is None:
            reader.report("exchange-file", number, "no text-bound annotation of brat", "export it anew", line)
            continue
        numbers = [int(each[:12]) for each in re.findall(r"\d+", match[3])]
        labels += reader.labels(text, numbers[0], numbers[-1], match[2], rows.get(match[1]), number, quote=match[4])
    reader.raise_findings()
    return MarkedText(path.stem, text, tuple(sorted(set(labels))), file=str(path))


def _configuration() -> str:
    fields = "\n".join(TABLES)
    overlap = "<OVERLAP> Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
    return f"[entities]\n{fields}\n\n[relations]\n{overlap}\n\n[events]\n\n[attributes]\n"


def _drawing() -> str:
    return "[labels]\n\n[drawing]\n" + "".join(f"{field} bgColor:{_BARS[table]}\n" for field, table in TABLES.items())
