"""What was talked about at a meeting, by the codebook, section 3; cases stand in tests/cases/subjects.yaml."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parley.annotator import annotate_article
from parley.meetings.topic_lexicon import classify_phrase, is_at_war
from parley.model import Article

FOLDER = Path(__file__).parents[1] / "cases"
CASES = YAML(typ="safe").load(FOLDER / "subjects.yaml")
PHRASES = list(csv.DictReader((FOLDER / "topic_phrases.csv").read_text("utf-8").splitlines()))

TURNS = list(csv.DictReader((FOLDER / "turns_of_phrase.csv").read_text("utf-8").splitlines()))
MET = "Danish Foreign Minister Nils Holm met his Kenyan counterpart, Grace Wanjiru, in Nairobi on Monday."


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_sentences_give_the_subjects_talked_about(case):
    meetings = annotate_article(Article("an-article", case["text"], dt.date(2024, 2, 4))).meetings
    found = [
        ", ".join(f"{topic.topic_id} {topic.area or ''}".strip() for topic in meeting.topics) for meeting in meetings
    ]
    assert found == case["topics"]


@pytest.mark.parametrize("row", PHRASES, ids=[row["phrase"] for row in PHRASES])
def test_a_phrase_has_its_topic(row):
    match = classify_phrase(row["phrase"])
    assert (match.topic_id if match else "") == row["topic_id"]


class TestTurnsOfPhrase:
    """Sentences in many turns of phrase, some of which the grammar still misses."""

    def test_most_subjects_are_found_and_few_that_are_none(self):
        right = found = expected = 0
        for row in TURNS:
            meetings = annotate_article(
                Article("an-article", f"{MET}\n\n{row['sentence']}", dt.date(1995, 3, 15))
            ).meetings
            told = {topic.topic_id for meeting in meetings for topic in meeting.topics}
            wanted = set(row["topic_ids"].split())
            right, found, expected = right + len(told & wanted), found + len(told), expected + len(wanted)
        assert right / expected > 0.70
        assert right / found > 0.85


class TestWars:
    def test_war_begins_and_ends(self):
        assert not is_at_war("UKR", dt.date(2021, 11, 19))
        assert is_at_war("UKR", dt.date(2023, 1, 1))
        assert is_at_war("KWT", dt.date(1990, 12, 1))
        assert not is_at_war("KWT", dt.date(1992, 1, 1))

    def test_war_that_goes_on_has_no_end(self):
        assert is_at_war("SOM", dt.date(2099, 1, 1))
