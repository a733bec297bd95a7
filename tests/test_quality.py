"""What is measured of the annotator, how it is written down, and that what is committed is of that form."""

import json
from pathlib import Path

import jsonschema
import pytest
from builders import (
    TEXT,
    a_delegation,
    a_meeting,
    a_participant,
    a_topic,
    an_annotation,
    an_article,
    annotate_talks,
    evidence,
)

from parley.agreement import Miss
from parley.annotator import ANNOTATOR
from parley.article_file import format_article_file
from parley.errors import InvalidInput
from parley.kinds import read_splits
from parley.quality import TARGETS, measure_quality, worst_misses
from parley.quality_pages import BEGIN, END, quality_page, readme_table, with_readme_table

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "quality.schema.json").read_text("utf-8"))
OTHER = f"BEIRUT. {TEXT}"
"""A text with the same words, in which the stand-in for the annotator finds nothing."""


def write_article(root, article_id, *meetings, text=TEXT, folder="articles"):
    path = root / "data" / folder / "2024" / f"{article_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    annotation = an_annotation(*meetings, article_id=article_id)
    path.write_text(format_article_file(an_article(article_id, text), annotation, is_reviewed=True), "utf-8")


def a_shifted_meeting(**values):
    """The builders' meeting, as `OTHER` has it."""
    quotes = evidence(OTHER, start_date="Feb. 3", mode="held talks", place_name="Doha")
    sides = (a_participant(OTHER), a_delegation(text=OTHER))
    return a_meeting(participants=sides, topics=(a_topic(OTHER),), evidence=quotes, **values)


@pytest.fixture
def dataset(tmp_path):
    """Of split dev: one article whose meeting is found and one where it is missed; of test: an empty one."""
    write_article(tmp_path, "a", a_meeting())
    write_article(tmp_path, "b", a_shifted_meeting(), text=OTHER)
    write_article(tmp_path, "c", text=OTHER)
    write_article(tmp_path, "draft", a_meeting(review_status="auto"))
    (tmp_path / "data" / "splits.csv").write_text("article_id,split\na,dev\nb,dev\nc,test\n", "utf-8")
    return tmp_path


class TestMeasuring:
    def test_scores_are_those_of_each_split(self, dataset):
        splits = measure_quality(dataset, annotate_talks)["splits"]
        meetings = {"right": 1, "expected": 2, "found": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
        assert splits["dev"]["scores"]["meetings"] == meetings | {"interval": [0.0, 1.0], "target": 0.85}
        assert splits["test"]["scores"]["articles_without_meeting"]["right"] == 1
        assert (splits["dev"]["articles"], splits["test"]["articles"]) == (2, 1)

    def test_kinds_are_scored(self, dataset):
        kinds = measure_quality(dataset, annotate_talks)["splits"]["dev"]["kinds"]
        assert kinds["mode"]["in_person"]["scores"]["participants"]["expected"] == 4
        assert kinds["decade"]["2020s"]["articles"] == 2

    def test_misses_are_of_dev_alone(self, dataset):
        (dataset / "data" / "splits.csv").write_text("article_id,split\na,dev\nb,test\nc,dev\n", "utf-8")
        assert measure_quality(dataset, annotate_talks)["worst_misses"] == []

    def test_drafts_are_no_gold(self, dataset):
        write_article(dataset, "b", a_shifted_meeting(review_status="auto"), text=OTHER)
        assert measure_quality(dataset, annotate_talks)["splits"]["dev"]["articles"] == 1

    def test_empty_article_that_nobody_reviewed_is_no_gold(self, dataset):
        path = dataset / "data" / "articles" / "2024" / "c.md"
        path.write_text(path.read_text("utf-8").replace("reviewed: true\n", ""), "utf-8")
        write_article(dataset, "e", text=OTHER)
        (dataset / "data" / "splits.csv").write_text("article_id,split\na,dev\nb,dev\nc,test\ne,test\n", "utf-8")
        assert measure_quality(dataset, annotate_talks)["splits"]["test"]["articles"] == 1

    def test_article_without_a_split_is_a_finding(self, dataset):
        write_article(dataset, "e")
        with pytest.raises(InvalidInput) as caught:
            measure_quality(dataset, annotate_talks)
        assert [finding.rule for finding in caught.value.findings] == ["no-split"]

    def test_second_pass_is_compared_with_the_first(self, dataset):
        write_article(dataset, "a", a_meeting(mode="phone", meeting_id=None), folder="second_pass")
        agreement = measure_quality(dataset, annotate_talks)["agreement"]
        assert agreement["articles"] == 1
        assert agreement["fields"]["mode"] == {"n": 1, "agreed": 0, "agreement": 0.0, "alpha": 0.0}
        assert agreement["fields"]["status"] == {"n": 1, "agreed": 1, "agreement": 1.0, "alpha": None}

    def test_people_are_counted_by_what_became_of_their_names(self, dataset):
        (dataset / "data" / "checks").mkdir()
        rows = ["John Kerry,USA,2016-03-21,john-kerry", "John Kerry,USA,2016-03-21,somebody-else"]
        rows += ["Clinton,USA,1993-07-10,bill-clinton", "Nobody Known,USA,1993-07-10,"]
        linking = "\n".join(["name,actor_id,date,person_id", *rows]) + "\n"
        (dataset / "data" / "checks" / "linking.csv").write_text(linking, "utf-8")
        found = measure_quality(dataset, annotate_talks)
        assert found["linking"] == {"people": 4, "right": 1, "wrong": 1, "left_open": 1, "not_listed": 1}
        assert "1 became the right row of `persons`, 1 a wrong one" in quality_page(found)

    def test_the_same_dataset_gives_the_same_and_of_the_schema(self, dataset):
        write_article(dataset, "a", a_meeting(meeting_id=None), folder="second_pass")
        quality = measure_quality(dataset, annotate_talks)
        jsonschema.validate(quality, SCHEMA)
        assert json.dumps(quality) == json.dumps(measure_quality(dataset, annotate_talks))


def test_worst_misses_are_one_an_article_and_whole_meetings_first():
    misses = [Miss(*each, "", "") for each in (("a", "topic"), ("b", "mode"), ("c", "mode"), ("c", "meeting"))]
    more = [Miss("d", "topic", "", ""), Miss("d", "office", "", "")]
    found = worst_misses([*misses, *more])
    assert [(miss.article_id, miss.field) for miss in found] == [
        ("c", "meeting"),
        ("d", "office"),
        ("b", "mode"),
        ("a", "topic"),
    ]


class TestPages:
    def test_page(self, dataset, golden):
        write_article(dataset, "a", a_meeting(mode="phone", meeting_id=None), folder="second_pass")
        golden("quality.md", quality_page(measure_quality(dataset, annotate_talks) | {"annotator": "grammar 1"}))

    def test_table_stands_between_its_marks_and_is_replaced(self, dataset):
        quality = measure_quality(dataset, annotate_talks)
        once = with_readme_table(f"before\n{BEGIN}\nold\n{END}\nafter\n", quality)
        assert once == f"before\n{BEGIN}\n\n{readme_table(quality)}\n\n{END}\nafter\n"
        assert with_readme_table(once, quality) == once

    @pytest.mark.parametrize("readme", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
    def test_missing_marks_are_told(self, readme, dataset):
        with pytest.raises(ValueError, match="once each"):
            with_readme_table(readme, measure_quality(dataset, annotate_talks))


class TestCommitted:
    """`data/quality.json` is sound, and what follows from it is current; `make quality` measures anew."""

    QUALITY = json.loads((ROOT / "data" / "quality.json").read_text("utf-8"))

    def test_is_of_the_schema(self):
        jsonschema.validate(self.QUALITY, SCHEMA)

    def test_is_of_this_annotator(self):
        assert self.QUALITY["annotator"] == ANNOTATOR

    @pytest.mark.parametrize("split", ["dev", "test"])
    def test_shares_follow_from_counts(self, split):
        scores = self.QUALITY["splits"][split]["scores"]
        for score in scores.values():
            share, total = ("f1", score["expected"] + score["found"]) if "f1" in score else ("accuracy", 2 * score["n"])
            assert score[share] == (pytest.approx(2 * score["right"] / total, abs=1e-4) if total else None)
        assert {name: score["target"] for name, score in scores.items() if score["target"]} == TARGETS

    def test_misses_are_of_dev_alone(self):
        splits = read_splits(ROOT / "data" / "splits.csv")
        assert {splits[miss["article_id"]] for miss in self.QUALITY["worst_misses"]} <= {"dev"}

    def test_page_and_readme_are_current(self):
        readme = (ROOT / "README.md").read_text("utf-8")
        assert (ROOT / "docs" / "quality.md").read_text("utf-8") == quality_page(self.QUALITY)
        assert with_readme_table(readme, self.QUALITY) == readme
