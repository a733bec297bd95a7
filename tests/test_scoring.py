import pytest

from parley.scoring import Counts, scores_from_counts


def counts(*triples):
    found = []
    for triple in triples:
        each = Counts()
        each.add("meetings", *triple)
        found.append(each)
    return found


def score(*triples):
    return scores_from_counts(counts(*triples), {"meetings": False})[0]


def test_precision_recall_and_f1_are_of_all_articles_together():
    found = score((1, 2, 1), (2, 2, 5))
    assert (found.precision, found.recall, found.f1) == (0.5, 0.75, 0.6)


def test_nothing_to_compare_has_no_score():
    found = score((0, 0, 0))
    assert (found.precision, found.recall, found.f1, found.low) == (None, None, None, None)


def test_one_article_has_no_interval():
    assert score((1, 2, 2)).low is None


def test_interval_holds_the_score_and_is_the_same_on_every_run():
    triples = [(1, 1, 1), (0, 1, 0), (2, 3, 2), (1, 1, 2), (0, 0, 1)]
    found = score(*triples)
    assert 0 <= found.low < found.f1 < found.high <= 1
    assert score(*triples) == found


def test_interval_of_perfect_agreement_is_a_point():
    found = score((1, 1, 1), (3, 3, 3))
    assert (found.low, found.high) == (1, 1)


def test_accuracy_is_right_of_compared():
    each = Counts()
    for is_right in (True, True, False, True):
        each.compare("mode", is_right)
    assert scores_from_counts([each], {"mode": True})[0].f1 == pytest.approx(0.75)
