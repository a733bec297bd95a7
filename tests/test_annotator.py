"""The chain from a text to its meetings, by the rules of the codebook; cases stand in tests/cases/meetings.yaml."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from parley.annotator import ANNOTATOR, annotate_article
from parley.model import Article, Evidence, Meeting

PUBLISHED = dt.date(2024, 2, 4)
FOLDER = Path(__file__).parent / "cases"
CASES = [
    case for name in ("meetings.yaml", "wire.yaml", "sequels.yaml") for case in YAML(typ="safe").load(FOLDER / name)
]


def annotate(text: str, published: dt.date = PUBLISHED) -> tuple[Meeting, ...]:
    return annotate_article(Article("an-article", text, published)).meetings


def line(meeting: Meeting) -> str:
    """Write a meeting as the case file does."""
    days = meeting.start_date.isoformat()
    if meeting.end_date != meeting.start_date:
        days += f"..{meeting.end_date.isoformat()}"
    who = ", ".join(
        (part.name or (f"[{part.title}]" if part.title else "")) + "@" + part.actor_id for part in meeting.participants
    )
    where = f"{meeting.place_name or '-'}/{meeting.country_code or '-'}"
    return f"{days} {meeting.mode} {meeting.status} {where}: {who}"


def all_evidence(meeting: Meeting) -> list[Evidence]:
    parts = [*meeting.participants, *meeting.topics]
    return [*meeting.evidence, *(evidence for part in parts for evidence in part.evidence)]


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_sentence_gives_the_meetings_it_reports(case):
    expected = [] if case["meetings"] == "none" else case["meetings"]
    assert sorted(map(line, annotate(case["text"], case.get("published", PUBLISHED)))) == sorted(expected)


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_every_value_has_words_of_the_text(case):
    """Codebook, section 4: every meeting, participant and topic points to the words that support it."""
    text = case["text"]
    for meeting in annotate(text):
        assert any(evidence.field == "mode" for evidence in meeting.evidence)
        for part in meeting.participants:
            assert part.evidence
            for evidence in part.evidence:
                if evidence.field == "name":
                    assert text[evidence.span.start : evidence.span.end] == part.name
        for topic in meeting.topics:
            assert any(text[e.span.start : e.span.end] == topic.phrase for e in topic.evidence if e.field == "phrase")


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_is_read_without_an_error(text):
    for meeting in annotate(text):
        assert all(evidence.span.end <= len(text) for evidence in all_evidence(meeting))


WORDS = [
    "President", "Putin", "met", "with", "the", "Turkish", "foreign minister", "Hakan Fidan", "in", "Doha", "on",
    "Feb. 3", "and", ",", ".", "his", "counterpart", "held", "talks", "between", "Hamas", "delegation", "“", "”",
    "discussed", "ceasefire", "who", "said", "by phone", "will", "they", "France", "’s", "of",
    "\n\n", "(", ")", "U.S.", "-",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_row_of_meeting_words_is_read_with_evidence_inside_the_text(text):
    for meeting in annotate(text):
        assert len({part.actor_id for part in meeting.participants}) > 1 or meeting.format == "multilateral"
        assert meeting.start_date <= meeting.end_date
        assert all(evidence.span.end <= len(text) for evidence in all_evidence(meeting))


def test_annotation_is_a_function_of_the_text_alone():
    text = CASES[0]["text"]
    first = annotate(text)
    annotate("Russia and France held talks in Paris on Monday.")
    assert annotate(text) == first


def test_annotator_names_itself_and_its_version():
    assert all(meeting.annotator == ANNOTATOR for meeting in annotate(CASES[0]["text"]))


def test_long_sentence_of_titles_is_read_in_bounded_time():
    """A megabyte of titles in one sentence once took time that grew with its square."""
    assert annotate("foreign minister President " * 4000) == ()
