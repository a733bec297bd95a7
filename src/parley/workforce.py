"""Processes that annotate batches; one that dies costs no article but the one it dies at.

Each process holds one piece of work at a time. When it dies or takes too long, the piece is cut in halves, which others
take up, until a single article is left: that one is tried once more, then accounted for as failed.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from parley.batches import Batches, annotate_batch, failed_batch
from parley.drafting import Annotate
from parley.errors import ParleyError

Key = TypeVar("Key")

CHUNKS_AHEAD = 4
"""Chunks read for each process before the oldest is done, so that none waits for work."""

MIN_SECONDS, CODE_POINTS_PER_SECOND = 60.0, 1_000
"""A piece may take so long, and a second more for so many code points: some two hundred times what is usual."""

_READY = "ready"
_FAILED_STARTS = 3
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What a process needs to know: the options of `annotate_batch`."""

    include_texts: bool = True
    annotate: Annotate | None = None


@dataclass(slots=True)
class _Chunk(Generic[Key]):
    key: Key
    left: int
    results: dict[int, Batches] = field(default_factory=dict)


@dataclass(slots=True)
class _Piece:
    chunk: _Chunk[object]
    offset: int
    batch: pa.RecordBatch
    attempts: int = 0

    def halves(self) -> list[_Piece]:
        middle = self.batch.num_rows // 2
        cuts = ((0, middle), (middle, self.batch.num_rows - middle))
        return [_Piece(self.chunk, self.offset + start, self.batch.slice(start, length)) for start, length in cuts]

    def finish(self, batches: Batches) -> None:
        self.chunk.results[self.offset] = batches
        self.chunk.left -= self.batch.num_rows

    def seconds_allowed(self) -> float:
        code_points = pc.sum(pc.utf8_length(self.batch.column("text"))).as_py() or 0
        return MIN_SECONDS + code_points / CODE_POINTS_PER_SECOND


def annotate_in_processes(
    chunks: Iterable[tuple[Key, pa.RecordBatch]], options: Options, workers: int
) -> Generator[tuple[Key, list[Batches]], None, None]:
    """Annotate chunks of articles in several processes.

    Parameters
    ----------
    chunks : iterable of tuple of key and pyarrow.RecordBatch
        Read only so far ahead as keeps all processes busy.
    options : Options
    workers : int

    Yields
    ------
    tuple of key and list of Batches
        For each chunk, in their order, what `annotate_batch` gives of its pieces.

    Raises
    ------
    ParleyError
        Processes cannot be started.
    """
    source = iter(chunks)
    waiting: deque[_Chunk[Key]] = deque()
    team = _Team(workers, options)
    is_more = True
    try:
        while is_more or waiting:
            while is_more and len(waiting) < CHUNKS_AHEAD * workers:
                following = next(source, None)
                is_more = following is not None
                if following is not None:
                    waiting.append(_Chunk(following[0], following[1].num_rows))
                    team.take(_Piece(waiting[-1], 0, following[1]))  # type: ignore[arg-type]
            if waiting and waiting[0].left:
                team.work()
            while waiting and not waiting[0].left:
                chunk = waiting.popleft()
                yield chunk.key, [chunk.results[offset] for offset in sorted(chunk.results)]
    finally:
        team.dismiss()


class _Team:
    """The processes and the pieces that wait for them."""

    def __init__(self, size: int, options: Options) -> None:
        self._options = options
        self._pieces: deque[_Piece] = deque()
        self._failed_starts = 0
        self._workers: list[_Worker] = []
        for _ in range(size):
            self._workers.append(_Worker(options))

    def take(self, piece: _Piece) -> None:
        if piece.batch.num_rows:
            self._pieces.append(piece)

    def work(self) -> None:
        """Hand out what waits, then wait until something is done or lost."""
        for worker in self._workers:
            if worker.is_idle and self._pieces:
                worker.begin(self._pieces.popleft())
        wait([worker.connection for worker in self._workers if not worker.is_idle], self._patience())
        for number, worker in enumerate(self._workers):
            reason = worker.collect()
            if reason:
                worker.end()
                self._workers[number] = _Worker(self._options)
                self._account_for(worker, reason)
            elif worker.is_ready:
                self._failed_starts = 0

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.end()

    def _patience(self) -> float:
        deadlines = [worker.deadline for worker in self._workers if worker.piece]
        return max(0.0, min([time.monotonic() + MIN_SECONDS, *deadlines]) - time.monotonic())

    def _account_for(self, worker: _Worker, reason: str) -> None:
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise ParleyError(f"worker processes do not start: the last one {reason}")
        piece = worker.piece
        if piece is None:
            return
        if piece.batch.num_rows > 1:
            self._pieces.extendleft(reversed(piece.halves()))
            return
        piece.attempts += 1
        if piece.attempts < _ATTEMPTS:
            self._pieces.appendleft(piece)
        else:
            piece.finish(failed_batch(piece.batch, f"it {reason}", include_texts=self._options.include_texts))


class _Worker:
    """One process, with this end of the line to it."""

    def __init__(self, options: Options) -> None:
        # Spawned, since a forked process may inherit locks that threads of Arrow hold.
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other, options), daemon=True)
        self.process.start()
        other.close()  # so that reading ends when the process does
        self.is_ready = False
        self.piece: _Piece | None = None
        self.deadline = time.monotonic() + MIN_SECONDS

    @property
    def is_idle(self) -> bool:
        return self.is_ready and self.piece is None

    def begin(self, piece: _Piece) -> None:
        self.piece = piece
        self.deadline = time.monotonic() + piece.seconds_allowed()
        with suppress(OSError):  # of a process that has just died, which `collect` tells
            self.connection.send(piece.batch)

    def collect(self) -> str:
        """Take what the process has sent; when it has died or is over time, say so."""
        try:
            if not self.connection.poll():
                return "took too long" if not self.is_idle and time.monotonic() > self.deadline else ""
            message = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(MIN_SECONDS)
            return _how_it_ended(self.process.exitcode)
        if self.piece is not None:
            self.piece.finish(message)
            self.piece = None
        self.is_ready = True
        return ""

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


def _how_it_ended(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        hint = ", perhaps for want of memory" if exitcode == -signal.SIGKILL else ""
        return f"ended its process by {signal.Signals(-exitcode).name}{hint}"
    return f"ended its process with code {exitcode}"


def _serve(connection: Connection, options: Options) -> None:
    """Annotate what comes down the line, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one decides
    with suppress(EOFError, OSError):
        connection.send(_READY)
        while True:
            batch = connection.recv()
            connection.send(annotate_batch(batch, include_texts=options.include_texts, annotate=options.annotate))
