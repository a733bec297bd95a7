"""Measure how often two reports are rightly taken for one encounter, on pairs judged by reading what they say of it.

    python benchmarks/encounters.py

`encounter_pairs.jsonl` holds 90 pairs of meetings as the annotator read them from different articles of the Presidents
of Russia and Ukraine and of a chronicle of current events, drawn from the 1,466 pairs that have two actors in common
and lie at most a day apart: 40 of the 520 that the rule joined then, 50 of the 946 that it did not. Shares are weighted
accordingly. An assistant judged them by titles and by the sentences that tell of the meetings, knowing which were
joined. A pair is one encounter when both articles tell of the same session of the same people; another item of the
same day's programme is not.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from parley.encounters import is_same_encounter
from parley.model import Meeting, Participant

PAIRS = Path(__file__).parent / "encounter_pairs.jsonl"
POPULATION = {"joined": 520, "apart": 946}


def main() -> int:
    """Judge each pair by the rule and print the shares."""
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    drawn = {name: sum(pair["stratum"] == name for pair in pairs) for name in POPULATION}
    counts = {(said, judged): 0.0 for said in (True, False) for judged in (True, False)}
    for pair in pairs:
        said = is_same_encounter(_meeting(pair["one"]), _meeting(pair["other"]))
        counts[said, pair["is_same"]] += POPULATION[pair["stratum"]] / drawn[pair["stratum"]]
    right = counts[True, True]
    precision, recall = right / (right + counts[True, False]), right / (right + counts[False, True])
    print(f"{len(pairs)} pairs: precision {precision:.2f}, recall {recall:.2f} among pairs a day apart at most")
    return 0


def _meeting(said: dict[str, Any]) -> Meeting:
    days = [dt.date.fromisoformat(said[name]) for name in ("start_date", "end_date")]
    participants = tuple(
        Participant(kind, office, actor_id, name=name) for kind, office, actor_id, name in said["participants"]
    )
    return Meeting(
        *days, said["date_precision"], "stated", said["mode"], "", "", None, said["country_code"], participants
    )


if __name__ == "__main__":
    sys.exit(main())
