import csv
import json
from dataclasses import replace

import pytest
from builders import TEXT, a_delegation, a_meeting, a_participant, an_article, evidence

from parley.errors import InvalidInput, UsageError
from parley.evaluation import evaluate
from parley.kinds import KINDS
from parley.model import Annotation, Evidence, Span, Topic
from parley.reporting import format_evaluation
from parley.reports import annotated, unreadable


def an_item(*meetings, article_id="a-1", text=TEXT, source=""):
    return annotated(an_article(article_id, text), Annotation(article_id, meetings), source)


def a_topic(topic_id="humanitarian-aid", area=None, phrase="humanitarian aid"):
    return Topic(topic_id, phrase, area, evidence(phrase="humanitarian aid"))


MEETING = a_meeting(participants=(a_participant(), a_delegation()), topics=(a_topic(),))


def counts(evaluation, name):
    score = next(score for score in evaluation.scores if score.name == name)
    return score.right, score.expected, score.found


class TestScores:
    """What counts as right (docs/evaluation.md)."""

    def test_an_annotation_agrees_with_itself(self):
        evaluation = evaluate([an_item(MEETING)], [an_item(MEETING)])
        assert {score.f1 for score in evaluation.scores} <= {1.0, None}
        assert evaluation.misses == ()

    def test_missed_meeting_counts_with_all_its_rows(self):
        evaluation = evaluate([an_item(MEETING)], [an_item()])
        assert counts(evaluation, "meetings") == (0, 1, 0)
        assert counts(evaluation, "participants") == (0, 2, 0)
        assert counts(evaluation, "topics") == (0, 1, 0)
        assert counts(evaluation, "mode") == (0, 0, 0)

    def test_meeting_found_for_nothing_spoils_an_empty_article(self):
        evaluation = evaluate([an_item()], [an_item(MEETING)])
        assert counts(evaluation, "meetings") == (0, 0, 1)
        assert counts(evaluation, "articles_without_meeting") == (0, 1, 1)

    def test_fields_are_compared_within_matched_meetings(self):
        found = replace(MEETING, mode="phone", place_name="  doha ")
        evaluation = evaluate([an_item(MEETING)], [an_item(found)])
        assert counts(evaluation, "mode") == (0, 1, 1)
        assert counts(evaluation, "place_name") == (1, 1, 1)

    def test_topic_of_another_area_is_half_right(self):
        gold = replace(MEETING, topics=(a_topic(area="ISR|PSE"), a_topic("ceasefire")))
        found = replace(MEETING, topics=(a_topic(area="PSE"), a_topic("ceasefire")))
        evaluation = evaluate([an_item(gold)], [an_item(found)])
        assert counts(evaluation, "topics") == (2, 2, 2)
        assert counts(evaluation, "topics_with_area") == (1, 2, 2)

    def test_order_of_areas_does_not_matter(self):
        gold, found = (replace(MEETING, topics=(a_topic(area=area),)) for area in ("ISR|PSE", "PSE|ISR"))
        assert counts(evaluate([an_item(gold)], [an_item(found)]), "topics_with_area") == (1, 1, 1)

    def test_right_person_of_a_wrong_actor_is_a_person_but_no_participant(self):
        found = replace(MEETING, participants=(replace(a_participant(), actor_id="IRN"), a_delegation("hamas")))
        other = replace(found, participants=(*found.participants, a_delegation("TUR")))
        evaluation = evaluate([an_item(MEETING)], [an_item(other)])
        assert counts(evaluation, "persons") == (1, 1, 1)
        assert counts(evaluation, "participants") == (1, 2, 3)

    @pytest.mark.parametrize(("quote", "is_right"), [("Kalın", 1), ("held talks", 0)])
    def test_quote_of_a_name_must_bear_it(self, quote, is_right):
        participant = replace(a_participant(), evidence=evidence(name=quote))
        found = replace(MEETING, participants=(participant, a_delegation()))
        assert counts(evaluate([an_item(MEETING)], [an_item(found)]), "evidence_of_name") == (is_right, 1, 1)

    def test_every_row_found_needs_evidence_inside_the_text(self):
        beyond = replace(a_delegation(), evidence=(Evidence("actor_id", Span(len(TEXT) - 1, len(TEXT) + 1)),))
        found = replace(MEETING, participants=(a_participant(), beyond), topics=(replace(a_topic(), evidence=()),))
        assert counts(evaluate([an_item(MEETING)], [an_item(found)]), "rows_with_evidence") == (2, 4, 4)


class TestMisses:
    """Each disagreement is listed with the sentence behind it."""

    def test_miss_tells_expected_found_and_sentence(self):
        (miss,) = evaluate([an_item(MEETING)], [an_item(replace(MEETING, status="ongoing"))]).misses
        assert (miss.article_id, miss.field, miss.expected, miss.found) == ("a-1", "status", "held", "ongoing")
        assert "held talks" in miss.sentence

    def test_gold_without_evidence_is_found_by_its_words(self):
        gold = replace(MEETING, topics=(Topic("ceasefire", "humanitarian aid"),), evidence=())
        misses = evaluate([an_item(gold, text="")], [an_item(replace(MEETING, topics=()))]).misses
        assert [miss.sentence.endswith("about humanitarian aid.") for miss in misses] == [True]

    def test_rows_of_a_missed_meeting_are_not_listed_again(self):
        (miss,) = evaluate([an_item(MEETING)], [an_item()]).misses
        assert miss.field == "meeting"
        assert "İbrahim Kalın" in miss.expected
        assert miss.found == ""


class TestPairing:
    """Which articles are compared."""

    def test_single_articles_pair_whatever_their_ids(self):
        assert evaluate([an_item(MEETING, article_id="x")], [an_item(MEETING)]).score("meetings").f1 == 1

    def test_gold_file_pairs_by_its_name_too(self):
        gold = [an_item(MEETING, article_id="x", source="gold/a-1.gold.json"), an_item(article_id="y")]
        found = [an_item(MEETING), an_item(article_id="y")]
        assert evaluate(gold, found).score("meetings").f1 == 1

    def test_article_not_found_counts_as_empty_and_is_named(self):
        gold = [an_item(MEETING), an_item(MEETING, article_id="b")]
        evaluation = evaluate(gold, [an_item(MEETING), an_item(article_id="c"), an_item(article_id="d")])
        assert counts(evaluation, "meetings") == (1, 2, 1)
        assert evaluation.articles_missing == ("b",)
        assert evaluation.articles_ignored == 2

    def test_article_with_an_error_counts_as_empty(self):
        assert counts(evaluate([an_item(MEETING)], [unreadable("a-1")]), "meetings") == (0, 1, 0)

    def test_no_common_article_is_a_finding(self):
        gold = [an_item(article_id="x"), an_item(article_id="y")]
        with pytest.raises(InvalidInput) as caught:
            evaluate(gold, [an_item()])
        assert caught.value.findings[0].rule == "no-article-paired"

    def test_split_keeps_its_articles_only(self, tmp_path):
        splits = tmp_path / "splits.csv"
        with splits.open("w", newline="") as out:
            csv.writer(out).writerows([("article_id", "split"), ("a-1", "dev"), ("b", "test")])
        items = [an_item(MEETING), an_item(MEETING, article_id="b")]
        assert evaluate(items, items, split="test", splits=splits).articles == 1
        with pytest.raises(UsageError, match="'train'"):
            evaluate(items, items, split="train", splits=splits)

    def test_splits_that_cannot_be_read_are_a_usage_error(self, tmp_path):
        with pytest.raises(UsageError, match="gives no splits"):
            evaluate([an_item()], [an_item()], split="dev", splits=tmp_path / "none.csv")


class TestKinds:
    """Articles of each kind are scored, too; kinds follow from the gold and the front matter."""

    CALL = replace(MEETING, mode="phone", status="planned", place_name=None, country_code=None)
    GOLD = (an_item(MEETING, CALL), an_item(MEETING, article_id="b"), an_item(article_id="c"))

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("meetings", {"none": 1, "one": 1, "several": 1}),
            ("mode", {"in_person": 2, "phone": 1}),
            ("status", {"held": 2, "planned": 1}),
            ("format", {"bilateral": 2}),
            ("decade", {"2020s": 3}),
        ],
    )
    def test_articles_are_grouped(self, by, expected):
        groups = evaluate(self.GOLD, self.GOLD, by=by).groups
        assert {group.name: group.articles for group in groups} == expected

    def test_scores_are_of_the_articles_of_the_group(self):
        found = [an_item(MEETING), an_item(article_id="b"), an_item(MEETING, article_id="c")]
        groups = evaluate(self.GOLD, found, by="meetings").groups
        assert {group.name: counts(group, "meetings") for group in groups} == {
            "none": (0, 0, 1),
            "one": (0, 1, 0),
            "several": (1, 2, 1),
        }

    def test_splits_are_groups_and_articles_of_none_are_left_out(self, tmp_path):
        splits = tmp_path / "splits.csv"
        splits.write_text("article_id,split\na-1,dev\nb,test\n", "utf-8")
        groups = evaluate(self.GOLD, self.GOLD, by="split", splits=splits).groups
        assert [(group.name, counts(group, "meetings")) for group in groups] == [
            ("dev", (2, 2, 2)),
            ("test", (1, 1, 1)),
        ]

    def test_article_of_unknown_date_is_of_no_decade(self):
        gold = [an_item(MEETING), annotated(an_article("b", published="0001-01-01"), Annotation("b"))]
        assert [group.articles for group in evaluate(gold, gold, by="decade").groups] == [1]

    def test_unknown_kind_is_a_usage_error(self):
        with pytest.raises(UsageError, match=f"'moon'.*{KINDS[-1]}"):
            evaluate(self.GOLD, self.GOLD, by="moon")


@pytest.fixture
def an_evaluation():
    worse = replace(
        MEETING,
        mode="phone",
        participants=(a_participant(title="chief"), a_delegation("un")),
        topics=(a_topic("trade", "PSE"),),
    )
    gold = [an_item(MEETING), an_item(MEETING, article_id="b"), an_item(article_id="c"), an_item(article_id="d")]
    worse = replace(worse, participants=(*worse.participants, a_delegation()))
    found = [an_item(worse), an_item(MEETING, article_id="b"), an_item(MEETING, article_id="c")]
    return evaluate(gold, found, by="mode")


def test_text_output(an_evaluation, golden):
    golden("evaluation.txt", format_evaluation(an_evaluation, "text"))


def test_json_output(an_evaluation, golden):
    written = format_evaluation(an_evaluation, "json")
    golden("evaluation.json", written)
    assert json.loads(written)["scores"]["meetings"]["f1"] == pytest.approx(0.8)
