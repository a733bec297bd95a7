"""The record of second readings is about curated articles, and says of each how much of its source was seen."""

import csv
import datetime as dt
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_each_second_reading_names_an_article_once_and_says_how_much_of_its_source_was_opened() -> None:
    articles = {path.stem for path in (ROOT / "data" / "articles").glob("*/*.md")}
    with (ROOT / "data" / "checks" / "second_reading.csv").open(encoding="utf-8", newline="") as file:
        readings = list(csv.DictReader(file))

    names = [reading["article_id"] for reading in readings]
    assert set(names) <= articles
    assert len(names) == len(set(names))
    assert {reading["source_opened"] for reading in readings} <= {"whole", "excerpt", "none"}
    for reading in readings:
        dt.date.fromisoformat(reading["read_on"])
        assert {*reading.keys(), *reading.values()}.isdisjoint({None}), reading  # a cell too many, or too few
