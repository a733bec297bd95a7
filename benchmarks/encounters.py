"""Measure how often two reports are rightly taken for one encounter, on pairs judged by reading what they say of it.

    python benchmarks/encounters.py                 held out: the figures that count
    python benchmarks/encounters.py development     those by which the rule was made; --errors lists what it gets wrong

`encounter_pairs.jsonl` holds 258 pairs of meetings as the annotator read them from different documents: news of the
Presidents of Russia and Ukraine, a chronicle of current events in an encyclopaedia, and registers of the travels of
US presidents, secretaries of state and their guests (two registers are not compared: they are joined when imported).
They were drawn, seed 2026, from all 1,186 pairs dated to the day that share two actors and lie at most a day apart, by
whether the rule as it was then joined them and whether they come from one source (`POPULATION`); every other one is
held out. An assistant judged them by titles and by the sentences that tell of the meetings, not knowing what the rule
said of a pair. A pair is one encounter when both tell of the same session of the same people; another item of the same
day's programme is not, nor is a news conference, and a register's visit is the talks it was made for. `beside` are the
other meetings of the same actors in the same document.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley.matching import likeness
from parley.model import Meeting, Participant

PAIRS = Path(__file__).parent / "encounter_pairs.jsonl"
POPULATION = {
    "joined-one-source": 341,
    "joined-two-sources": 39,
    "apart-one-source": 627,
    "apart-two-sources": 179,
}


def main() -> int:
    """Judge each pair by the rule and print the shares, weighted by how the pairs were drawn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("split", nargs="?", choices=("held-out", "development"), default="held-out")
    parser.add_argument("--errors", action="store_true", help="list the pairs that the rule gets wrong")
    args = parser.parse_args()
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    pairs = [pair for pair in pairs if pair["split"] == args.split]
    drawn = {name: sum(pair["stratum"] == name for pair in pairs) for name in POPULATION}
    counts = {(said, judged): 0.0 for said in (True, False) for judged in (True, False)}
    for pair in pairs:
        said = joins(pair["one"], pair["other"])
        counts[said, pair["is_same"]] += POPULATION[pair["stratum"]] / drawn[pair["stratum"]]
        if args.errors and said != pair["is_same"]:
            print("joined" if said else "apart", pair["pair"], pair["one"]["article"], pair["other"]["article"])
    right = counts[True, True]
    precision, recall = right / (right + counts[True, False]), right / (right + counts[False, True])
    print(f"{len(pairs)} pairs, {args.split}: precision {precision:.2f}, recall {recall:.2f}")
    return 0


def joins(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two reports are joined: no other meeting of either document is more like the other report."""
    here = likeness(_meeting(one), _meeting(other))
    return here > 0 and not any(
        likeness(_meeting(each), _meeting(told)) > here
        for said, told in ((one, other), (other, one))
        for each in said["beside"]
    )


def _meeting(said: Mapping[str, Any]) -> Meeting:
    days = [dt.date.fromisoformat(said[name]) for name in ("start_date", "end_date")]
    place = said["place_name"], said["country_code"]
    people = tuple(Participant(kind, office, actor, name=name) for kind, office, actor, name in said["participants"])
    return Meeting(*days, said["date_precision"], "stated", said["mode"], "", said["status"], *place, people)


if __name__ == "__main__":
    sys.exit(main())
