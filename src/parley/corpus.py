"""Annotate a corpus of one's own: source documents -> the same tables as the dataset's, in a folder of choice.

Every article is accounted for in the table `articles` and in `report.json`: it gave meetings, it reports none, or it
could not be read or annotated, and then a finding says why. What is done is kept in parts (`parley.runs`) and put
together at the end, so that memory does not grow with the corpus and a run cut off can be finished.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, fields
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa

from parley import files
from parley.batches import Batches, annotate_batch, unreadable_batch
from parley.collating import write_table
from parley.drafting import Annotate
from parley.errors import Finding, UsageError
from parley.model import Article
from parley.output import MAKER, REPORT, check_arguments, open_publication, read_report, told_what_is_kept
from parley.package import write_descriptor
from parley.reading import Unreadable, read_articles
from parley.reading.arrow import batch_from_articles
from parley.reference import ReferenceRows
from parley.runs import RUN, Identity, Part, Run, difference_of, discard, identity_of
from parley.tables import reference_tables, write_tables
from parley.version import __version__
from parley.workforce import Options, annotate_in_processes

Progress = Callable[[int], None]

CHUNK_ARTICLES, CHUNK_CODE_POINTS = 64, 400_000
"""Articles, and length of their texts, after which a chunk is handed to a worker."""

PART_ARTICLES, PART_BYTES, PART_SECONDS = 4_096, 32 << 20, 10.0
"""Articles, size of their tables and time after which what is done is written to the disk."""

MAX_FINDINGS = 1_000
"""Findings listed in the report; all are counted."""

OUTCOMES = ("meetings", "no_meeting", "error")


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What became of a corpus.

    Attributes
    ----------
    articles : int
        Articles met in the input.
    outcomes : dict of str to int
        Articles by outcome (``meetings``, ``no_meeting``, ``error``); they add up to `articles`.
    rows : dict of str to int
        Number of rows by table.
    findings : tuple of Finding
        Why articles could not be read or annotated, in the order of the input; the first `MAX_FINDINGS` of them.
    finding_counts : dict of str to int
        Number of all findings by severity.
    """

    articles: int
    outcomes: dict[str, int]
    rows: dict[str, int]
    findings: tuple[Finding, ...]
    finding_counts: dict[str, int] = field(default_factory=dict)


def annotate_corpus(
    inputs: Sequence[str],
    out: str | Path,
    *,
    workers: int = 1,
    include_texts: bool = True,
    resume: bool = False,
    in_shards: bool = False,
    progress: Progress | None = None,
    annotate: Annotate | None = None,
) -> CorpusReport:
    """Annotate articles and write the tables, the descriptor and a report to a folder.

    Parameters
    ----------
    inputs : sequence of str
        Files, folders and globs, as `parley.reading.read_articles` takes them.
    out : str or Path
        Folder to make, or one that an earlier call made, which is replaced as a whole when all is done.
    workers : int
        Processes that annotate; the tables are the same for any number. An article at which a process dies is passed
        over where there are several; where there is one, it is this process.
    include_texts : bool
        Whether the table `articles` holds the texts, or only their hash and length.
    resume : bool
        Go on where an earlier call with the same arguments was cut off; where none was, begin.
    in_shards : bool
        Write each table as a folder of Parquet files, sorted within and across, in the place of one file.
    progress : callable, optional
        Called with the number of articles done, from time to time.
    annotate : callable, optional
        From an article to its annotation, by default `parley.annotator.annotate_article`. With more than one worker it
        has to be importable from a module.

    Returns
    -------
    CorpusReport

    Raises
    ------
    UsageError
        `out` cannot be written to, lies inside the input, is something else than the output of an earlier call, or
        holds the unfinished work of another.
    """
    out = Path(out)
    check_arguments(inputs, out, workers, in_shards)
    options = Options(include_texts, annotate)
    identity = identity_of(inputs, _options_told(options, in_shards))
    if resume and (report := _finished(out, identity)):
        return report
    with ExitStack() as stack:
        stack.enter_context(told_what_is_kept(out))
        staging = open_publication(stack, out)
        run = Run(out, identity, resume=resume)
        _annotate(run, inputs, options, workers, progress)
        report = _collate(run, staging, in_shards)
        (staging / REPORT).write_text(_report_json(report, identity), "utf-8")
    discard(out)
    return report


def corpus_reference() -> ReferenceRows:
    """Give the reference tables that go with any corpus: this dataset's own, without its retired ids."""
    return {table: () if table == "retired_ids" else files.reference_rows(table) for table in files.REFERENCE_TABLES}


def _annotate(run: Run, inputs: Sequence[str], options: Options, workers: int, progress: Progress | None) -> None:
    """Annotate what the parts of the run do not account for yet, and add parts for it."""
    done = run.articles_done
    hand = _Hand(run)
    if progress:
        progress(done)
    with ExitStack() as stack:
        left = islice(read_articles(inputs), done, None)
        batches = stack.enter_context(closing(_annotated(_chunks(left), options, workers)))
        stack.callback(hand.put_down)
        for size, annotated in batches:
            hand.take(annotated)
            done += size
            if progress:
                progress(done)


class _Hand:
    """Batches that are not written to the disk yet."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._batches: list[Batches] = []
        self._since = time.monotonic()
        self._rows = self._bytes = 0

    def take(self, batches: Iterable[Batches]) -> None:
        """Hold batches of the articles that follow; put all down when it is time."""
        for each in batches:
            self._batches.append(each)
            self._rows += each["articles"].num_rows
            self._bytes += sum(batch.nbytes for batch in each.values())
        is_old = time.monotonic() - self._since > PART_SECONDS
        if is_old or self._rows >= PART_ARTICLES or self._bytes >= PART_BYTES:
            self.put_down()

    def put_down(self) -> None:
        """Write to the disk what is held; also when the run is broken off."""
        batches, self._batches = self._batches, []
        self._since, self._rows, self._bytes = time.monotonic(), 0, 0
        if batches:
            self._run.add_part(batches)


Chunk = list[Article | Unreadable]


def _chunks(source: Iterator[Article | Unreadable]) -> Iterator[Chunk]:
    chunk: Chunk = []
    code_points = 0
    for item in source:
        chunk.append(item)
        code_points += len(item.text) if isinstance(item, Article) else 0
        if len(chunk) >= CHUNK_ARTICLES or code_points >= CHUNK_CODE_POINTS:
            yield chunk
            chunk, code_points = [], 0
    if chunk:
        yield chunk


def _annotated(
    chunks: Iterator[Chunk], options: Options, workers: int
) -> Generator[tuple[int, list[Batches]], None, None]:
    """Annotate chunks in their order, in this process or in several."""
    keyed = ((chunk, batch_from_articles(item for item in chunk if isinstance(item, Article))) for chunk in chunks)
    annotate = _annotated_here if workers == 1 else partial(annotate_in_processes, workers=workers)
    with closing(annotate(keyed, options=options)) as done:
        for chunk, batches in done:
            unreadable = [item for item in chunk if isinstance(item, Unreadable)]
            yield len(chunk), [*batches, unreadable_batch(unreadable)] if unreadable else batches


def _annotated_here(
    chunks: Iterable[tuple[Chunk, pa.RecordBatch]], options: Options
) -> Generator[tuple[Chunk, list[Batches]], None, None]:
    for chunk, batch in chunks:
        yield chunk, [annotate_batch(batch, include_texts=options.include_texts, annotate=options.annotate)]


def _collate(run: Run, staging: Path, in_shards: bool) -> CorpusReport:
    """Write the tables and the descriptor."""
    scratch = run.scratch()
    rows = {}
    for table in files.ARTICLE_TABLES:
        rows[table] = write_table(table, run.parts, scratch, _path_maker(staging, table, in_shards))
    reference = reference_tables(corpus_reference())
    if in_shards:
        for name, table in reference.items():
            write_tables({"part-00000": table}, staging / name)
    else:
        write_tables(reference, staging)
        write_descriptor(staging)
    return _report(run.parts, rows | {name: table.num_rows for name, table in reference.items()})


def _path_maker(staging: Path, table: str, in_shards: bool) -> Callable[[int], Path]:
    if in_shards:
        return lambda number: staging / table / f"part-{number:05d}.parquet"
    return lambda _: staging / f"{table}.parquet"


def _report(parts: Sequence[Part], rows: dict[str, int]) -> CorpusReport:
    outcomes: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    findings: list[Finding] = []
    for part in parts:
        outcomes.update(part.outcomes)
        severities.update(part.findings)
        if len(findings) < MAX_FINDINGS:
            findings += part.read_findings()
    return CorpusReport(
        outcomes.total(),
        {outcome: outcomes[outcome] for outcome in OUTCOMES},
        rows,
        tuple(findings[:MAX_FINDINGS]),
        dict(sorted(severities.items())),
    )


def _report_json(report: CorpusReport, identity: Identity) -> str:
    content = {"made_by": MAKER, "version": __version__, **asdict(report), "run": asdict(identity)}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _finished(out: Path, identity: Identity) -> CorpusReport | None:
    """Give the report of a run that is finished; a folder with another one's output is refused."""
    if not out.is_dir():
        return None
    report = read_report(out)
    difference = difference_of(report.pop("run", {}), identity) if report else ""
    if report is None or (difference and (out / RUN).is_dir()):
        return None
    if difference:
        raise UsageError(f"{out}: holds the finished output of {difference}; leave --resume out to replace it")
    discard(out)
    report["findings"] = tuple(Finding(**finding) for finding in report["findings"])
    return CorpusReport(**{field.name: report[field.name] for field in fields(CorpusReport)})


def _options_told(options: Options, in_shards: bool) -> str:
    told = ["with texts" if options.include_texts else "without texts"]
    if in_shards:
        told.append("in shards")
    if options.annotate is not None:
        told.append(f"{options.annotate.__module__}.{options.annotate.__qualname__}")
    return ", ".join(told)
