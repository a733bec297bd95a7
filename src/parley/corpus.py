"""Annotate a corpus of one's own: source documents -> the same tables as the dataset's, in a folder of choice.

Every article is accounted for in the table `articles` and in `report.json`: it gave meetings, it reports none, or it
could not be read or annotated, and then a finding says why.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from parley import files
from parley.drafting import Annotate, draft_annotation
from parley.errors import Finding, ParleyError, UsageError
from parley.model import Article
from parley.package import write_descriptor
from parley.publishing import COMMIT, STAGING, publication
from parley.reading import Unreadable, read_articles
from parley.reference import ReferenceRows
from parley.reports import AnnotatedArticle, annotated, unreadable
from parley.tables import tables_from_annotations, write_tables
from parley.version import __version__

Progress = Callable[[int], None]
Accounted = tuple[AnnotatedArticle, tuple[Finding, ...]]

CHUNK_ARTICLES = 64
"""Articles handed to a worker at a time."""

OUTCOMES = ("meetings", "no_meeting", "error")
REPORT = "report.json"
_MAKER = "parley annotate"


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
        Why articles could not be read or annotated, in the order of the input.
    """

    articles: int
    outcomes: dict[str, int]
    rows: dict[str, int]
    findings: tuple[Finding, ...]


def annotate_corpus(
    inputs: Sequence[str],
    out: str | Path,
    *,
    workers: int = 1,
    include_texts: bool = True,
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
        Processes that annotate; the tables are the same for any number.
    include_texts : bool
        Whether the table `articles` holds the texts, or only their hash and length.
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
        `out` cannot be written to, lies inside the input, or is something else than the output of an earlier call.
    """
    out = Path(out)
    _check_arguments(inputs, out, workers)
    with ExitStack() as stack:
        staging = _open_publication(stack, out)
        items: list[AnnotatedArticle] = []
        findings: list[Finding] = []
        for item, faults in _accounted(read_articles(inputs), annotate, workers):
            items.append(item if include_texts else _without_text(item))
            findings += faults
            if progress and len(items) % CHUNK_ARTICLES == 0:
                progress(len(items))
        tables = tables_from_annotations(items, corpus_reference())
        outcomes = Counter(item.outcome for item in items)
        report = CorpusReport(
            len(items),
            {outcome: outcomes[outcome] for outcome in OUTCOMES},
            {name: table.num_rows for name, table in tables.items()},
            tuple(findings),
        )
        write_tables(tables, staging)
        write_descriptor(staging)
        (staging / REPORT).write_text(_report_json(report), "utf-8")
    if progress:
        progress(len(items))
    return report


def corpus_reference() -> ReferenceRows:
    """Give the reference tables that go with any corpus: this dataset's own, without its retired ids."""
    return {table: () if table == "retired_ids" else files.reference_rows(table) for table in files.REFERENCE_TABLES}


def annotate_chunk(chunk: Sequence[Article | Unreadable], annotate: Annotate | None = None) -> list[Accounted]:
    """Annotate a few articles; one that fails becomes a finding and the others go on."""
    return [_account(item, annotate) for item in chunk]


def _account(item: Article | Unreadable, annotate: Annotate | None) -> Accounted:
    if isinstance(item, Unreadable):
        return unreadable(item.article_id, source=item.finding.file), (item.finding,)
    try:
        return annotated(item, draft_annotation(item, annotate)), ()
    except Exception as error:  # one article must not stop a corpus, whatever goes wrong with it
        finding = Finding(
            item.article_id,
            "annotator-failed",
            f"the annotator failed: {type(error).__name__}: {error}",
            "report it together with the article; its row in the table articles has the outcome error",
        )
        return unreadable(item.article_id, item), (finding,)


def _accounted(source: Iterable[Article | Unreadable], annotate: Annotate | None, workers: int) -> Iterator[Accounted]:
    """Annotate a stream of articles in its order, by chunks, in this process or in several."""
    chunks = _chunks(source)
    if workers == 1:
        for chunk in chunks:
            yield from annotate_chunk(chunk, annotate)
    else:
        yield from _accounted_by_workers(chunks, annotate, workers)


def _accounted_by_workers(
    chunks: Iterator[list[Article | Unreadable]], annotate: Annotate | None, workers: int
) -> Iterator[Accounted]:
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Spawned, since a forked process may inherit locks that threads of Arrow hold.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        # A few chunks wait for each worker, so that the input is not read into memory ahead of the work.
        waiting: deque[Future[list[Accounted]]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(annotate_chunk, chunk, annotate))
                if len(waiting) > 3 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise ParleyError(
                "a worker process was ended from outside, perhaps for want of memory; use fewer"
            ) from None


def _chunks(source: Iterable[Article | Unreadable]) -> Iterator[list[Article | Unreadable]]:
    articles = iter(source)
    while chunk := list(islice(articles, CHUNK_ARTICLES)):
        yield chunk


def _without_text(item: AnnotatedArticle) -> AnnotatedArticle:
    return replace(item, article=item.article and replace(item.article, text_kind="external"))


def _report_json(report: CorpusReport) -> str:
    content: dict[str, Any] = {"made_by": _MAKER, "version": __version__, **asdict(report)}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _open_publication(stack: ExitStack, out: Path) -> Path:
    try:
        return stack.enter_context(publication(out))
    except OSError as error:
        raise UsageError(f"{out}: cannot be written to: {error.strerror or error}") from None


def _check_arguments(inputs: Sequence[str], out: Path, workers: int) -> None:
    if workers < 1:
        raise UsageError(f"{workers} workers: give 1 or more")
    for path in map(Path, inputs):
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise UsageError(f"{out}: the output lies inside the input {path}; choose a folder outside it")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; choose a folder that does not exist yet")
    if out.is_dir() and not _is_ours(out):
        raise UsageError(f"{out}: holds other files than an output of parley; choose an empty folder or a new one")


def _is_ours(out: Path) -> bool:
    """Whether a folder is empty or holds the output of an earlier call."""
    if all(path.name in (STAGING, COMMIT) for path in out.iterdir()):
        return True
    try:
        report = json.loads((out / REPORT).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(report, dict) and report.get("made_by") == _MAKER
