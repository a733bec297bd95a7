"""Tell which ids took the place of which: rows merged, split, or known by another id.

What `retired_ids` says counts first. Else a new meeting follows an old one where, in an article whose text stayed the
same, they rest on the same words of meeting and on most of the same words for their participants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from parley.comparison.sides import Side

Sides = Mapping[str, Side]
Link = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Succession:
    """One id that stands where another stood.

    Attributes
    ----------
    kind : {'merged', 'split', 'renamed'}
    old_id, new_id : str
    basis : {'retired_ids', 'evidence'}
        Whether `retired_ids` says so, or the same words of the same article.
    """

    kind: Literal["merged", "split", "renamed"]
    old_id: str
    new_id: str
    basis: Literal["retired_ids", "evidence"]

    def __str__(self) -> str:
        verb = {"merged": "merged into", "split": "split into", "renamed": "renamed"}[self.kind]
        return f"{self.old_id} {verb} {self.new_id} ({self.basis})"


def find_successions(
    old: Sides, new: Sides, removed: set[str], added: set[str], retired: Mapping[str, str | None]
) -> tuple[Succession, ...]:
    """Find the successions between two states.

    Parameters
    ----------
    old, new : mapping of str to Side
        With the tables `articles` and `evidence`, where a succession is to be found by its words.
    removed, added : set of str
        Ids that only the old, only the new state has.
    retired : mapping of str to str or None
        What the new state's `retired_ids` says of ids removed.

    Returns
    -------
    tuple of Succession
        Sorted.
    """
    told = {(old_id, new_id) for old_id, new_id in retired.items() if new_id is not None and old_id in removed}
    found = {
        (old_id, new_id)
        for old_id, new_id in _links_by_words(old, new, removed, added)
        if old_id not in retired and (old_id, new_id) not in told
    }
    links = told | found
    # An id that both states have follows itself.
    kept = {(each, each) for pair in links for each in pair if each not in removed and each not in added}
    successors = Counter(old_id for old_id, _ in links | kept)
    predecessors = Counter(new_id for _, new_id in links | kept)
    return tuple(
        sorted(
            Succession(
                "split" if successors[link[0]] > 1 else "merged" if predecessors[link[1]] > 1 else "renamed",
                *link,
                "retired_ids" if link in told else "evidence",
            )
            for link in links
        )
    )


def _links_by_words(old: Sides, new: Sides, removed: set[str], added: set[str]) -> set[Link]:
    if not (removed or added) or any(name not in side for side in (old, new) for name in ("articles", "evidence")):
        return set()
    articles = _articles_to_look_at(old, new, removed, added)
    before, after = _spans(old["evidence"], articles, "old"), _spans(new["evidence"], articles, "new")
    shared = _counts(before.join(after, _SPAN, join_type="inner"), "old", "new")
    words_before, words_after = _counts(before, "old"), _counts(after, "new")

    def is_likely(old_id: str, new_id: str) -> bool:
        """Whether most words moved from the one to the other; one that is kept must have lost or gained some."""
        has_lost = old_id in removed or shared["participants", old_id, old_id] < words_before["participants", old_id]
        has_gained = new_id in added or shared["participants", new_id, new_id] < words_after["participants", new_id]
        fewer = min(words_before["participants", old_id], words_after["participants", new_id])
        return has_lost and has_gained and 2 * shared["participants", old_id, new_id] > fewer

    return _best(
        {
            (old_id, new_id): shared["participants", old_id, new_id]
            for table, old_id, new_id in shared
            if table == "meetings" and (old_id in removed or new_id in added) and is_likely(old_id, new_id)
        }
    )


def _best(counts: Mapping[Link, int]) -> set[Link]:
    """Keep a link that no other of its old id, or none of its new id, exceeds."""
    best_of_old: dict[str, int] = {}
    best_of_new: dict[str, int] = {}
    for (old_id, new_id), count in counts.items():
        best_of_old[old_id] = max(count, best_of_old.get(old_id, 0))
        best_of_new[new_id] = max(count, best_of_new.get(new_id, 0))
    return {link for link, count in counts.items() if count in (best_of_old[link[0]], best_of_new[link[1]])}


def _articles_to_look_at(old: Sides, new: Sides, removed: set[str], added: set[str]) -> pa.Array:
    """List the articles of unchanged text that report a meeting which one side alone has."""
    reported = [
        pc.unique(side["evidence"].matching(["article_id"], "meeting_id", pa.array(ids, pa.string()))["article_id"])
        for side, ids in ((old, removed), (new, added))
    ]
    changed = pc.unique(pa.chunked_array(reported, pa.string()))
    texts = [side["articles"].matching(["article_id", "text_sha256"], "article_id", changed) for side in (old, new)]
    same = texts[0].join(texts[1], texts[0].column_names, join_type="inner")["article_id"]
    return pc.unique(same)


_SPAN = ["article_id", "table", "start", "end"]


def _spans(evidence: Side, articles: pa.Array, name: str) -> pa.Table:
    """List the words that the modes and participants of meetings rest on, each once."""
    found = evidence.matching([*_SPAN, "meeting_id", "field"], "article_id", articles)
    is_mode = pc.and_(pc.equal(found["table"], "meetings"), pc.equal(found["field"], "mode"))
    found = found.filter(pc.or_(is_mode, pc.equal(found["table"], "participants")))
    plain = pa.table({column: pc.cast(found[column], _PLAIN[column]) for column in [*_SPAN, "meeting_id"]})
    return plain.rename_columns([*_SPAN, name]).group_by([*_SPAN, name]).aggregate([])


_PLAIN = {
    "article_id": pa.string(),
    "meeting_id": pa.string(),
    "table": pa.string(),
    "start": pa.int64(),
    "end": pa.int64(),
}


def _counts(spans: pa.Table, *names: str) -> Counter[tuple[str, ...]]:
    """Count words by table and id."""
    counted = spans.group_by(["table", *names]).aggregate([([], "count_all")])
    values = (counted[column].to_pylist() for column in ("table", *names))
    return Counter(dict(zip(zip(*values, strict=True), counted["count_all"].to_pylist(), strict=True)))
