import html
import re

import pytest
from builders import an_annotation, an_article
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.annotator import annotate_article
from parley.article_page import show_html
from parley.display import show
from parley.tracing import trace

TEXT = (
    "Foreign Minister Hakan Fidan held a phone conversation with his Saudi counterpart, Faisal bin Farhan, on Feb. 3. "
    "He refused to meet the Israeli foreign minister. The two ministers last met in Doha."
)


def the_trace(text=TEXT):
    return trace(an_article(text=text))


class TestTrace:
    """What was seen, in words of the text and numbers of people."""

    def test_mentions_and_whom_each_is_taken_for(self):
        found = [
            (TEXT[each.span.start : each.span.end], each.people)
            for sentence in the_trace().sentences
            for each in sentence.mentions
        ]
        assert ("Foreign Minister Hakan Fidan", (1,)) in found
        assert ("He", (1,)) in found

    def test_people_are_told_by_name_office_and_actor(self):
        people = the_trace().people
        told = [(each.name, each.office, each.actor_id) for each in people]
        assert ("Hakan Fidan", "foreign_minister", "TUR") in told
        assert ("Faisal bin Farhan", "foreign_minister", "SAU") in told
        assert [each.number for each in people] == list(range(1, len(people) + 1))

    def test_frame_tells_its_sides_and_its_meeting(self):
        frame = the_trace().sentences[0].frames[0]
        assert (frame.kind, frame.effect, frame.outcome) == ("exchange", "held", "meeting 1")
        assert len(frame.sides) == 2

    def test_outcomes_name_every_meeting_of_the_annotator(self):
        meetings = annotate_article(an_article(text=TEXT)).meetings
        told = " ".join(frame.outcome for sentence in the_trace().sentences for frame in sentence.frames)
        assert {f"meeting {number}" for number in range(1, len(meetings) + 1)} <= set(re.findall(r"meeting \d+", told))

    def test_word_of_what_does_not_take_place_says_why(self):
        frames = [frame for frame in the_trace().sentences[1].frames if frame.effect == "skip"]
        assert [frame.outcome for frame in frames] == ["it is not told as something that takes place"]

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from([*TEXT.split(), "“", "»", "\n\n", "<b>", "\x1b[31m", "🇹🇷", "they"]), max_size=40))
    def test_any_text_is_traced_within_its_bounds(self, words):
        text = " ".join(words) or "."
        for sentence in the_trace(text).sentences:
            for each in (*sentence.mentions, *sentence.frames):
                assert sentence.span.start <= each.span.start < each.span.end <= sentence.span.end


class TestShown:
    """Terminal and page show it below the rows, and obey none of its words."""

    def test_terminal(self):
        shown = show(an_article(text=TEXT), an_annotation(), trace=the_trace())
        assert "{#1 Foreign Minister Hakan Fidan} held a ‹phone conversation› with" in shown
        assert "→ meeting 1\n" in shown

    def test_page(self):
        page = show_html(an_article(text=TEXT), an_annotation(), trace=the_trace())
        assert '<mark class="who" data-label="#1">Foreign Minister Hakan Fidan</mark>' in page
        assert '<mark class="word">phone conversation</mark>' in page

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\x1b]0;x\x07", '"><img src=x>', "\u202e"])
    def test_no_name_is_obeyed(self, words):
        text = f"Foreign Minister Hakan {words} Fidan met Foreign Minister Ayman {words} Safadi of Jordan in Doha."
        article = an_article(text=text)
        seen = trace(article)
        page, shown = show_html(article, an_annotation(), trace=seen), show(article, an_annotation(), trace=seen)
        assert not re.search(r"<(?:script|img)", page)
        assert html.escape(words.replace("\x1b", "␛").replace("\x07", "␇").replace("\u202e", "⟨U+202E⟩")) in page
        assert not re.search("[\x1b\x07\u202e]", page + shown)
