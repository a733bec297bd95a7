"""Write `docs/imports.md`: what was imported, what could not be placed, and how a random sample was judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from parley.evaluation import SCORE_GROUPS
from parley.import_checks import CHECKS, DRAWN, SEED, checked_collections, evaluate_import
from parley.imported import FOLDER
from parley.reporting import markdown_cell, score_values

FIRST = "first.json"
"""File of the scores when the checks were made, which stays."""

_SHOWN = (*SCORE_GROUPS["found"], *SCORE_GROUPS["meeting"], *SCORE_GROUPS["participant"], "articles_without_meeting")

_INTRO = """# Imports

Generated from `data/imports/` and `data/checks/` by `make data`.

Rows of these collections were made by program from openly licensed sources that stay outside the
repository; a row names its source by id, SHA-256 of the document's text and place in it. `make imports`
makes them anew where the sources are (`CORPUS`, by default `../shared/corpus`). What the source states in
fields of its own, such as day, country and traveller, is taken from there; names, offices, mode, status and
subjects are read by the annotator from the words. What could not be placed is told row by row in
`data/imports/*-unplaced.csv`."""

_CHECK = """Of each collection {drawn} records were drawn at random (`random.Random({seed}).sample` of the sorted ids)
and compared, in the order of the draw, with the codebook by an automated assistant, not by a panel of people.
It wrote down every meeting that a record tells of, starting from the rows of the time and mending them; so a
fault that it did not notice counts as right. What was written down stands in `data/checks/*.jsonl`: whole
annotations, not judgements of rows, so that rows made later are scored against them, too. Records of `hsg`
were read whole, and so were readouts after the first 95 of `kremlin` and 62 of `ukraine`. Of those, the
reader had seen the first 700 to 1,500 characters and, of what follows, the sentences with words of meeting;
where present rows differ from what it had written, the record was read again whole, and mended. Before, 200
other records of `hsg` and 45 of `kremlin` had been read to mend the scripts.

Of a verbatim transcript, as a rule, subjects were written down only if the office's own words before it name
none. Speeches to a parliament, a forum or the press are no meetings; to a gathering of states, they are. Who
gives an address that does not name him is an office without a name, though rows have the name that the office's
page gives.

Precision is the share of rows that are right, recall the share of what should be there that is; for fields
of meetings that were found, and of participants that are right, one figure tells the share of equal values.
[evaluation.md](evaluation.md) tells when rows are the same. *First* is when the sample was drawn; *now* is
of the present rows: where it differs, faults that the sample showed were mended, the annotator has changed
since, or more records were read. Of a gathering told by many records only what the drawn record itself supports
is judged. In `hsg`, those whom a remark lists one by one as met are an encounter each, as the codebook has it for
a trip; a reader may hold that some met together."""


def import_page(root: Path) -> str:
    """Write the page.

    Parameters
    ----------
    root : Path
        The dataset.

    Returns
    -------
    str
    """
    parts = [_INTRO]
    for path in sorted((root / FOLDER).glob("*.json")):
        parts.append(_collection(json.loads(path.read_text("utf-8"))))
    first, now = first_scores(root), scores(root)
    parts += ["## Checked at random", _CHECK.format(drawn=DRAWN, seed=SEED)]
    parts += [_checks(name, first.get(name, {}), now[name]) for name in now]
    return "\n\n".join(parts) + "\n"


def scores(root: Path) -> dict[str, dict[str, Any]]:
    """Score each checked collection: the records compared, and each score's values."""
    found = {}
    for name in checked_collections(root):
        evaluation = evaluate_import(root, name)
        values = {score.name: score_values(score) for score in evaluation.scores if score.name in _SHOWN}
        found[name] = {"records": evaluation.articles, "scores": values}
    return found


def first_scores(root: Path) -> dict[str, Any]:
    """Read the scores of the time of the checks."""
    path = root / CHECKS / FIRST
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _collection(facts: Mapping[str, Any]) -> str:
    sources = ", ".join(f"<{url}>" for url in facts["source"])
    rows = [
        f"## `{facts['collection']}`",
        f"{facts['title']}. {facts['publisher']}, {facts['licence']}. From {sources}.",
        f"Documents: {facts['documents']:,}, of which {facts['documents_with_meetings']:,} tell of meetings; meetings: "
        f"{facts['meetings']:,}. Made by `{facts['annotator']}`, program `{facts['program_sha256'][:12]}`.",
    ]
    unplaced = sorted(facts["unplaced"].items(), key=lambda item: (-item[1], item[0]))
    if unplaced:
        lines = ["| not placed, because | records and parts of records |", "| --- | ---: |"]
        rows.append("\n".join([*lines, *(f"| {markdown_cell(reason)} | {count:,} |" for reason, count in unplaced)]))
    return "\n\n".join(rows)


def _checks(name: str, first: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    lines = [
        "| value | precision, first | recall, first | precision, now | recall, now | expected |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for value, score in now["scores"].items():
        then = first.get("scores", {}).get(value, {})
        cells = (*_shares(then), *_shares(score), str(score.get("expected", score.get("n"))))
        lines.append(f"| `{value}` | {' | '.join(cells)} |")
    head = f"### `{name}`: {now['records']} of {DRAWN} records read"
    note = f"The first figures are of the first {first['records']} of them." if first else "There are no first figures."
    return "\n\n".join([head, note, "\n".join(lines)])


def _shares(score: Mapping[str, Any]) -> Iterable[str]:
    """Give precision and recall; of an accuracy the share alone."""
    names = ("accuracy",) if "accuracy" in score else ("precision", "recall")
    shares = [score.get(name) for name in names]
    cells = ["–" if share is None else f"{share:.2f}" for share in shares]
    return (*cells, *[""] * (2 - len(cells)))
