"""The ids met so far, in bounded memory: what a small cache does not hold lies in a temporary file."""

from __future__ import annotations

import sqlite3
from types import TracebackType

_CACHE_KIB = 65_536


class SeenIds:
    """Ids of articles with the source of each."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a file that SQLite deletes when it is closed
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._database.execute("CREATE TABLE seen (article_id TEXT PRIMARY KEY, source_no INTEGER) WITHOUT ROWID")
        self._database.execute("CREATE TABLE sources (source_no INTEGER PRIMARY KEY, name TEXT)")
        self._database.execute("BEGIN")
        self._last = (0, "")

    def __enter__(self) -> SeenIds:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, article_id: str, source: str) -> bool:
        """Note an id and its source; False, and nothing noted, when the id was met before."""
        number, name = self._last
        if not number or name != source:
            # A name that is no UTF-8 is kept as bytes.
            self._database.execute(
                "INSERT INTO sources (name) VALUES (?)", (source.encode("utf-8", "surrogateescape"),)
            )
            self._last = number, name = number + 1, source
        query = "INSERT OR IGNORE INTO seen VALUES (?, ?)"
        return self._database.execute(query, (article_id, number)).rowcount == 1

    def source_of(self, article_id: str) -> str:
        """Give the source in which an id was first met."""
        query = "SELECT name FROM seen JOIN sources USING (source_no) WHERE article_id = ?"
        name: bytes = self._database.execute(query, (article_id,)).fetchone()[0]
        return name.decode("utf-8", "surrogateescape")
