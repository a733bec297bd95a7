import pytest
from builders import TEXT, a_delegation, a_meeting, a_participant, an_article, evidence

from parley.errors import InvalidInput
from parley.model import Annotation, Topic
from parley.reliability import measure_reliability, nominal_alpha
from parley.reports import annotated


def an_item(*meetings, article_id="a-1", text=TEXT, source=""):
    return annotated(an_article(article_id, text), Annotation(article_id, meetings), source)


def field(reliability, name):
    return next(each for each in reliability.fields if each.name == name)


class TestAlpha:
    """Worked examples of the literature, and the ends of the scale."""

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            pytest.param("0100000010", "1110010000", 0.095, id="Krippendorff 2011, example A"),
            pytest.param("aabbdcccedda", "babbbccceddd", 0.692, id="Krippendorff 2011, example B"),
            pytest.param("abab", "abab", 1.0, id="full agreement"),
            # 4 values, each letter twice; both pairs differ: 1 - 2·2·3 / (16 - 4 - 4).
            pytest.param("ab", "ba", -0.5, id="worse than chance"),
        ],
    )
    def test_is_as_computed_by_hand(self, first, second, expected):
        assert nominal_alpha(list(zip(first, second, strict=True))) == pytest.approx(expected, abs=0.0005)

    @pytest.mark.parametrize("pairs", [[], [("a", "a")] * 3], ids=["no pair", "one value"])
    def test_has_no_meaning_without_two_values(self, pairs):
        assert nominal_alpha(pairs) is None


class TestReliability:
    """How two passes over the same articles compare (docs/evaluation.md)."""

    def test_fields_are_compared_in_paired_meetings(self):
        # Of 8 values 3 are in_person, 5 phone; one pair of four differs: 1 - 2·1·7 / (64 - 9 - 25).
        call = a_meeting(mode="phone", place_name=None, country_code=None)
        first, second = (
            [an_item(meeting, article_id=article_id) for article_id, meeting in zip("abcd", meetings, strict=True)]
            for meetings in ((a_meeting(), a_meeting(), call, call), (a_meeting(), call, call, call))
        )
        reliability = measure_reliability(first, second)
        mode = field(reliability, "mode")
        assert (reliability.articles, mode.pairs, mode.agreed) == (4, 4, 3)
        assert mode.alpha == pytest.approx(1 - 14 / 30)
        assert field(reliability, "status").alpha is None

    def test_articles_of_one_pass_alone_are_left_out(self):
        first = [an_item(a_meeting()), an_item(a_meeting(), article_id="b")]
        reliability = measure_reliability(first, [an_item(a_meeting())])
        assert (reliability.articles, [score.f1 for score in reliability.scores]) == (1, [1, 1, 1])

    def test_rows_of_one_pass_alone_lower_f1_and_are_not_paired(self):
        second = a_meeting(participants=(*a_meeting().participants, a_delegation("un", quote="Doha")), topics=())
        reliability = measure_reliability([an_item(a_meeting())], [an_item(second)])
        meetings, participants, topics = reliability.scores
        assert (meetings.f1, participants.f1, topics.f1) == (1, 0.8, 0)
        assert [field(reliability, name).pairs for name in ("mode", "office", "topic_id")] == [1, 2, 0]

    def test_actor_is_compared_between_persons_of_one_name(self):
        sides = (a_delegation(), a_delegation("un", quote="Doha"))
        first, second = (a_meeting(participants=(a_participant(actor_id=actor), *sides)) for actor in ("TUR", "IRN"))
        actor = field(measure_reliability([an_item(first)], [an_item(second)]), "actor_id")
        assert (actor.pairs, actor.agreed) == (1, 0)

    @pytest.mark.parametrize(("phrase", "pairs"), [("aid", 1), ("talks", 0)])
    def test_topic_is_compared_where_phrases_share_words(self, phrase, pairs):
        other = a_meeting(topics=(Topic("development-aid", phrase, None, evidence(phrase=phrase)),))
        topic = field(measure_reliability([an_item(a_meeting())], [an_item(other)]), "topic_id")
        assert (topic.pairs, topic.agreed) == (pairs, 0)

    def test_text_must_be_the_same(self):
        with pytest.raises(InvalidInput) as caught:
            measure_reliability([an_item(a_meeting())], [an_item(text="Other words.", source="second/a-1.md")])
        assert [(each.file, each.rule) for each in caught.value.findings] == [("second/a-1.md", "other-text")]

    def test_no_common_article_is_a_finding(self):
        with pytest.raises(InvalidInput, match="no article is in both"):
            measure_reliability([an_item()], [an_item(article_id="b")])
