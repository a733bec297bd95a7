"""What the imports share: documents made of a record's fields, views of them for the annotator, and the way to file.

The annotator reads sentences; a register has fields. A view puts the fields into a sentence and remembers of which
character of the document each of its own is, so that evidence points into the document and not into the sentence.
"""

from __future__ import annotations

import argparse
import csv
import functools
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from parley.alignment import HAPPENED
from parley.annotator import ANNOTATOR
from parley.errors import InvalidInput
from parley.files import read_csv
from parley.imported import FOLDER, keep_ids, read_import, write_import
from parley.model import Evidence, Meeting, Participant, Span
from parley.reports import AnnotatedArticle, annotated
from parley.tables import tables_from_annotations
from parley.validation.articles import article_findings

ROOT = Path(__file__).parent.parent

_PROGRAM = (
    "src/parley/annotator.py",
    "src/parley/text/*.py",
    "src/parley/mentions/*.py",
    "src/parley/linking/*.py",
    "src/parley/meetings/*.py",
    "src/parley/lexicon/*.csv",
    "src/parley/gazetteer/*.csv",
    "data/reference/actors.csv",
    "data/reference/persons.csv",
    "data/reference/tenures.csv",
    "data/reference/topic_scheme.csv",
    "scripts/importing.py",
    "scripts/import_hsg*",
    "scripts/import_readouts*",
    "scripts/import_kremlin*",
    "scripts/import_ukraine*",
)
"""What the rows depend on beside the sources."""


_MEETING_ID = re.compile(r"\bm[0-9a-f]{16}\b")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A record, or a part of it, that gave no row, and why."""

    article_id: str
    reason: str
    words: str = ""


@dataclass(slots=True)
class Document:
    """A record as text: one line per field, ``name: value``; spans count in this text."""

    text: str = ""
    starts: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Document:
        """Lay out fields in their order."""
        document = cls()
        for name, value in fields.items():
            document.text += f"{name}: "
            document.starts[name] = len(document.text)
            document.values[name] = value
            document.text += f"{value}\n"
        return document

    def span(self, name: str) -> Span | None:
        """Give the place of a field's value; None when it is empty."""
        start = self.starts[name]
        return Span(start, start + len(self.values[name])) if self.values[name] else None

    def evidence(self, name: str, of: str) -> tuple[Evidence, ...]:
        """Let a field of the record support a field of a row."""
        span = self.span(of)
        return (Evidence(name, span),) if span else ()

    def holds(self, name: str, span: Span) -> bool:
        """Whether a span lies in a field's value."""
        start = self.starts[name]
        return start <= span.start and span.end <= start + len(self.values[name])


@dataclass(slots=True)
class View:
    """Sentences for the annotator, made of words of a document and of words between them."""

    text: str = ""
    _places: list[tuple[int, int] | None] = field(default_factory=list)

    def say(self, words: str) -> View:
        """Add words that are not the document's."""
        self.text += words
        self._places += [None] * len(words)
        return self

    def say_for(self, words: str, span: Span) -> View:
        """Add words that stand for others of the document."""
        self.text += words
        self._places += [(span.start, span.end)] * len(words)
        return self

    def quote(self, words: str, start: int) -> View:
        """Add words of the document, whose case may differ, from an offset on."""
        self.text += words
        self._places += [(at, at + 1) for at in range(start, start + len(words))]
        return self

    def in_document(self, span: Span) -> Span | None:
        """Find the words of the document in a span of the view: the longest stretch of them."""
        runs: list[tuple[int, int]] = []
        is_open = False
        for place in self._places[span.start : span.end]:
            if place and is_open and runs[-1][0] <= place[0] <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(runs[-1][1], place[1]))
            elif place:
                runs.append(place)
            is_open = place is not None
        return Span(*max(runs, key=lambda run: run[1] - run[0])) if runs else None

    def translated(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Point evidence at the document; what only the view says supports nothing."""
        found = ((each.field, self.in_document(each.span)) for each in evidence)
        return tuple(dict.fromkeys(Evidence(name, span) for name, span in found if span))

    def meeting(self, meeting: Meeting) -> Meeting:
        """Point all evidence of a meeting at the document."""
        return replace(
            meeting,
            evidence=self.translated(meeting.evidence),
            participants=tuple(replace(each, evidence=self.translated(each.evidence)) for each in meeting.participants),
            topics=tuple(replace(each, evidence=self.translated(each.evidence)) for each in meeting.topics),
        )


def format_of(participants: Iterable[Participant]) -> str:
    """Name the format by the number of actors."""
    return {2: "bilateral", 3: "trilateral"}.get(len({each.actor_id for each in participants}), "multilateral")


def once_each(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Take a second mention, of the same people on the same day, for the first, which gains its subjects."""
    kept: list[Meeting] = []
    for meeting in meetings:
        same = next((no for no, each in enumerate(kept) if _is_mentioned_again(each, meeting)), None)
        if same is None:
            kept.append(meeting)
            continue
        known = {(each.topic_id, each.area) for each in kept[same].topics}
        more = tuple(each for each in meeting.topics if (each.topic_id, each.area) not in known)
        kept[same] = replace(kept[same], topics=kept[same].topics + more)
    return kept


def _is_mentioned_again(one: Meeting, other: Meeting) -> bool:
    is_same_time = one.start_date <= other.end_date and other.start_date <= one.end_date
    people, others = (
        {(each.actor_id, each.name or each.office) for each in side.participants} for side in (one, other)
    )
    return is_same_time and people == others and one.status in HAPPENED and other.status in HAPPENED


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read a word list of the imports, `scripts/NAME.csv`."""
    return read_csv(ROOT / "scripts" / f"{name}.csv")


def sha256_of_files(root: Path, patterns: Sequence[str]) -> str:
    """Hash files with their names."""
    paths = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    parts = [f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def program_sha256() -> str:
    """Hash all that makes the rows of the imports: annotator, word lists, reference tables, the scripts."""
    return sha256_of_files(ROOT, _PROGRAM)


Importer = Callable[[Path], tuple[list[AnnotatedArticle], list[Unplaced]]]
"""From the folder of a source to what it reports and what could not be placed."""


def run(collection: str, importer: Importer, origin: Mapping[str, Any], patterns: Sequence[str]) -> int:
    """Import a collection into `data/imports/`, as a command with the source's folder as its argument.

    Returns
    -------
    int
        Exit code: 1 when the rows that stand there cannot be read, 2 when the folder is not the source's.
    """
    parser = argparse.ArgumentParser(description=f"Make data/imports/{collection}.parquet from its source.")
    parser.add_argument("source", type=Path, help="the folder of the source")
    source = parser.parse_args().source
    if not any(path.is_file() for pattern in patterns for path in source.glob(pattern)):
        print(f"{source}: none of {', '.join(patterns)} is there; give the folder of the source", file=sys.stderr)
        return 2
    started = time.monotonic()
    path = ROOT / FOLDER / f"{collection}.parquet"
    try:
        before = read_import(path) if path.is_file() else []
    except InvalidInput as error:
        print(error, file=sys.stderr)
        return 1
    items, unplaced = importer(source)
    items, broken = _sound(keep_ids(items, before), path)
    unplaced += broken
    write_import(path, items)
    _write_unplaced(path.with_name(f"{collection}-unplaced.csv"), unplaced)
    facts = {
        "collection": collection,
        **origin,
        "source_sha256": sha256_of_files(source, patterns),
        "annotator": ANNOTATOR,
        "program_sha256": program_sha256(),
        "documents": len(items),
        "documents_with_meetings": sum(item.outcome == "meetings" for item in items),
        "meetings": len({each.meeting_id for item in items for each in item.annotation.meetings}),
        "unplaced": dict(sorted(Counter(each.reason for each in unplaced).items())),
    }
    path.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    for each in unplaced:
        print(f"{each.article_id}: {each.reason}: {each.words}")
    _tell_ids(before, items)
    print(json.dumps(facts, ensure_ascii=False, indent=2))
    print(f"{time.monotonic() - started:.0f} s")
    return 0


def _sound(items: Sequence[AnnotatedArticle], path: Path) -> tuple[list[AnnotatedArticle], list[Unplaced]]:
    """Leave out the meetings that break a rule of the tables, so that no import keeps the dataset from being built."""
    items = [replace(item, source=str(path)) for item in items]
    findings = article_findings(items, tables_from_annotations(items))
    faults = {id_: each.rule for each in findings if each.severity == "error" for id_ in _MEETING_ID.findall(each.row)}
    sound, broken = [], []
    for item in items:
        meetings = tuple(each for each in item.annotation.meetings if each.meeting_id not in faults)
        left_out = [faults[each.meeting_id] for each in item.annotation.meetings if each.meeting_id in faults]
        broken += [Unplaced(item.article_id, f"breaks the rule {rule}") for rule in left_out]
        assert item.article is not None
        sound.append(annotated(item.article, replace(item.annotation, meetings=meetings), item.source))
    return sound, broken


def _write_unplaced(path: Path, unplaced: Sequence[Unplaced]) -> None:
    """List what gave no row by id and reason; the words stay outside the repository, as the texts do."""
    rows = sorted({(each.article_id, each.reason) for each in unplaced})
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("article_id", "reason"), *rows])


def _tell_ids(before: Sequence[AnnotatedArticle], items: Sequence[AnnotatedArticle]) -> None:
    old, new = ({each.meeting_id for item in side for each in item.annotation.meetings} for side in (before, items))
    if before:
        print(f"ids: {len(old & new)} kept, {len(new - old)} new, {len(old - new)} gone")
