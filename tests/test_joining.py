"""Meetings of one encounter are joined across articles, by the rule, whatever the order, the files and the batches."""

import itertools
import random
import sys

import pyarrow.parquet as pq
import pytest
from builders import a_delegation, a_meeting, a_participant, a_reference, an_annotation, an_article

from parley.errors import UsageError
from parley.joining import join_reports
from parley.matching import likeness
from parley.reports import annotated
from parley.tables import tables_from_annotations, write_tables

pytest.importorskip("duckdb", reason="duckdb is not installed")

DAYS = ("2024-02-03", "2024-02-04")


def a_corpus(seed, number=24):
    """Articles of one or two meetings each, alike in many values."""
    draw = random.Random(seed)
    items = []
    for no in range(number):
        meetings = []
        for of in range(draw.choice([1, 1, 2])):
            people = [draw.choice([a_participant(), a_participant(name="Kalın"), a_delegation("TUR", quote="Doha")])]
            people.append(a_delegation(draw.choice(["hamas", "un", "eu", "nato"]), quote="Doha"))
            if draw.random() < 0.2:
                people.append(a_delegation("SAU", quote="Doha"))
            start = draw.choice(DAYS)
            meetings.append(
                a_meeting(
                    start,
                    draw.choice([start, "2024-02-04"]),
                    meeting_id=f"m{no:08x}{of:08x}",
                    participants=tuple(people),
                    mode=draw.choice(["in_person", "in_person", "phone", "unknown"]),
                    country_code=draw.choice(["QAT", "QAT", None]),
                    place_name=draw.choice(["Doha", "Doha", None, "Lusail"]),
                    status=draw.choice(["held", "planned"]),
                    date_precision=draw.choice(["day", "day", "day", "month"]),
                    review_status="auto",
                    topics=(),
                )
            )
        items.append(
            annotated(
                an_article(f"a-{no:02}", published=f"2024-02-{5 + no % 3:02}"),
                an_annotation(*meetings, article_id=f"a-{no:02}"),
            )
        )
    return items


def write(items, folder):
    write_tables(tables_from_annotations(items, a_reference()), folder)
    return folder


def encounters(folder):
    return dict(join_reports(folder).itertuples(index=False, name=None))


def by_hand(items):
    """Try every pair, and name each group by its earliest article."""
    told = [
        (item.article.published, meeting.meeting_id, item.article_id, meeting)
        for item in items
        for meeting in item.annotation.meetings
    ]
    groups = {each[1]: {each[1]} for each in told}

    def rivals(one, other):
        return [each for each in told if each[2] == one[2] and likeness(each[3], other[3]) > likeness(one[3], other[3])]

    for one, other in itertools.combinations(told, 2):
        is_same = one[2] != other[2] and likeness(one[3], other[3]) > 0
        if is_same and not rivals(one, other) and not rivals(other, one):
            both = groups[one[1]] | groups[other[1]]
            groups |= dict.fromkeys(both, both)
    order = [each[1] for each in sorted(told, key=lambda each: each[:2])]
    return {each: min(group, key=order.index) for each, group in groups.items()}


@pytest.mark.parametrize("seed", range(4))
def test_meetings_are_joined_as_the_rule_says_of_every_pair(tmp_path, seed):
    items = a_corpus(seed)
    joined = encounters(write(items, tmp_path / "tables"))
    assert joined == by_hand(items)
    assert 1 < len(set(joined.values())) < len(joined)


def test_of_two_meetings_of_one_article_the_one_more_alike_is_joined(tmp_path):
    """A news conference yet to come is not the talks, in whatever order they come."""

    def told(article_id, published, *statuses):
        meetings = [
            a_meeting(meeting_id=f"m{article_id}{no:015}", status=status, review_status="auto", topics=())
            for no, status in enumerate(statuses)
        ]
        return annotated(an_article(article_id, published=published), an_annotation(*meetings, article_id=article_id))

    items = [
        told("a", "2024-02-05", "held"),
        told("b", "2024-02-06", "planned", "held"),
        told("c", "2024-02-04", "held"),
    ]
    joined = encounters(write(items, tmp_path / "tables"))
    talks, ahead = f"mc{0:015}", f"mb{0:015}"
    assert joined == {f"ma{0:015}": talks, ahead: ahead, f"mb{1:015}": talks, talks: talks}


def test_order_changes_nothing(tmp_path):
    items = a_corpus(7)
    assert encounters(write(items, tmp_path / "one")) == encounters(write(items[::-1], tmp_path / "two"))


def test_shards_change_nothing(tmp_path):
    """As `parley annotate --shards` and Spark write them."""
    whole = write(a_corpus(7), tmp_path / "whole")
    for path in whole.glob("*.parquet"):
        rows = pq.read_table(path)
        folder = tmp_path / "shards" / path.stem
        folder.mkdir(parents=True)
        for number, start in enumerate((0, rows.num_rows // 2)):
            pq.write_table(rows.slice(start, None if number else rows.num_rows // 2), folder / f"{number}.parquet")
    assert encounters(tmp_path / "shards") == encounters(whole)


def test_an_id_published_first_stays_when_articles_are_added(tmp_path):
    items = sorted(a_corpus(7), key=lambda item: item.article.published)
    before, after = encounters(write(items[:12], tmp_path / "one")), encounters(write(items, tmp_path / "two"))
    assert {after[each] for each in before} <= set(before.values())


def test_a_folder_without_tables_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="has no table articles"):
        join_reports(tmp_path)


def test_missing_duckdb_is_a_usage_error(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match="pip install 'parley-meetings\\[duckdb\\]'"):
        join_reports(tmp_path)
